// Devices that are thrown out, or leave, at a relay on loopback: what becomes of them, and of what
// they try.
#ifndef Q_MOC_RUN
#include "app/core/base/wire_bytes.h"
#include "app/core/recovery/phrase_keys.h"
#include "app/core/recovery/qt_normalizer.h"
#include "app/core/vault/stored_things.h"
#include "crypto/base/init.h"
#include "crypto/log/log_builder.h"
#include "tests/app/devices/device_world.h"
#include "tests/app/support/patience.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

namespace {

constexpr storage::Milliseconds kDayMs = std::int64_t{24} * 3600 * 1000;

using Outcome = std::optional<crypto::Result<void, Problem>>;

/// How something ended; Internal if it worked.
ProblemKind kindOf(const Outcome& outcome)
{
    return !outcome ? ProblemKind::Io : *outcome ? ProblemKind::Internal : outcome->error().kind;
}

/// Alice with two devices, who know of each other, and Bob, who knows both.
struct Three
{
    [[nodiscard]] bool begin()
    {
        first.create("Alice");
        bob.create("Bob");
        words = first.words();
        return !words.empty() && befriend(first, bob) && second.link(words, "Laptop") &&
               waitFor([this] { return first.epoch() == 2 && second.epoch() == 2; }) &&
               waitFor([this] { return bobKnows(2) && second.conversation() != storage::kNoRow; });
    }
    [[nodiscard]] bool bobKnows(std::size_t devices)
    {
        const Person* const alice = bob.parts().people.find(first.parts().own.id());
        return alice != nullptr && alice->activeDevices().size() == devices &&
               alice->mailboxes.size() == devices;
    }
    [[nodiscard]] ProblemKind remove(Device& by, const crypto::DeviceId& device)
    {
        Outcome outcome;
        by->removeDevice(device, [&](auto ended) { outcome = std::move(ended); });
        return waitFor([&] { return outcome.has_value(); }) ? kindOf(outcome) : ProblemKind::Io;
    }
    /// An entry by the words, and by @p device if there is one.
    using Make =
        std::function<crypto::LogBuilder::Built(const crypto::LogBuilder&, const crypto::Authors&)>;
    [[nodiscard]] bool append(Device& by, bool together, const Make& make)
    {
        auto phrase = crypto::RecoveryPhrase::fromText(crypto::asBytes(words), QtNormalizer());
        std::optional<PhraseKeys::Outcome> derived;
        PhraseKeys deriving(*phrase, {}, crypto::masterKeyVersions().front(),
                            [&](PhraseKeys::Outcome keys) { derived = std::move(keys); });
        if (!waitFor([&] { return derived.has_value(); }) || !*derived) {
            return false;
        }
        auto& parts = by.parts();
        Outcome outcome;
        parts.objects.head()->append(
            [&](const crypto::DeviceLog& log) -> std::optional<crypto::LogEntry> {
                const auto& key = (*derived)->signingKey;
                auto built =
                    make(crypto::LogBuilder(log, parts.context.now()),
                         together ? crypto::Authors::both(key, parts.own.device(), parts.own.keys())
                                  : crypto::Authors::phrase(key));
                return built ? std::optional(std::move(*built)) : std::nullopt;
            },
            [&](auto ended) { outcome = std::move(ended); });
        return waitFor([&] { return outcome.has_value(); }) && outcome->has_value();
    }

    LoopbackRelay relay;
    HandClock clock;
    Device first{relay, clock};
    Device second{relay, clock};
    Device bob{relay, clock};
    std::string words;
};

std::string slotKeyOfBob(Device& device)
{
    for (const auto& [id, person] : device.parts().people.all()) {
        if (!person.isSelf()) {
            return person.state.slot_key();
        }
    }
    return {};
}

/// Whether the card that the relay has now opens with that slot key.
bool opensCard(const LoopbackRelay& relay, Device& owner, const std::string& slotKey)
{
    crypto::SystemRandom random;
    const CardName name{owner.parts().objects.cardObject().id(),
                        owner.parts().objects.cardObject().firstRoot()};
    std::optional<bool> out;
    const auto reading = readContactCard(
        {relay.place(random), name.id, name.root, *fixedOf<crypto::CardSlotKey>(slotKey), {}},
        [&](const auto& outcome) { out = outcome && outcome->card.has_value(); });
    return waitFor([&] { return out.has_value(); }) && *out;
}

bool isListed(OwnObject& object, const crypto::SigningPublicKey& key)
{
    return object.list().find(key).has_value();
}

} // namespace

