#include "tests/app/viewmodels/app_person.h"

namespace sotto::tests {

void MemoryKeychain::read(const QString& entry, ReadDone done)
{
    keychain::KeychainSecret secret;
    keychain::KeychainStatus answer = status;
    const auto found = entries.find(entry);
    if (answer == keychain::KeychainStatus::Ok && found == entries.end()) {
        answer = keychain::KeychainStatus::NotFound;
    } else if (answer == keychain::KeychainStatus::Ok) {
        secret = found->second.duplicate();
    }
    done(answer, std::move(secret));
}

void MemoryKeychain::write(const QString& entry, const keychain::KeychainSecret& secret, Done done)
{
    if (status == keychain::KeychainStatus::Ok) {
        entries[entry] = secret.duplicate();
    }
    done(status);
}

void MemoryKeychain::remove(const QString& entry, Done done)
{
    entries.erase(entry);
    done(status);
}

AppPerson::AppPerson(test::World& world)
    : m_environment{m_random, world.clock, {}, 0, 20}
{
    m_environment.connections.backoff.firstMs = 50;
    m_environment.connections.backoff.longestMs = 400;
    const crypto::SecretBytes text = world.address().format();
    m_relay = QString::fromLatin1(reinterpret_cast<const char*>(text.data()),
                                  static_cast<qsizetype>(text.size()));
}

void AppPerson::restart()
{
    app.reset();
    viewmodels::AppOptions options{m_environment, folder.path().toStdString()};
    options.profileName = QStringLiteral("test");
    options.version = QStringLiteral("0");
    options.defaultRelay = m_relay;
    options.keychain = hasKeychain ? &keychain : nullptr;
    // Half a second for each passphrase would be the whole test.
    options.passphraseCost = {1, std::size_t{8} * 1024 * 1024};
    app = std::make_unique<viewmodels::App>(std::move(options));
    app->open();
}

} // namespace sotto::tests
