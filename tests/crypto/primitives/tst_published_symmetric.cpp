// HKDF, the AEAD, BLAKE2b and Argon2id against their standards.
// Sources, and what could not be run: tests/vectors/published/README.md.
#include "crypto/base/init.h"
#include "crypto/primitives/aead.h"
#include "crypto/primitives/argon2id.h"
#include "crypto/primitives/hash.h"
#include "crypto/primitives/hkdf.h"
#include "tests/support/hex.h"

#include <sodium.h>

#include <QTest>

using namespace sotto::crypto;
using sotto::test::fromHex;
using sotto::test::toHex;

namespace {

constexpr Label kLabel{"Sotto published vectors"};

/// first, first + 1, … up to and with last.
Bytes countUp(unsigned first, unsigned last)
{
    Bytes out;
    for (unsigned i = first; i <= last; ++i) {
        out.push_back(static_cast<std::uint8_t>(i));
    }
    return out;
}

std::string expandHex(const PseudorandomKey& key, ByteView info, std::size_t size)
{
    Bytes out(size);
    crypto_kdf_hkdf_sha256_expand(out.data(), size, reinterpret_cast<const char*>(info.data()),
                                  info.size(), key.data());
    return toHex(out);
}

std::string base64(ByteView bytes)
{
    std::string out(
        sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL_NO_PADDING), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    out.pop_back(); // the terminating zero
    return out;
}

/// Argon2id's encoded form, which libsodium checks with a salt of any length.
bool verifiesArgon2id(unsigned passes, unsigned kibibytes, std::string_view password, ByteView salt,
                      ByteView hash)
{
    const std::string encoded = "$argon2id$v=19$m=" + std::to_string(kibibytes) +
                                ",t=" + std::to_string(passes) + ",p=1$" + base64(salt) + "$" +
                                base64(hash);
    return crypto_pwhash_argon2id_str_verify(encoded.c_str(), password.data(), password.size()) ==
           0;
}

const std::string kSunscreen = "Ladies and Gentlemen of the class of '99: If I could offer you "
                               "only one tip for the future, sunscreen would be it.";

} // namespace

