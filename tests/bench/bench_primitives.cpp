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

void benchCurves(Suite& suite)
{
    SystemRandom random;
    const X25519KeyPair own = generateX25519(random);
    const X25519KeyPair other = generateX25519(random);
    std::array<std::uint8_t, 32> out{};
    suite.measure({.name = "x25519.agree",
                   .run = repeated([&] { DoNotOptimize(agree(own.secretKey, other.publicKey)); }),
                   .floor = repeated([&] {
                       require(crypto_scalarmult(out.data(), own.secretKey.data(),
                                                 other.publicKey.data()) == 0,
                               "x25519");
                   })});
    suite.measure({.name = "x25519.generate",
                   .run = repeated([&] { DoNotOptimize(generateX25519(random)); })});

    const SigningKey key = SigningKey::generate(random);
    const Bytes message(128, 7);
    const Signature signature = key.sign(kLabel, message);
    suite.measure({.name = "ed25519.sign.128",
                   .run = repeated([&] { DoNotOptimize(key.sign(kLabel, message)); })});
    suite.measure({.name = "ed25519.verify.128",
                   .run = repeated([&] {
                       require(verify(key.publicKey(), kLabel, message, signature), "verify");
                   })});
    suite.measure({.name = "device_keys.generate",
                   .run = repeated([&] { DoNotOptimize(DeviceKeys::generate(random)); })});
}

void benchKems(Suite& suite)
{
    SystemRandom random;
    const MlKem768SecretKey mlKem = MlKem768SecretKey::generate(random);
    const auto sealed = encapsulate(mlKem.publicKey(), random);
    require(sealed.has_value(), "ML-KEM encapsulate");
    suite.measure({.name = "mlkem768.generate",
                   .run = repeated([&] { DoNotOptimize(MlKem768SecretKey::generate(random)); })});
    suite.measure(
        {.name = "mlkem768.encapsulate",
         .run = repeated([&] { DoNotOptimize(encapsulate(mlKem.publicKey(), random)); })});
    suite.measure({.name = "mlkem768.decapsulate",
                   .run = repeated([&] { DoNotOptimize(mlKem.decapsulate(sealed->ciphertext)); })});
    const XWingKeyPair xwing = generateXWing(random);
    const auto wrapped = encapsulate(xwing.publicKey, random);
    require(wrapped.has_value(), "X-Wing encapsulate");
    suite.measure(
        {.name = "xwing.generate", .run = repeated([&] { DoNotOptimize(generateXWing(random)); })});
    suite.measure({.name = "xwing.encapsulate",
                   .run = repeated([&] { DoNotOptimize(encapsulate(xwing.publicKey, random)); })});
    suite.measure({.name = "xwing.decapsulate",
                   .run = repeated(
                       [&] { DoNotOptimize(decapsulate(xwing.secretKey, wrapped->ciphertext)); })});
}

void benchAead(Suite& suite, std::size_t size)
{
    SystemRandom random;
    const auto key = random.make<Secret<struct BenchKeyTag, 32>>();
    const Bytes plaintext(size, 1);
    Bytes out(size + kAeadTagBytes);
    suite.measure({.name = "aead.seal." + std::to_string(size),
                   .run = repeated([&] {
                       aeadSeal(key.view(), kZeroNonce, {}, plaintext, out);
                       DoNotOptimize(out);
                   }),
                   .floor = repeated([&] {
                       crypto_aead_xchacha20poly1305_ietf_encrypt(
                           out.data(), nullptr, plaintext.data(), plaintext.size(), nullptr, 0,
                           nullptr, kZeroNonce.data(), key.data());
                       DoNotOptimize(out);
                   }),
                   .bytes = size});
}

void benchDerivations(Suite& suite)
{
    SystemRandom random;
    const auto key = random.make<Secret<struct BenchKeyTag, 32>>();
    using Derived = Secret<struct BenchDerivedTag, 64>;
    std::array<std::uint8_t, 64> out{};
    suite.measure(
        {.name = "blake2b.derive.64",
         .run = repeated([&] { DoNotOptimize(deriveBlake2b<Derived>(kPersonal, key.view())); }),
         .floor = repeated([&] {
             crypto_generichash_blake2b_salt_personal(out.data(), out.size(), nullptr, 0,
                                                      key.data(), 32, nullptr,
                                                      kPersonal.bytes.data());
             DoNotOptimize(out);
         })});
    using Eighty = Secret<struct BenchEightyTag, 80>;
    suite.measure({.name = "hkdf.80", .run = repeated([&] {
                                          DoNotOptimize(hkdfExpand<Eighty>(
                                              hkdfExtract(key.view(), {key.view()}), kLabel));
                                      })});
    const std::array<std::uint8_t, 16> salt{};
    suite.measure({.name = "argon2id.256MiB.3",
                   .run = repeated([&] {
                       Derived derived;
                       require(argon2id(key.view(), salt, {3, 256U << 20U}, derived.mutableView()),
                               "argon2id");
                   })});
}

} // namespace

void benchPrimitives(Suite& suite)
{
    benchCurves(suite);
    benchKems(suite);
    benchAead(suite, 256);
    benchAead(suite, 1024);
    benchAead(suite, 1U << 20U);
    benchDerivations(suite);
}

} // namespace sotto::bench
