#include "crypto/base/init.h"
#include "crypto/ratchet/tag_window.h"
#include "tests/support/deterministic_random.h"

#include <set>

#include <QTest>

using namespace sotto::crypto;
using sotto::test::DeterministicRandom;

namespace {

struct Sealed
{
    explicit Sealed(std::uint64_t seed)
        : random(seed)
        , key(random.make<HeaderKey::Value>())
        , salt(random.make<MessageSalt>())
        , associatedData(random.make<AssociatedData>())
    {
        header.ratchetKey = random.make<X25519PublicKey>();
        header.previousLength = 0x01020304;
        header.number = 0x05060708;
        header.kemEpoch = 0x090A;
        tag = key.tag(header.number);
        key.seal(tag, salt, associatedData, header, bytes);
    }
    [[nodiscard]] bool opens() const
    {
        return key.open(tag, salt, associatedData, bytes).has_value();
    }

    DeterministicRandom random;
    HeaderKey key;
    MessageSalt salt;
    AssociatedData associatedData;
    RatchetHeader header;
    ReceiveTag tag;
    Bytes bytes = Bytes(kSealedHeaderBytes);
};

template <class Fixed> void flip(Fixed& value, std::size_t bit)
{
    value.bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
}

} // namespace

class TestHeaderKey : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void headersComeBackAsTheyWere()
    {
        Sealed s(1);
        QVERIFY(s.key.open(s.tag, s.salt, s.associatedData, s.bytes) == s.header);
        QVERIFY(s.key.duplicate().open(s.tag, s.salt, s.associatedData, s.bytes) == s.header);
        for (const RatchetHeader& extreme :
             {RatchetHeader{}, RatchetHeader{s.header.ratchetKey, UINT32_MAX, 0, 0},
              RatchetHeader{s.header.ratchetKey, 0, UINT32_MAX, 0},
              RatchetHeader{s.header.ratchetKey, 0, 0, UINT16_MAX}}) {
            s.key.seal(s.tag, s.salt, s.associatedData, extreme, s.bytes);
            QVERIFY(s.key.open(s.tag, s.salt, s.associatedData, s.bytes) == extreme);
        }
    }

    void everythingAroundAHeaderIsBound()
    {
        Sealed s(2);
        QVERIFY(s.opens());
        for (std::size_t bit = 0; bit < 8 * ReceiveTag::kSize; ++bit) {
            flip(s.tag, bit);
            QVERIFY(!s.opens());
            flip(s.tag, bit);
        }
        for (std::size_t bit = 0; bit < 8 * MessageSalt::kSize; ++bit) {
            flip(s.salt, bit);
            QVERIFY(!s.opens());
            flip(s.salt, bit);
        }
        for (std::size_t bit = 0; bit < 8 * AssociatedData::kSize; ++bit) {
            flip(s.associatedData, bit);
            QVERIFY(!s.opens());
            flip(s.associatedData, bit);
        }
        for (std::size_t bit = 0; bit < 8 * s.bytes.size(); ++bit) {
            s.bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            QVERIFY(!s.opens());
            s.bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        }
        QVERIFY(s.opens());
    }

    void anotherKeyOpensNothing()
    {
        const Sealed s(3);
        for (std::size_t bit = 0; bit < 256; ++bit) {
            HeaderKey::Value changed = s.key.value().duplicate();
            changed.data()[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            QVERIFY(!HeaderKey(std::move(changed))
                         .open(s.tag, s.salt, s.associatedData, s.bytes)
                         .has_value());
        }
    }

    /// Tags repeat neither within a chain nor in another one, and no two share even 8 bytes at any
    /// place, as a counter or a key in clear would make them.
    void tagsHaveNothingInCommon()
    {
        DeterministicRandom random(4);
        const HeaderKey one(random.make<HeaderKey::Value>());
        HeaderKey::Value near = one.value().duplicate();
        near.data()[31] ^= 1;
        const HeaderKey two(std::move(near));
        std::set<ReceiveTag> whole;
        std::set<Bytes> halves;
        for (std::uint32_t number = 0; number < 4000; ++number) {
            for (const HeaderKey* key : {&one, &two}) {
                const ReceiveTag tag = key->tag(number);
                QVERIFY(whole.insert(tag).second);
                QVERIFY(halves.insert(Bytes(tag.bytes.begin(), tag.bytes.begin() + 8)).second);
                QVERIFY(halves.insert(Bytes(tag.bytes.begin() + 8, tag.bytes.end())).second);
            }
        }
    }

    /// A tag is four bytes of number and a key away from every other, also far out.
    void tagsOfBlocksAndNumbersAgree()
    {
        DeterministicRandom random(5);
        const HeaderKey key(random.make<HeaderKey::Value>());
        for (const std::uint32_t block : {0U, 1U, 255U, 256U, 65536U, UINT32_MAX / 4}) {
            const TagBlock tags = key.tags(block);
            for (std::uint32_t i = 0; i < kTagsPerBlock; ++i) {
                QVERIFY(key.tag(block * kTagsPerBlock + i) == tags[i]);
            }
            QVERIFY(tags != key.tags(block + 1));
        }
    }

    /// However it was filled, and from wherever.
    void theWindowAnswersAsTheKeyDoes()
    {
        DeterministicRandom random(7);
        const HeaderKey key(random.make<HeaderKey::Value>());
        TagWindow window;
        std::uint32_t end = 0;
        for (int i = 0; i < 300; ++i) {
            const std::uint32_t from = random.below(8) == 0 ? 4 * random.below(200) : end;
            end = from + 4 * random.below(20);
            window.extend(key, from, end);
            window.forgetBelow(random.below(end + 1));
            const std::uint32_t first = random.below(end + 1);
            std::vector<ReceiveTag> tags;
            window.append(key, first, first + 20, first + 3, tags);
            QCOMPARE(tags.size(), std::size_t{19});
            for (std::uint32_t n = 0; n < 20; ++n) {
                QVERIFY(window.tag(key, first + n) == key.tag(first + n));
                QVERIFY(n == 3 || tags[n < 3 ? n : n - 1] == key.tag(first + n));
            }
        }
    }

    void theCacheAnswersAsTheKeyDoes()
    {
        DeterministicRandom random(6);
        const HeaderKey key(random.make<HeaderKey::Value>());
        TagCache cache;
        for (int i = 0; i < 2000; ++i) {
            const std::uint32_t number = random.below(40);
            QVERIFY(cache.tag(key, number) == key.tag(number));
        }
    }
};

QTEST_APPLESS_MAIN(TestHeaderKey)
#include "tst_header_key.moc"
