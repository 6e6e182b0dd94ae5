// X25519 and Ed25519 against RFC 7748 and RFC 8032, and against what only a strict implementation
// refuses. Sources: tests/vectors/published/README.md.
#include "crypto/base/init.h"
#include "crypto/primitives/ed25519.h"
#include "crypto/primitives/x25519.h"
#include "tests/support/deterministic_random.h"
#include "tests/support/hex.h"

#include <sodium.h>

#include <QTest>

using namespace sotto::crypto;
using sotto::test::fixedFromHex;
using sotto::test::fromHex;
using sotto::test::toHex;

namespace {

constexpr Label kLabel{"Sotto published vectors"};

/// The eight points of small order, in their only canonical encodings.
const std::array<const char*, 8> kSmallOrder{
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"};

/// The order of the base point, little-endian (RFC 8032 section 5.1).
const char* const kOrder = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
const char* const kBasePoint = "5866666666666666666666666666666666666666666666666666666666666666";

Bytes labelled(ByteView message)
{
    Bytes out;
    append(out, asBytes(kLabel.text));
    out.push_back(0);
    append(out, message);
    return out;
}

Signature signatureOf(ByteView r, ByteView s)
{
    Signature out;
    std::ranges::copy(r, out.bytes.begin());
    std::ranges::copy(s, out.bytes.begin() + 32);
    return out;
}

/// H(R || A || M) mod L.
Bytes challenge(ByteView r, ByteView publicKey, ByteView message)
{
    Bytes all(r.begin(), r.end());
    append(all, publicKey);
    append(all, message);
    Bytes wide(64);
    crypto_hash_sha512(wide.data(), all.data(), all.size());
    Bytes out(32);
    crypto_core_ed25519_scalar_reduce(out.data(), wide.data());
    return out;
}

} // namespace

class TestPublishedCurves : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    /// RFC 7748 section 5.2. The second u has its top bit set, which is one encoding too many for
    /// our own rule, so that libsodium's answer is compared as well.
    void rfc7748Multiplications()
    {
        const auto k1 = fixedFromHex<X25519SecretKey>(
            "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4");
        const auto u1 = fixedFromHex<X25519PublicKey>(
            "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c");
        QCOMPARE(toHex(agree(k1, u1)->view()),
                 std::string("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"));
        const auto k2 = fixedFromHex<X25519SecretKey>(
            "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d");
        auto u2 = fixedFromHex<X25519PublicKey>(
            "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493");
        const std::string second =
            "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957";
        Bytes raw(32);
        QCOMPARE(crypto_scalarmult(raw.data(), k2.data(), u2.data()), 0);
        QCOMPARE(toHex(raw), second);
        QCOMPARE(agree(k2, u2).error(), DhError::NonCanonicalKey);
        u2.bytes[31] &= 0x7F;
        QCOMPARE(toHex(agree(k2, u2)->view()), second);
    }

    /// RFC 7748 section 5.2, after 1 and 1,000 iterations.
    void rfc7748Iterations()
    {
        Bytes k = fromHex("0900000000000000000000000000000000000000000000000000000000000000");
        Bytes u = k;
        for (int i = 1; i <= 1000; ++i) {
            Bytes next(32);
            QCOMPARE(crypto_scalarmult(next.data(), k.data(), u.data()), 0);
            u = k;
            k = next;
            if (i == 1) {
                QCOMPARE(toHex(k), std::string("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c6"
                                               "0e80311ae3079"));
            }
        }
        QCOMPARE(toHex(k),
                 std::string("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"));
    }

