#include "crypto/base/init.h"
#include "crypto/vault/invite.h"
#include "tests/crypto/vault/card_world.h"

#include <set>

#include <QTest>

using namespace sotto::crypto;
using sotto::test::makeContactPoint;
using sotto::test::makeSlots;

namespace {

struct World
{
    sotto::test::DeterministicRandom random{800};
    ObjectId object = random.make<ObjectId>();
    CardBody body{makeContactPoint(random), SecretBytes(asBytes("profile"))};
    std::vector<CardSlot> cardSlots = makeSlots(random, 5);
    Bytes card = *sealCard(object, body, cardSlots, random);
};

SecretBytes relayText(std::size_t size)
{
    return SecretBytes(Bytes(size, 'a'));
}

/// The tags of a card's cardSlots.
std::set<Bytes> tagsOf(const Bytes& card)
{
    std::set<Bytes> out;
    const std::size_t count = static_cast<std::size_t>(card[33] << 8) + card[34];
    for (std::size_t i = 0; i < count; ++i) {
        const auto at = card.begin() + static_cast<std::ptrdiff_t>(35 + 96 * i);
        out.insert(Bytes(at, at + 16));
    }
    return out;
}

} // namespace

class TestCard : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void eachContactOpensItAndHasItsOwnToken()
    {
        World w;
        for (const CardSlot& slot : w.cardSlots) {
            const auto open = openCard(w.object, slot.key, w.card);
            QVERIFY(open);
            QVERIFY(open->token == slot.token);
            QVERIFY(open->body.contact.log.tail == w.body.contact.log.tail);
            QCOMPARE(open->body.contact.mailboxes.size(), std::size_t{2});
            QVERIFY(open->body.contact.mailboxes[1].bundleKey ==
                    w.body.contact.mailboxes[1].bundleKey);
            QVERIFY(equalConstantTime(open->body.app.view(), asBytes("profile")));
        }
    }

    void expiredUsedAndBlockedCredentialsOpenNoCard()
    {
        World w;
        // Blocked: a new version without the slot, whatever else its holder still has.
        std::vector<CardSlot> rest;
        for (std::size_t i = 1; i < w.cardSlots.size(); ++i) {
            rest.push_back({w.cardSlots[i].key.duplicate(), w.cardSlots[i].token.duplicate()});
        }
        const Bytes next = *sealCard(w.object, w.body, rest, w.random);
        QVERIFY(openCard(w.object, w.cardSlots[0].key, next).error() == CardError::NoSlot);
        QVERIFY(openCard(w.object, w.cardSlots[1].key, next));
        // An invite's secret, expired, used or alive, opens no card.
        const auto secret = w.random.make<InviteSecret>();
        QVERIFY(openCard(w.object, CardSlotKey(secret.view()), w.card).error() ==
                CardError::NoSlot);
        // The old version's slot in the new version: found by nobody, or broken.
        Bytes grafted = next;
        std::copy(w.card.begin(), w.card.begin() + 35 + 64 * 96, grafted.begin());
        QVERIFY(openCard(w.object, w.cardSlots[0].key, grafted).error() == CardError::Broken);
        // The own devices' slot of an old epoch.
        const SharedKey old = SharedKey::first(w.random);
        const SharedKey now = old.next(w.random);
        std::vector<CardSlot> own;
        own.push_back({now.cardSlotKey(), w.random.make<DeliveryToken>()});
        const Bytes ours = *sealCard(w.object, w.body, own, w.random);
        QVERIFY(openCard(w.object, now.cardSlotKey(), ours));
        QVERIFY(openCard(w.object, old.cardSlotKey(), ours).error() == CardError::NoSlot);
    }

    void versionsCannotBeLinked()
    {
        World w;
        const Bytes next = *sealCard(w.object, w.body, w.cardSlots, w.random);
        QCOMPARE(next.size(), w.card.size());
        const std::set<Bytes> before = tagsOf(w.card);
        const std::set<Bytes> after = tagsOf(next);
        QCOMPARE(before.size(), std::size_t{64});
        for (const Bytes& tag : after) {
            QVERIFY(!before.contains(tag));
        }
    }

    void countsOfContactsArePadded()
    {
        World w;
        const std::size_t one = w.card.size();
        QCOMPARE(sealCard(w.object, w.body, {}, w.random)->size(), one);
        QCOMPARE(sealCard(w.object, w.body, makeSlots(w.random, 64), w.random)->size(), one);
        QCOMPARE(sealCard(w.object, w.body, makeSlots(w.random, 65), w.random)->size(),
                 one + 64 * 96);
        QVERIFY(
            sealCard(w.object, w.body, makeSlots(w.random, kCardSlotsMax + 1), w.random).error() ==
            CardError::TooLong);
        std::vector<CardSlot> twice;
        twice.push_back({w.cardSlots[0].key.duplicate(), w.random.make<DeliveryToken>()});
        twice.push_back({w.cardSlots[0].key.duplicate(), w.random.make<DeliveryToken>()});
        QVERIFY(!sealCard(w.object, w.body, twice, w.random));
    }

    void everyByteCounts()
    {
        World w;
        const CardSlotKey& key = w.cardSlots[2].key;
        std::size_t opened = 0;
        for (std::size_t i = 0; i < w.card.size(); i += i < 6200 ? 1 : 11) {
            Bytes bad = w.card;
            bad[i] ^= 1;
            // Only another contact's slot may change without notice; the signature covers that.
            opened += openCard(w.object, key, bad) ? 1U : 0U;
            QVERIFY((i >= 35 && i < 35 + 64 * 96) || !openCard(w.object, key, bad));
        }
        QVERIFY(opened <= 63 * 96);
        for (std::size_t size = 0; size < w.card.size(); size += 97) {
            QVERIFY(openCard(w.object, key, ByteView(w.card).first(size)).error() ==
                    CardError::Malformed);
        }
        ObjectId other = w.object;
        other.bytes[0] ^= 1;
        QVERIFY(openCard(other, key, w.card).error() == CardError::Broken);
    }

    void contactPointsHaveLimits()
    {
        World w;
        const auto refused = [&](auto change) {
            World bad;
            change(bad.body);
            const auto result = sealCard(bad.object, bad.body, bad.cardSlots, bad.random);
            return !result && result.error() == CardError::TooLong;
        };
        QVERIFY(refused([](CardBody& b) { b.app.resize(kCardAppBytesMax + 1); }));
        QVERIFY(refused([](CardBody& b) { b.contact.log.tail.resize(kLogTailBytesMax + 1); }));
        QVERIFY(refused([](CardBody& b) { b.contact.mailboxes[0].relay.resize(0); }));
        QVERIFY(refused([](CardBody& b) { b.contact.mailboxes[0].relay.append(asBytes(" ")); }));
        QVERIFY(refused([](CardBody& b) { b.contact.mailboxes[0].relay = relayText(513); }));
        QVERIFY(refused(
            [](CardBody& b) { std::swap(b.contact.mailboxes[0], b.contact.mailboxes[1]); }));
        w.body.contact = sotto::test::makeFullContactPoint(w.random);
        w.body.contact.log.prefix = sotto::test::makeLogPrefix(w.random);
        w.body.contact.log.prefix->relay = relayText(512);
        w.body.app.resize(kCardAppBytesMax);
        w.body.contact.log.tail.resize(kLogTailBytesMax);
        const auto largest =
            sealCard(w.object, w.body, makeSlots(w.random, kCardSlotsMax), w.random);
        QVERIFY(largest && largest->size() < 983'040);
    }
};

QTEST_APPLESS_MAIN(TestCard)
#include "tst_card.moc"
