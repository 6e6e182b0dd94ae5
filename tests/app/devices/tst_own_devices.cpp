// Devices of one account as peers, and as contacts see them, at a relay on loopback.
#ifndef Q_MOC_RUN
#include "crypto/base/init.h"
#include "crypto/log/log_builder.h"
#include "tests/app/devices/device_world.h"
#include "tests/app/support/patience.h"
#endif

#include <QCoreApplication>
#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;
using storage::kNoRow;

namespace {

constexpr storage::Milliseconds kDayMs = std::int64_t{24} * 3600 * 1000;

/// Alice with two devices, who know of each other, and Bob.
struct Three
{
    Three()
    {
        first.create("Alice");
        bob.create("Bob");
    }
    /// False if anything of it fails.
    [[nodiscard]] bool begin()
    {
        words = first.words();
        if (words.empty() || !befriend(first, bob) || !second.link(words, "Laptop")) {
            return false;
        }
        return waitFor([this] { return first->devices().size() == 2; }) && meet();
    }
    /// The devices have read what each other said, and have the same key; Bob knows both.
    [[nodiscard]] bool meet()
    {
        return waitFor([this] { return first.epoch() == 2 && second.epoch() == 2; }) &&
               waitFor([this] { return bobKnows(2) && second.conversation() != kNoRow; });
    }
    [[nodiscard]] bool bobKnows(std::size_t devices)
    {
        const Person* const alice = bob.parts().people.find(first.parts().own.id());
        return alice != nullptr && alice->activeDevices().size() == devices &&
               alice->mailboxes.size() == devices;
    }

    LoopbackRelay relay;
    HandClock clock;
    Device first{relay, clock};
    Device second{relay, clock};
    Device bob{relay, clock};
    std::string words;
};

core::wire::Content ownKeyOf(Device& device, const crypto::SharedKey& key)
{
    core::wire::Content content = device.parts().outbox.content(true);
    content.mutable_own_key()->set_shared_key(fieldOf(key.serialize().view()));
    return content;
}

/// Posts a content to one device of an account that the sender knows.
void post(Device& from, const crypto::AccountId& account, const crypto::DeviceId& device,
          const core::wire::Content& content)
{
    auto& parts = from.parts();
    Work work(parts.context);
    Person* const person = parts.people.find(account);
    parts.outbox.addFor(work, *person, device, content);
    work.commit();
    parts.outbox.kick(person->row.id);
}

} // namespace

