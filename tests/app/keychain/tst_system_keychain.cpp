#include "app/keychain/keychain_text.h"
#include "app/keychain/secret_service.h"
#include "app/keychain/system_keychain.h"
#include "tests/app/keychain/private_keyring.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVirtualObject>
#include <QTest>
#include <qt6keychain/keychain.h>

using namespace sotto::keychain;
using sotto::desktop::PrivateBus;
using namespace std::chrono_literals;

namespace {

const QString kEntry = QStringLiteral("database");
const QString kSecrets = QStringLiteral("org.freedesktop.secrets");

KeychainSecret secretOf(std::uint8_t first)
{
    KeychainSecret secret;
    for (std::size_t i = 0; i < KeychainSecret::kSize; ++i) {
        secret.mutableView()[i] = static_cast<std::uint8_t>(first + i * 7);
    }
    return secret;
}

/// Takes every call and never answers.
class SilentService : public QDBusVirtualObject
{
public:
    [[nodiscard]] QString introspect(const QString& path) const override
    {
        return path; // nobody asks
    }
    bool handleMessage(const QDBusMessage& message, const QDBusConnection& connection) override
    {
        message.setDelayedReply(true);
        return connection.isConnected();
    }
};

/// What a call came to.
struct Answer
{
    std::optional<KeychainStatus> status;
    KeychainSecret secret;
    int count = 0;

    [[nodiscard]] Keychain::ReadDone forRead()
    {
        return [this](KeychainStatus result, KeychainSecret read) {
            status = result;
            secret = std::move(read);
            ++count;
        };
    }
    [[nodiscard]] Keychain::Done forDone()
    {
        return [this](KeychainStatus result) {
            status = result;
            ++count;
        };
    }
};

} // namespace

// That an answer comes later, from the event loop, within the time given, and that it is this one.
#define COMPARE_ANSWER(answer, expected, timeMs)                                                   \
    do {                                                                                           \
        QVERIFY(!(answer).status);                                                                 \
        QTRY_VERIFY_WITH_TIMEOUT((answer).status.has_value(), timeMs);                             \
        QCOMPARE(static_cast<int>(*(answer).status), static_cast<int>(expected));                  \
    } while (false)

