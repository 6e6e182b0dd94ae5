#ifndef Q_MOC_RUN
#include "tests/net/relay/store/store_world.h"
#include "tests/support/deterministic_random.h"
#endif

#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

using Numbers = std::vector<std::uint64_t>;

Numbers upTo(std::uint64_t last, std::uint64_t first = 1)
{
    Numbers out;
    for (std::uint64_t i = first; i <= last; ++i) {
        out.push_back(i);
    }
    return out;
}

} // namespace

/// Each test runs on the disk and in memory.
class TestMailboxStore : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_used = 0;

    std::filesystem::path folder()
    {
        QFETCH_GLOBAL(bool, inMemory);
        if (inMemory) {
            return {};
        }
        return std::filesystem::path(m_folder.path().toStdString()) / std::to_string(++m_used);
    }
    static bool isInMemory()
    {
        QFETCH_GLOBAL(bool, inMemory);
        return inMemory;
    }

private slots:
    void initTestCase_data();

    void mailboxesHaveOneOwner();
    void removedMailboxIsGone();
    void tokensOpenTheMailbox();
    void countsFollowTheTokens();
    void envelopesKeepTheirOrder();
    void doublesAreKnown();
    void queueHasLimits();
    void olderSubscriptionsLoseTheirVoice();
    void acknowledgementsNeverGoBack();
    void whatARestoredStoreNeverHadAcknowledgesNothing();
    void pendingKeepsToItsLimits();
    void rollbackForgetsEverything();
    void reopeningFindsEverything();
    void numbersGoOnAfterReclaim();
    void oldEnvelopesExpire();
    void bundlesMustRise();
    void oneTimePrekeysAreGivenOnce();
    void aNewBundleBringsNoUsedPrekeysBack();
};

void TestMailboxStore::initTestCase_data()
{
    QTest::addColumn<bool>("inMemory");
    QTest::newRow("on the disk") << false;
    QTest::newRow("in memory") << true;
}

void TestMailboxStore::mailboxesHaveOneOwner()
{
    StoreWorld world(folder());
    const auto owner = numbered<SigningPublicKey>(1);
    const MailboxId box = world.mailbox(1);
    world.group([&] {
        QVERIFY(!world.mailboxes().owner(box));
        QVERIFY(!world.mailboxes().subscribe(box, 0));
        QVERIFY(world.mailboxes().create(box, owner, StoreWorld::kNow));
        QVERIFY(world.mailboxes().create(box, owner, StoreWorld::kNow));
        QVERIFY(!world.mailboxes().create(box, numbered<SigningPublicKey>(2), StoreWorld::kNow));
        QCOMPARE(world.mailboxes().owner(box).value(), owner);
    });
    QCOMPARE(world.store().figures().mailboxes, 1u);
}

void TestMailboxStore::removedMailboxIsGone()
{
    StoreWorld world(folder());
    world.makeMailbox(1);
    QCOMPARE(world.post(1, 1).number, 1u);
    const MailboxId box = world.mailbox(1);
    const EapiOwner eapiOwner{{ObjectKind::Mailbox, ObjectId(box.view())}, 0};
    DeterministicRandom random(1);
    const auto eapi = random.make<crypto::Eapi>();
    world.group([&] {
        world.store().eapi().begin(eapiOwner, eapi.duplicate());
        world.mailboxes().putBundle(box, 5, Bytes{1, 2}, std::vector<std::uint32_t>{7});
    });
    world.group([&] {
        QVERIFY(world.mailboxes().remove(box));
        QVERIFY(!world.mailboxes().remove(box));
        QVERIFY(!world.mailboxes().owner(box));
        QVERIFY(!world.mailboxes().acceptsToken(box, world.token()));
        QVERIFY(!world.mailboxes().prekeyLevel(box));
        QVERIFY(!world.store().eapi().find(crypto::identifierOf(eapi)));
    });
    QCOMPARE(world.store().figures().mailboxes, 0u);
    QCOMPARE(world.store().figures().pendingEnvelopes, 0u);
    // Nobody takes the name over, not even its owner: envelopes may still be on their way to it.
    world.group([&] {
        QVERIFY(!world.mailboxes().create(box, numbered<SigningPublicKey>(9), Timestamp{}));
    });
    world.maintain();
    if (!isInMemory()) {
        world.reopen();
        world.group([&] {
            QVERIFY(!world.mailboxes().create(box, numbered<SigningPublicKey>(9), Timestamp{}));
        });
    }
}

