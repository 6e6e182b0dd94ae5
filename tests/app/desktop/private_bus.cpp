#include "tests/app/desktop/private_bus.h"

#include <QFile>

namespace sotto::desktop {

namespace {

constexpr int kProcessTimeMs = 10'000;

QByteArray configuration(const QString& folder)
{
    return QStringLiteral("<busconfig><type>session</type><listen>unix:dir=%1</listen>"
                          "<policy context='default'><allow send_destination='*'/>"
                          "<allow receive_sender='*'/><allow own='*'/></policy></busconfig>")
        .arg(folder)
        .toUtf8();
}

} // namespace

PrivateBus::PrivateBus()
{
    QFile file(m_folder.filePath(QStringLiteral("bus.conf")));
    if (!file.open(QIODevice::WriteOnly) || file.write(configuration(m_folder.path())) < 0) {
        return;
    }
    file.close();
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(QStringLiteral("dbus-daemon"),
                    {QStringLiteral("--config-file=") + file.fileName(),
                     QStringLiteral("--print-address"), QStringLiteral("--nofork")});
    if (m_process.waitForStarted(kProcessTimeMs) && m_process.waitForReadyRead(kProcessTimeMs)) {
        m_address = QString::fromUtf8(m_process.readLine()).trimmed();
        qputenv("DBUS_SESSION_BUS_ADDRESS", m_address.toUtf8());
    }
}

PrivateBus::~PrivateBus()
{
    endProcess(m_process);
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
}

void endProcess(QProcess& process)
{
    process.terminate();
    if (!process.waitForFinished(kProcessTimeMs)) {
        process.kill();
        process.waitForFinished(kProcessTimeMs);
    }
}

} // namespace sotto::desktop
