#include "app/keychain/secret_service.h"

#include <memory>
#include <utility>

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFileInfo>
#include <QTimer>

namespace sotto::keychain {

namespace {

/// For each of the two questions, on a machine that is busy with its start.
constexpr int kAnswerTimeMs = 3000;
const QString kService = QStringLiteral("org.freedesktop.secrets");

using StateDone = std::function<void(SecretServiceState)>;

SecretServiceState stateOf(const QDBusError& error)
{
    switch (error.type()) {
    case QDBusError::NoReply:
    case QDBusError::Timeout:
    case QDBusError::TimedOut:
        return SecretServiceState::Silent;
    default:
        return SecretServiceState::Absent;
    }
}

void call(QObject* context, const QDBusMessage& message,
          const std::function<void(const QDBusPendingCall&)>& answered)
{
    auto* watcher = new QDBusPendingCallWatcher(
        QDBusConnection::sessionBus().asyncCall(message, kAnswerTimeMs), context);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, context,
                     [answered](QDBusPendingCallWatcher* finished) {
                         finished->deleteLater();
                         answered(*finished);
                     });
}

void askWhetherLocked(QObject* context, const QString& collection, const StateDone& done)
{
    QDBusMessage message = QDBusMessage::createMethodCall(
        kService, collection, QStringLiteral("org.freedesktop.DBus.Properties"),
        QStringLiteral("Get"));
    message << QStringLiteral("org.freedesktop.Secret.Collection") << QStringLiteral("Locked");
    call(context, message, [done](const QDBusPendingCall& answer) {
        const QDBusPendingReply<QDBusVariant> reply(answer);
        if (reply.isError()) {
            done(stateOf(reply.error()));
            return;
        }
        done(reply.value().variant().toBool() ? SecretServiceState::Locked
                                              : SecretServiceState::Unlocked);
    });
}

} // namespace

bool hasSessionBus()
{
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") ||
           (!runtime.isEmpty() && QFileInfo::exists(runtime + QStringLiteral("/bus")));
}

void askSecretService(QObject* context, StateDone done)
{
    if (!hasSessionBus() || !QDBusConnection::sessionBus().isConnected()) {
        QTimer::singleShot(0, context,
                           [done = std::move(done)] { done(SecretServiceState::Absent); });
        return;
    }
    QDBusMessage message = QDBusMessage::createMethodCall(
        kService, QStringLiteral("/org/freedesktop/secrets"),
        QStringLiteral("org.freedesktop.Secret.Service"), QStringLiteral("ReadAlias"));
    message << QStringLiteral("default");
    call(context, message, [context, done = std::move(done)](const QDBusPendingCall& answer) {
        const QDBusPendingReply<QDBusObjectPath> reply(answer);
        if (reply.isError()) {
            done(stateOf(reply.error()));
        } else if (reply.value().path() == QStringLiteral("/")) {
            done(SecretServiceState::Empty);
        } else {
            askWhetherLocked(context, reply.value().path(), done);
        }
    });
}

} // namespace sotto::keychain
