// Whatever an intruder does first with the words and a young device of his own, or with one stolen
// device, stays pending, is shown, and is stopped; and what nobody stops comes after 14 days.
#ifndef Q_MOC_RUN
#include "app/core/base/wire_bytes.h"
#include "app/core/state.pb.h"
#include "app/storage/state_store.h"
#include "crypto/base/init.h"
#include "crypto/phrase/master_key.h"
#include "tests/app/support/forger.h"
#include "tests/app/support/linked_device.h"
#include "tests/app/support/patience.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

namespace {

constexpr std::int64_t kDayMs = std::int64_t{24} * 3600 * 1000;

crypto::DeviceLog logOf(LinkedDevice& device)
{
    core::wire::AccountState state;
    const auto stored = storage::StateStore(device.client->database()).find("account");
    (void)state.ParseFromArray(stored->data(), static_cast<int>(stored->size()));
    return *crypto::DeviceLog::parse(viewOf(state.log()));
}

crypto::RecoveryKeys keysOf(const std::string& words)
{
    const auto phrase = crypto::RecoveryPhrase::fromText(crypto::asBytes(words), QtNormalizer());
    const auto master =
        crypto::deriveMasterKey(*phrase, {}, crypto::masterKeyVersions().front(), QtNormalizer());
    return crypto::deriveRecoveryKeys(*master);
}

/// The elder device, its words, and a second device that came by them.
struct Two
{
    Two()
    {
        first.create(relay);
        words = first.words();
        linked = second.link(words, relay);
    }
    /// Both clocks go on.
    void pass(std::int64_t ms)
    {
        clock.at += ms;
        relay.relay.time.wall += static_cast<std::uint64_t>(ms / 1000);
    }
    /// The same, and each device is started again and has heard the other. False if that fails: a
    /// program that runs while its clock leaps has prekeys that nobody takes any more.
    [[nodiscard]] bool passAndMeet(std::int64_t ms)
    {
        pass(ms);
        first.reopen();
        second.reopen();
        const auto parts = [](LinkedDevice& device) -> InsideOfClient::Parts& {
            return InsideOfClient::of(*device.client);
        };
        const auto isQuiet = [](LinkedDevice& device) {
            return device.client->connection().state == ConnectionState::Online &&
                   device.client->isIdle();
        };
        return waitFor([&] {
            return isQuiet(first) && isQuiet(second) &&
                   parts(first).own.log().head() == parts(second).own.log().head() &&
                   parts(first).own.sharedKey().epoch() == parts(second).own.sharedKey().epoch();
        });
    }
    [[nodiscard]] const Alarm* alarmOf(LinkedDevice& device, AlarmKind kind)
    {
        alarms = device.client->alarms();
        const auto at = std::ranges::find(alarms, kind, &Alarm::kind);
        return at == alarms.end() ? nullptr : &*at;
    }

    LoopbackRelay relay;
    SharedClock clock;
    LinkedDevice first{clock};
    LinkedDevice second{clock};
    std::string words;
    QString linked;
    std::vector<Alarm> alarms;
};

} // namespace