void TestMailboxStore::tokensOpenTheMailbox()
{
    StoreWorld world(folder());
    world.makeMailbox(1);
    const MailboxId box = world.mailbox(1);
    const NewEnvelope envelope = makeEnvelope(box, 1);
    world.group([&] {
        QVERIFY(world.mailboxes().acceptsToken(box, world.token(2)));
        QVERIFY(!world.mailboxes().acceptsToken(box, world.token(3)));
        QVERIFY(!world.mailboxes().post(box, world.token(3), {&envelope, 1}, StoreWorld::kNow));
        QVERIFY(!world.mailboxes().post(world.mailbox(2), world.token(1), {&envelope, 1},
                                        StoreWorld::kNow));
    });
    QCOMPARE(world.store().figures().pendingEnvelopes, 0u);
}

void TestMailboxStore::countsFollowTheTokens()
{
    StoreWorld world(folder());
    world.makeMailbox(1);
    const MailboxId box = world.mailbox(1);
    world.post(1, 1);
    world.post(1, 2);
    world.post(1, 2); // known: not counted
    const auto counts = [&] {
        return world.group([&] { return world.mailboxes().tokenCounts(box); });
    };
    QCOMPARE(counts().size(), 1u);
    QCOMPARE(counts()[0].envelopes, 2u);
    QVERIFY(counts()[0].hash == world.token(1));
    // Written late, but before a clean end.
    if (!isInMemory()) {
        world.reopen();
        QCOMPARE(counts().size(), 1u);
        QCOMPARE(counts()[0].envelopes, 2u);
    }
    DeterministicRandom random(9);
    const std::array kept = {world.token(1), world.token(5)};
    const std::array other = {world.token(5)};
    world.group(
        [&] { world.mailboxes().setTokens(box, crypto::AcceptedTokens::make(kept, random)); });
    QCOMPARE(counts()[0].envelopes, 2u);
    world.group([&] {
        world.mailboxes().setTokens(box, crypto::AcceptedTokens::make(other, random));
        QVERIFY(!world.mailboxes().acceptsToken(box, world.token(1)));
        QVERIFY(!world.mailboxes().setTokens(world.mailbox(9),
                                             crypto::AcceptedTokens::make(other, random)));
    });
    QVERIFY(counts().empty());
}

