#include "tests/bench/bench_crypto.h"
#include "tests/bench/olm.h"
#include "tests/crypto/session/test_device.h"

#include <sodium.h>

namespace sotto::bench {

using namespace sotto::crypto;

namespace {

constexpr std::size_t kPlaintextBytes = 256;

/// The libsodium calls that a handshake cannot do without.
class RawHandshake
{
public:
    RawHandshake()
    {
        randombytes_buf(m_seed.data(), m_seed.size());
        crypto_sign_ed25519_keypair(m_signPublic.data(), m_signSecret.data());
        crypto_sign_ed25519_detached(m_signature.data(), nullptr, m_bundle.data(), m_bundle.size(),
                                     m_signSecret.data());
        keepCode(crypto_scalarmult_base(m_dhPublic.data(), m_seed.data()));
        keepCode(crypto_kem_mlkem768_keypair(m_kemPublic.data(), m_kemSecret.data()));
        keepCode(
            crypto_kem_mlkem768_enc(m_kemCiphertext.data(), m_shared.data(), m_kemPublic.data()));
        keepCode(crypto_kem_xwing_keypair(m_xwingPublic.data(), m_xwingSecret.data()));
        keepCode(
            crypto_kem_xwing_enc(m_xwingCiphertext.data(), m_shared.data(), m_xwingPublic.data()));
    }

    /// The signature and the hash of the bundle, the two hashes of the log's check; the responder's
    /// identity key as a point; two key pairs, five agreements, ML-KEM and X-Wing; two steps of
    /// HKDF.
    void initiator()
    {
        keepCode(crypto_sign_ed25519_verify_detached(m_signature.data(), m_bundle.data(),
                                                     m_bundle.size(), m_signPublic.data()));
        hash(m_bundle.size());
        hash(1216);
        point();
        keyPair();
        keyPair();
        agreements(5);
        keepCode(
            crypto_kem_mlkem768_enc(m_kemCiphertext.data(), m_shared.data(), m_kemPublic.data()));
        transcript();
        keys();
        keys();
        keepCode(
            crypto_kem_xwing_enc(m_xwingCiphertext.data(), m_shared.data(), m_xwingPublic.data()));
        seal();
    }
    /// X-Wing and ML-KEM, the initiator's identity key as a point, five agreements, two steps of
    /// HKDF.
    void responder()
    {
        keepCode(
            crypto_kem_xwing_dec(m_shared.data(), m_xwingCiphertext.data(), m_xwingSecret.data()));
        seal();
        point();
        agreements(5);
        keepCode(
            crypto_kem_mlkem768_dec(m_shared.data(), m_kemCiphertext.data(), m_kemSecret.data()));
        transcript();
        keys();
        keys();
    }

private:
    void keepCode(int code) { require(code == 0, "raw handshake"); }
    void hash(std::size_t size)
    {
        crypto_generichash_blake2b(m_shared.data(), 32, m_bundle.data(), size, nullptr, 0);
        DoNotOptimize(m_shared);
    }
    void transcript()
    {
        hash(1184);
        hash(1088);
        hash(500);
    }
    void point()
    {
        keepCode(crypto_sign_ed25519_pk_to_curve25519(m_shared.data(), m_signPublic.data()));
        DoNotOptimize(m_shared);
    }
    void keyPair()
    {
        randombytes_buf(m_seed.data(), 32);
        keepCode(crypto_scalarmult_base(m_shared.data(), m_seed.data()));
        DoNotOptimize(m_shared);
    }
    void agreements(int count)
    {
        for (int i = 0; i < count; ++i) {
            keepCode(crypto_scalarmult(m_shared.data(), m_seed.data(), m_dhPublic.data()));
            DoNotOptimize(m_shared);
        }
    }
    void keys()
    {
        std::array<std::uint8_t, 96> out{};
        keepCode(crypto_kdf_hkdf_sha256_extract(m_shared.data(), m_seed.data(), 32, m_bundle.data(),
                                                200));
        keepCode(crypto_kdf_hkdf_sha256_expand(out.data(), out.size(), "Sotto benchmark", 15,
                                               m_shared.data()));
        DoNotOptimize(out);
    }
    /// The sealed header, the message's header and body.
    void seal()
    {
        for (const auto& [plain, context] :
             {std::pair<std::size_t, std::size_t>{1933, 2147}, {42, 33}, {925, 115}}) {
            crypto_aead_xchacha20poly1305_ietf_encrypt(m_out.data(), nullptr, m_bundle.data(),
                                                       plain, m_bundle.data(), context, nullptr,
                                                       m_nonce.data(), m_seed.data());
            DoNotOptimize(m_out);
        }
    }

