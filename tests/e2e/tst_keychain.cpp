// Profiles whose key is in the desktop's keychain: a real GNOME Keyring on a bus of its own.
#ifndef Q_MOC_RUN
#include "app/core/profile.h"
#include "app/keychain/system_keychain.h"
#include "crypto/base/init.h"
#include "tests/app/keychain/private_keyring.h"
#include "tests/e2e/world.h"
#endif

#include <QTest>

using namespace sotto::test;
using sotto::keychain::KeychainSecret;
using sotto::keychain::KeychainStatus;

class TestKeychain : public QObject
{
    Q_OBJECT

    /// A call that meets the bus of this test.
    Cli onBus(const char* name) const
    {
        Cli out = m_world->stranger(name);
        out.setVariable("DBUS_SESSION_BUS_ADDRESS", m_bus->address());
        return out;
    }

    Ran create(const Cli& cli) const
    {
        return cli.run({"create", "--name", "Alice", "--relay", m_world->relay()});
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(sotto::crypto::initialize());
        qputenv("HOME", m_home.path().toUtf8());
        qputenv("XDG_DATA_HOME", m_home.filePath("data").toUtf8());
        for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "XDG_CURRENT_DESKTOP",
                                 "XDG_RUNTIME_DIR", "GNOME_KEYRING_CONTROL"}) {
            qunsetenv(name);
        }
        m_world = std::make_unique<World>();
        m_bus = std::make_unique<sotto::desktop::PrivateBus>();
        QVERIFY(m_bus->isRunning());
    }

    void withoutAKeychainAFileIsMade()
    {
        const Cli alice = onBus("file");
        const Ran created = create(alice);
        QVERIFY2(created.isDone(), created.errors);
        QVERIFY2(created.errors.contains("without a keychain"), created.errors);
        QVERIFY(alice.run({"whoami"}).errors.isEmpty());
    }

    void aKeychainThatAnswersIsPreferred()
    {
        QVERIFY(m_keyring.start());
        const Cli alice = onBus("kept");
        const Ran created = create(alice);
        QVERIFY2(created.isDone(), created.errors);
        QVERIFY2(created.errors.isEmpty(), created.errors);
        const Ran opened = alice.run({"whoami"});
        QVERIFY2(opened.isDone(), opened.errors);
        QCOMPARE(opened.lines, created.lines);
        auto profile = sotto::core::Profile::take(alice.profile());
        QVERIFY(profile);
        QCOMPARE(static_cast<int>(*profile->keyPlace()),
                 static_cast<int>(sotto::storage::KeyPlace::Keychain));
    }

    /// What the window does with a new profile.
    void theWindowsProfileOpens()
    {
        const Cli alice = onBus("window");
        const Ran created = create(alice);
        QVERIFY2(created.isDone(), created.errors);
        sotto::keychain::SystemKeychain keychain(
            QString::fromLatin1(sotto::keychain::kKeychainService));
        auto profile = sotto::core::Profile::take(alice.profile());
        QVERIFY(profile);
        sotto::crypto::SystemRandom random;
        const auto name = profile->keychainName(random);
        QVERIFY(name);
        std::optional<KeychainStatus> status;
        KeychainSecret secret;
        keychain.read(QString::fromStdString(*name),
                      [&](KeychainStatus answer, KeychainSecret read) {
                          status = answer;
                          secret = std::move(read);
                      });
        QTRY_VERIFY_WITH_TIMEOUT(status, 10'000);
        QCOMPARE(static_cast<int>(*status), static_cast<int>(KeychainStatus::Ok));
        QVERIFY(profile->openDatabase(sotto::storage::DatabaseKey(secret.view()),
                                      sotto::storage::OpenMode::ReadOnly));
    }

    void aPassphraseWins()
    {
        Cli alice = onBus("passphrase");
        alice.setVariable("SOTTO_PASSPHRASE", "correct horse");
        QVERIFY(create(alice).isDone());
        alice.setVariable("SOTTO_PASSPHRASE", {});
        QCOMPARE(alice.run({"whoami"}).error(), "passphrase-needed");
    }

    void aLockedKeychainIsRefused()
    {
        QVERIFY(m_keyring.lock());
        const Ran ran = onBus("kept").run({"whoami"});
        QCOMPARE(ran.status, 1);
        QCOMPARE(ran.error(), "keychain-locked");
        const Ran fresh = create(onBus("fresh"));
        QCOMPARE(fresh.status, 1);
        QCOMPARE(fresh.error(), "keychain-locked");
    }

    void withoutTheKeychainItIsSaid()
    {
        m_keyring.end();
        const Ran gone = onBus("kept").run({"whoami"});
        QCOMPARE(gone.status, 1);
        QCOMPARE(gone.error(), "keychain-missing");
        // Nor without a bus at all.
        const Ran without = m_world->stranger("kept").run({"whoami"});
        QCOMPARE(without.status, 1);
        QCOMPARE(without.error(), "keychain-missing");
    }

private:
    QTemporaryDir m_home;
    std::unique_ptr<World> m_world;
    std::unique_ptr<sotto::desktop::PrivateBus> m_bus;
    sotto::keychain::PrivateKeyring m_keyring;
};

QTEST_GUILESS_MAIN(TestKeychain)
#include "tst_keychain.moc"
