#include "tests/app/keychain/private_keyring.h"

#include "app/keychain/secret_service.h"

#include <optional>

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QTest>

namespace sotto::keychain {

namespace {

constexpr int kPatienceMs = 10'000;

bool isUnlocked(std::optional<SecretServiceState>& state, QObject& context)
{
    if (state == SecretServiceState::Unlocked) {
        return true;
    }
    askSecretService(&context, [&state](SecretServiceState now) { state = now; });
    return false;
}

} // namespace

bool PrivateKeyring::start()
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start("gnome-keyring-daemon", {"--foreground", "--unlock", "--components=secrets"});
    if (!m_process.waitForStarted()) {
        return false;
    }
    m_process.write("a password");
    m_process.closeWriteChannel();
    std::optional<SecretServiceState> state;
    QObject context;
    return QTest::qWaitFor([&] { return isUnlocked(state, context); }, kPatienceMs);
}

bool PrivateKeyring::lock()
{
    QDBusMessage lock =
        QDBusMessage::createMethodCall("org.freedesktop.secrets", "/org/freedesktop/secrets",
                                       "org.freedesktop.Secret.Service", "Lock");
    lock << QVariant::fromValue(
        QList<QDBusObjectPath>{QDBusObjectPath("/org/freedesktop/secrets/collection/login")});
    return QDBusConnection::sessionBus().call(lock).type() == QDBusMessage::ReplyMessage;
}

void PrivateKeyring::end()
{
    desktop::endProcess(m_process);
}

} // namespace sotto::keychain
