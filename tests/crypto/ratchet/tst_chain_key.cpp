// Chain keys and the message keys that they yield.
#include "crypto/base/init.h"
#include "crypto/ratchet/chain_key.h"
#include "tests/support/deterministic_random.h"

#include <set>

#include <QTest>

using namespace sotto::crypto;
using sotto::test::DeterministicRandom;

namespace {

using Array = std::array<std::uint8_t, 32>;

template <class Value> Array arrayOf(const Value& value)
{
    Array out{};
    std::copy(value.view().begin(), value.view().end(), out.begin());
    return out;
}

const ByteView kContext = asBytes("associated data");

Bytes sealed(const MessageKey& key, const MessageSalt& salt, ByteView plaintext)
{
    Bytes out(plaintext.size() + 16);
    key.duplicate().seal(salt, kContext, plaintext, out);
    return out;
}

bool opens(const MessageKey& key, const MessageSalt& salt, ByteView context, ByteView ciphertext)
{
    Bytes out(ciphertext.size() - 16);
    return key.duplicate().open(salt, context, ciphertext, out);
}

} // namespace

class TestChainKey : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void everyStepYieldsOtherKeys()
    {
        DeterministicRandom random(1);
        ChainKey chain(random.make<ChainKey::Value>());
        std::set<Array> seen = {arrayOf(chain.value())};
        for (std::uint32_t i = 0; i < 1000; ++i) {
            QCOMPARE(chain.index(), i);
            const MessageKey key = chain.advance();
            QVERIFY(seen.insert(arrayOf(key.value())).second);
            QVERIFY(seen.insert(arrayOf(chain.value())).second);
        }
        QCOMPARE(chain.index(), 1000U);
    }

    void aDuplicateGoesTheSameWay()
    {
        DeterministicRandom random(2);
        ChainKey chain(random.make<ChainKey::Value>(), 7);
        ChainKey twin = chain.duplicate();
        QCOMPARE(twin.index(), 7U);
        for (int i = 0; i < 10; ++i) {
            QVERIFY(chain.advance().value() == twin.advance().value());
        }
        QVERIFY(chain.value() == twin.value());
        // The index is a count only: it does not enter the derivation.
        ChainKey other(twin.value().duplicate(), 99);
        QVERIFY(other.advance().value() == twin.advance().value());
    }

    void everyKeyBitMatters()
    {
        DeterministicRandom random(3);
        const auto value = random.make<ChainKey::Value>();
        std::set<Array> seen;
        for (std::size_t bit = 0; bit < 256; ++bit) {
            ChainKey::Value changed = value.duplicate();
            changed.data()[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            ChainKey chain(std::move(changed));
            QVERIFY(seen.insert(arrayOf(chain.advance().value())).second);
            QVERIFY(seen.insert(arrayOf(chain.value())).second);
        }
    }

    void messagesOpenUnderTheirKeySaltAndContextOnly()
    {
        DeterministicRandom random(4);
        const MessageKey key(random.make<MessageKey::Value>());
        const MessageKey otherKey(random.make<MessageKey::Value>());
        const auto salt = random.make<MessageSalt>();
        const Bytes text(100, 0x41);
        const Bytes ciphertext = sealed(key, salt, text);
        QVERIFY(opens(key, salt, kContext, ciphertext));
        QVERIFY(!opens(otherKey, salt, kContext, ciphertext));
        QVERIFY(!opens(key, salt, asBytes("associated datA"), ciphertext));
        QVERIFY(!opens(key, salt, kContext.first(kContext.size() - 1), ciphertext));
        for (std::size_t bit = 0; bit < 8 * MessageSalt::kSize; ++bit) {
            MessageSalt changed = salt;
            changed.bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            QVERIFY(!opens(key, changed, kContext, ciphertext));
        }
        for (std::size_t at = 0; at < ciphertext.size(); ++at) {
            Bytes changed = ciphertext;
            changed[at] ^= 0x10;
            QVERIFY(!opens(key, salt, kContext, changed));
        }
        for (std::size_t size = 16; size < ciphertext.size(); ++size) {
            QVERIFY(!opens(key, salt, kContext, ByteView(ciphertext).first(size)));
        }
    }

    /// The salt changes the key, not the nonce alone: the keystreams have nothing in common.
    void theSaltChangesTheWholeStream()
    {
        DeterministicRandom random(5);
        const MessageKey key(random.make<MessageKey::Value>());
        const Bytes text(1000);
        const Bytes one = sealed(key, random.make<MessageSalt>(), text);
        const Bytes two = sealed(key, random.make<MessageSalt>(), text);
        std::size_t equal = 0;
        for (std::size_t at = 0; at < one.size(); ++at) {
            equal += one[at] == two[at] ? 1U : 0U;
        }
        QVERIFY(equal < 40);
    }

    void aUsedKeyIsGone()
    {
        DeterministicRandom random(6);
        MessageKey key(random.make<MessageKey::Value>());
        const MessageSalt salt;
        Bytes out(16);
        std::move(key).seal(salt, {}, {}, out);
        QVERIFY(key.value() == MessageKey::Value()); // NOLINT(bugprone-use-after-move)
        MessageKey opening(random.make<MessageKey::Value>());
        Bytes nothing;
        static_cast<void>(std::move(opening).open(salt, {}, out, nothing));
        QVERIFY(opening.value() == MessageKey::Value()); // NOLINT(bugprone-use-after-move)
    }
};

QTEST_APPLESS_MAIN(TestChainKey)
#include "tst_chain_key.moc"
