// ML-KEM-768 and X-Wing against FIPS 203 and the X-Wing draft.
// Sources: tests/vectors/published/README.md.
#include "crypto/base/init.h"
#include "crypto/primitives/mlkem768.h"
#include "crypto/primitives/xwing.h"
#include "tests/support/deterministic_random.h"
#include "tests/support/hex.h"

#include <sodium.h>

#include <QTest>

using namespace sotto::crypto;
using sotto::test::fixedFromHex;
using sotto::test::fromHex;
using sotto::test::toHex;

namespace {

/// The bytes that the vector says.
class GivenRandom final : public Random
{
public:
    explicit GivenRandom(Bytes bytes)
        : m_bytes(std::move(bytes))
    {}
    void fill(MutableByteView out) override
    {
        if (out.size() != m_bytes.size()) {
            std::abort();
        }
        std::ranges::copy(m_bytes, out.begin());
    }

private:
    Bytes m_bytes;
};

/// SHAKE-128 as a source of bytes without end.
class Shake128
{
public:
    Shake128() { crypto_xof_shake128_init(&m_state); }
    void absorb(ByteView bytes)
    {
        crypto_xof_shake128_update(&m_state, bytes.data(), bytes.size());
    }
    Bytes squeeze(std::size_t size)
    {
        Bytes out(size);
        crypto_xof_shake128_squeeze(&m_state, out.data(), size);
        return out;
    }

private:
    crypto_xof_shake128_state m_state{};
};

template <class Value> Value fixed(const Bytes& bytes)
{
    return fixedFromHex<Value>(toHex(bytes));
}

constexpr std::uint16_t kModulus = 3329;

void setCoefficient(MlKem768PublicKey& key, std::size_t i, std::uint16_t value)
{
    const std::size_t at = i / 2 * 3;
    if (i % 2 == 0) {
        key.bytes[at] = static_cast<std::uint8_t>(value);
        key.bytes[at + 1] = static_cast<std::uint8_t>((key.bytes[at + 1] & 0xF0U) | value >> 8U);
    } else {
        key.bytes[at + 1] =
            static_cast<std::uint8_t>((key.bytes[at + 1] & 0x0FU) | (value & 0x0FU) << 4U);
        key.bytes[at + 2] = static_cast<std::uint8_t>(value >> 4U);
    }
}

} // namespace