class TestPublishedSymmetric : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    /// RFC 5869 A.1 to A.3. Extraction through our wrapper; expansion through libsodium's function,
    /// because ours makes the info from a label.
    void rfc5869()
    {
        const auto a1 = hkdfExtract(countUp(0x00, 0x0C), {Bytes(22, 0x0B)});
        QCOMPARE(toHex(a1.view()),
                 std::string("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"));
        QCOMPARE(expandHex(a1, countUp(0xF0, 0xF9), 42),
                 std::string("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                             "34007208d5b887185865"));
        const Bytes material = countUp(0x00, 0x4F);
        const auto a2 = hkdfExtract(countUp(0x60, 0xAF), {material});
        QCOMPARE(toHex(a2.view()),
                 std::string("06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244"));
        QCOMPARE(expandHex(a2, countUp(0xB0, 0xFF), 82),
                 std::string("b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
                             "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
                             "cc30c58179ec3e87c14c01d5c1f3434f1d87"));
        // The same key material in pieces.
        const ByteView view(material);
        QVERIFY(hkdfExtract(countUp(0x60, 0xAF), {view.first(7), {}, view.subspan(7)}) == a2);
        const auto a3 = hkdfExtract({}, {Bytes(22, 0x0B)});
        QCOMPARE(toHex(a3.view()),
                 std::string("19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04"));
        QCOMPARE(expandHex(a3, {}, 42),
                 std::string("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
                             "9d201395faa4b61a96c8"));
    }

    void hkdfExpandPutsTheLabelBeforeTheContext()
    {
        const auto key = hkdfExtract({}, {Bytes(22, 0x0B)});
        Bytes info;
        append(info, asBytes(kLabel.text));
        info.push_back(0);
        append(info, asBytes("context"));
        for (const std::size_t size : {1U, 31U, 32U, 33U, 82U, 8160U}) {
            Bytes out(size);
            hkdfExpand(key, kLabel, asBytes("context"), out);
            QCOMPARE(toHex(out), expandHex(key, info, size));
        }
    }

    /// draft-irtf-cfrg-xchacha-03 A.3.1, and each of its bytes changed.
    void xchachaDraft()
    {
        const Bytes key = countUp(0x80, 0x9F);
        const Bytes nonce = countUp(0x40, 0x57);
        const Bytes ad = fromHex("50515253c0c1c2c3c4c5c6c7");
        const std::string expected =
            "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
            "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
            "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
            "21f9664c97637da9768812f615c68b13b52e"
            "c0875924c1c7987947deafd8780acf49";
        const AeadKey k(key.data(), kAeadKeyBytes);
        const AeadNonce n(nonce.data(), kAeadNonceBytes);
        Bytes sealed = aeadSeal(k, n, ad, asBytes(kSunscreen));
        QCOMPARE(toHex(sealed), expected);
        const auto opened = aeadOpen(k, n, ad, sealed);
        QVERIFY(opened && std::ranges::equal(opened->view(), asBytes(kSunscreen)));
        for (std::uint8_t& byte : sealed) {
            byte ^= 0x10;
            QVERIFY(!aeadOpen(k, n, ad, sealed));
            byte ^= 0x10;
        }
        for (std::size_t size = 0; size < sealed.size(); ++size) {
            QVERIFY(!aeadOpen(k, n, ad, ByteView(sealed).first(size)));
        }
        QVERIFY(!aeadOpen(k, n, ByteView(ad).first(11), sealed));
        QVERIFY(!aeadOpen(k, kZeroNonce, ad, sealed));
    }

    /// RFC 8439 section 2.8.2: the construction below XChaCha's.
    void rfc8439()
    {
        const Bytes key = countUp(0x80, 0x9F);
        const Bytes nonce = fromHex("070000004041424344454647");
        const Bytes ad = fromHex("50515253c0c1c2c3c4c5c6c7");
        Bytes sealed(kSunscreen.size() + 16);
        crypto_aead_chacha20poly1305_ietf_encrypt(
            sealed.data(), nullptr, asBytes(kSunscreen).data(), kSunscreen.size(), ad.data(),
            ad.size(), nullptr, nonce.data(), key.data());
        QCOMPARE(toHex(sealed),
                 std::string("d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
                             "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
                             "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
                             "3ff4def08e4b7a9de576d26586cec64b6116"
                             "1ae10b594f09e26a7e902ecbd0600691"));
    }

    /// The reference implementation's keyed known answers and RFC 7693 appendix A. Our wrappers
    /// always personalise, so these go to libsodium's function.
    void blake2b()
    {
        const auto keyed = [](std::size_t inputBytes) {
            const Bytes key = countUp(0x00, 0x3F);
            const Bytes input = countUp(0x00, 0xFE);
            Bytes out(64);
            crypto_generichash_blake2b(out.data(), out.size(), input.data(), inputBytes, key.data(),
                                       key.size());
            return toHex(out);
        };
        QCOMPARE(keyed(0),
                 std::string("10ebb67700b1868efb4417987acf4690ae9d972fb7a590c2f02871799aaa4786"
                             "b5e996e8f0f4eb981fc214b005f42d2ff4233499391653df7aefcbc13fc51568"));
        QCOMPARE(keyed(1),
                 std::string("961f6dd1e4dd30f63901690c512e78e4b45e4742ed197c3c5e45c549fd25f2e4"
                             "187b0bc9fe30492b16b0d0bc4ef9b0f34c7003fac09a5ef1532e69430234cebd"));
        QCOMPARE(keyed(2),
                 std::string("da2cfbe2d8409a0f38026113884f84b50156371ae304c4430173d08a99d9fb1b"
                             "983164a3770706d537f49e0c916d9f32b95cc37a95b99d857436f0232c88a965"));
        QCOMPARE(keyed(255),
                 std::string("142709d62e28fcccd0af97fad0f8465b971e82201dc51070faa0372aa43e9248"
                             "4be1c1e73ba10906d5d1853db6a4106e0a7bf9800d373d6dee2d46d62ef2a461"));
        Bytes abc(64);
        crypto_generichash_blake2b(abc.data(), abc.size(), asBytes("abc").data(), 3, nullptr, 0);
        QCOMPARE(toHex(abc),
                 std::string("ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                             "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"));
    }

    void argon2id_data()
    {
        QTest::addColumn<unsigned>("passes");
        QTest::addColumn<unsigned>("kibibytes");
        QTest::addColumn<QString>("password");
        QTest::addColumn<QString>("salt");
        QTest::addColumn<QString>("hash");
        QTest::newRow("256 KiB")
            << 2U << 256U << "password"
            << "somesalt"
            << "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe";
        QTest::newRow("one pass")
            << 1U << 65536U << "password"
            << "somesalt"
            << "f6a5adc1ba723dddef9b5ac1d464e180fcd9dffc9d1cbf76cca2fed795d9ca98";
        QTest::newRow("64 MiB")
            << 2U << 65536U << "password"
            << "somesalt"
            << "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7";
        QTest::newRow("four passes")
            << 4U << 65536U << "password"
            << "somesalt"
            << "9025d48e68ef7395cca9079da4c4ec3affb3c8911fe4f86d1a2520856f63172c";
        QTest::newRow("other password")
            << 2U << 65536U << "differentpassword"
            << "somesalt"
            << "0b84d652cf6b0c4beaef0dfe278ba6a80df6696281d7e0d2891b817d8c458fde";
        QTest::newRow("other salt")
            << 2U << 65536U << "password"
            << "diffsalt"
            << "bdf32b05ccc42eb15d58fd19b1f856b113da1e9a5874fdcc544308565aa8141c";
    }

    /// One-lane vectors of the reference implementation.
    void argon2id()
    {
        QFETCH(unsigned, passes);
        QFETCH(unsigned, kibibytes);
        QFETCH(QString, password);
        QFETCH(QString, salt);
        QFETCH(QString, hash);
        Bytes expected = fromHex(hash.toStdString());
        const std::string saltText = salt.toStdString();
        QVERIFY(verifiesArgon2id(passes, kibibytes, password.toStdString(), asBytes(saltText),
                                 expected));
        if (kibibytes <= 256) {
            expected[31] ^= 1;
            QVERIFY(!verifiesArgon2id(passes, kibibytes, password.toStdString(), asBytes(saltText),
                                      expected));
        }
    }

    /// Our wrapper makes what the function above verifies, with the salt of 16 bytes it requires.
    void argon2idWrapperAgrees()
    {
        const Bytes salt = countUp(1, 16);
        Bytes out(32);
        QVERIFY(sotto::crypto::argon2id(asBytes("password"),
                                        std::span<const std::uint8_t, 16>(salt.data(), 16),
                                        {3, 256 * 1024}, out));
        QVERIFY(verifiesArgon2id(3, 256, "password", salt, out));
        QVERIFY(!verifiesArgon2id(2, 256, "password", salt, out));
    }
};

QTEST_APPLESS_MAIN(TestPublishedSymmetric)
#include "tst_published_symmetric.moc"