    /// The five u-coordinates below p whose order divides 8.
    void lowOrderKeysAreRefused()
    {
        sotto::test::DeterministicRandom random(1);
        for (const char* const u :
             {"0000000000000000000000000000000000000000000000000000000000000000",
              "0100000000000000000000000000000000000000000000000000000000000000",
              "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
              "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
              "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
            auto key = fixedFromHex<X25519PublicKey>(u);
            for (int i = 0; i < 4; ++i) {
                const auto mine = random.make<X25519SecretKey>();
                QCOMPARE(agree(mine, key).error(), DhError::LowOrderKey);
            }
            key.bytes[31] |= 0x80;
            QVERIFY(!agree(random.make<X25519SecretKey>(), key));
        }
    }

    /// All of the nineteen numbers from p to 2^255 - 1, with and without the top bit; and the
    /// numbers just below p, which are accepted unless their order is low.
    void everySecondEncodingIsRefused()
    {
        sotto::test::DeterministicRandom random(2);
        const auto mine = random.make<X25519SecretKey>();
        auto key = fixedFromHex<X25519PublicKey>(
            "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
        for (unsigned low = 0; low < 256; ++low) {
            key.bytes[0] = static_cast<std::uint8_t>(low);
            key.bytes[31] = 0x7F;
            const auto answer = agree(mine, key);
            if (low >= 0xED) {
                QCOMPARE(answer.error(), DhError::NonCanonicalKey);
            } else {
                QCOMPARE(bool(answer), low != 0xEC);
            }
            key.bytes[31] = 0xFF;
            QCOMPARE(agree(mine, key).error(), DhError::NonCanonicalKey);
        }
    }

    void rfc8032_data()
    {
        QTest::addColumn<QString>("seed");
        QTest::addColumn<QString>("publicKey");
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("signature");
        QTest::newRow("1") << "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
                           << "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
                           << ""
                           << "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                              "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";
        QTest::newRow("2") << "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
                           << "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
                           << "72"
                           << "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                              "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
        QTest::newRow("3") << "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"
                           << "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
                           << "af82"
                           << "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                              "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a";
        QTest::newRow("SHA(abc)")
            << "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42"
            << ""
            << "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
               "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
            << "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
               "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704";
    }

    /// RFC 8032 section 7.1. Our own sign() puts a label before the message, so the message goes to
    /// libsodium's functions with our key.
    void rfc8032()
    {
        QFETCH(QString, seed);
        QFETCH(QString, publicKey);
        QFETCH(QString, message);
        QFETCH(QString, signature);
        const SigningKey key(fixedFromHex<SigningSeed>(seed.toStdString()));
        if (!publicKey.isEmpty()) {
            QCOMPARE(toHex(key.publicKey()), publicKey.toStdString());
        }
        const Bytes text = fromHex(message.toStdString());
        Bytes made(64);
        crypto_sign_ed25519_detached(made.data(), nullptr, text.data(), text.size(),
                                     key.expanded().data());
        QCOMPARE(toHex(made), signature.toStdString());
        QCOMPARE(crypto_sign_ed25519_verify_detached(made.data(), text.data(), text.size(),
                                                     key.publicKey().data()),
                 0);
    }

    void signIsEd25519OfTheLabelledMessage()
    {
        sotto::test::DeterministicRandom random(3);
        const SigningKey key = SigningKey::generate(random);
        const Bytes body = labelled(asBytes("message"));
        Signature raw;
        crypto_sign_ed25519_detached(raw.data(), nullptr, body.data(), body.size(),
                                     key.expanded().data());
        QVERIFY(key.sign(kLabel, asBytes("message")) == raw);
    }

    /// S + L satisfies the equation as S does.
    void secondEncodingOfASignatureIsRefused()
    {
        sotto::test::DeterministicRandom random(4);
        const SigningKey key = SigningKey::generate(random);
        const Bytes order = fromHex(kOrder);
        for (std::uint8_t i = 0; i < 32; ++i) {
            const ByteView message(&i, 1);
            Signature signature = key.sign(kLabel, message);
            QVERIFY(verify(key.publicKey(), kLabel, message, signature));
            sodium_add(signature.data() + 32, order.data(), order.size());
            QVERIFY(!verify(key.publicKey(), kLabel, message, signature));
        }
    }

    /// With the neutral element as public key, R = B and S = 1 fit every message.
    void smallOrderPublicKeysAreRefused()
    {
        const Bytes one = fromHex(kSmallOrder[0]); // the number 1 and the neutral element alike
        for (const char* const point : kSmallOrder) {
            for (int i = 0; i < 16; ++i) {
                QVERIFY(!verify(fixedFromHex<SigningPublicKey>(point), kLabel,
                                asBytes(std::to_string(i)), signatureOf(fromHex(kBasePoint), one)));
            }
        }
    }

    /// R is the neutral element and S = k a: the equation holds, as the control shows.
    void smallOrderRIsRefused()
    {
        sotto::test::DeterministicRandom random(5);
        const SigningKey key = SigningKey::generate(random);
        const Bytes neutral = fromHex(kSmallOrder[0]);
        const Bytes k = challenge(neutral, key.publicKey(), labelled(asBytes("message")));
        Bytes wide(64);
        crypto_hash_sha512(wide.data(), key.seed().data(), 32);
        wide[0] &= 0xF8;
        wide[31] = static_cast<std::uint8_t>((wide[31] & 0x7FU) | 0x40U);
        std::ranges::fill(std::span(wide).subspan(32), std::uint8_t{0});
        Bytes a(32);
        crypto_core_ed25519_scalar_reduce(a.data(), wide.data());
        Bytes s(32);
        crypto_core_ed25519_scalar_mul(s.data(), k.data(), a.data());
        Bytes left(32);
        Bytes right(32);
        QCOMPARE(crypto_scalarmult_ed25519_base_noclamp(left.data(), s.data()), 0);
        QCOMPARE(crypto_scalarmult_ed25519_noclamp(right.data(), k.data(), key.publicKey().data()),
                 0);
        QCOMPARE(toHex(left), toHex(right));
        QVERIFY(!verify(key.publicKey(), kLabel, asBytes("message"), signatureOf(neutral, s)));
        for (const char* const point : kSmallOrder) {
            QVERIFY(!verify(key.publicKey(), kLabel, asBytes("message"),
                            signatureOf(fromHex(point), s)));
        }
    }
};

QTEST_APPLESS_MAIN(TestPublishedCurves)
#include "tst_published_curves.moc"