    std::array<std::uint8_t, 6400> m_bundle{};
    std::array<std::uint8_t, 4096> m_out{};
    std::array<std::uint8_t, 32> m_seed{};
    std::array<std::uint8_t, 24> m_nonce{};
    std::array<std::uint8_t, 32> m_shared{};
    std::array<std::uint8_t, 32> m_dhPublic{};
    std::array<std::uint8_t, 32> m_signPublic{};
    std::array<std::uint8_t, 64> m_signSecret{};
    std::array<std::uint8_t, 64> m_signature{};
    std::array<std::uint8_t, crypto_kem_mlkem768_PUBLICKEYBYTES> m_kemPublic{};
    std::array<std::uint8_t, crypto_kem_mlkem768_SECRETKEYBYTES> m_kemSecret{};
    std::array<std::uint8_t, crypto_kem_mlkem768_CIPHERTEXTBYTES> m_kemCiphertext{};
    std::array<std::uint8_t, crypto_kem_xwing_PUBLICKEYBYTES> m_xwingPublic{};
    std::array<std::uint8_t, crypto_kem_xwing_SECRETKEYBYTES> m_xwingSecret{};
    std::array<std::uint8_t, crypto_kem_xwing_CIPHERTEXTBYTES> m_xwingCiphertext{};
};

struct World
{
    SystemRandom random;
    Timestamp now{1'700'000'000};
    test::TestDevice alice{random, now};
    test::TestDevice bob{random, now};
};

/// From a bundle as it comes to an envelope as it goes; the same with what libolm has not, the seal
/// that hides the sender, left in.
void benchInitiator(Suite& suite, RawHandshake& raw)
{
    const Bytes text(kPlaintextBytes, 1);
    World world;
    const Bytes bundle =
        world.bob.prekeys.makeBundle(world.bob.own(), world.bob.mailbox, world.now);
    suite.measure({.name = "handshake.initiator",
                   .run = repeated([&] {
                       const auto verified = VerifiedBundle::verify(
                           bundle, world.bob.asPeer(), world.bob.mailbox, nullptr, world.now);
                       require(verified.has_value(), "handshake: bundle");
                       SessionSet set(world.bob.address);
                       require(set.start(world.alice.own(), {}, *verified,
                                         verified->bundle().oneTimePrekeys.front().id, world.now,
                                         world.random)
                                   .has_value(),
                               "handshake: start");
                       DoNotOptimize(set.seal(text, {}, world.now, world.random));
                   }),
                   .floor = repeated([&] { raw.initiator(); }),
                   .olm = olm::initiator(kPlaintextBytes),
                   .limit = 1.2});
}

/// From a first message to its opened content.
void benchResponder(Suite& suite, RawHandshake& raw)
{
    const Bytes text(kPlaintextBytes, 1);
    World world;
    require(world.alice.start(world.bob, true, world.now, world.random), "handshake: start");
    const Bytes envelope =
        *world.alice.with(world.bob.address).seal(text, {}, world.now, world.random);
    suite.measure({.name = "handshake.responder",
                   .run = repeated([&] {
                       const auto first =
                           openFirstMessage(envelope, world.bob.keys.sealing().secretKey);
                       require(first.has_value(), "handshake: open");
                       SessionSet set(world.alice.address);
                       auto staged = set.openFirst(*first, world.bob.own(), world.bob.prekeys,
                                                   world.alice.asPeer(), world.now);
                       require(staged.has_value(), "handshake: answer");
                       DoNotOptimize(set.commit(std::move(*staged), world.now));
                   }),
                   .floor = repeated([&] { raw.responder(); }),
                   .olm = olm::responder(kPlaintextBytes),
                   .limit = 1.2});
}

} // namespace

void benchHandshake(Suite& suite)
{
    RawHandshake raw;
    benchInitiator(suite, raw);
    benchResponder(suite, raw);
    suite.count("session_set.serialized.unanswered_with_kem_step", "bytes", 4096, [] {
        World world;
        require(world.alice.start(world.bob, true, world.now, world.random), "session: start");
        auto& set = world.alice.with(world.bob.address);
        for (int i = 0; i < 60; ++i) {
            require(set.seal(asBytes("x"), {}, world.now, world.random).has_value(),
                    "session: seal");
        }
        return static_cast<double>(set.serialize().size());
    });
}

} // namespace sotto::bench
