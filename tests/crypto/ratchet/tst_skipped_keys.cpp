#include "crypto/base/init.h"
#include "crypto/ratchet/chain_key.h"
#include "crypto/ratchet/skipped_keys.h"
#include "tests/support/deterministic_random.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::DeterministicRandom;

namespace {

struct World
{
    explicit World(std::uint64_t seed)
        : random(seed)
    {}
    HeaderKey makeChain() { return HeaderKey(random.make<HeaderKey::Value>()); }
    std::vector<SkippedKey> make(const HeaderKey& chain, std::uint32_t from, std::uint32_t to,
                                 Timestamp at = {1000})
    {
        std::vector<SkippedKey> out;
        for (std::uint32_t n = from; n < to; ++n) {
            out.push_back({chain.tag(n), n, MessageKey(random.make<MessageKey::Value>()), at});
        }
        return out;
    }
    void add(const HeaderKey& chain, std::uint32_t from, std::uint32_t to, Timestamp at = {1000})
    {
        keys.add(chain, make(chain, from, to, at), dropped);
    }
    [[nodiscard]] std::vector<ReceiveTag> tags() const
    {
        std::vector<ReceiveTag> out;
        keys.appendTags(out);
        return out;
    }
    [[nodiscard]] Bytes stored() const
    {
        SecretWriter out;
        keys.write(out);
        return Bytes(out.view().begin(), out.view().end());
    }

    DeterministicRandom random;
    SkippedKeys keys;
    std::vector<ReceiveTag> dropped;
};

std::optional<Bytes> reread(ByteView stored)
{
    Reader in(stored);
    const SkippedKeys keys = SkippedKeys::read(in);
    if (!in.finish()) {
        return std::nullopt;
    }
    SecretWriter out;
    keys.write(out);
    return Bytes(out.view().begin(), out.view().end());
}

} // namespace

