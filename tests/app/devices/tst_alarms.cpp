// What happens to an account is shown on its devices until somebody answers, and the answer does
// what it says. A relay on loopback; Argon2id costs a second or so for each joining.
#ifndef Q_MOC_RUN
#include "app/core/base/wire_bytes.h"
#include "app/core/content.pb.h"
#include "app/core/state.pb.h"
#include "app/storage/contact_store.h"
#include "app/storage/state_store.h"
#include "crypto/base/init.h"
#include "crypto/log/device_log.h"
#include "crypto/vault/shared_key.h"
#include "net/client/anonymous_lookups.h"
#include "tests/app/support/linked_device.h"
#include "tests/app/support/patience.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

namespace {

using Kinds = std::vector<AlarmKind>;

/// What a device holds of its account, as it is on its disk.
struct Held
{
    explicit Held(LinkedDevice& device)
    {
        storage::StateStore store(device.client->database());
        const auto account = store.find("account");
        const auto boxes = store.find("mailboxes");
        if (!account || !boxes ||
            !state.ParseFromArray(account->data(), static_cast<int>(account->size())) ||
            !mailboxes.ParseFromArray(boxes->data(), static_cast<int>(boxes->size()))) {
            qFatal("no account");
        }
    }
    [[nodiscard]] crypto::DeviceLog log() const
    {
        return *crypto::DeviceLog::parse(viewOf(state.log()));
    }
    [[nodiscard]] crypto::Epoch epoch() const
    {
        return crypto::SharedKey::parse(viewOf(state.shared_key()))->epoch();
    }
    [[nodiscard]] crypto::DeviceStatus statusOf(const crypto::DeviceId& device) const
    {
        return *log().statusOf(device);
    }
    [[nodiscard]] bool vouchesFor(const crypto::DeviceId& device) const
    {
        return log().state().find(device)->hasStanding();
    }

    core::wire::AccountState state;
    core::wire::Mailboxes mailboxes;
};

/// Two people with one device each, who know each other.
bool befriend(LinkedDevice& alice, LinkedDevice& bob)
{
    std::string link;
    alice.client->createInvite({}, [&](const auto& made) { link = made ? made->link : "-"; });
    if (!waitFor([&] { return !link.empty(); })) {
        return false;
    }
    bool asked = false;
    bob.client->openInvite(link, [&](const auto& opened) { asked = opened.has_value(); });
    const auto standing = [](LinkedDevice& device) {
        const auto all = storage::ContactStore(device.client->database()).all();
        return all.empty() ? storage::ContactStanding::Gone : all.front().standing;
    };
    return waitFor([&] { return asked && standing(alice) == storage::ContactStanding::Asking; }) &&
           alice.client->accept(storage::ContactStore(alice.client->database()).all().front().id)
               .has_value() &&
           waitFor([&] { return standing(bob) == storage::ContactStanding::Contact; });
}

/// The devices of the only contact that are written to.
std::size_t activeDevicesOfContact(LinkedDevice& device)
{
    const auto contact = storage::ContactStore(device.client->database()).all().front();
    std::size_t out = 0;
    for (const DeviceInfo& known : device.client->devicesOf(contact.id)) {
        out += known.isActive ? 1 : 0;
    }
    return out;
}

constexpr auto kOtherWords = "abandon abandon abandon abandon abandon abandon abandon abandon "
                             "abandon abandon abandon about";

} // namespace

