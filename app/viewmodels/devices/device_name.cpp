#include "app/viewmodels/devices/device_name.h"

#include "app/viewmodels/person_text.h"

#include <QCoreApplication>
#include <QFile>
#include <QStringList>
#include <QSysInfo>

namespace sotto::viewmodels {

namespace {

/// The file has a few lines of text.
constexpr qint64 kMachineInfoBytesMax = 4'096;
constexpr int kNameLettersMax = 40;

} // namespace

QString suggestedDeviceName()
{
    QFile file(QStringLiteral("/etc/machine-info"));
    const QString info = file.open(QIODevice::ReadOnly)
                             ? QString::fromUtf8(file.read(kMachineInfoBytesMax))
                             : QString();
    return deviceNameFrom(info, QSysInfo::machineHostName());
}

QString deviceNameFrom(const QString& machineInfo, const QString& hostName)
{
    const QString key = QStringLiteral("PRETTY_HOSTNAME=");
    for (const QString& line : machineInfo.split(QLatin1Char('\n'))) {
        if (line.startsWith(key)) {
            QString name = oneLine(line.mid(key.size()).remove(QLatin1Char('"'))).trimmed();
            if (!name.isEmpty()) {
                return name.left(kNameLettersMax);
            }
        }
    }
    const QString host = hostName.section(QLatin1Char('.'), 0, 0).trimmed();
    return host.isEmpty() || host == QLatin1String("localhost")
               ? QCoreApplication::translate("Devices", "My computer")
               : oneLine(host).left(kNameLettersMax);
}

} // namespace sotto::viewmodels