class TestSkippedKeys : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void keysAreFoundByTheirTagOnce()
    {
        World w(1);
        const HeaderKey chain = w.makeChain();
        auto made = w.make(chain, 3, 6);
        const MessageKey::Value wanted = made[1].key.value().duplicate();
        w.keys.add(chain, std::move(made), w.dropped);
        QCOMPARE(w.keys.size(), std::size_t{3});
        const auto found = w.keys.find(chain.tag(4));
        QVERIFY(found);
        QCOMPARE(found->key->number, 4U);
        QVERIFY(found->key->key.value() == wanted);
        QVERIFY(found->headerKey->value() == chain.value());
        QVERIFY(!w.keys.find(chain.tag(6)));
        w.keys.remove(chain.tag(4));
        QVERIFY(!w.keys.find(chain.tag(4)));
        w.keys.remove(chain.tag(4)); // again: nothing
        QCOMPARE(w.keys.size(), std::size_t{2});
        QVERIFY(w.dropped.empty());
    }

    /// A key stored while the clock was ahead kept all keys that came after it.
    void aClockThatWasAheadKeepsNothingElse()
    {
        World w(20);
        const HeaderKey chain = w.makeChain();
        const Timestamp now{1'700'000'000};
        w.add(chain, 0, 1, now.plus(Duration::days(3650)));
        w.add(chain, 1, 6, now);
        w.keys.expire(now.plus(kSkippedKeyLifetime), w.dropped);
        QCOMPARE(w.keys.size(), std::size_t{6});
        w.keys.expire(now.plus(kSkippedKeyLifetime).plus({1}), w.dropped);
        QCOMPARE(w.keys.size(), std::size_t{1});
        QCOMPARE(w.dropped.size(), std::size_t{5});
        QVERIFY(w.keys.find(chain.tag(0)));
        w.keys.expire(now.plus(Duration::days(3700)), w.dropped);
        QCOMPARE(w.keys.size(), std::size_t{0});
    }

    void theOldestKeysGoFirst()
    {
        World w(2);
        const HeaderKey first = w.makeChain();
        const HeaderKey second = w.makeChain();
        w.add(first, 0, kMaxSkippedKeys);
        QVERIFY(w.dropped.empty());
        w.add(second, 0, 10);
        QCOMPARE(w.keys.size(), kMaxSkippedKeys);
        QCOMPARE(w.dropped.size(), std::size_t{10});
        for (std::uint32_t n = 0; n < 10; ++n) {
            QVERIFY(w.dropped[n] == first.tag(n));
        }
        // A chain whose keys are all gone is gone itself.
        w.add(second, 10, kMaxSkippedKeys);
        QCOMPARE(w.keys.size(), kMaxSkippedKeys);
        QVERIFY(!w.keys.find(first.tag(kMaxSkippedKeys - 1)));
        QCOMPARE(w.stored()[0], std::uint8_t{1});
        // The same within one chain.
        w.add(second, kMaxSkippedKeys, 2 * kMaxSkippedKeys);
        QCOMPARE(w.keys.size(), kMaxSkippedKeys);
        QVERIFY(!w.keys.find(second.tag(kMaxSkippedKeys - 1)));
        QCOMPARE(reread(w.stored()), std::optional(w.stored()));
    }

    void theOldestChainGoesFirst()
    {
        World w(3);
        std::vector<HeaderKey> chains;
        for (std::size_t i = 0; i < kMaxOldChains + 2; ++i) {
            chains.push_back(w.makeChain());
            QVERIFY(w.dropped.empty());
            w.add(chains.back(), 0, 3);
        }
        QCOMPARE(w.dropped.size(), std::size_t{3});
        QVERIFY(!w.keys.find(chains[0].tag(0)));
        QVERIFY(w.keys.find(chains[1].tag(0)));
        QCOMPARE(w.keys.size(), 3 * (kMaxOldChains + 1));
        // An empty addition opens no chain.
        w.keys.add(w.makeChain(), {}, w.dropped);
        QCOMPARE(w.dropped.size(), std::size_t{3});
        // Once its keys are used, a chain makes room.
        for (std::uint32_t n = 0; n < 3; ++n) {
            w.keys.remove(chains[1].tag(n));
        }
        w.add(w.makeChain(), 0, 1);
        QCOMPARE(w.dropped.size(), std::size_t{3});
    }

    void keysAgeByTheirOwnTime()
    {
        World w(4);
        const HeaderKey chain = w.makeChain();
        w.add(chain, 0, 2, {1000});
        w.add(chain, 2, 4, {2000});
        w.keys.expire(Timestamp{1000}.plus(kSkippedKeyLifetime), w.dropped);
        QVERIFY(w.dropped.empty());
        w.keys.expire(Timestamp{1001}.plus(kSkippedKeyLifetime), w.dropped);
        QCOMPARE(w.dropped.size(), std::size_t{2});
        QVERIFY(w.keys.find(chain.tag(2)));
        w.keys.expire({0}, w.dropped); // a clock set back
        QCOMPARE(w.dropped.size(), std::size_t{2});
        w.keys.expire({UINT64_MAX}, w.dropped);
        QCOMPARE(w.keys.size(), std::size_t{0});
        QCOMPARE(w.stored(), Bytes(3));
    }

    /// Keys that are taken from the middle leave no trace that grows.
    void useInAnyOrderLeavesNothing()
    {
        World w(5);
        const HeaderKey chain = w.makeChain();
        w.add(chain, 0, 1);
        for (std::uint32_t n = 1; n < 20'000; ++n) {
            w.add(chain, n, n + 1);
            w.keys.remove(chain.tag(n));
        }
        QCOMPARE(w.tags(), std::vector<ReceiveTag>{chain.tag(0)});
        w.keys.remove(chain.tag(0));
        QCOMPARE(w.stored(), Bytes(3));
    }

    void storedKeysComeBackInOrder()
    {
        World w(6);
        for (int i = 0; i < 4; ++i) {
            const HeaderKey chain = w.makeChain();
            w.add(chain, 5, 30, {7000});
            w.keys.remove(chain.tag(6));
        }
        const Bytes stored = w.stored();
        QCOMPARE(stored.size(), std::size_t{1 + 4 * 32 + 2 + 4 * 24 * 45});
        QCOMPARE(reread(stored), std::optional(stored));
        for (std::size_t size = 0; size < stored.size(); ++size) {
            QVERIFY(!reread(ByteView(stored).first(size)));
        }
    }

    void storedFieldsAreChecked()
    {
        World w(7);
        w.add(w.makeChain(), 0, 2);
        const Bytes good = w.stored();
        const std::size_t keys = 1 + 32 + 2;
        const auto with = [&](std::size_t at, std::uint64_t value, std::size_t size) {
            Bytes out = good;
            for (std::size_t i = 0; i < size; ++i) {
                out[at + i] = static_cast<std::uint8_t>(value >> (8 * (size - 1 - i)));
            }
            return reread(out).has_value();
        };
        QVERIFY(reread(good));
        QVERIFY(!with(0, kMaxOldChains + 2, 1));         // too many chains
        QVERIFY(!with(0, 0, 1));                         // a key without a chain
        QVERIFY(!with(33, kMaxSkippedKeys + 1, 2));      // too many keys
        QVERIFY(!with(keys, 1, 1));                      // no such chain
        QVERIFY(!with(keys + 1, kMaxChainLength, 4));    // no such number
        QVERIFY(with(keys + 1, kMaxChainLength - 1, 4)); //
        QVERIFY(!with(keys + 45 + 1, 0, 4));             // the same number twice
        Bytes unused(3);                                 // a chain without a key
        unused[0] = 1;
        unused.resize(1 + 32 + 2);
        QVERIFY(!reread(unused));
    }

    void whatCannotHaveBeenSkippedIsTold()
    {
        World w(8);
        const HeaderKey old = w.makeChain();
        const HeaderKey current = w.makeChain();
        const HeaderKey next = w.makeChain();
        QVERIFY(w.keys.precede(nullptr, 0, next));
        w.add(old, 0, 3);
        QVERIFY(!w.keys.precede(nullptr, 0, next));
        QVERIFY(w.keys.precede(&current, 1, next));
        QVERIFY(!w.keys.precede(&current, 1, old));
        w.add(current, 0, 3);
        QVERIFY(w.keys.precede(&current, 3, next));
        QVERIFY(!w.keys.precede(&current, 2, next));
        QVERIFY(!w.keys.precede(&old, 3, next)); // the current chain is the newest
        w.add(old, 7, 8);                        // a chain that comes back
        QVERIFY(!w.keys.precede(&current, 3, next));
    }
};

QTEST_APPLESS_MAIN(TestSkippedKeys)
#include "tst_skipped_keys.moc"
