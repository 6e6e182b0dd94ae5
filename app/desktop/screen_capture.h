#pragma once

#include <functional>

#include <QDBusConnection>
#include <QImage>
#include <QObject>

namespace sotto::desktop {

enum class CaptureStatus
{
    Ok,
    Refused,    ///< the person said no to the desktop's question
    Unavailable ///< this desktop gives nobody a picture of the screen
};

/// A picture of the screens, for reading a QR code that is shown on one of them. Asked for by the
/// person only; kept nowhere.
class ScreenCapture : public QObject
{
    Q_OBJECT

public:
    /// Pictures of each screen; empty unless the status is Ok.
    using Done = std::function<void(CaptureStatus, const QList<QImage>&)>;

    explicit ScreenCapture(const QDBusConnection& sessionBus, QObject* parent = nullptr);

    /// On X11 at once, on Wayland by way of the desktop, which may ask the person first
    /// (org.freedesktop.portal.Screenshot, version 1 or 2). @p done is called once, from the event
    /// loop; a new call while one is open gives that one up.
    void capture(Done done);

private Q_SLOTS:
    void onResponse(uint response, const QVariantMap& results);

private:
    void askPortal();
    void end(CaptureStatus status, const QList<QImage>& images = {});

    QDBusConnection m_bus;
    Done m_done;
    QString m_request; ///< the object that will answer; empty if none is open
    int m_number = 0;
};

} // namespace sotto::desktop