class TestOwnDevices : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void theKeyReachesTheOtherDevices()
    {
        Three all;
        QVERIFY(all.begin());
        // Who came made a new one, since the list of devices changed: both have it by now. The next
        // day whoever writes first makes the next.
        all.clock.at += kDayMs;
        all.first.say("good morning");
        QTRY_COMPARE_WITH_TIMEOUT(all.first.epoch(), crypto::Epoch{3}, kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(all.second.epoch(), crypto::Epoch{3}, kAppPatienceMs);
        // Once a day.
        all.first.say("and again");
        QTRY_COMPARE_WITH_TIMEOUT(all.bob.count("and again"), 1, kAppPatienceMs);
        QCOMPARE(all.first.epoch(), crypto::Epoch{3});
        QCOMPARE(all.first.troubles + all.second.troubles, 0);
    }

    void theKeyIsAskedForByWhoDidNotGetIt()
    {
        Three all;
        QVERIFY(all.begin());
        // A key of which nobody tells the second device.
        all.second.close();
        auto& onKey = all.first.parts().objects.head()->onKey;
        onKey = [before = onKey](const crypto::SharedKey& key, bool) { before(key, false); };
        all.clock.at += kDayMs;
        all.first.say("good morning");
        QTRY_COMPARE_WITH_TIMEOUT(all.first.epoch(), crypto::Epoch{3}, kAppPatienceMs);
        all.second.open();
        QTRY_COMPARE_WITH_TIMEOUT(all.second.epoch(), crypto::Epoch{3}, kAppPatienceMs);
    }

    void askingForAKeyFloodsNobody()
    {
        Three all;
        QVERIFY(all.begin());
        all.first.close();
        auto& second = all.second.parts();
        const storage::OutboxRecipient recipient{
            second.people.find(second.own.id())->row.id,
            storage::DeviceBytes(
                second.own.log().state().devices.front().id.bytes)}; // the one that is away
        const auto waiting = [&] { return second.context.stores.outbox.next(recipient, 1000); };
        QTRY_VERIFY_WITH_TIMEOUT(waiting().empty(), kAppPatienceMs);
        const auto ask = [&](crypto::Epoch epoch) {
            second.objects.head()->onKeyNeeded(epoch);
            QCoreApplication::processEvents();
        };
        // A day of asking, as often as it is needed.
        for (int i = 0; i < 4320; ++i) {
            all.clock.at += 20'000;
            ask(9);
            QVERIFY(waitFor([&] { return waiting().empty(); }));
        }
        // Offline, there is one that waits, whatever is asked for.
        second.outbox.stop();
        for (crypto::Epoch epoch = 10; epoch < 60; ++epoch) {
            ask(epoch);
        }
        QCOMPARE(waiting().size(), std::size_t{1});
        second.outbox.start();
        QTRY_VERIFY_WITH_TIMEOUT(waiting().empty(), kAppPatienceMs);

        int asked = 0;
        all.first.open();
        all.first.parts().incoming.onOwnKey = [&](Work&, const crypto::DeviceId&,
                                                  const std::optional<crypto::SharedKey>& key) {
            asked += key ? 0 : 1;
        };
        (void)all.bob.say("behind all of it");
        QTRY_COMPARE_WITH_TIMEOUT(all.first.count("behind all of it"), 1, kAppPatienceMs);
        QVERIFY2(asked > 1 && asked < 40, qPrintable(QString::number(asked)));
        // For another epoch it begins anew.
        const int before = asked;
        ask(61);
        QTRY_COMPARE_WITH_TIMEOUT(asked, before + 1, kAppPatienceMs);
    }

    void nobodySeesTheOwnAccount()
    {
        Three all;
        QVERIFY(all.begin());
        auto& stores = all.first.parts().context.stores;
        const Person* const self = all.first.parts().people.find(all.first.parts().own.id());
        QVERIFY(self != nullptr && self->isSelf());
        QCOMPARE(stores.contacts.all().size(), std::size_t{1});
        QCOMPARE(stores.contacts.allAndSelf().size(), std::size_t{2});
        QVERIFY(!stores.conversations.findByContact(self->row.id));
        QVERIFY(!all.first->accept(self->row.id) && !all.first->block(self->row.id));
        Work work(all.first.parts().context);
        for (const Thing& thing : all.first.parts().things.forSnapshot(work)) {
            QVERIFY(thing.type != ThingType::Contact ||
                    thing.key != fieldOf(all.first.parts().own.id().view()));
        }
    }

    void aMessageReachesEveryDeviceOnce()
    {
        Three all;
        QVERIFY(all.begin());
        const auto greeting = all.bob.say("to both of you");
        QTRY_COMPARE_WITH_TIMEOUT(all.first.count("to both of you"), 1, kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(all.second.count("to both of you"), 1, kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(all.bob.stateOf(greeting), storage::MessageState::Delivered,
                                  kAppPatienceMs);
        // Both acknowledge, so nothing waits for either.
        QTRY_VERIFY_WITH_TIMEOUT(all.bob.parts().context.stores.outbox.about(greeting).empty(),
                                 kAppPatienceMs);
        const auto fromFirst = all.first.say("from the first");
        const auto fromSecond = all.second.say("from the second");
        QTRY_COMPARE_WITH_TIMEOUT(all.bob.count("from the first"), 1, kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(all.bob.count("from the second"), 1, kAppPatienceMs);
        // What the other device hears of by the vault it does not send again.
        QTRY_COMPARE_WITH_TIMEOUT(all.first.count("from the second"), 1, kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(all.second.count("from the first"), 1, kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(all.first.stateOf(fromFirst), storage::MessageState::Delivered,
                                  kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(all.second.stateOf(fromSecond), storage::MessageState::Delivered,
                                  kAppPatienceMs);
        (void)all.bob.say("enough");
        QTRY_COMPARE_WITH_TIMEOUT(all.first.count("enough"), 1, kAppPatienceMs);
        QCOMPARE(all.bob.count("from the first"), 1);
        QCOMPARE(all.bob.count("from the second"), 1);
    }

    void namesAreSharedAndWrittenByAll()
    {
        Three all;
        QVERIFY(all.begin());
        QTRY_COMPARE_WITH_TIMEOUT(all.first.names()[1], std::string("Laptop"), kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(all.first.names(), all.second.names(), kAppPatienceMs);
        QVERIFY(all.first->renameDevice(all.second.id(), "  Kitchen "));
        QTRY_COMPARE_WITH_TIMEOUT(all.second.names()[1], std::string("Kitchen"), kAppPatienceMs);
        QVERIFY(!all.first->renameDevice(all.second.id(), " "));
        QVERIFY(!all.first->renameDevice(crypto::DeviceId(), "Nobody"));
        const auto devices = all.second->devices();
        QVERIFY(devices[1].isThis && !devices[0].isThis && devices[0].isSenior);
        QVERIFY(devices[0].seen > 0 && !devices[0].canRemoveAtOnce);
        QVERIFY(all.first->devices()[1].canRemoveAtOnce);
    }

    void aKeyIsTakenFromOwnActiveDevicesAlone()
    {
        Three all;
        QVERIFY(all.begin());
        // What is in force may still be said again meanwhile: each has a key of its own.
        std::set<std::string> taken;
        all.first.parts().incoming.onOwnKey = [&](Work&, const crypto::DeviceId&,
                                                  const std::optional<crypto::SharedKey>& key) {
            taken.insert(key ? fieldOf(key->serialize().view()) : std::string());
        };
        const auto wasTaken = [&](const crypto::SharedKey& key) {
            return taken.contains(fieldOf(key.serialize().view()));
        };
        crypto::SystemRandom random;
        const crypto::AccountId alice = all.first.parts().own.id();
        const auto contacts = crypto::SharedKey::first(random);
        const auto own = crypto::SharedKey::first(random);
        const auto suspendeds = crypto::SharedKey::first(random);
        // A contact's.
        post(all.bob, alice, all.first.id(), ownKeyOf(all.bob, contacts));
        (void)all.bob.say("behind it");
        QTRY_COMPARE_WITH_TIMEOUT(all.first.count("behind it"), 1, kAppPatienceMs);
        QVERIFY(!wasTaken(contacts));
        // An own device's.
        post(all.second, alice, all.first.id(), ownKeyOf(all.second, own));
        QTRY_VERIFY_WITH_TIMEOUT(wasTaken(own), kAppPatienceMs);
        // A suspended own device's: it does not know yet, and its session is as good as before.
        auto& first = all.first.parts();
        std::optional<bool> isSuspended;
        first.objects.head()->append(
            [&](const crypto::DeviceLog& log) {
                return *crypto::LogBuilder(log, first.context.now())
                            .suspend(
                                crypto::Authors::oneDevice(first.own.device(), first.own.keys()),
                                all.second.id());
            },
            [&](const auto& outcome) { isSuspended = outcome.has_value(); });
        QTRY_VERIFY_WITH_TIMEOUT(isSuspended.has_value(), kAppPatienceMs);
        QVERIFY(*isSuspended);
        auto& young = all.second.parts();
        young.ownDevices.stop(); // else it tries the tokens that it knows
        young.outbox.ownTokenOf = [token = first.own.token(0)](const auto&) { return token; };
        const storage::OutboxRecipient recipient{young.people.find(alice)->row.id,
                                                 storage::DeviceBytes(first.own.device().bytes)};
        post(all.second, alice, all.first.id(), ownKeyOf(all.second, suspendeds));
        QTRY_VERIFY_WITH_TIMEOUT(young.context.stores.outbox.next(recipient, 1).empty(),
                                 kAppPatienceMs);
        // It came before this.
        (void)all.bob.say("behind that, too");
        QTRY_COMPARE_WITH_TIMEOUT(all.first.count("behind that, too"), 1, kAppPatienceMs);
        QVERIFY(!wasTaken(suspendeds));
    }

    void messagesOfASuspendedDeviceAreDropped()
    {
        Three all;
        QVERIFY(all.begin());
        (void)all.second.say("still one of us");
        QTRY_COMPARE_WITH_TIMEOUT(all.bob.count("still one of us"), 1, kAppPatienceMs);
        // It does not want to hear that it is one no more.
        all.second.parts().incoming.onOwnLog = [](Work&, const crypto::LogReference&) {};
        std::optional<crypto::Result<void, Problem>> outcome;
        all.first->removeDevice(all.second.id(), [&](auto ended) { outcome = std::move(ended); });
        QTRY_VERIFY_WITH_TIMEOUT(outcome.has_value(), kAppPatienceMs);
        QVERIFY2(outcome->has_value(), "not removed");
        QTRY_VERIFY_WITH_TIMEOUT(all.bobKnows(1), kAppPatienceMs);
        const auto lost = all.second.say("not any more");
        QTRY_VERIFY_WITH_TIMEOUT(all.second.stateOf(lost) >= storage::MessageState::Sent,
                                 kAppPatienceMs);
        (void)all.first.say("the last word");
        QTRY_COMPARE_WITH_TIMEOUT(all.bob.count("the last word"), 1, kAppPatienceMs);
        QCOMPARE(all.bob.count("not any more"), 0);
        // Nothing is sent there, and nothing waits for it.
        const auto answer = all.bob.say("who was that?");
        QTRY_COMPARE_WITH_TIMEOUT(all.bob.stateOf(answer), storage::MessageState::Delivered,
                                  kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(all.bob.parts().context.stores.outbox.about(answer).empty(),
                                 kAppPatienceMs);
        QCOMPARE(all.second.count("who was that?"), 0);
    }
};

QTEST_GUILESS_MAIN(TestOwnDevices)
#include "tst_own_devices.moc"
