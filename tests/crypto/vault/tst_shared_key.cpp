#include "crypto/base/init.h"
#include "tests/crypto/vault/epoch_line.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::EpochLine;

namespace {

/// How many links lead from one epoch to another.
std::size_t steps(Epoch from, Epoch to)
{
    std::size_t count = 0;
    for (; from != to; ++count) {
        Epoch next = from - 1;
        for (const Epoch target : linkTargets(from)) {
            next = target >= to ? target : next;
        }
        from = next;
    }
    return count;
}

} // namespace

class TestSharedKey : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void newerOpensOlder()
    {
        EpochLine line(1);
        std::vector<SharedKey> all;
        all.push_back(line.first.duplicate());
        for (int i = 0; i < 70; ++i) {
            QVERIFY(line.rotate());
            all.push_back(line.chain.newest().duplicate());
        }
        for (const SharedKey& key : all) {
            const auto opened = line.chain.open(key.epoch(), line.source());
            QVERIFY(opened);
            QVERIFY(*opened == key);
        }
    }

    void aCopiedDeviceOpensNothingOfTheNextEpoch()
    {
        EpochLine line(2);
        for (int i = 0; i < 9; ++i) {
            QVERIFY(line.rotate());
        }
        const SharedKey copied = line.chain.newest().duplicate();
        QVERIFY(line.rotate());
        const EpochLinks& links = line.links[copied.epoch() + 1];
        // The thief has the old key and everything that the relay stores.
        EpochChain thief(line.account, copied.duplicate());
        QVERIFY(thief.open(copied.epoch() + 1, line.source()).error() == EpochError::NotOlder);
        for (const EpochLink& link : links.links) {
            EpochLinks relabelled{copied.epoch(), {link}};
            QVERIFY(!openLink(line.account, copied, relabelled, link.target));
            relabelled.links[0].target = copied.epoch() - 1;
            QVERIFY(openLink(line.account, copied, relabelled, copied.epoch() - 1).error() ==
                    EpochError::LinkBroken);
        }
        QVERIFY(!(copied.vaultRecordKey() == line.chain.newest().vaultRecordKey()));
        QVERIFY(!(copied.cardSlotKey() == line.chain.newest().cardSlotKey()));
    }

    void aYearOfEpochsOpensInFewSteps()
    {
        EpochLine line(3);
        while (line.chain.newest().epoch() < 500) {
            QVERIFY(line.rotate());
        }
        for (Epoch epoch = 1; epoch <= 500; epoch += 97) {
            line.reads = 0;
            QVERIFY(line.chain.open(epoch, line.source()));
            QCOMPARE(line.reads, steps(500, epoch));
        }
    }

    void noWayIsLongerThanItsLimit()
    {
        std::size_t twentyYears = 0;
        for (Epoch to = 1; to <= 7300; ++to) {
            twentyYears = std::max(twentyYears, steps(7300, to));
        }
        QVERIFY(twentyYears > 50 && twentyYears < 100);
        std::size_t worst = 0;
        for (Epoch to = 1; to < 4096; ++to) {
            for (const Epoch from : {kEpochMax, kEpochMax - 1, kEpochMax / 2, 699050U, 349525U}) {
                worst = std::max(worst, steps(from, to));
            }
        }
        QVERIFY(worst > 150);
        QVERIFY(worst <= kEpochStepsMax);
    }

    void purposesDiffer()
    {
        EpochLine line(4);
        const SharedKey& key = line.first;
        QVERIFY(!equalConstantTime(key.vaultRecordKey().view(), key.cardSlotKey().view()));
        QVERIFY(!equalConstantTime(key.vaultRecordKey().view(), key.recordIdKey().view()));
        const ObjectId otherObject{std::array<std::uint8_t, 32>{1}};
        QVERIFY(key.commitment(line.record) != key.commitment(otherObject));
        const SharedKey sameBytes(2, SharedKeyBytes(key.secret()));
        QVERIFY(key.commitment(line.record) != sameBytes.commitment(line.record));
        QVERIFY(!(key.vaultRecordKey() == sameBytes.vaultRecordKey()));
    }

    void everyBitOfALinkCounts()
    {
        EpochLine line(5);
        QVERIFY(line.rotate());
        QVERIFY(line.rotate());
        QVERIFY(line.rotate());
        const Bytes good = line.links[4].serialize();
        QCOMPARE(good.size(), std::size_t{74});
        for (std::size_t i = 0; i < good.size(); ++i) {
            Bytes bad = good;
            bad[i] ^= 0x10;
            const auto parsed = EpochLinks::parse(bad);
            QVERIFY(!parsed || !openLink(line.account, line.chain.newest(), *parsed, 3));
        }
        for (std::size_t size = 0; size < good.size(); ++size) {
            QVERIFY(!EpochLinks::parse(ByteView(good).first(size)));
        }
        AccountId other = line.account;
        other.bytes[0] ^= 1;
        QVERIFY(openLink(other, line.chain.newest(), line.links[4], 3).error() ==
                EpochError::LinkBroken);
    }

    // Each link says which epoch it opens, and cannot be had to say another one.
    void linksCannotBeExchanged()
    {
        EpochLine line(14);
        while (line.chain.newest().epoch() < 6) {
            QVERIFY(line.rotate());
        }
        EpochLinks links = line.links[6];
        QCOMPARE(links.links.size(), std::size_t{2});
        std::swap(links.links[0].target, links.links[1].target);
        for (const Epoch target : {4U, 5U}) {
            QVERIFY(openLink(line.account, line.chain.newest(), links, target).error() ==
                    EpochError::LinkBroken);
        }
        // Other targets than those of its epoch are no layout.
        QVERIFY(!EpochLinks::parse(links.serialize()));
        links = line.links[6];
        QVERIFY(EpochLinks::parse(links.serialize()));
        links.links[1].target = 3;
        QVERIFY(EpochLinks::parse(links.serialize()).error().kind ==
                ParseError::Kind::NonCanonical);
    }

    void missingLinksAreNamed()
    {
        EpochLine line(6);
        for (int i = 0; i < 5; ++i) {
            QVERIFY(line.rotate());
        }
        line.links.erase(4);
        QVERIFY(line.chain.open(4, line.source()));
        QVERIFY(line.chain.open(3, line.source()).error() == EpochError::LinkMissing);
        // The links of another epoch in its place.
        line.links[4] = line.links[2];
        QVERIFY(line.chain.open(3, line.source()).error() == EpochError::LinkMissing);
        QVERIFY(line.chain.open(0, line.source()).error() == EpochError::NotOlder);
    }

    void twoDevicesRotateAtOnce()
    {
        EpochLine line(7);
        QVERIFY(line.rotate());
        EpochChain other(line.account, line.chain.newest().duplicate());
        auto mine = line.chain.propose(line.source(), line.now, line.random);
        auto theirs = other.propose(line.source(), line.now, line.random);
        QVERIFY(mine && theirs);
        // The relay took theirs.
        const auto published = theirs->key.commitment(line.record);
        line.links[theirs->key.epoch()] = theirs->links;
        QVERIFY(
            line.chain.adopt(mine->key, published, line.record, line.source(), line.now).error() ==
            EpochError::NotPublished);
        QVERIFY(line.chain.newest() == other.newest());
        QVERIFY(line.chain.adopt(theirs->key, published, line.record, line.source(), line.now));
        QVERIFY(other.adopt(theirs->key, published, line.record, line.source(), line.now));
        QVERIFY(line.chain.newest() == other.newest());
        // Once more is fine; the one that lost goes on from there.
        QVERIFY(other.adopt(theirs->key, published, line.record, line.source(), line.now));
        QVERIFY(line.rotate());
        QVERIFY(line.chain.open(1, line.source()));
    }

    void aDeviceThatWasAwayCatchesUp()
    {
        EpochLine line(8);
        EpochChain away(line.account, line.chain.newest().duplicate());
        for (int i = 0; i < 20; ++i) {
            QVERIFY(line.rotate());
        }
        const SharedKey& key = line.chain.newest();
        const auto published = key.commitment(line.record);
        const auto nothing = [](Epoch) { return std::optional<EpochLinks>(); };
        QVERIFY(away.adopt(key, published, line.record, nothing, line.now).error() ==
                EpochError::LinkMissing);
        QVERIFY(away.newest() == line.first);
        QVERIFY(away.adopt(key, published, line.record, line.source(), line.now));
        QVERIFY(away.newest() == key);
        QVERIFY(away.adopt(line.first, line.first.commitment(line.record), line.record,
                           line.source(), line.now)
                    .error() == EpochError::NotOlder);
    }

    void aKeyOfAnotherLineIsRefused()
    {
        EpochLine line(9);
        const SharedKey stray = line.first.next(line.random);
        // Links that open a different first key.
        EpochChain forked(line.account, SharedKey::first(line.random));
        const auto proposal = forked.propose(line.source(), line.now, line.random);
        QVERIFY(proposal);
        line.links[2] = proposal->links;
        const auto published = proposal->key.commitment(line.record);
        QVERIFY(line.chain.adopt(proposal->key, published, line.record, line.source(), line.now)
                    .error() == EpochError::OtherLine);
        QVERIFY(
            line.chain
                .adopt(stray, stray.commitment(line.record), line.record, line.source(), line.now)
                .error() == EpochError::LinkBroken);
        QVERIFY(line.chain.newest() == line.first);
        // The same epoch with another key.
        const SharedKey twin = SharedKey::first(line.random);
        QVERIFY(line.chain
                    .adopt(twin, twin.commitment(line.record), line.record, line.source(), line.now)
                    .error() == EpochError::OtherLine);
    }

    // A stolen device, still listed, runs through the epochs so that none is left for the owner.
    void aThiefCannotUseUpTheEpochs()
    {
        EpochLine line(10);
        const Epoch limit = epochLimit(line.now);
        const SharedKey beyond(limit + 1, line.random.make<SharedKeyBytes>());
        QVERIFY(
            line.chain
                .adopt(beyond, beyond.commitment(line.record), line.record, line.source(), line.now)
                .error() == EpochError::TooSoon);
        // Had he run up to the limit itself, the next epoch would be one interval away.
        const EpochChain last(line.account, SharedKey(limit, line.random.make<SharedKeyBytes>()));
        QVERIFY(last.propose(line.source(), line.now, line.random).error() == EpochError::TooSoon);
        QVERIFY(epochLimit(line.now.plus(kEpochInterval)) == limit + 1);
    }

    void epochsKeepPaceWithTheClock()
    {
        QCOMPARE(epochLimit(Timestamp{0}), kEpochsAtOnce);
        QCOMPARE(epochLimit(kEpochsBegan), kEpochsAtOnce);
        QCOMPARE(epochLimit(kEpochsBegan.plus(Duration::days(1))), kEpochsAtOnce + 144);
        QCOMPARE(epochLimit(Timestamp{UINT64_MAX}), kEpochMax);
        // Sixty years of ten-minute steps still fit.
        QVERIFY(epochLimit(kEpochsBegan.plus(Duration::days(60 * 365))) < kEpochMax);
    }

    // A stolen device publishes a key and hands it to one other device only; the rest go on from
    // before. The one that was led away comes back once the thief is removed.
    void aDeviceLedAwayComesBack()
    {
        EpochLine line(12);
        QVERIFY(line.rotate());
        QVERIFY(line.rotate());
        EpochChain led(line.account, line.chain.newest().duplicate());
        auto thiefs = led.propose(line.source(), line.now, line.random);
        QVERIFY(thiefs);
        const Epoch forked = thiefs->key.epoch();
        const auto ours = [&](Epoch epoch) {
            return epoch == forked ? std::optional(thiefs->links) : line.source()(epoch);
        };
        QVERIFY(led.adopt(thiefs->key, thiefs->key.commitment(line.record), line.record, ours,
                          line.now));
        QVERIFY(line.rotate());
        QVERIFY(line.rotate());
        const SharedKey& key = line.chain.newest();
        const auto published = key.commitment(line.record);
        QVERIFY(led.adopt(key, published, line.record, line.source(), line.now).error() ==
                EpochError::OtherLine);
        const auto stray = thiefs->key.commitment(line.record);
        QVERIFY(
            led.adoptAfterFork(key, stray, line.record, ours, line.source(), line.now).error() ==
            EpochError::NotPublished);
        QVERIFY(led.adoptAfterFork(key, published, line.record, ours, line.source(), line.now));
        QVERIFY(led.newest() == key);
        // A line that shares nothing with ours is nobody's, even of the same account.
        EpochLine foreign(13);
        foreign.account = line.account;
        foreign.chain = EpochChain(line.account, foreign.first.duplicate());
        for (int i = 0; i < 6; ++i) {
            QVERIFY(foreign.rotate());
        }
        const SharedKey& other = foreign.chain.newest();
        QVERIFY(led.adoptAfterFork(other, other.commitment(line.record), line.record, line.source(),
                                   foreign.source(), line.now)
                    .error() == EpochError::OtherLine);
        QVERIFY(led.newest() == key);
    }

    void storedStateComesBack()
    {
        EpochLine line(11);
        QVERIFY(line.rotate());
        const SecretBytes stored = line.chain.newest().serialize();
        QCOMPARE(stored.size(), std::size_t{37});
        const auto again = SharedKey::parse(stored.view());
        QVERIFY(again && *again == line.chain.newest());
        for (std::size_t size = 0; size < stored.size(); ++size) {
            QVERIFY(!SharedKey::parse(stored.view().first(size)));
        }
        Bytes bad(stored.view().begin(), stored.view().end());
        bad.push_back(0);
        QVERIFY(SharedKey::parse(bad).error().kind == ParseError::Kind::TrailingBytes);
        bad.pop_back();
        bad[4] = 0;
        QVERIFY(SharedKey::parse(bad).error().kind == ParseError::Kind::OutOfRange);
        bad[1] = 1;
        QVERIFY(SharedKey::parse(bad).error().kind == ParseError::Kind::OutOfRange);
    }
};

QTEST_APPLESS_MAIN(TestSharedKey)
#include "tst_shared_key.moc"
