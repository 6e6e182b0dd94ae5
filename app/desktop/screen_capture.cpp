#include "app/desktop/screen_capture.h"

#include "app/desktop/qr/bounded_image.h"

#include <utility>

#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QFile>
#include <QGuiApplication>
#include <QPixmap>
#include <QScreen>
#include <QTimer>
#include <QUrl>

namespace sotto::desktop {

namespace {

const QString kPortal = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kPortalPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kRequest = QStringLiteral("org.freedesktop.portal.Request");

bool canGrab()
{
    return QGuiApplication::platformName() == QStringLiteral("xcb");
}

QList<QImage> grabScreens()
{
    QList<QImage> images;
    const QList<QScreen*> screens = QGuiApplication::screens();
    for (QScreen* screen : screens) {
        const QPixmap pixmap = screen->grabWindow(0);
        if (!pixmap.isNull()) {
            images += pixmap.toImage();
        }
    }
    return images;
}

/// The portal leaves a file, which is read once and removed: nobody asked for one.
QList<QImage> takeFile(const QString& uri)
{
    const QString path = QUrl(uri).toLocalFile();
    QFile file(path);
    if (path.isEmpty() || !file.open(QIODevice::ReadOnly)) {
        return {};
    }
    const auto image = readBoundedImage(file);
    file.remove();
    return image ? QList<QImage>{*image} : QList<QImage>();
}

} // namespace

ScreenCapture::ScreenCapture(const QDBusConnection& sessionBus, QObject* parent)
    : QObject(parent)
    , m_bus(sessionBus)
{}

void ScreenCapture::capture(Done done)
{
    m_done = std::move(done);
    if (!canGrab()) {
        askPortal();
        return;
    }
    QTimer::singleShot(0, this, [this] {
        const QList<QImage> images = grabScreens();
        end(images.isEmpty() ? CaptureStatus::Unavailable : CaptureStatus::Ok, images);
    });
}

void ScreenCapture::askPortal()
{
    if (!m_bus.isConnected()) {
        QTimer::singleShot(0, this, [this] { end(CaptureStatus::Unavailable); });
        return;
    }
    // The answer's place is known before the question, so that none is missed.
    const QString token = QStringLiteral("sotto%1").arg(++m_number);
    const QString sender = m_bus.baseService().mid(1).replace(u'.', u'_');
    if (!m_request.isEmpty()) {
        m_bus.disconnect(kPortal, m_request, kRequest, QStringLiteral("Response"), this,
                         SLOT(onResponse(uint, QVariantMap)));
    }
    m_request = QStringLiteral("/org/freedesktop/portal/desktop/request/%1/%2").arg(sender, token);
    m_bus.connect(kPortal, m_request, kRequest, QStringLiteral("Response"), this,
                  SLOT(onResponse(uint, QVariantMap)));
    QDBusMessage message = QDBusMessage::createMethodCall(
        kPortal, kPortalPath, QStringLiteral("org.freedesktop.portal.Screenshot"),
        QStringLiteral("Screenshot"));
    message << QString()
            << QVariantMap{{QStringLiteral("handle_token"), token},
                           {QStringLiteral("interactive"), false}};
    auto* watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this,
            [this, watcher, request = m_request] {
                watcher->deleteLater();
                const QDBusPendingReply<QDBusObjectPath> reply(*watcher);
                if (reply.isError() && request == m_request) {
                    end(CaptureStatus::Unavailable);
                }
            });
}

void ScreenCapture::onResponse(uint response, const QVariantMap& results)
{
    constexpr uint kDone = 0;
    constexpr uint kCancelled = 1;
    if (response == kCancelled) {
        end(CaptureStatus::Refused);
        return;
    }
    const QList<QImage> images = response == kDone
                                     ? takeFile(results.value(QStringLiteral("uri")).toString())
                                     : QList<QImage>();
    end(images.isEmpty() ? CaptureStatus::Unavailable : CaptureStatus::Ok, images);
}

void ScreenCapture::end(CaptureStatus status, const QList<QImage>& images)
{
    if (!m_request.isEmpty()) {
        m_bus.disconnect(kPortal, m_request, kRequest, QStringLiteral("Response"), this,
                         SLOT(onResponse(uint, QVariantMap)));
        m_request.clear();
    }
    if (const Done done = std::exchange(m_done, nullptr)) {
        done(status, images);
    }
}

} // namespace sotto::desktop
