#include "app/desktop/log_output.h"

#include <cstdio>

namespace sotto::desktop {

namespace {

LogDetail g_detail = LogDetail::Withheld;

QLatin1StringView levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return QLatin1StringView("debug");
    case QtInfoMsg:
        return QLatin1StringView("info");
    case QtWarningMsg:
        return QLatin1StringView("warning");
    case QtCriticalMsg:
        return QLatin1StringView("error");
    case QtFatalMsg:
        return QLatin1StringView("fatal");
    }
    return {};
}

void write(QtMsgType type, const QMessageLogContext& context, const QString& message)
{
    const QByteArray line = logLine(type, context, message, g_detail).toUtf8() + '\n';
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stderr);
}

} // namespace

QString logLine(QtMsgType type, const QMessageLogContext& context, const QString& message,
                LogDetail detail)
{
    const QString category = QString::fromUtf8(context.category);
    QString line = QStringLiteral("sotto: %1 %2").arg(levelName(type), category);
    if (category.startsWith(QStringLiteral("sotto.")) || detail == LogDetail::Shown) {
        return line + QStringLiteral(": ") + message;
    }
    if (context.file != nullptr) {
        line += QStringLiteral(" at %1:%2").arg(QString::fromUtf8(context.file)).arg(context.line);
    }
    return line;
}

void installLogOutput()
{
    g_detail = qEnvironmentVariableIntValue("SOTTO_LOG_DETAIL") != 0 ? LogDetail::Shown
                                                                     : LogDetail::Withheld;
    qInstallMessageHandler(write);
}

} // namespace sotto::desktop
