// What ends an account, and what does not: devices and contacts at a relay on loopback.
#ifndef Q_MOC_RUN
#include "app/core/recovery/phrase_keys.h"
#include "app/core/recovery/qt_normalizer.h"
#include "crypto/base/init.h"
#include "crypto/objects/object_deletion.h"
#include "tests/app/devices/device_world.h"
#include "tests/app/support/patience.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

namespace {

using storage::SendingHold;

crypto::SecretBytes secret(const std::string& words)
{
    return crypto::SecretBytes(crypto::asBytes(words));
}

bool waits(const std::function<bool()>& condition)
{
    return QTest::qWaitFor(condition, kAppPatienceMs);
}

void atStore(LoopbackRelay& relay, const std::function<void(relay::Store&)>& call)
{
    relay.relay.store.submit({call, [](relay::StoreOutcome) {}, 0, 0, false});
    relay.relay.run();
}

std::uint64_t objectsAt(LoopbackRelay& relay)
{
    std::uint64_t out = 0;
    atStore(relay, [&](relay::Store& store) { out = store.figures().objects; });
    return out;
}

/// Alice with two devices, who know of each other, and Bob, who knows both.
struct Household
{
    [[nodiscard]] bool begin()
    {
        bob.create("Bob");
        return beginAlone() && befriend(first, bob) && second.link(words, "Laptop") &&
               waits([this] { return first.epoch() == 2 && second.epoch() == 2; }) && waits([this] {
                   return aliceAtBob()->activeDevices().size() == 2 &&
                          aliceAtBob()->mailboxes.size() == 2 &&
                          second.conversation() != storage::kNoRow;
               });
    }
    [[nodiscard]] bool beginAlone()
    {
        first.create("Alice");
        words = first.words();
        return !words.empty();
    }
    [[nodiscard]] Person* aliceAtBob() { return bob.parts().people.find(first.parts().own.id()); }
    [[nodiscard]] SendingHold hold() { return aliceAtBob()->row.hold; }
    [[nodiscard]] int linesOf(storage::MessageKind kind)
    {
        int out = 0;
        for (const storage::Message& message :
             bob.parts().context.stores.messages.newest(bob.conversation(), 1000)) {
            out += message.kind == kind ? 1 : 0;
        }
        return out;
    }
    [[nodiscard]] bool derive()
    {
        auto phrase = crypto::RecoveryPhrase::fromText(crypto::asBytes(words), QtNormalizer());
        PhraseKeys deriving(*phrase, {}, crypto::masterKeyVersions().front(),
                            [&](PhraseKeys::Outcome derived) {
                                if (derived) {
                                    keys.emplace(std::move(*derived));
                                }
                            });
        return waits([&] { return keys.has_value(); });
    }
    [[nodiscard]] const crypto::SigningKey& rootOf(crypto::ObjectKind kind) const
    {
        return kind == crypto::ObjectKind::Card    ? keys->cardRoot
               : kind == crypto::ObjectKind::Vault ? keys->vaultRoot
                                                   : keys->recordRoot;
    }
    /// The root strikes the first device from the lists, behind its back.
    void strikeFirst()
    {
        for (const OwnObject* const object : first.parts().objects.objects()) {
            atStore(relay, [&](relay::Store& store) {
                const relay::ObjectName name{object->list().kind(), object->id()};
                const auto state = store.objects().state(name);
                const crypto::Bytes change =
                    crypto::strikeKey(state->list(), crypto::kRootIndex, rootOf(name.kind),
                                      *state->list().find(object->deviceKey().publicKey()));
                QVERIFY(store.objects().update(name, {{change}, {}, {}},
                                               crypto::Timestamp{1'800'000'000}));
            });
        }
    }
    void loseTheRelay()
    {
        relay.loseBehind(0);
        relay.cut();
    }
    /// True once it is begun.
    [[nodiscard]] bool erase(Device& by, bool tell)
    {
        by->deleteAccount(secret(words), tell, [](const auto&) {});
        return waits([&] { return by->leaving().isBegun; });
    }
    /// As a stolen device says it: to another own device, or (null) to Bob.
    void sendFarewell(Device& from, Device* to, const std::vector<crypto::Bytes>& with)
    {
        Parts& parts = from.parts();
        Work work(parts.context);
        for (auto& [id, person] : parts.people.all()) {
            if (person.isSelf() == (to != nullptr)) {
                core::wire::Content content = parts.outbox.content(true);
                content.mutable_farewell();
                for (const crypto::Bytes& deletion : with) {
                    content.mutable_farewell()->add_deletions(client::toString(deletion));
                }
                parts.outbox.addFor(work, person, to != nullptr ? to->id() : bob.id(), content);
            }
        }
        work.afterwards([&] { parts.outbox.kickAll(); });
        work.commit();
    }
    /// The same. True once it was taken.
    [[nodiscard]] bool sayFarewell(Device& from, Device* to, const std::vector<crypto::Bytes>& with)
    {
        sendFarewell(from, to, with);
        return waits([&] { return from.parts().context.stores.outbox.recipients().empty(); });
    }
    [[nodiscard]] bool isUnmoved(Device& device)
    {
        letHappen(50);
        return device.removed == 0 && !device->leaving().isBegun && objectsAt(relay) == 4;
    }

    using Parts = InsideOfClient::Parts;
    LoopbackRelay relay;
    HandClock clock;
    Device first{relay, clock};
    Device second{relay, clock};
    Device bob{relay, clock};
    std::string words;
    std::optional<crypto::RecoveryKeys> keys;
};

bool holds(crypto::ByteView bytes, crypto::ByteView part)
{
    return !std::ranges::search(bytes, part).empty();
}

} // namespace

class TestDeletion : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    // ---- own devices
    void aBareFarewellMovesNoDevice()
    {
        Household all;
        QVERIFY(all.begin());
        QVERIFY(all.sayFarewell(all.second, &all.first, {}));
        QVERIFY(all.isUnmoved(all.first));
        QVERIFY(all.sayFarewell(all.first, &all.second, {}));
        QVERIFY(all.isUnmoved(all.second));
    }

    void onlyTheCardsRootMovesADevice()
    {
        Household all;
        QVERIFY(all.begin() && all.derive());
        OwnObject& card = all.first.parts().objects.cardObject();
        const OwnObject& vault = *all.first.parts().objects.words()->vault();
        const auto own = card.list().find(card.deviceKey().publicKey());
        const crypto::ListStatement listed = card.list().next(*own, crypto::DeleteList{});
        // By a listed key; by one that calls itself the root; of the vault alone.
        QVERIFY(all.sayFarewell(
            all.first, &all.second,
            {crypto::assembleListChange(listed, crypto::signListChange(card.deviceKey(), listed),
                                        std::nullopt),
             crypto::deleteObject(card.list(), card.deviceKey()),
             crypto::deleteObject(vault.list(), all.keys->vaultRoot)}));
        QVERIFY(all.isUnmoved(all.second));
        // The same by the root, and it asks the relay for it.
        all.sendFarewell(all.first, &all.second,
                         {crypto::deleteObject(card.list(), all.keys->cardRoot)});
        QTRY_COMPARE_WITH_TIMEOUT(all.second.removed, 1, kAppPatienceMs);
    }

    void theWordsEndEachDevice_data()
    {
        QTest::addColumn<bool>("byFirst");
        QTest::newRow("the eldest says so") << true;
        QTest::newRow("a younger one says so that somebody vouched for") << false;
    }
    void theWordsEndEachDevice()
    {
        QFETCH(bool, byFirst);
        Household all;
        QVERIFY(all.begin());
        if (!byFirst) {
            all.first->approveDevice(all.second.id(), [](const auto&) {});
            QTRY_VERIFY_WITH_TIMEOUT(
                all.first.parts().own.log().state().find(all.second.id())->hasStanding() &&
                    all.second.parts().own.log().state().find(all.second.id())->hasStanding(),
                kAppPatienceMs);
        }
        QVERIFY(all.erase(byFirst ? all.first : all.second, true));
        QTRY_COMPARE_WITH_TIMEOUT(all.first.removed, 1, kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(all.second.removed, 1, kAppPatienceMs);
        QCOMPARE(objectsAt(all.relay), 1U); // Bob's card
        QTRY_VERIFY_WITH_TIMEOUT(all.hold() == SendingHold::AccountDeleted, kAppPatienceMs);
    }

    void aDeviceThatNobodyVouchedForEndsItselfAlone()
    {
        Household all;
        QVERIFY(all.begin());
        QVERIFY(all.erase(all.second, false));
        QTRY_COMPARE_WITH_TIMEOUT(all.second.removed, 1, kAppPatienceMs);
        // What it has deleted comes back.
        QTRY_VERIFY_WITH_TIMEOUT(objectsAt(all.relay) == 4 && all.first->wordsArePublished(),
                                 kAppPatienceMs);
        QCOMPARE(all.first.removed, 0);
    }

    void aRootThatADeviceHasTakenOrdersNothing()
    {
        // A stolen device that was vouched for gets the card's root, while the others are away; or
        // at once, from a relay that helps it.
        Household all;
        QVERIFY(all.begin());
        all.first->approveDevice(all.second.id(), [](const auto&) {});
        QTRY_VERIFY_WITH_TIMEOUT(
            all.second.parts().own.log().state().find(all.second.id())->hasStanding(),
            kAppPatienceMs);
        all.second.parts().lostWords.stop();
        OwnObject& card = *all.second.parts().objects.card();
        crypto::SystemRandom random;
        const auto root = crypto::SigningKey::generate(random);
        QTRY_VERIFY_WITH_TIMEOUT(card.proposeRoot(root), kAppPatienceMs);
        all.relay.relay.time.wall += crypto::kRootDelay.seconds;
        QTRY_VERIFY_WITH_TIMEOUT(card.commitRoot(root), kAppPatienceMs);
        QVERIFY(all.sayFarewell(all.second, &all.first, {crypto::deleteObject(card.list(), root)}));
        letHappen(200);
        QCOMPARE(all.first.removed, 0);
        QCOMPARE(objectsAt(all.relay), 4U);
    }

    void aDeviceThatWasAwayEndsAsWell()
    {
        Household all;
        QVERIFY(all.begin());
        all.second.close();
        QVERIFY(all.erase(all.first, false));
        QTRY_COMPARE_WITH_TIMEOUT(all.first.removed, 1, kAppPatienceMs);
        all.second.open();
        QTRY_COMPARE_WITH_TIMEOUT(all.second.removed, 1, kAppPatienceMs);
        QCOMPARE(objectsAt(all.relay), 1U);
    }

    // ---- contacts
    void aStolenDevicesFarewellHoldsNobody()
    {
        Household all;
        QVERIFY(all.begin());
        QVERIFY(all.sayFarewell(all.second, nullptr, {}));
        QTRY_VERIFY_WITH_TIMEOUT(all.aliceAtBob()->state.farewell(), kAppPatienceMs);
        letHappen(100);
        QVERIFY(all.hold() == SendingHold::None);
        QCOMPARE(all.linesOf(storage::MessageKind::AccountDeleted), 0);
        // What they write takes it back.
        (void)all.first.say("still here");
        QTRY_VERIFY_WITH_TIMEOUT(!all.aliceAtBob()->state.farewell(), kAppPatienceMs);
        (void)all.bob.say("good");
        QTRY_COMPARE_WITH_TIMEOUT(all.first.count("good"), 1, kAppPatienceMs);
    }

    void aFarewellTakesNoOtherHoldsPlace()
    {
        Household all;
        QVERIFY(all.begin());
        all.bob->setHold(all.aliceAtBob()->row.id, SendingHold::Forked);
        QVERIFY(all.sayFarewell(all.second, nullptr, {}));
        QTRY_VERIFY_WITH_TIMEOUT(all.aliceAtBob()->state.farewell(), kAppPatienceMs);
        // Nor does a text lift it.
        (void)all.first.say("lift it");
        QTRY_COMPARE_WITH_TIMEOUT(all.bob.count("lift it"), 1, kAppPatienceMs);
        QVERIFY(!all.aliceAtBob()->state.farewell());
        QVERIFY(all.hold() == SendingHold::Forked);
        // Where the account is really gone a line says so, and the hold stays what it was.
        QVERIFY(all.erase(all.first, true));
        QTRY_COMPARE_WITH_TIMEOUT(all.linesOf(storage::MessageKind::AccountDeleted), 1,
                                  kAppPatienceMs);
        QVERIFY(all.hold() == SendingHold::Forked);
    }

    // ---- what the relays have
    void onlyStatementsAreOnTheDisk()
    {
        Household all;
        QVERIFY(all.beginAlone() && all.derive());
        const auto phrase =
            crypto::RecoveryPhrase::fromText(crypto::asBytes(all.words), QtNormalizer());
        all.first->confirmWords();
        all.loseTheRelay();
        QVERIFY(all.erase(all.first, false));
        const auto stored = all.first.parts().context.stores.state.find("leaving");
        QVERIFY(stored);
        for (const crypto::SigningKey* const root :
             {&all.keys->cardRoot, &all.keys->recordRoot, &all.keys->vaultRoot,
              &all.keys->signingKey, &all.keys->fetchKey}) {
            QVERIFY(!holds(stored->view(), root->seed().view()));
        }
        QVERIFY(!holds(stored->view(), phrase->entropy()));
        QVERIFY(holds(stored->view(), all.first.parts().objects.cardObject().id().view()));
        // And with them alone it goes on.
        all.first.close();
        all.relay.loseNothing();
        all.first.open();
        QTRY_COMPARE_WITH_TIMEOUT(all.first.removed, 1, kAppPatienceMs);
        QCOMPARE(objectsAt(all.relay), 0U);
    }

    void aListThatChangedSinceNeedsTheWordsAgain()
    {
        Household all;
        QVERIFY(all.beginAlone() && all.derive());
        all.loseTheRelay();
        QVERIFY(all.erase(all.first, false));
        all.strikeFirst();
        all.first.close();
        all.relay.loseNothing();
        all.first.open();
        QTRY_VERIFY_WITH_TIMEOUT(all.first->leaving().trouble, kAppPatienceMs);
        QVERIFY(all.first->leaving().trouble->kind == ProblemKind::WordsNeeded);
        QCOMPARE(objectsAt(all.relay), 3U);
        QCOMPARE(all.first.removed, 0);
        QVERIFY(all.erase(all.first, false));
        QTRY_COMPARE_WITH_TIMEOUT(all.first.removed, 1, kAppPatienceMs);
        QCOMPARE(objectsAt(all.relay), 0U);
    }

    /// Its logins are refused, which once was taken for "it is gone".
    void aStruckDeviceDeletesWhatIsThere()
    {
        Household all;
        QVERIFY(all.beginAlone() && all.derive());
        all.strikeFirst();
        all.relay.cut();
        QVERIFY(all.erase(all.first, false));
        QTRY_COMPARE_WITH_TIMEOUT(all.first.removed, 1, kAppPatienceMs);
        QCOMPARE(objectsAt(all.relay), 0U);
    }

    void whatStayedAtAFormerRelayGoesAsWell()
    {
        Household all;
        LoopbackRelay next(2);
        QVERIFY(all.beginAlone());
        QVERIFY(all.first->moveToRelay(next.address()));
        QTRY_VERIFY_WITH_TIMEOUT(all.first->wordsArePublished() && objectsAt(next) == 3,
                                 kAppPatienceMs);
        QCOMPARE(objectsAt(all.relay), 3U);
        QVERIFY(all.erase(all.first, false));
        QTRY_COMPARE_WITH_TIMEOUT(all.first.removed, 1, kAppPatienceMs);
        QCOMPARE(objectsAt(next), 0U);
        QCOMPARE(objectsAt(all.relay), 0U);
    }

    void theRecordOfTheWordsBeforeGoesAsWell()
    {
        Household all;
        QVERIFY(all.beginAlone());
        std::string next;
        all.first->replaceWords(secret(all.words), [&](const auto& words) {
            if (words) {
                next.assign(words->view().begin(), words->view().end());
            }
        });
        QTRY_VERIFY_WITH_TIMEOUT(!next.empty() && all.first->wordsArePublished(), kAppPatienceMs);
        QCOMPARE(objectsAt(all.relay), 4U);
        all.words = next;
        QVERIFY(all.erase(all.first, false));
        QTRY_COMPARE_WITH_TIMEOUT(all.first.removed, 1, kAppPatienceMs);
        QCOMPARE(objectsAt(all.relay), 0U);
    }

    // ---- the vault is lost
    void aSuspensionNeedsNoVault_data()
    {
        QTest::addColumn<bool>("isRunning");
        QTest::newRow("lost while the device is there") << true;
        QTest::newRow("lost while it was away") << false;
    }
    void aSuspensionNeedsNoVault()
    {
        QFETCH(bool, isRunning);
        Household all;
        QVERIFY(all.begin());
        QTRY_VERIFY_WITH_TIMEOUT(all.first.parts().vault.isIdle(), kAppPatienceMs);
        const crypto::DeviceId thief = all.second.id();
        const crypto::ObjectId vault = all.first.parts().objects.words()->vault()->id();
        all.second.close();
        if (!isRunning) {
            all.first.close();
        }
        atStore(all.relay, [&](relay::Store& store) {
            while (store.objects().remove({crypto::ObjectKind::Vault, vault})) {
            }
        });
        if (!isRunning) {
            all.first.open();
        }
        std::optional<bool> isDone;
        all.first->removeDevice(thief, [&](const auto& outcome) { isDone = outcome.has_value(); });
        QTRY_VERIFY_WITH_TIMEOUT(isDone, kAppPatienceMs);
        QVERIFY(*isDone);
        QCOMPARE(all.first.parts().own.log().statusOf(thief).value(),
                 crypto::DeviceStatus::Suspended);
        QTRY_COMPARE_WITH_TIMEOUT(all.aliceAtBob()->activeDevices().size(), std::size_t{1},
                                  kAppPatienceMs);
    }
};

QTEST_GUILESS_MAIN(TestDeletion)
#include "tst_deletion.moc"