class TestIntruder : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void phraseAndYoungDeviceChangeNothingAtOnce()
    {
        // Attack 3, with 60 days between, in which all prekeys went.
        Two two;
        QCOMPARE(two.linked, QString());
        QTRY_VERIFY_WITH_TIMEOUT(two.first.alarms() == std::vector{AlarmKind::DeviceAdded},
                                 kAppPatienceMs);
        QVERIFY(two.passAndMeet(60 * kDayMs));
        const crypto::RecoveryKeys keys = keysOf(two.words);
        Forger thief(*two.second.client);
        const crypto::DeviceId elder = thief.log().state().devices.front().id;
        const auto next = crypto::SigningKey::generate(two.first.random);
        const auto authors = thief.with(keys.signingKey);
        const auto refused = [](const crypto::LogBuilder::Built& built) {
            return !built && built.error() == crypto::LogErrorKind::NotPermitted;
        };
        QVERIFY(refused(thief.builder().removeDevice(authors, elder)));
        QVERIFY(refused(thief.builder().suspend(authors, elder)));
        QVERIFY(refused(thief.builder().replaceRecovery(authors, next)));
        QVERIFY(refused(thief.builder().proposeRemoval(thief.alone(), elder)));
        QVERIFY(refused(thief.builder().proposeRecovery(thief.alone(), next)));

        // What is left to him is slow, and seen.
        QVERIFY(thief.append([&](const crypto::LogBuilder& builder) {
            return builder.proposeRemoval(thief.with(keys.signingKey), elder);
        }));
        QVERIFY(thief.append([&](const crypto::LogBuilder& builder) {
            return builder.proposeRecovery(thief.with(keys.signingKey), next);
        }));
        QTRY_COMPARE_WITH_TIMEOUT(two.first.alarms().size(), std::size_t{3}, kAppPatienceMs);
        const Alarm removal = *two.alarmOf(two.first, AlarmKind::RemovalAsked);
        const Alarm replacing = *two.alarmOf(two.first, AlarmKind::WordsReplacing);
        QVERIFY(removal.device == elder);
        QVERIFY(replacing.device == thief.id());
        QVERIFY(two.passAndMeet(13 * kDayMs));
        QVERIFY(logOf(two.first).statusOf(elder) == crypto::DeviceStatus::Active);

        // A device alone does not stop what the words have asked for; with the words it does.
        QCOMPARE(two.first.answer(removal.id, AlarmAnswer::WasNotMe),
                 QStringLiteral("words-needed"));
        QCOMPARE(two.first.ask([&](auto done) {
            two.first.client->vetoChange(removal.id,
                                         crypto::SecretBytes(crypto::asBytes(two.words)), done);
        }),
                 QString());
        QVERIFY(two.alarmOf(two.first, AlarmKind::RemovalAsked) == nullptr);
        // New words end the rest, with the device suspended before.
        const Alarm added = *two.alarmOf(two.first, AlarmKind::DeviceAdded);
        QCOMPARE(two.first.answer(added.id, AlarmAnswer::WasNotMe), QString());
        QString problem = QStringLiteral("no answer");
        two.first.client->replaceWords(
            crypto::SecretBytes(crypto::asBytes(two.words)), [&](const auto& outcome) {
                problem = outcome ? QString() : QString::fromLatin1(nameOf(outcome.error().kind));
            });
        QTRY_COMPARE_WITH_TIMEOUT(problem, QString(), kAppPatienceMs);
        QVERIFY(two.first.alarms().empty());
        QVERIFY(logOf(two.first).state().pending.empty());
        QVERIFY(logOf(two.first).statusOf(*added.device) == crypto::DeviceStatus::Removed);
    }

    void oneStolenDeviceFaresNoBetter()
    {
        Two two;
        QCOMPARE(two.linked, QString());
        QTRY_VERIFY_WITH_TIMEOUT(two.first.alarms() == std::vector{AlarmKind::DeviceAdded},
                                 kAppPatienceMs);
        QCOMPARE(two.first.answer(two.first.client->alarms().front().id, AlarmAnswer::WasMe),
                 QString());
        QTRY_VERIFY_WITH_TIMEOUT(logOf(two.second).state().devices.back().hasStanding(),
                                 kAppPatienceMs);
        // The owner's other device is stolen, unlocked.
        Forger thief(*two.second.client);
        const crypto::DeviceId elder = thief.log().state().devices.front().id;
        const auto next = crypto::SigningKey::generate(two.first.random);
        QVERIFY(!thief.builder().suspend(thief.alone(), elder));
        QVERIFY(!thief.builder().removeDevice(thief.alone(), elder));
        QVERIFY(!thief.builder().proposeRemoval(thief.alone(), elder));
        QVERIFY(thief.append([&](const crypto::LogBuilder& builder) {
            return builder.proposeRecovery(thief.alone(), next);
        }));
        QTRY_VERIFY_WITH_TIMEOUT(two.first.alarms() == std::vector{AlarmKind::WordsReplacing},
                                 kAppPatienceMs);
        // Any other device stops it, without the words.
        QCOMPARE(two.first.answer(two.first.client->alarms().front().id, AlarmAnswer::WasNotMe),
                 QString());
        QVERIFY(two.first.alarms().empty());
        QVERIFY(logOf(two.first).state().pending.empty());
    }

    void aDeviceIsRemovedWithoutTheWordsAfter14Days()
    {
        Two two;
        QCOMPARE(two.linked, QString());
        QTRY_VERIFY_WITH_TIMEOUT(two.first.alarms() == std::vector{AlarmKind::DeviceAdded},
                                 kAppPatienceMs);
        const Alarm alarm = two.first.client->alarms().front();
        QCOMPARE(two.first.answer(alarm.id, AlarmAnswer::WasNotMe), QString());
        QVERIFY(!logOf(two.first).state().stampRelays.empty());
        Forger first(*two.first.client);
        QVERIFY(first.append([&](const crypto::LogBuilder& builder) {
            return builder.proposeRemoval(first.alone(), *alarm.device);
        }));
        // It has the proposal stamped, and comes back to it.
        QTRY_VERIFY_WITH_TIMEOUT(
            storage::StateStore(two.first.client->database()).find("slow").has_value(),
            kAppPatienceMs);
        two.pass(14 * kDayMs - 60'000);
        two.first.reopen();
        letHappen(200);
        QVERIFY(logOf(two.first).statusOf(*alarm.device) == crypto::DeviceStatus::Suspended);
        two.pass(60'000);
        two.first.reopen();
        QTRY_VERIFY_WITH_TIMEOUT(logOf(two.first).statusOf(*alarm.device) ==
                                     crypto::DeviceStatus::Removed,
                                 kAppPatienceMs);
    }
};

QTEST_GUILESS_MAIN(TestIntruder)
#include "tst_intruder.moc"
