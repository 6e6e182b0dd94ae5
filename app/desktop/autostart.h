#pragma once

#include <QString>

namespace sotto::desktop {

/// Starts Sotto quietly when the person logs in, by an entry in XDG_CONFIG_HOME/autostart
/// (freedesktop.org, Desktop Application Autostart Specification 0.5). One entry a profile.
class Autostart
{
public:
    /// @p program is the absolute path of this program, @p profile what --profile would say.
    Autostart(QString folder, QString program, QString profile);

    /// XDG_CONFIG_HOME/autostart.
    [[nodiscard]] static QString folder();

    /// True if an entry is there and the desktop's own settings have not switched it off.
    [[nodiscard]] bool isOn() const;
    /// False if the entry could not be written or removed.
    [[nodiscard]] bool set(bool on) const;

private:
    [[nodiscard]] QString path() const;
    [[nodiscard]] QString entry() const;

    QString m_folder;
    QString m_program;
    QString m_profile;
};

} // namespace sotto::desktop
