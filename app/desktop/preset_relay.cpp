#include "app/desktop/preset_relay.h"

#include <QFile>
#include <QStandardPaths>

namespace sotto::desktop {

namespace {

/// An address has at most 512 characters.
constexpr qint64 kLineBytesMax = 1024;

} // namespace

QString presetRelay()
{
    const QString named = qEnvironmentVariable("SOTTO_RELAY").trimmed();
    if (!named.isEmpty()) {
        return named;
    }
    QFile file(QStandardPaths::locate(QStandardPaths::GenericConfigLocation,
                                      QStringLiteral("sotto/relay")));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    return QString::fromUtf8(file.readLine(kLineBytesMax)).trimmed();
}

} // namespace sotto::desktop
