#include "net/relay/server/relay_log.h"

#include <QByteArray>
#include <QString>
#include <QtGlobal>

namespace sotto::relay {

namespace {

std::atomic<RelayLog*> g_log{nullptr};

LogLevel levelOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
    case QtInfoMsg:
        return LogLevel::Debug; // of no use to an operator
    case QtWarningMsg:
        return LogLevel::Warning;
    case QtCriticalMsg:
    case QtFatalMsg:
        break;
    }
    return LogLevel::Error;
}

void takeMessage(QtMsgType type, const QMessageLogContext& context, const QString& message)
{
    if (RelayLog* log = g_log.load()) {
        log->write(levelOf(type), "qt",
                   {LogField::problem(message.toStdString()),
                    LogField::onlyAtDebug("category", context.category ? context.category : "")});
    }
}

} // namespace

void RelayLog::takeQtMessages(RelayLog* log)
{
    g_log.store(log);
    qInstallMessageHandler(log != nullptr ? takeMessage : nullptr);
}

} // namespace sotto::relay
