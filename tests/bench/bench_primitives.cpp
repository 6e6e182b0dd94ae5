#include "crypto/device/device_keys.h"
#include "crypto/primitives/aead.h"
#include "crypto/primitives/argon2id.h"
#include "crypto/primitives/hkdf.h"
#include "crypto/primitives/mlkem768.h"
#include "tests/bench/bench_crypto.h"

#include <sodium.h>

namespace sotto::bench {

using namespace sotto::crypto;

namespace {

// A label for measuring with; no key outside of this program is ever derived under it.
constexpr Label kLabel{"Sotto benchmark"};
constexpr Personal kPersonal{"benchmark"};

void benchCurves(Harness& harness)
{
    SystemRandom random;
    const X25519KeyPair own = generateX25519(random);
    const X25519KeyPair other = generateX25519(random);
    harness.measure(
        {.name = "x25519.agree",
         .run =
             [&](std::size_t n) {
                 return timed(n, [&](std::size_t) { keep(agree(own.secretKey, other.publicKey)); });
             },
         .floor =
             [&](std::size_t n) {
                 std::array<std::uint8_t, 32> out{};
                 return timed(n, [&](std::size_t) {
                     require(crypto_scalarmult(out.data(), own.secretKey.data(),
                                               other.publicKey.data()) == 0,
                             "x25519");
                 });
             }});
    harness.measure({.name = "x25519.generate", .run = [&](std::size_t n) {
                         return timed(n, [&](std::size_t) { keep(generateX25519(random)); });
                     }});

    const SigningKey key = SigningKey::generate(random);
    const Bytes message(128, 7);
    const Signature signature = key.sign(kLabel, message);
    harness.measure({.name = "ed25519.sign.128", .run = [&](std::size_t n) {
                         return timed(n, [&](std::size_t) { keep(key.sign(kLabel, message)); });
                     }});
    harness.measure({.name = "ed25519.verify.128", .run = [&](std::size_t n) {
                         return timed(n, [&](std::size_t) {
                             require(verify(key.publicKey(), kLabel, message, signature), "verify");
                         });
                     }});
    harness.measure({.name = "device_keys.generate", .run = [&](std::size_t n) {
                         return timed(n, [&](std::size_t) { keep(DeviceKeys::generate(random)); });
                     }});
}

void benchKems(Harness& harness)
{
    SystemRandom random;
    const MlKem768SecretKey mlKem = MlKem768SecretKey::generate(random);
    const auto sealed = encapsulate(mlKem.publicKey(), random);
    require(sealed.has_value(), "ML-KEM encapsulate");
    harness.measure({.name = "mlkem768.generate", .run = [&](std::size_t n) {
                         return timed(
                             n, [&](std::size_t) { keep(MlKem768SecretKey::generate(random)); });
                     }});
    harness.measure({.name = "mlkem768.encapsulate", .run = [&](std::size_t n) {
                         return timed(
                             n, [&](std::size_t) { keep(encapsulate(mlKem.publicKey(), random)); });
                     }});
    harness.measure({.name = "mlkem768.decapsulate", .run = [&](std::size_t n) {
                         return timed(
                             n, [&](std::size_t) { keep(mlKem.decapsulate(sealed->ciphertext)); });
                     }});
    const XWingKeyPair xwing = generateXWing(random);
    const auto wrapped = encapsulate(xwing.publicKey, random);
    require(wrapped.has_value(), "X-Wing encapsulate");
    harness.measure({.name = "xwing.generate", .run = [&](std::size_t n) {
                         return timed(n, [&](std::size_t) { keep(generateXWing(random)); });
                     }});
    harness.measure({.name = "xwing.encapsulate", .run = [&](std::size_t n) {
                         return timed(
                             n, [&](std::size_t) { keep(encapsulate(xwing.publicKey, random)); });
                     }});
    harness.measure({.name = "xwing.decapsulate", .run = [&](std::size_t n) {
                         return timed(n, [&](std::size_t) {
                             keep(decapsulate(xwing.secretKey, wrapped->ciphertext));
                         });
                     }});
}

void benchAead(Harness& harness, std::size_t size)
{
    SystemRandom random;
    const auto key = random.make<Secret<struct BenchKeyTag, 32>>();
    const Bytes plaintext(size, 1);
    Bytes out(size + kAeadTagBytes);
    harness.measure({.name = "aead.seal." + std::to_string(size),
                     .run =
                         [&](std::size_t n) {
                             return timed(n, [&](std::size_t) {
                                 aeadSeal(key.view(), kZeroNonce, {}, plaintext, out);
                                 keep(out);
                             });
                         },
                     .floor =
                         [&](std::size_t n) {
                             return timed(n, [&](std::size_t) {
                                 crypto_aead_xchacha20poly1305_ietf_encrypt(
                                     out.data(), nullptr, plaintext.data(), plaintext.size(),
                                     nullptr, 0, nullptr, kZeroNonce.data(), key.data());
                                 keep(out);
                             });
                         },
                     .bytes = size});
}

void benchDerivations(Harness& harness)
{
    SystemRandom random;
    const auto key = random.make<Secret<struct BenchKeyTag, 32>>();
    using Derived = Secret<struct BenchDerivedTag, 64>;
    harness.measure({.name = "blake2b.derive.64",
                     .run =
                         [&](std::size_t n) {
                             return timed(n, [&](std::size_t) {
                                 keep(deriveBlake2b<Derived>(kPersonal, key.view()));
                             });
                         },
                     .floor =
                         [&](std::size_t n) {
                             std::array<std::uint8_t, 64> out{};
                             return timed(n, [&](std::size_t) {
                                 crypto_generichash_blake2b_salt_personal(
                                     out.data(), out.size(), nullptr, 0, key.data(), 32, nullptr,
                                     kPersonal.bytes.data());
                                 keep(out);
                             });
                         }});
    harness.measure({.name = "hkdf.80", .run = [&](std::size_t n) {
                         using Eighty = Secret<struct BenchEightyTag, 80>;
                         return timed(n, [&](std::size_t) {
                             keep(
                                 hkdfExpand<Eighty>(hkdfExtract(key.view(), {key.view()}), kLabel));
                         });
                     }});
    harness.measure(
        {.name = "argon2id.256MiB.3",
         .run =
             [&](std::size_t n) {
                 return timed(n, [&](std::size_t) {
                     const std::array<std::uint8_t, 16> salt{};
                     Derived out;
                     require(argon2id(key.view(), salt, {3, 256U << 20U}, out.mutableView()),
                             "argon2id");
                 });
             },
         .maximum = 1});
}

} // namespace

void benchPrimitives(Harness& harness)
{
    benchCurves(harness);
    benchKems(harness);
    benchAead(harness, 256);
    benchAead(harness, 1024);
    benchAead(harness, 1U << 20U);
    benchDerivations(harness);
}

} // namespace sotto::bench
