#pragma once

#include <QDBusConnection>
#include <QDBusUnixFileDescriptor>
#include <QObject>

namespace sotto::desktop {

/// Tells when the person leaves: the screen is locked or its saver starts
/// (org.freedesktop.ScreenSaver and GNOME's own), logind locks this session, or the machine goes to
/// sleep. Sleep is held up until what is connected to lockNow() is done, so that nothing is left in
/// memory on the disk.
///
/// Idle time in the window is not counted here. Where a bus or a service is missing, its events
/// are.
class SessionEvents : public QObject
{
    Q_OBJECT

public:
    SessionEvents(const QDBusConnection& sessionBus, const QDBusConnection& systemBus,
                  QObject* parent = nullptr);

Q_SIGNALS:
    /// Lock at once. May come several times in a row.
    void lockNow();

private Q_SLOTS:
    void onScreenSaver(bool isActive);
    void onSleep(bool isAhead);

private:
    void watchOwnSession();
    void holdUpSleep();

    QDBusConnection m_session;
    QDBusConnection m_system;
    QDBusUnixFileDescriptor m_heldUp; ///< sleep waits as long as this is open
};

} // namespace sotto::desktop