void TestMailboxStore::envelopesKeepTheirOrder()
{
    StoreWorld world(folder());
    world.makeMailbox(1);
    world.makeMailbox(2);
    for (std::uint64_t batch = 0; batch < 40; ++batch) {
        world.group([&] {
            for (std::uint64_t box = 1; box <= 2; ++box) {
                std::vector<NewEnvelope> envelopes;
                for (std::uint64_t i = 1; i <= 250; ++i) {
                    envelopes.push_back(makeEnvelope(world.mailbox(box), batch * 250 + i));
                }
                const auto outcome = world.mailboxes().post(world.mailbox(box), world.token(),
                                                            envelopes, StoreWorld::kNow);
                QCOMPARE(outcome->back().number, (batch + 1) * 250);
            }
        });
    }
    QCOMPARE(world.waiting(1), upTo(10'000));
    QCOMPARE(world.waiting(2), upTo(10'000));
    QCOMPARE(world.store().figures().pendingEnvelopes, 20'000u);
    QCOMPARE(world.store().figures().pendingBytes, 20'000u * 64);
}

void TestMailboxStore::doublesAreKnown()
{
    StoreWorld world(folder());
    world.makeMailbox(1);
    world.makeMailbox(2);
    const std::array twice = {makeEnvelope(world.mailbox(1), 1), makeEnvelope(world.mailbox(1), 1),
                              makeEnvelope(world.mailbox(1), 2)};
    world.group([&] {
        const auto outcome =
            world.mailboxes().post(world.mailbox(1), world.token(), twice, StoreWorld::kNow);
        QCOMPARE((*outcome)[0].result, PostResult::Stored);
        QCOMPARE((*outcome)[1].result, PostResult::Known);
        QCOMPARE((*outcome)[2].number, 2u);
    });
    world.subscribe(1, 2);
    QCOMPARE(world.post(1, 2).result, PostResult::Known);
    world.maintain();
    QCOMPARE(world.post(1, 1).result, PostResult::Known);
    // The same bytes in another mailbox are another envelope.
    QCOMPARE(world.post(2, 1).result, PostResult::Stored);
    if (!isInMemory()) {
        world.reopen();
        QCOMPARE(world.post(1, 1).result, PostResult::Known);
        QVERIFY(world.waiting(1).empty());
    }
    // Seven days later it is forgotten.
    world.maintain(StoreWorld::kNow.plus(crypto::Duration::days(8)));
    QCOMPARE(world.post(1, 1).result, PostResult::Stored);
    QCOMPARE(world.post(2, 1).result, PostResult::Known); // it still waits
}

void TestMailboxStore::queueHasLimits()
{
    StoreOptions options = StoreWorld::quick();
    options.mailbox.envelopesMax = 3;
    options.mailbox.bytesMax = 1'000;
    StoreWorld world(folder(), options);
    world.makeMailbox(1);
    QCOMPARE(world.post(1, 1, 1'001).result, PostResult::QueueFull);
    QCOMPARE(world.post(1, 2, 900).result, PostResult::Stored);
    QCOMPARE(world.post(1, 3, 101).result, PostResult::QueueFull);
    QCOMPARE(world.post(1, 4, 50).result, PostResult::Stored);
    QCOMPARE(world.post(1, 5, 8).result, PostResult::Stored);
    QCOMPARE(world.post(1, 6, 8).result, PostResult::QueueFull);
    QCOMPARE(world.waiting(1), (Numbers{2, 4, 5}));
    world.subscribe(1, 1);
    QCOMPARE(world.post(1, 6, 8).number, 4u); // a refused number was not used up
    options.mailbox.envelopesMax = 4;
    world.group([&] { world.mailboxes().setLimits(options.mailbox); });
    QCOMPARE(world.post(1, 7, 8).result, PostResult::Stored);
}

void TestMailboxStore::olderSubscriptionsLoseTheirVoice()
{
    StoreWorld world(folder());
    world.makeMailbox(1);
    world.post(1, 1);
    world.post(1, 2);
    const auto older = world.subscribe(1, 0);
    const auto newer = world.subscribe(1, 0);
    QVERIFY(newer.epoch > older.epoch);
    world.group([&] {
        QVERIFY(!world.mailboxes().acknowledge(world.mailbox(1), older.epoch, 2));
        QVERIFY(!world.mailboxes().acknowledge(world.mailbox(2), newer.epoch, 2));
    });
    QCOMPARE(world.waiting(1), upTo(2));
    world.group([&] { QVERIFY(world.mailboxes().acknowledge(world.mailbox(1), newer.epoch, 1)); });
    QCOMPARE(world.waiting(1), (Numbers{2}));
}

void TestMailboxStore::acknowledgementsNeverGoBack()
{
    StoreWorld world(folder());
    world.makeMailbox(1);
    for (std::uint64_t i = 1; i <= 5; ++i) {
        world.post(1, i);
    }
    const auto first = world.subscribe(1, 3);
    QCOMPARE(first.position.acknowledged, 3u);
    QCOMPARE(first.position.newest, 5u);
    world.group([&] { QVERIFY(world.mailboxes().acknowledge(world.mailbox(1), first.epoch, 1)); });
    QCOMPARE(world.waiting(1), (Numbers{4, 5}));
    QCOMPARE(world.subscribe(1, 5).position.acknowledged, 5u);
    QCOMPARE(world.post(1, 6).number, 6u);
    QCOMPARE(world.waiting(1), (Numbers{6}));
}

void TestMailboxStore::whatARestoredStoreNeverHadAcknowledgesNothing()
{
    StoreWorld world(folder());
    world.makeMailbox(1);
    world.post(1, 1);
    world.post(1, 2);
    // The owner stored 1,000 envelopes before this store, a backup, took the place of another.
    const auto subscription = world.subscribe(1, 1'000);
    QCOMPARE(subscription.position.acknowledged, 0u);
    QCOMPARE(subscription.position.newest, 2u);
    QCOMPARE(world.waiting(1), upTo(2));
    QCOMPARE(world.subscribe(1, 2).position.acknowledged, 2u);
}

void TestMailboxStore::pendingKeepsToItsLimits()
{
    StoreWorld world(folder());
    world.makeMailbox(1);
    for (std::uint64_t i = 1; i <= 5; ++i) {
        world.post(1, i, 100);
    }
    const auto numbers = [&](std::uint64_t after, std::size_t count, std::size_t bytes) {
        Numbers out;
        world.group([&] {
            for (const PendingEnvelope& envelope :
                 world.mailboxes().pending(world.mailbox(1), after, count, bytes)) {
                out.push_back(envelope.number);
            }
        });
        return out;
    };
    QCOMPARE(numbers(0, 2, 1'000), (Numbers{1, 2}));
    QCOMPARE(numbers(1, 9, 250), (Numbers{2, 3}));
    QCOMPARE(numbers(2, 9, 1), (Numbers{3}));
    QCOMPARE(numbers(5, 9, 1'000), Numbers());
    QCOMPARE(numbers(UINT64_MAX, 9, 1'000), Numbers());
    QCOMPARE(numbers(0, 0, 1'000), Numbers());
}

void TestMailboxStore::rollbackForgetsEverything()
{
    StoreWorld world(folder());
    world.makeMailbox(1);
    world.post(1, 1);
    world.post(1, 2);
    const auto subscription = world.subscribe(1, 0);
    const StoreFigures before = world.store().figures();
    DeterministicRandom random(3);
    const std::array hashes = {world.token(7)};
    const MailboxId box = world.mailbox(1);

    world.store().begin();
    MailboxStore& mailboxes = world.mailboxes();
    const NewEnvelope third = makeEnvelope(box, 3);
    mailboxes.post(box, world.token(), {&third, 1}, StoreWorld::kNow);
    mailboxes.acknowledge(box, subscription.epoch, 2);
    mailboxes.subscribe(box, 3);
    mailboxes.setTokens(box, crypto::AcceptedTokens::make(hashes, random));
    mailboxes.create(world.mailbox(2), numbered<SigningPublicKey>(2), StoreWorld::kNow);
    mailboxes.setTokens(world.mailbox(2), crypto::AcceptedTokens::make(hashes, random));
    const NewEnvelope other = makeEnvelope(world.mailbox(2), 1);
    mailboxes.post(world.mailbox(2), world.token(7), {&other, 1}, StoreWorld::kNow);
    mailboxes.remove(box);
    mailboxes.create(box, numbered<SigningPublicKey>(8), StoreWorld::kNow);
    world.store().rollback();

    const StoreFigures after = world.store().figures();
    QCOMPARE(after.mailboxes, before.mailboxes);
    QCOMPARE(after.pendingEnvelopes, before.pendingEnvelopes);
    QCOMPARE(after.pendingBytes, before.pendingBytes);
    world.group([&] {
        QVERIFY(!mailboxes.owner(world.mailbox(2)));
        QVERIFY(mailboxes.owner(box).value() == numbered<SigningPublicKey>(1));
        QVERIFY(mailboxes.acceptsToken(box, world.token(1)));
        QVERIFY(!mailboxes.acceptsToken(box, world.token(7)));
        QCOMPARE(mailboxes.tokenCounts(box)[0].envelopes, 2u);
    });
    QCOMPARE(world.waiting(1), upTo(2));
    const PostOutcome again = world.post(1, 3);
    QCOMPARE(again.result, PostResult::Stored);
    QCOMPARE(again.number, 3u);
    world.group([&] { QVERIFY(mailboxes.acknowledge(box, subscription.epoch, 1)); });
    world.maintain();
    QCOMPARE(world.waiting(1), (Numbers{2, 3}));
}

void TestMailboxStore::reopeningFindsEverything()
{
    if (isInMemory()) {
        return;
    }
    StoreWorld world(folder());
    for (std::uint64_t box = 1; box <= 3; ++box) {
        world.makeMailbox(box);
    }
    for (std::uint64_t i = 1; i <= 30; ++i) {
        world.post(1 + i % 3, i);
    }
    world.subscribe(1, 4);
    world.reopen();
    QCOMPARE(world.subscribe(1, 0).position.acknowledged, 4u);
    QCOMPARE(world.subscribe(1, 0).position.newest, 10u);
    QCOMPARE(world.waiting(1), (Numbers{15, 18, 21, 24, 27, 30}));
    QCOMPARE(world.waiting(2).size(), 10u);
    QCOMPARE(world.store().figures().pendingEnvelopes, 26u);
    QCOMPARE(world.post(1, 31).number, 11u);
}

void TestMailboxStore::numbersGoOnAfterReclaim()
{
    if (isInMemory()) {
        return;
    }
    StoreOptions options = StoreWorld::quick();
    options.rememberedIdsMax = 0;
    StoreWorld world(folder(), options);
    world.makeMailbox(1);
    for (std::uint64_t i = 1; i <= 5; ++i) {
        world.post(1, i);
    }
    world.subscribe(1, 5);
    world.maintain();
    world.reopen();
    QCOMPARE(world.post(1, 1).number, 6u); // forgotten, so stored again
    world.maintain();
    QCOMPARE(world.post(1, 1).result, PostResult::Known); // it waits
    QCOMPARE(world.waiting(1), (Numbers{1}));
}

void TestMailboxStore::oldEnvelopesExpire()
{
    StoreWorld world(folder());
    world.makeMailbox(1);
    world.post(1, 1);
    world.post(1, 2);
    world.post(1, 3, 64, StoreWorld::kNow.plus(crypto::Duration::days(20)));
    world.maintain(StoreWorld::kNow.plus(crypto::Duration::days(30)));
    QCOMPARE(world.waiting(1), upTo(3));
    if (!isInMemory()) {
        world.reopen(); // a round over all mailboxes begins with each start
    } else {
        return;
    }
    world.maintain(StoreWorld::kNow.plus(crypto::Duration::days(31)));
    QCOMPARE(world.waiting(1), (Numbers{3}));
    const auto subscription = world.subscribe(1, 0);
    QCOMPARE(subscription.position.expired, 2u);
    QCOMPARE(subscription.position.acknowledged, 2u);
    QCOMPARE(subscription.position.newest, 3u);
    world.reopen();
    QCOMPARE(world.subscribe(1, 0).position.expired, 2u);
    QCOMPARE(world.waiting(1), (Numbers{3}));
}

void TestMailboxStore::bundlesMustRise()
{
    StoreWorld world(folder());
    world.makeMailbox(1);
    MailboxStore& mailboxes = world.mailboxes();
    const MailboxId box = world.mailbox(1);
    const std::vector<std::uint32_t> ids = {4, 2, 9};
    world.group([&] {
        QVERIFY(!mailboxes.fetchBundle(box, world.token(), true));
        QCOMPARE(mailboxes.putBundle(box, UINT64_MAX - 1, Bytes{1}, ids), PutBundleResult::Stored);
        QCOMPARE(mailboxes.putBundle(box, UINT64_MAX - 1, Bytes{2}, {}), PutBundleResult::Stale);
        QCOMPARE(mailboxes.putBundle(box, 7, Bytes{2}, {}), PutBundleResult::Stale);
        QCOMPARE(mailboxes.putBundle(world.mailbox(2), 7, Bytes{2}, {}),
                 PutBundleResult::NoMailbox);
        QCOMPARE(mailboxes.prekeyLevel(box)->counter, UINT64_MAX - 1);
        QCOMPARE(mailboxes.prekeyLevel(box)->oneTimeLeft, 3u);
        QVERIFY(!mailboxes.fetchBundle(box, world.token(3), true));
        QCOMPARE(mailboxes.fetchBundle(box, world.token(), false)->oneTimeId, std::nullopt);
        QCOMPARE(mailboxes.putBundle(box, UINT64_MAX, Bytes{3}, {}), PutBundleResult::Stored);
        QCOMPARE(mailboxes.fetchBundle(box, world.token(), true)->sealed, Bytes{3});
        QCOMPARE(mailboxes.prekeyLevel(box)->oneTimeLeft, 0u);
    });
}

void TestMailboxStore::aNewBundleBringsNoUsedPrekeysBack()
{
    StoreWorld world(folder());
    world.makeMailbox(1);
    const MailboxId box = world.mailbox(1);
    const auto put = [&](std::uint64_t counter, const std::vector<std::uint32_t>& ids) {
        return world.group(
            [&] { return world.mailboxes().putBundle(box, counter, Bytes{1}, ids); });
    };
    const auto pop = [&] {
        return world.group(
            [&] { return world.mailboxes().fetchBundle(box, world.token(), true)->oneTimeId; });
    };
    QCOMPARE(put(1, {1, 2, 3}), PutBundleResult::Stored);
    QCOMPARE(pop(), std::optional(1u));
    // The signed prekey was rotated; the device does not know that 1 was given out.
    QCOMPARE(put(2, {1, 2, 3}), PutBundleResult::Stored);
    QCOMPARE(pop(), std::optional(2u));
    if (!isInMemory()) {
        world.reopen();
    }
    // Two batches, then a part of the second one, given out to its end.
    QCOMPARE(put(3, {1, 2, 3, 4, 5}), PutBundleResult::Stored);
    QCOMPARE(pop(), std::optional(3u));
    QCOMPARE(pop(), std::optional(4u));
    QCOMPARE(pop(), std::optional(5u));
    QCOMPARE(put(4, {}), PutBundleResult::Stored);
    QCOMPARE(put(5, {4, 5}), PutBundleResult::Stored);
    QCOMPARE(pop(), std::optional<std::uint32_t>());
}

void TestMailboxStore::oneTimePrekeysAreGivenOnce()
{
    StoreWorld world(folder());
    world.makeMailbox(1);
    const MailboxId box = world.mailbox(1);
    const std::vector<std::uint32_t> ids = {4, UINT32_MAX, 2, 9};
    world.group([&] { world.mailboxes().putBundle(box, 1, Bytes{1}, ids); });
    const auto pop = [&] {
        return world.group([&] { return world.mailboxes().fetchBundle(box, world.token(), true); })
            ->oneTimeId;
    };
    QCOMPARE(pop(), 2u);
    world.store().begin();
    QCOMPARE(world.mailboxes().fetchBundle(box, world.token(), true)->oneTimeId, 4u);
    world.store().rollback(); // nobody was told
    QCOMPARE(pop(), 4u);
    if (!isInMemory()) {
        world.reopen();
    }
    world.group([&] {
        QCOMPARE(world.mailboxes().fetchBundle(box, world.token(), true)->oneTimeId, 9u);
        QCOMPARE(world.mailboxes().fetchBundle(box, world.token(), true)->oneTimeId, UINT32_MAX);
        QCOMPARE(world.mailboxes().fetchBundle(box, world.token(), true)->oneTimeId, std::nullopt);
    });
}

QTEST_GUILESS_MAIN(TestMailboxStore)
#include "tst_mailbox_store.moc"