class TestAlarms : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void aNewDeviceIsOneAlarmOnTheOthers()
    {
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        QVERIFY(!words.empty());
        LinkedDevice second(clock);
        QCOMPARE(second.link(words, relay), QString());

        QTRY_COMPARE_WITH_TIMEOUT(first.devices(), std::size_t{2}, kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(first.alarms() == Kinds{AlarmKind::DeviceAdded}, kAppPatienceMs);
        QVERIFY(first.alarmsTold > 0);
        const Alarm alarm = first.client->alarms().front();
        QVERIFY(alarm.device);
        QCOMPARE(hexOf(alarm.device->view()), second.self());
        QCOMPARE(alarm.when, clock.at);
        // Not the device itself, and no other alarm for the same, also once the words' use would
        // have become one.
        QVERIFY(second.alarms().empty());
        first.reopen();
        QTRY_COMPARE_WITH_TIMEOUT(first.client->connection().state, ConnectionState::Online,
                                  kAppPatienceMs);
        QVERIFY(first.alarms() == Kinds{AlarmKind::DeviceAdded});

        // A third one: both others are told, and what the second one says counts once it is
        // vouched for itself.
        QCOMPARE(first.answer(alarm.id, AlarmAnswer::WasMe), QString());
        QVERIFY(first.alarms().empty());
        QVERIFY(Held(first).vouchesFor(*alarm.device));
        QTRY_VERIFY_WITH_TIMEOUT(Held(second).vouchesFor(*alarm.device), kAppPatienceMs);
        LinkedDevice third(clock);
        QCOMPARE(third.link(words, relay), QString());
        QTRY_VERIFY_WITH_TIMEOUT(first.alarms() == Kinds{AlarmKind::DeviceAdded}, kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(second.alarms() == Kinds{AlarmKind::DeviceAdded}, kAppPatienceMs);
        QVERIFY(third.alarms().empty());
        const AlarmId id = second.client->alarms().front().id;
        QVERIFY(first.client->alarms().front().id == id);
        QCOMPARE(second.answer(id, AlarmAnswer::WasMe), QString());
        QTRY_VERIFY_WITH_TIMEOUT(first.alarms().empty(), kAppPatienceMs);
        QVERIFY(second.alarms().empty());
        QCOMPARE(first.answer(id, AlarmAnswer::WasMe), QStringLiteral("alarm-gone"));
    }

    void aDeviceThatNobodyVouchedForVouchesForNobody()
    {
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        LinkedDevice second(clock);
        LinkedDevice third(clock);
        QCOMPARE(second.link(words, relay), QString());
        QTRY_COMPARE_WITH_TIMEOUT(first.devices(), std::size_t{2}, kAppPatienceMs);
        QCOMPARE(third.link(words, relay), QString());
        QTRY_VERIFY_WITH_TIMEOUT(first.alarms() == std::vector(2, AlarmKind::DeviceAdded),
                                 kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(second.alarms() == std::vector{AlarmKind::DeviceAdded},
                                 kAppPatienceMs);
        const Alarm alarm = second.client->alarms().front();
        // It may neither let the other one in nor throw it out; what it says stays its own.
        QCOMPARE(second.ask([&](auto done) { second.client->approveDevice(*alarm.device, done); }),
                 QStringLiteral("not-senior"));
        QCOMPARE(second.answer(alarm.id, AlarmAnswer::WasNotMe), QStringLiteral("not-senior"));
        QCOMPARE(second.answer(alarm.id, AlarmAnswer::WasMe), QString());
        QVERIFY(second.alarms().empty());
        second.reopen();
        QVERIFY(second.alarms().empty());
        QCOMPARE(first.alarms().size(), std::size_t{2});
        QVERIFY(!Held(second).vouchesFor(*alarm.device));
    }

    void aUseThatAddedNothingIsAnAlarmToo()
    {
        // Attack 2.
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        LinkedDevice thief(clock);
        thief.open();
        thief.client->onLinkStep = [&](LinkStep step) {
            if (step == LinkStep::Opening) {
                thief.client->cancelLink();
            }
        };
        QCOMPARE(thief.link(words, relay), QStringLiteral("cancelled"));
        QTRY_VERIFY_WITH_TIMEOUT(first.alarms() == Kinds{AlarmKind::WordsUsed}, 10'000);
        first.reopen();
        QVERIFY(first.alarms() == Kinds{AlarmKind::WordsUsed});

        // The owner's own joining does not explain it; nor is it told to the device that joins.
        LinkedDevice second(clock);
        QCOMPARE(second.link(words, relay), QString());
        QTRY_COMPARE_WITH_TIMEOUT(first.devices(), std::size_t{2}, kAppPatienceMs);
        const Kinds both{AlarmKind::WordsUsed, AlarmKind::DeviceAdded};
        QTRY_VERIFY_WITH_TIMEOUT(first.alarms() == both, kAppPatienceMs);
        QVERIFY(second.alarms().empty());

        const crypto::Epoch epoch = Held(first).epoch();
        QCOMPARE(first.answer(first.client->alarms().front().id, AlarmAnswer::WasNotMe), QString());
        QVERIFY(Held(first).epoch() > epoch);
        QVERIFY(first.alarms() == Kinds{AlarmKind::DeviceAdded});
    }

    void whatHappenedWhileNobodyRanIsToldAtTheNextStart()
    {
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        first.client.reset();
        LinkedDevice thief(clock);
        thief.open();
        thief.client->onLinkStep = [&](LinkStep step) {
            if (step == LinkStep::Opening) {
                thief.client->cancelLink();
            }
        };
        QCOMPARE(thief.link(words, relay), QStringLiteral("cancelled"));
        thief.client->onLinkStep = {};
        QCOMPARE(thief.link(words, relay), QString());
        first.open();
        const Kinds both{AlarmKind::WordsUsed, AlarmKind::DeviceAdded};
        QTRY_COMPARE_WITH_TIMEOUT(first.alarms().size(), std::size_t{2}, 10'000);
        QVERIFY(std::ranges::is_permutation(first.alarms(), both));
    }

    void notMeCutsTheDeviceOff_data()
    {
        QTest::addColumn<int>("killedAfter"); // turns of the event loop
        QTest::addRow("in one run") << -1;
        QTest::addRow("killed at once") << 0;
        QTest::addRow("killed on the way") << 10;
        QTest::addRow("killed later on the way") << 40;
    }
    void notMeCutsTheDeviceOff()
    {
        QFETCH(int, killedAfter);
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        LinkedDevice bob(clock);
        first.create(relay);
        bob.create(relay, "Bob");
        QVERIFY(befriend(first, bob));
        const std::string words = first.words();
        LinkedDevice thief(clock);
        QCOMPARE(thief.link(words, relay), QString());
        QTRY_VERIFY_WITH_TIMEOUT(first.alarms() == Kinds{AlarmKind::DeviceAdded}, kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(activeDevicesOfContact(bob), std::size_t{2}, kAppPatienceMs);
        const Alarm alarm = first.client->alarms().front();
        const Held before(first);
        const std::string slotBefore = slotKeyFor(first);

        if (killedAfter < 0) {
            QCOMPARE(first.answer(alarm.id, AlarmAnswer::WasNotMe), QString());
        } else {
            first.client->answerAlarm(alarm.id, AlarmAnswer::WasNotMe, [](const auto&) {});
            letHappen(killedAfter);
            first.reopen();
        }
        // Suspended in the log, for contacts too.
        QTRY_VERIFY_WITH_TIMEOUT(
            Held(first).statusOf(*alarm.device) == crypto::DeviceStatus::Suspended, kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(activeDevicesOfContact(bob), std::size_t{1}, kAppPatienceMs);
        QVERIFY(first.alarms().empty());
        // A key that it has not, and never learns.
        QTRY_VERIFY_WITH_TIMEOUT(Held(first).epoch() > before.epoch(), kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(
            Held(thief).statusOf(*alarm.device) == crypto::DeviceStatus::Suspended, kAppPatienceMs);
        QVERIFY(Held(thief).epoch() < Held(first).epoch());
        // The tokens and slot keys that it may know are worth nothing any more.
        QTRY_VERIFY_WITH_TIMEOUT(!takesPosts(relay, before, Held(thief).state.cohort_tokens(0)),
                                 kAppPatienceMs);
        for (const std::string& token : before.state.cohort_tokens()) {
            QVERIFY(!takesPosts(relay, before, token));
        }
        QTRY_VERIFY_WITH_TIMEOUT(takesPosts(relay, before, Held(first).state.cohort_tokens(0)),
                                 kAppPatienceMs);
        QVERIFY(slotKeyFor(first) != slotBefore);
        QTRY_VERIFY_WITH_TIMEOUT(slotKeyKnownTo(bob) == slotKeyFor(first), kAppPatienceMs);
        // Contacts go on as before.
        const auto contact = storage::ContactStore(bob.client->database()).all().front();
        const RowId talk = bob.client->conversationWith(contact.id);
        QVERIFY(bob.client->send(talk, {"still here", storage::kNoRow}));
        QTRY_COMPARE_WITH_TIMEOUT(newestTextOf(first), std::string("still here"), kAppPatienceMs);
        // It is the person's wish, and over.
        QTRY_COMPARE_WITH_TIMEOUT(shuttingOut(first), 0, kAppPatienceMs);
        QVERIFY(first.client->send(conversationOf(first), {"and here", storage::kNoRow}));
        QTRY_COMPARE_WITH_TIMEOUT(newestTextOf(bob), std::string("and here"), kAppPatienceMs);
    }

    void whoLeftBeforeTheAnswerIsCutOffAsWell()
    {
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        LinkedDevice bob(clock);
        first.create(relay);
        bob.create(relay, "Bob");
        QVERIFY(befriend(first, bob));
        const std::string words = first.words();
        LinkedDevice thief(clock);
        QCOMPARE(thief.link(words, relay), QString());
        QTRY_VERIFY_WITH_TIMEOUT(first.alarms() == Kinds{AlarmKind::DeviceAdded}, kAppPatienceMs);
        const Alarm alarm = first.client->alarms().front();
        QCOMPARE(thief.ask([&](auto done) { thief.client->unlink(done); }), QString());
        QTRY_VERIFY_WITH_TIMEOUT(
            Held(first).statusOf(*alarm.device) != crypto::DeviceStatus::Active, kAppPatienceMs);
        const Held before(first);
        const std::string slotBefore = slotKeyFor(first);

        QCOMPARE(first.answer(alarm.id, AlarmAnswer::WasNotMe), QString());
        QVERIFY(Held(first).epoch() > before.epoch());
        for (int cohort = 0; cohort < crypto::kTokenCohorts; ++cohort) {
            QVERIFY(Held(first).state.cohort_tokens(cohort) != before.state.cohort_tokens(cohort));
        }
        for (const std::string& token : before.state.cohort_tokens()) {
            QTRY_VERIFY_WITH_TIMEOUT(!takesPosts(relay, before, token), kAppPatienceMs);
        }
        QVERIFY(slotKeyFor(first) != slotBefore);
        QTRY_VERIFY_WITH_TIMEOUT(slotKeyKnownTo(bob) == slotKeyFor(first), kAppPatienceMs);
    }

    void theWordsAreChecked()
    {
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        std::optional<crypto::Result<bool, Problem>> said;
        const auto check = [&](const std::string& text) {
            said.reset();
            first.client->checkWords(crypto::SecretBytes(crypto::asBytes(text)),
                                     [&](const auto& outcome) { said = outcome; });
            return waitFor([&] { return said.has_value(); });
        };
        QVERIFY(check(words));
        QVERIFY(*said && **said);
        QVERIFY(check(kOtherWords));
        QVERIFY(*said && !**said);
        QVERIFY(check("these are no words"));
        QVERIFY(!*said);
        QVERIFY(said->error().kind == ProblemKind::PhraseWrong);
    }

    void aNewDeviceWaitsForApprovalOrADay()
    {
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        LinkedDevice bob(clock);
        first.create(relay);
        bob.create(relay, "Bob");
        QVERIFY(befriend(first, bob));
        const std::string words = first.words();
        QVERIFY(!first.client->newDeviceWaits());
        QVERIFY(!first.client->setNewDeviceWaits(true));
        const auto setWith = [&](const std::string& text) {
            return first.ask([&](auto done) {
                first.client->setNewDeviceWaits(true, crypto::SecretBytes(crypto::asBytes(text)),
                                                done);
            });
        };
        QCOMPARE(setWith(""), QStringLiteral("words-needed"));
        QCOMPARE(setWith(kOtherWords), QStringLiteral("words-wrong"));
        QCOMPARE(setWith(words), QString());
        QVERIFY(first.client->newDeviceWaits());
        QVERIFY(first.client->setNewDeviceWaits(true));

        const auto knownToBob = [&] {
            const auto contact = storage::ContactStore(bob.client->database()).all().front();
            return bob.client->devicesOf(contact.id).size();
        };
        LinkedDevice second(clock);
        QCOMPARE(second.link(words, relay), QString());
        QTRY_COMPARE_WITH_TIMEOUT(knownToBob(), std::size_t{2}, kAppPatienceMs);
        QCOMPARE(activeDevicesOfContact(bob), std::size_t{1});
        // Approved, it does not wait.
        const auto approved = first.client->alarms();
        QCOMPARE(approved.size(), std::size_t{1});
        QCOMPARE(first.ask([&](auto done) {
            first.client->approveDevice(*approved.front().device, done);
        }),
                 QString());
        QTRY_COMPARE_WITH_TIMEOUT(activeDevicesOfContact(bob), std::size_t{2}, kAppPatienceMs);

        // Another one is used when a day has passed at who looks, also if he was not running.
        LinkedDevice third(clock);
        QCOMPARE(third.link(words, relay), QString());
        QTRY_COMPARE_WITH_TIMEOUT(knownToBob(), std::size_t{3}, kAppPatienceMs);
        QCOMPARE(activeDevicesOfContact(bob), std::size_t{2});
        clock.at += std::int64_t{24} * 3600 * 1000 - 1000;
        bob.reopen();
        QCOMPARE(activeDevicesOfContact(bob), std::size_t{2});
        clock.at += 1000;
        bob.reopen();
        QCOMPARE(activeDevicesOfContact(bob), std::size_t{3});
    }

private:
    static RowId conversationOf(LinkedDevice& device)
    {
        return device.client->conversationWith(
            storage::ContactStore(device.client->database()).all().front().id);
    }
    static std::string newestTextOf(LinkedDevice& device)
    {
        storage::MessageStore messages(device.client->database());
        const auto newest = messages.newest(conversationOf(device), 1);
        return newest.empty() ? std::string() : newest.front().text;
    }
    /// What is stored of the only contact.
    static core::wire::ContactState stateOfContact(LinkedDevice& device)
    {
        storage::ContactStore contacts(device.client->database());
        core::wire::ContactState state;
        const crypto::SecretBytes stored = contacts.state(contacts.all().front().id);
        (void)state.ParseFromArray(stored.data(), static_cast<int>(stored.size()));
        return state;
    }
    static std::string slotKeyFor(LinkedDevice& device)
    {
        return stateOfContact(device).slot_key();
    }
    static std::string slotKeyKnownTo(LinkedDevice& device)
    {
        return stateOfContact(device).card().slot_key();
    }
    static int shuttingOut(LinkedDevice& device)
    {
        core::wire::AlarmsState state;
        const auto stored = storage::StateStore(device.client->database()).find("alarms");
        (void)state.ParseFromArray(stored->data(), static_cast<int>(stored->size()));
        return state.shutting_size();
    }
    /// Whether a mailbox serves who shows that token.
    static bool takesPosts(LoopbackRelay& relay, const Held& owner, const std::string& token)
    {
        crypto::SystemRandom random;
        std::optional<bool> out;
        const auto asking = client::fetchPrekeys(
            relay.place(random), *fixedOf<crypto::MailboxId>(owner.mailboxes.mailboxes(0).id()),
            *fixedOf<crypto::DeliveryToken>(token),
            [&](const auto& answer) { out = answer.has_value(); });
        return waitFor([&] { return out.has_value(); }) && *out;
    }
};

QTEST_GUILESS_MAIN(TestAlarms)
#include "tst_alarms.moc"