/// Against a real GNOME Keyring on a bus of its own, and against what takes its place. In the order
/// in which a machine may be found: no bus, no keychain, an open one, a locked one, a hung one.
class TestSystemKeychain : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        qputenv("HOME", m_home.path().toUtf8());
        qputenv("XDG_RUNTIME_DIR", m_home.path().toUtf8());
        qputenv("XDG_DATA_HOME", m_home.filePath("data").toUtf8());
        for (const char* name : {"DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY",
                                 "XDG_CURRENT_DESKTOP", "GNOME_KEYRING_CONTROL"}) {
            qunsetenv(name);
        }
    }

    void withoutABusItIsUnavailableAtOnce()
    {
        QVERIFY(!hasSessionBus());
        SystemKeychain keychain("sotto-test");
        for (int i = 0; i < 3; ++i) {
            Answer answer;
            if (i == 0) {
                keychain.read(kEntry, answer.forRead());
            } else if (i == 1) {
                keychain.write(kEntry, secretOf(1), answer.forDone());
            } else {
                keychain.remove(kEntry, answer.forDone());
            }
            COMPARE_ANSWER(answer, KeychainStatus::Unavailable, 2000);
        }
    }

    void withoutAKeychainItIsUnavailableSoon()
    {
        m_bus = std::make_unique<PrivateBus>();
        QVERIFY(m_bus->isRunning());
        QVERIFY(hasSessionBus());
        SystemKeychain keychain("sotto-test");
        Answer read;
        keychain.read(kEntry, read.forRead());
        COMPARE_ANSWER(read, KeychainStatus::Unavailable, 5000);
        Answer written;
        keychain.write(kEntry, secretOf(1), written.forDone());
        COMPARE_ANSWER(written, KeychainStatus::Unavailable, 5000);
    }

    void aSecretIsKept()
    {
        QVERIFY(m_keyring.start());
        SystemKeychain keychain("sotto-test");
        Answer before;
        keychain.read(kEntry, before.forRead());
        COMPARE_ANSWER(before, KeychainStatus::NotFound, 5000);
        QVERIFY(before.secret == KeychainSecret());
        for (const std::uint8_t first : {std::uint8_t{1}, std::uint8_t{200}}) {
            Answer written;
            keychain.write(kEntry, secretOf(first), written.forDone());
            COMPARE_ANSWER(written, KeychainStatus::Ok, 5000);
            Answer read;
            keychain.read(kEntry, read.forRead());
            COMPARE_ANSWER(read, KeychainStatus::Ok, 5000);
            QVERIFY(read.secret == secretOf(first));
        }
        Answer other;
        SystemKeychain foreign("sotto-other");
        foreign.read(kEntry, other.forRead());
        COMPARE_ANSWER(other, KeychainStatus::NotFound, 5000);
    }

    void severalAtOnceAreAllAnswered()
    {
        SystemKeychain keychain("sotto-test");
        std::array<Answer, 5> answers;
        for (Answer& answer : answers) {
            keychain.read(kEntry, answer.forRead());
        }
        for (Answer& answer : answers) {
            QTRY_COMPARE(answer.count, 1);
            QVERIFY(answer.secret == secretOf(200));
        }
    }

    void anEntryOfAnotherKindHasFailed()
    {
        QKeychain::WritePasswordJob job("sotto-test");
        job.setKey("odd");
        job.setTextData("not a key");
        job.setAutoDelete(false);
        bool isWritten = false;
        connect(&job, &QKeychain::Job::finished, this, [&] { isWritten = true; });
        job.start();
        QTRY_VERIFY(isWritten);
        SystemKeychain keychain("sotto-test");
        Answer answer;
        keychain.read("odd", answer.forRead());
        COMPARE_ANSWER(answer, KeychainStatus::Failed, 5000);
    }

    void aSecretIsRemoved()
    {
        SystemKeychain keychain("sotto-test");
        for (int i = 0; i < 2; ++i) { // the second time there is none
            Answer removed;
            keychain.remove(kEntry, removed.forDone());
            COMPARE_ANSWER(removed, KeychainStatus::Ok, 5000);
        }
        Answer read;
        keychain.read(kEntry, read.forRead());
        COMPARE_ANSWER(read, KeychainStatus::NotFound, 5000);
    }

    // A locked one must never look like one without the entry: a new key would be made.
    void aLockedKeychainIsLocked()
    {
        SystemKeychain keychain("sotto-test");
        Answer written;
        keychain.write(kEntry, secretOf(9), written.forDone());
        COMPARE_ANSWER(written, KeychainStatus::Ok, 5000);
        QVERIFY(m_keyring.lock());
        Answer read;
        keychain.read(kEntry, read.forRead());
        COMPARE_ANSWER(read, KeychainStatus::Locked, 15'000);
        Answer again;
        keychain.write(kEntry, secretOf(1), again.forDone());
        COMPARE_ANSWER(again, KeychainStatus::Locked, 15'000);
    }

    void aKeychainThatVanishedIsUnavailable()
    {
        m_keyring.end();
        SystemKeychain keychain("sotto-test");
        Answer read;
        keychain.read(kEntry, read.forRead());
        COMPARE_ANSWER(read, KeychainStatus::Unavailable, 5000);
    }

    void aHungKeychainIsUnavailable()
    {
        QDBusConnection connection = QDBusConnection::connectToBus(m_bus->address(), "hung");
        SilentService silent;
        QVERIFY(connection.registerVirtualObject("/", &silent, QDBusConnection::SubPath));
        QVERIFY(connection.registerService(kSecrets));
        SystemKeychain keychain("sotto-test", SystemKeychain::Times{200ms, 200ms});
        Answer read;
        keychain.read(kEntry, read.forRead());
        COMPARE_ANSWER(read, KeychainStatus::Unavailable, 10'000);
        // The one that hangs holds up those behind it, which are answered all the same.
        Answer next;
        keychain.read(kEntry, next.forRead());
        COMPARE_ANSWER(next, KeychainStatus::Unavailable, 10'000);
        QDBusConnection::disconnectFromBus("hung");
        QCOMPARE(read.count, 1);
        QCOMPARE(next.count, 1);
    }

    void textIsTakenExactly()
    {
        QString text = toKeychainText(secretOf(3));
        QCOMPARE(static_cast<std::size_t>(text.size()), kKeychainTextLength);
        const QByteArray bytes = text.toLatin1();
        QVERIFY(*fromKeychainText(bytes) == secretOf(3));
        QVERIFY(!fromKeychainText(bytes + "A"));
        QVERIFY(!fromKeychainText(bytes.left(42)));
        QVERIFY(!fromKeychainText(QByteArray(bytes).replace(5, 1, "+")));
        QVERIFY(!fromKeychainText(QByteArray(43, '_'))); // two bits too many
        QVERIFY(!fromKeychainText({}));
    }

    void wipingReachesWhatIsShared()
    {
        QByteArray text = QByteArray("a secret of some length").repeated(2);
        const QByteArray shared = text;
        wipeText(text);
        QVERIFY(text.isEmpty());
        QCOMPARE(shared, QByteArray(46, '\0'));
    }

private:
    QTemporaryDir m_home;
    std::unique_ptr<PrivateBus> m_bus;
    PrivateKeyring m_keyring;
};

QTEST_GUILESS_MAIN(TestSystemKeychain)
#include "tst_system_keychain.moc"
