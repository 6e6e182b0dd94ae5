#include "tests/app/viewmodels/app_person.h"

#include "tests/app/support/patience.h"

#include <QTest>

namespace sotto::tests {

using test::kAppPatienceMs;
using viewmodels::App;

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

void begin(AppPerson& person, const QString& name)
{
    person.restart();
    QTRY_COMPARE_WITH_TIMEOUT(person.app->stage(), App::Stage::FirstRun, kAppPatienceMs);
    const QString relay = person.app->firstRun()->defaultRelay();
    person.app->firstRun()->start(name);
    QTRY_COMPARE_WITH_TIMEOUT(person.app->stage(), App::Stage::Ready, kAppPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(person.app->me()->name(), name, kAppPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(person.app->settings()->relayHost(), relay, kAppPatienceMs);
}

void befriend(AppPerson& alice, AppPerson& bob)
{
    alice.app->newInvite(1, 3'600);
    QTRY_VERIFY_WITH_TIMEOUT(alice.app->invite(), kAppPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(alice.app->invite()->published(), kAppPatienceMs);
    bob.app->inviteOpening()->open(alice.app->invite()->link());
    QTRY_VERIFY_WITH_TIMEOUT(bob.app->inviteOpening()->deciding(), kAppPatienceMs);
    QVERIFY(bob.app->inviteOpening()->invitation().contains(alice.app->me()->name()));
    QCOMPARE(bob.app->conversations()->count(), 0);
    bob.app->inviteOpening()->accept();
    QTRY_VERIFY_WITH_TIMEOUT(bob.app->current(), kAppPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(bob.app->current()->isAsked(), kAppPatienceMs);
    QVERIFY(!bob.app->current()->composer()->canSend());
    QTRY_COMPARE_WITH_TIMEOUT(alice.app->conversations()->count(), 1, kAppPatienceMs);
    alice.app->nextConversation();
    QVERIFY(alice.app->current());
    QVERIFY(alice.app->current()->isRequest());
    QCOMPARE(alice.app->current()->name(), bob.app->me()->name());
    alice.app->current()->accept();
    QTRY_VERIFY_WITH_TIMEOUT(!alice.app->current()->isRequest(), kAppPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(!bob.app->current()->isAsked(), kAppPatienceMs);
}

void showWords(AppPerson& person, QString& words)
{
    // Nothing comes of it before the window knows the account.
    const auto areShown = [&person] {
        person.app->words()->show();
        return person.app->words()->words().size() == 12;
    };
    QTRY_VERIFY_WITH_TIMEOUT(areShown(), kAppPatienceMs);
    words = person.app->words()->words().join(QLatin1Char(' '));
}

} // namespace sotto::tests