class TestPublishedKems : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    /// The accumulated vectors: keys, ciphertexts, shared secrets and implicit rejections of all
    /// rounds in one hash. With SOTTO_LONG_TESTS=1 in the environment 10,000 of them, some seconds.
    void mlkem768Accumulated()
    {
        Shake128 in;
        Shake128 out;
        const bool all = qEnvironmentVariable("SOTTO_LONG_TESTS") == QLatin1String("1");
        for (int i = 0; i < (all ? 10000 : 100); ++i) {
            const MlKem768SecretKey key(fixed<MlKem768Seed>(in.squeeze(64)));
            out.absorb(key.publicKey());
            GivenRandom coins(in.squeeze(32));
            const auto sealed = encapsulate(key.publicKey(), coins);
            QVERIFY(sealed);
            out.absorb(sealed->ciphertext);
            out.absorb(sealed->sharedSecret.view());
            QVERIFY(key.decapsulate(sealed->ciphertext) == sealed->sharedSecret);
            out.absorb(key.decapsulate(fixed<MlKem768Ciphertext>(in.squeeze(1088))).view());
        }
        const std::string expected =
            all ? "8a518cc63da366322a8e7a818c7a0d63483cb3528d34a4cf42f35d5ad73f22fc"
                : "1114b1b6699ed191734fa339376afa7e285c9e6acf6ff0177d346696ce564415";
        QCOMPARE(toHex(out.squeeze(32)), expected);
    }

    /// FIPS 203 algorithm 18: a changed ciphertext gives SHAKE256(z || ciphertext).
    void mlkem768RejectsImplicitly()
    {
        sotto::test::DeterministicRandom random(1);
        const MlKem768SecretKey key = MlKem768SecretKey::generate(random);
        const auto sealed = encapsulate(key.publicKey(), random);
        for (std::size_t i = 0; i < MlKem768Ciphertext::kSize; ++i) {
            MlKem768Ciphertext changed = sealed->ciphertext;
            changed.bytes[i] ^= static_cast<std::uint8_t>(1U << i % 8);
            Bytes hashed(key.seed().view().begin() + 32, key.seed().view().end());
            append(hashed, changed);
            Bytes expected(32);
            crypto_xof_shake256(expected.data(), expected.size(), hashed.data(), hashed.size());
            QCOMPARE(toHex(key.decapsulate(changed).view()), toHex(expected));
        }
    }

    /// FIPS 203 section 7.2: every coefficient is below 3,329.
    void mlkem768ChecksTheModulus()
    {
        sotto::test::DeterministicRandom random(2);
        const MlKem768PublicKey good = MlKem768SecretKey::generate(random).publicKey();
        QVERIFY(encapsulate(good, random));
        for (std::size_t i = 0; i < 768; ++i) {
            MlKem768PublicKey key = good;
            setCoefficient(key, i, kModulus - 1);
            QVERIFY(encapsulate(key, random));
            for (const std::uint16_t value : {kModulus, std::uint16_t{3330}, std::uint16_t{4095}}) {
                setCoefficient(key, i, value);
                QVERIFY(!encapsulate(key, random));
            }
        }
    }

    void xwingDraft_data()
    {
        QTest::addColumn<QString>("seed");
        QTest::addColumn<QString>("coins");
        QTest::addColumn<QString>("sharedSecret");
        QTest::newRow("1") << "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26"
                           << "3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2"
                              "35b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2"
                           << "d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384";
        QTest::newRow("2") << "badfd6dfaac359a5efbb7bcc4b59d538df9a04302e10c8bc1cbf1a0b3a5120ea"
                           << "17cda7cfad765f5623474d368ccca8af0007cd9f5e4c849f167a580b14aabdef"
                              "aee7eef47cb0fca9767be1fda69419dfb927e9df07348b196691abaeb580b32d"
                           << "f2e86241c64d60f6649fbc6c5b7d17180b780a3f34355e64a85749949c45f150";
        QTest::newRow("3") << "ef58538b8d23f87732ea63b02b4fa0f4873360e2841928cd60dd4cee8cc0d4c9"
                           << "22a96188d032675c8ac850933c7aff1533b94c834adbb69c6115bad4692d8619"
                              "f90b0cdf8a7b9c264029ac185b70b83f2801f2f4b3f70c593ea3aeeb613a7f1b"
                           << "953f7f4e8c5b5049bdc771d1dffada0dd961477d1a2ae0988baa7ea6898d893f";
    }

    /// The draft's seeds and shared secrets. The shared secret depends on the whole public key and
    /// on both halves of the ciphertext, so those are not repeated.
    void xwingDraft()
    {
        QFETCH(QString, seed);
        QFETCH(QString, coins);
        QFETCH(QString, sharedSecret);
        const auto secretKey = fixedFromHex<XWingSecretKey>(seed.toStdString());
        GivenRandom random(fromHex(coins.toStdString()));
        const auto sealed = encapsulate(xwingPublicKey(secretKey), random);
        QVERIFY(sealed);
        QCOMPARE(toHex(sealed->sharedSecret.view()), sharedSecret.toStdString());
        QVERIFY(*decapsulate(secretKey, sealed->ciphertext) == sealed->sharedSecret);
    }

    /// X-Wing keeps both refusals of its halves.
    void xwingRefusesBadHalves()
    {
        sotto::test::DeterministicRandom random(3);
        const XWingKeyPair keys = generateXWing(random);
        XWingPublicKey key = keys.publicKey;
        std::ranges::fill(std::span(key.bytes).last(32), std::uint8_t{0});
        QVERIFY(!encapsulate(key, random));
        key = keys.publicKey;
        key.bytes[0] = key.bytes[1] = 0xFF;
        QVERIFY(!encapsulate(key, random));
        auto sealed = encapsulate(keys.publicKey, random);
        std::ranges::fill(std::span(sealed->ciphertext.bytes).last(32), std::uint8_t{0});
        QVERIFY(!decapsulate(keys.secretKey, sealed->ciphertext));
    }
};

QTEST_APPLESS_MAIN(TestPublishedKems)
#include "tst_published_kems.moc"
