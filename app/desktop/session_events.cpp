#include "app/desktop/session_events.h"

#include <QCoreApplication>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace sotto::desktop {

namespace {

const QString kLogin = QStringLiteral("org.freedesktop.login1");
const QString kLoginPath = QStringLiteral("/org/freedesktop/login1");
const QString kLoginInterface = QStringLiteral("org.freedesktop.login1.Manager");

QDBusMessage loginCall(const char* name)
{
    return QDBusMessage::createMethodCall(kLogin, kLoginPath, kLoginInterface,
                                          QString::fromLatin1(name));
}

} // namespace

SessionEvents::SessionEvents(const QDBusConnection& sessionBus, const QDBusConnection& systemBus,
                             QObject* parent)
    : QObject(parent)
    , m_session(sessionBus)
    , m_system(systemBus)
{
    // Their objects stand at different paths on different desktops, so any path of theirs will do.
    for (const char* name : {"org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"}) {
        const QString service = QString::fromLatin1(name);
        m_session.connect(service, {}, service, QStringLiteral("ActiveChanged"), this,
                          SLOT(onScreenSaver(bool)));
    }
    m_system.connect(kLogin, kLoginPath, kLoginInterface, QStringLiteral("PrepareForSleep"), this,
                     SLOT(onSleep(bool)));
    if (m_system.isConnected()) {
        watchOwnSession();
        holdUpSleep();
    }
}

void SessionEvents::watchOwnSession()
{
    const QString session = qEnvironmentVariable("XDG_SESSION_ID");
    QDBusMessage message = loginCall(session.isEmpty() ? "GetSessionByPID" : "GetSession");
    if (session.isEmpty()) {
        message << static_cast<uint>(QCoreApplication::applicationPid());
    } else {
        message << session;
    }
    auto* watcher = new QDBusPendingCallWatcher(m_system.asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        const QDBusPendingReply<QDBusObjectPath> reply(*watcher);
        if (!reply.isError()) {
            m_system.connect(kLogin, reply.value().path(),
                             QStringLiteral("org.freedesktop.login1.Session"),
                             QStringLiteral("Lock"), this, SIGNAL(lockNow()));
        }
    });
}

void SessionEvents::holdUpSleep()
{
    QDBusMessage message = loginCall("Inhibit");
    message << QStringLiteral("sleep") << QStringLiteral("Sotto") << tr("Sotto locks itself")
            << QStringLiteral("delay");
    auto* watcher = new QDBusPendingCallWatcher(m_system.asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        const QDBusPendingReply<QDBusUnixFileDescriptor> reply(*watcher);
        if (!reply.isError()) {
            m_heldUp = reply.value();
        }
    });
}

void SessionEvents::onScreenSaver(bool isActive)
{
    if (isActive) {
        Q_EMIT lockNow();
    }
}

void SessionEvents::onSleep(bool isAhead)
{
    if (isAhead) {
        Q_EMIT lockNow();
        m_heldUp = QDBusUnixFileDescriptor();
    } else {
        holdUpSleep();
    }
}

} // namespace sotto::desktop