class TestDeviceRemoval : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void whoIsRemovedIsCutOffAtOnce()
    {
        Three all;
        QVERIFY(all.begin());
        auto& first = all.first.parts();
        const crypto::DeviceId second = all.second.id();
        auto& theirs = all.second.parts().objects;
        const auto cardKey = theirs.listKeys().card->publicKey();
        const auto recordKey = theirs.listKeys().record->publicKey();
        const auto vaultKey = theirs.listKeys().vault->publicKey();
        QTRY_VERIFY_WITH_TIMEOUT(first.objects.words()->record()->list().find(recordKey),
                                 kAppPatienceMs);
        const crypto::Epoch before = all.first.epoch();
        const std::string token = first.own.token(0);
        QCOMPARE(all.remove(all.first, second), ProblemKind::Internal);

        // Contacts take nothing from it and send it nothing.
        QTRY_VERIFY_WITH_TIMEOUT(all.bobKnows(1), kAppPatienceMs);
        // The others have a key that it does not have, and new tokens.
        QTRY_VERIFY_WITH_TIMEOUT(all.first.epoch() > before, kAppPatienceMs);
        QVERIFY(first.own.token(0) != token);
        // It is in none of the lists, so it can log in nowhere.
        QTRY_VERIFY_WITH_TIMEOUT(!isListed(first.objects.cardObject(), cardKey), kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(!isListed(*first.objects.words()->record(), recordKey),
                                 kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(!isListed(*first.objects.words()->vault(), vaultKey),
                                 kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(all.first->wordsArePublished(), kAppPatienceMs);
        // It heard of it.
        QTRY_COMPARE_WITH_TIMEOUT(all.second.parts().own.log().statusOf(second).value(),
                                  crypto::DeviceStatus::Suspended, kAppPatienceMs);
        QVERIFY(all.second.epoch() < all.first.epoch());
        // Attack 1: what is written from now on it cannot open.
        (void)all.first.say("behind its back");
        QTRY_VERIFY_WITH_TIMEOUT(all.first.parts().vault.isIdle(), kAppPatienceMs);
        QCOMPARE(all.second.count("behind its back"), 0);
        // And it is on its way out for good.
        QTRY_COMPARE_WITH_TIMEOUT(all.first->devices()[1].standing, DeviceStanding::Leaving,
                                  kAppPatienceMs);
        QCOMPARE(all.first->devices()[1].removalAt, all.clock.at + 14 * kDayMs);
        QCOMPARE(all.first.troubles, 0);
    }

    void whoIsRemovedReadsNoLaterCard()
    {
        Three all;
        QVERIFY(all.begin());
        auto& first = all.first.parts();
        const std::string known = slotKeyOfBob(all.second);
        QCOMPARE(slotKeyOfBob(all.first), known);
        QVERIFY(opensCard(all.relay, all.first, known));
        // What the vault may have said by the shared key that the removed device has as well.
        std::string saidBefore;
        auto& onKey = first.objects.head()->onKey;
        onKey = [&, before = onKey](const crypto::SharedKey& key, bool isOurs) {
            saidBefore = slotKeyOfBob(all.first);
            before(key, isOurs);
        };
        const crypto::Epoch epoch = all.first.epoch();
        QCOMPARE(all.remove(all.first, all.second.id()), ProblemKind::Internal);
        QTRY_VERIFY_WITH_TIMEOUT(all.first.epoch() > epoch, kAppPatienceMs);
        const std::string now = slotKeyOfBob(all.first);
        QVERIFY(now != known && !saidBefore.empty() && now != saidBefore);
        // Bob is told, reads on, and the keys of before open nothing.
        QTRY_VERIFY_WITH_TIMEOUT(
            all.bob.parts().people.find(first.own.id())->state.card().slot_key() == now,
            kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(all.first->wordsArePublished(), kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(opensCard(all.relay, all.first, now), kAppPatienceMs);
        QVERIFY(!opensCard(all.relay, all.first, known));
        QVERIFY(!opensCard(all.relay, all.first, saidBefore));
        QVERIFY(slotKeyOfBob(all.second) != now);
    }

    void aViewWithHolesStrikesNobody()
    {
        Three all;
        QVERIFY(all.begin());
        auto& first = all.first.parts();
        const auto key = all.second.parts().objects.listKeys().card->publicKey();
        const auto isThere = [&] { return isListed(first.objects.cardObject(), key); };
        QTRY_VERIFY_WITH_TIMEOUT(isThere(), kAppPatienceMs);
        // All that the second device will ever have said is here.
        QVERIFY(all.second->renameDevice(all.second.id(), "last word"));
        QTRY_COMPARE_WITH_TIMEOUT(all.first.names()[1], std::string("last word"), kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(all.second->isIdle() && first.vault.isIdle(), kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(first.vault.isAllRead(), kAppPatienceMs);
        const crypto::DeviceId second = all.second.id();
        all.second.close();
        // A relay that holds back what the second device has said of itself.
        const std::string id = fieldOf(second.view());
        core::wire::VaultDevice said = *first.things.account().device(id);
        said.clear_reach();
        first.vault.stop();
        QVERIFY(!first.vault.isAllRead());
        {
            Work work(first.context);
            work.stores().vault.putState(numberOf(ThingType::Device), id, serialized(said).view());
            work.commit();
        }
        first.removal.claimsLookMs = 1;
        (void)first.removal.strikeKeys(std::nullopt);
        letHappen(500);
        QVERIFY(isThere());
        // What was waited for in the run before counts for nothing.
        first.removal.stop();
        first.removal.start();
        first.ownDevices.refreshSoon();
        letHappen(100);
        QVERIFY(isThere());
        // Once nothing is held back, it is a device that has not said which keys are its own.
        first.vault.start();
        QTRY_VERIFY_WITH_TIMEOUT(first.vault.isAllRead(), kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(!isThere(), kAppPatienceMs);
    }

    void aYoungDeviceRemovesNobody()
    {
        // Attack 3, as far as a client goes: age does not count, nor do the words without an elder.
        Three all;
        QVERIFY(all.begin());
        all.clock.at += 60 * kDayMs;
        QCOMPARE(all.remove(all.second, all.first.id()), ProblemKind::NotSenior);
        QVERIFY(!all.append(all.second, true,
                            [&](const crypto::LogBuilder& builder, const crypto::Authors& authors) {
                                return builder.removeDevice(authors, all.first.id());
                            }));
        // It strikes no key of who was before it (attack 7).
        const crypto::SigningPublicKey key = all.first.parts().objects.listKeys().card->publicKey();
        const auto before = all.second.parts().objects.cardObject().list().number();
        all.second.parts().objects.strike(
            [&](const crypto::SigningPublicKey& listed) { return listed == key; });
        QCOMPARE(all.second.parts().objects.cardObject().list().number(), before);
        QCOMPARE(all.first->devices().size(), std::size_t{2});
        QCOMPARE(all.first->devices()[0].standing, DeviceStanding::Active);
        QCOMPARE(all.remove(all.second, crypto::DeviceId()), ProblemKind::NoSuchDevice);
    }

    void aStolenElderSuspendsOnce()
    {
        // Attack 4: the words lift it, and then it takes words and 14 days.
        Three all;
        QVERIFY(all.begin());
        const crypto::DeviceId second = all.second.id();
        auto& thief = all.first.parts();
        std::optional<bool> isSuspended;
        thief.objects.head()->append(
            [&](const crypto::DeviceLog& log) {
                return *crypto::LogBuilder(log, thief.context.now())
                            .suspend(
                                crypto::Authors::oneDevice(thief.own.device(), thief.own.keys()),
                                second);
            },
            [&](const auto& outcome) { isSuspended = outcome.has_value(); });
        QTRY_VERIFY_WITH_TIMEOUT(isSuspended.value_or(false), kAppPatienceMs);
        QVERIFY(all.append(all.first, false,
                           [&](const crypto::LogBuilder& builder, const crypto::Authors& authors) {
                               return builder.liftSuspension(authors, second);
                           }));
        QCOMPARE(all.remove(all.first, second), ProblemKind::WordsNeeded);
        QCOMPARE(all.first->devices()[1].standing, DeviceStanding::Active);
    }

    void removedByTheWordsItWipesItself()
    {
        Three all;
        QVERIFY(all.begin());
        const crypto::DeviceId second = all.second.id();
        QVERIFY(all.append(all.first, true,
                           [&](const crypto::LogBuilder& builder, const crypto::Authors& authors) {
                               return builder.removeDevice(authors, second);
                           }));
        QTRY_COMPARE_WITH_TIMEOUT(all.second.removed, 1, kAppPatienceMs);
        QVERIFY(!all.second->send(all.second.conversation(), {"still here", storage::kNoRow}));
        QTRY_VERIFY_WITH_TIMEOUT(all.bobKnows(1), kAppPatienceMs);
        QCOMPARE(all.first->devices().size(), std::size_t{1});
        // Told again until its database is gone.
        all.second.close();
        all.second.open();
        QTRY_COMPARE_WITH_TIMEOUT(all.second.removed, 2, kAppPatienceMs);
    }

    void whoWasAwayHearsOfItWhenHeComesBack()
    {
        Three all;
        QVERIFY(all.begin());
        const crypto::DeviceId second = all.second.id();
        all.second.close();
        QVERIFY(all.append(all.first, true,
                           [&](const crypto::LogBuilder& builder, const crypto::Authors& authors) {
                               return builder.removeDevice(authors, second);
                           }));
        QTRY_VERIFY_WITH_TIMEOUT(all.bobKnows(1), kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(all.first->isIdle(), kAppPatienceMs);
        all.second.open();
        QTRY_COMPARE_WITH_TIMEOUT(all.second.removed, 1, kAppPatienceMs);
    }

    void whoLeavesIsGone()
    {
        Three all;
        QVERIFY(all.begin());
        Outcome outcome;
        all.second->unlink([&](auto ended) { outcome = std::move(ended); });
        QTRY_VERIFY_WITH_TIMEOUT(outcome.has_value(), kAppPatienceMs);
        QCOMPARE(kindOf(outcome), ProblemKind::Internal);
        QTRY_COMPARE_WITH_TIMEOUT(all.second.removed, 1, kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(all.first->devices().size(), std::size_t{1}, kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(all.bobKnows(1), kAppPatienceMs);
        // Who stays goes on with a new key, and with both.
        QTRY_VERIFY_WITH_TIMEOUT(all.first.epoch() > 2, kAppPatienceMs);
        (void)all.bob.say("just you now");
        QTRY_COMPARE_WITH_TIMEOUT(all.first.count("just you now"), 1, kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(all.first->wordsArePublished(), kAppPatienceMs);
        QCOMPARE(all.first.troubles, 0);
    }

    void aWishOutlivesAKill()
    {
        Three all;
        QVERIFY(all.begin());
        all.second->unlink([](const auto&) {});
        all.second.close(); // before anything was sent
        QCOMPARE(all.first->devices().size(), std::size_t{2});
        all.second.open();
        QTRY_COMPARE_WITH_TIMEOUT(all.second.removed, 1, kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(all.first->devices().size(), std::size_t{1}, kAppPatienceMs);
    }

    void theLastDeviceLeavesOnlyIfThereAreWords()
    {
        LoopbackRelay relay;
        HandClock clock;
        Device lonely(relay, clock);
        lonely.create("Alice");
        Outcome outcome;
        lonely->unlink([&](auto ended) { outcome = std::move(ended); });
        QTRY_VERIFY_WITH_TIMEOUT(outcome.has_value(), kAppPatienceMs);
        QCOMPARE(kindOf(outcome), ProblemKind::WordsNeeded);
        QVERIFY(!lonely.words().empty());
        outcome.reset();
        lonely->unlink([&](auto ended) { outcome = std::move(ended); });
        QTRY_COMPARE_WITH_TIMEOUT(lonely.removed, 1, kAppPatienceMs);
        QCOMPARE(kindOf(outcome), ProblemKind::Internal);
    }

    void nobodyNamesAnothersKeysOrMailbox()
    {
        Three all;
        QVERIFY(all.begin());
        auto& first = all.first.parts();
        const std::string id = fieldOf(first.own.device().view());
        const auto good = first.things.account().device(id);
        QVERIFY(good && verifyReach(*good, first.own.log()));
        // Another mailbox for the elder, with a higher number.
        core::wire::VaultDevice swapped = *good;
        swapped.mutable_reach()->set_number(1000);
        swapped.mutable_reach()->set_mailbox(std::string(32, 'x'));
        QVERIFY(!verifyReach(swapped, first.own.log()));
        Work work(all.second.parts().context);
        core::wire::VaultContent said;
        *said.mutable_device() = swapped;
        (void)all.second.parts().things.take(work, said);
        QCOMPARE(all.second.parts().things.account().device(work, id)->reach().mailbox(),
                 good->reach().mailbox());
        // The elder's key as one's own.
        core::wire::DeviceReach stolen;
        stolen.set_relay(good->reach().relay());
        stolen.set_mailbox(std::string(32, 'y'));
        stolen.set_bundle_key(std::string(32, 'z'));
        auto& young = all.second.parts();
        stolen = signReach(std::move(stolen), young.own.id(), young.own.device(),
                           young.own.keys().signing(), young.objects.listKeys());
        core::wire::VaultDevice claim;
        claim.set_device(fieldOf(young.own.device().view()));
        *claim.mutable_reach() = stolen;
        QVERIFY(verifyReach(claim, first.own.log()));
        claim.mutable_reach()->set_card_key(good->reach().card_key());
        claim.mutable_reach()->set_card_proof(good->reach().card_proof());
        QVERIFY(!verifyReach(claim, first.own.log()));
    }
};

QTEST_GUILESS_MAIN(TestDeviceRemoval)
#include "tst_device_removal.moc"
