#include "app/desktop/autostart.h"

#include "app/desktop/profile_folders.h"

#include <utility>

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QStandardPaths>

namespace sotto::desktop {

namespace {

/// An argument of an Exec line: quoted, and escaped once for the quotes and once for the value
/// (Desktop Entry Specification 1.5, sections "The Exec key" and "Possible value types").
QString quoted(const QString& argument)
{
    QString out;
    for (const QChar c : argument) {
        if (c == u'\n') {
            out += QStringLiteral("\\n");
            continue;
        }
        if (c == u'"' || c == u'`' || c == u'$' || c == u'\\') {
            out += QStringLiteral("\\\\");
        }
        if (c == u'\\') {
            out += c;
        }
        out += c;
        if (c == u'%') {
            out += c;
        }
    }
    return u'"' + out + u'"';
}

} // namespace

Autostart::Autostart(QString folder, QString program, QString profile)
    : m_folder(std::move(folder))
    , m_program(std::move(program))
    , m_profile(profile == kDefaultProfile ? QString() : std::move(profile))
{}

QString Autostart::folder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           QStringLiteral("/autostart");
}

QString Autostart::path() const
{
    if (m_profile.isEmpty()) {
        return m_folder + QStringLiteral("/sotto.desktop");
    }
    // A profile may be a folder anywhere; its path is no file's name.
    const QString name =
        m_profile.contains(u'/')
            ? QString::fromLatin1(
                  QCryptographicHash::hash(m_profile.toUtf8(), QCryptographicHash::Blake2b_160)
                      .toHex())
            : m_profile;
    return m_folder + QStringLiteral("/sotto-%1.desktop").arg(name);
}

QString Autostart::entry() const
{
    QString exec = quoted(m_program);
    if (!m_profile.isEmpty()) {
        exec += QStringLiteral(" --profile ") + quoted(m_profile);
    }
    return QStringLiteral("[Desktop Entry]\n"
                          "Type=Application\n"
                          "Name=Sotto\n"
                          "Icon=sotto\n"
                          "Exec=%1 --quiet\n"
                          "Terminal=false\n"
                          "X-GNOME-Autostart-enabled=true\n")
        .arg(exec);
}

bool Autostart::isOn() const
{
    QFile file(path());
    if (!file.open(QIODevice::ReadOnly)) {
        return false;
    }
    constexpr qint64 kEntryBytesMax = 65'536; // what a desktop adds is a few lines
    const QList<QByteArray> lines = file.read(kEntryBytesMax).split('\n');
    return !lines.contains("Hidden=true") && !lines.contains("X-GNOME-Autostart-enabled=false");
}

bool Autostart::set(bool on) const
{
    if (!on) {
        return !QFile::exists(path()) || QFile::remove(path());
    }
    QSaveFile file(path());
    return QDir().mkpath(m_folder) && file.open(QIODevice::WriteOnly) &&
           file.write(entry().toUtf8()) >= 0 && file.commit();
}

} // namespace sotto::desktop
