// The channel between client and relay beside the libsodium calls that it cannot do without.
#include "crypto/primitives/aead.h"
#include "tests/bench/bench_crypto.h"
#include "tests/crypto/channel/channel_fixture.h"

#include <memory>

#include <sodium.h>

namespace sotto::bench {

using namespace sotto::crypto;

namespace {

constexpr std::size_t kPlaintextBytes = 1024;
constexpr std::size_t kFrames = 4096; ///< at once
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
// What the handshake's frames seal, and the first frame after it.
constexpr std::size_t kProofBytes = SigningPublicKey::kSize + Signature::kSize;
constexpr std::size_t kAccessBytes = 1 + EapiIdentifier::kSize;
constexpr std::size_t kAnswerBytes = 1 + ChannelConfirmation::kSize;
constexpr std::string_view kFirst = "first";

class RawChannel
{
public:
    RawChannel()
    {
        crypto_sign_ed25519_keypair(m_signPublic.data(), m_signSecret.data());
        sign();
        generate();
        encapsulate();
        for (std::size_t i = 0; i < m_sealed.size(); ++i) {
            m_plain = {};
            seal(kSealedBytes[i]);
            m_sealed[i] = m_out;
        }
    }

    /// X-Wing key pair and decapsulation, the relay's proof, then access and first frame.
    void client()
    {
        generate();
        require(crypto_kem_xwing_dec(m_shared.data(), m_ciphertext.data(), m_secret.data()) == 0,
                "raw channel");
        keySchedule();
        open(0);
        hash(SigningPublicKey::kSize);
        require(crypto_sign_ed25519_verify_detached(m_signature.data(), m_plain.data(),
                                                    kSignedBytes, m_signPublic.data()) == 0,
                "raw channel");
        seal(kAccessBytes);
        open(2);
        seal(kFirst.size());
    }
    void server()
    {
        encapsulate();
        sign();
        keySchedule();
        seal(kProofBytes);
        open(1);
        seal(kAnswerBytes);
        open(3);
    }

private:
    static constexpr std::size_t kLabelBytes = 32;
    static constexpr std::size_t kSignedBytes = kLabelBytes + Hash::kSize + SigningPublicKey::kSize;
    static constexpr std::array kSealedBytes{kProofBytes, kAccessBytes, kAnswerBytes,
                                             kFirst.size()};

    void generate()
    {
        require(crypto_kem_xwing_seed_keypair(m_public.data(), m_secret.data(), m_key.data()) == 0,
                "raw channel");
    }
    void encapsulate()
    {
        require(crypto_kem_xwing_enc_deterministic(m_ciphertext.data(), m_shared.data(),
                                                   m_public.data(), m_plain.data()) == 0,
                "raw channel");
    }
    void sign()
    {
        crypto_sign_ed25519_detached(m_signature.data(), nullptr, m_plain.data(), kSignedBytes,
                                     m_signSecret.data());
    }
    /// Both transcripts, K1 to K3 and the eight keys from them.
    void keySchedule()
    {
        hash(kClientHelloBytes + kServerHelloHead);
        hash(Hash::kSize + kServerHelloBytes + kClientAccessBytes + 1);
        for (const std::size_t size : {32U, 32U, 64U}) {
            require(crypto_kdf_hkdf_sha256_extract(m_shared.data(), m_key.data(), m_key.size(),
                                                   m_plain.data(), size) == 0,
                    "raw channel");
        }
        for (int i = 0; i < 8; ++i) {
            require(crypto_kdf_hkdf_sha256_expand(m_shared.data(), m_shared.size(),
                                                  reinterpret_cast<const char*>(m_plain.data()),
                                                  kLabelBytes, m_key.data()) == 0,
                    "raw channel");
        }
        DoNotOptimize(m_shared);
    }
    void hash(std::size_t size)
    {
        crypto_generichash_blake2b_salt_personal(m_shared.data(), m_shared.size(), m_plain.data(),
                                                 size, nullptr, 0, nullptr, m_personal.data());
        DoNotOptimize(m_shared);
    }
    void seal(std::size_t size)
    {
        crypto_aead_xchacha20poly1305_ietf_encrypt(m_out.data(), nullptr, m_plain.data(), size,
                                                   m_key.data(), m_key.size(), nullptr,
                                                   kZeroNonce.data(), m_key.data());
        DoNotOptimize(m_out);
    }
    void open(std::size_t i)
    {
        require(crypto_aead_xchacha20poly1305_ietf_decrypt(
                    m_out.data(), nullptr, nullptr, m_sealed[i].data(), kSealedBytes[i] + kTag,
                    m_key.data(), m_key.size(), kZeroNonce.data(), m_key.data()) == 0,
                "raw channel");
        DoNotOptimize(m_out);
    }

    std::array<std::uint8_t, 32> m_key{};
    std::array<std::uint8_t, 32> m_shared{};
    std::array<std::uint8_t, 16> m_personal{};
    std::array<std::uint8_t, 4096> m_plain{};
    std::array<std::uint8_t, kProofBytes + kTag> m_out{};
    std::array<std::array<std::uint8_t, kProofBytes + kTag>, kSealedBytes.size()> m_sealed{};
    std::array<std::uint8_t, 32> m_signPublic{};
    std::array<std::uint8_t, 64> m_signSecret{};
    std::array<std::uint8_t, 64> m_signature{};
    std::array<std::uint8_t, crypto_kem_xwing_PUBLICKEYBYTES> m_public{};
    std::array<std::uint8_t, crypto_kem_xwing_SECRETKEYBYTES> m_secret{};
    std::array<std::uint8_t, crypto_kem_xwing_CIPHERTEXTBYTES> m_ciphertext{};
};

/// A handshake to its first frame. Both sides draw the same bytes each time, so that the frames of
/// one handshake answer in all others.
class Handshake
{
public:
    Handshake()
    {
        test::RelayEnd server = m_relay.server();
        test::DeterministicRandom clientRandom(kClientSeed);
        test::DeterministicRandom serverRandom(kServerSeed);
        ChannelClient client = newClient(clientRandom);
        m_clientHello = client.hello();
        m_serverHello = orFail(server.receiveClientHello(m_clientHello, serverRandom));
        m_clientAccess = orFail(client.receiveServerHello(m_serverHello));
        m_serverAccess = orFail(server.receiveClientAccess(m_clientAccess));
        m_first = orFail(orFail(client.receiveServerAccess(m_serverAccess)).seal(asBytes(kFirst)));
    }

    void client()
    {
        test::DeterministicRandom random(kClientSeed);
        ChannelClient client = newClient(random);
        require(client.receiveServerHello(m_serverHello).has_value(), "channel: server hello");
        ChannelSession session = orFail(client.receiveServerAccess(m_serverAccess));
        DoNotOptimize(orFail(session.seal(asBytes(kFirst))));
    }
    void server()
    {
        test::DeterministicRandom random(kServerSeed);
        test::RelayEnd server = m_relay.server();
        require(server.receiveClientHello(m_clientHello, random).has_value(),
                "channel: client hello");
        require(server.receiveClientAccess(m_clientAccess).has_value(), "channel: client access");
        DoNotOptimize(orFail(server.receiveFirst(m_first)));
    }

private:
    static constexpr std::uint64_t kClientSeed = 1;
    static constexpr std::uint64_t kServerSeed = 2;

    template <class Value> static Value orFail(Result<Value, ChannelError> result)
    {
        require(result.has_value(), "channel: handshake");
        return std::move(*result);
    }
    ChannelClient newClient(Random& random)
    {
        return {m_fingerprint, m_relay.accessKey.duplicate(), std::nullopt, random};
    }

    test::Relay m_relay{3};
    RelayFingerprint m_fingerprint = fingerprintOf(m_relay.key.publicKey());
    Bytes m_clientHello;
    Bytes m_serverHello;
    Bytes m_clientAccess;
    Bytes m_serverAccess;
    Bytes m_first;
};

void benchFrames(Suite& suite)
{
    test::Relay relay(4);
    test::Established both = test::establish(relay);
    const Bytes text(kPlaintextBytes, 1);
    const std::array<std::uint8_t, 32> key{};
    Bytes plain(kPlaintextBytes);
    Bytes sealed(kPlaintextBytes + kTag);
    const auto sealRaw = [&] {
        crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data(), nullptr, text.data(), text.size(),
                                                   key.data(), 1, nullptr, kZeroNonce.data(),
                                                   key.data());
        DoNotOptimize(sealed);
    };
    sealRaw();
    suite.measure({.name = "channel.frame.seal.1024",
                   .run = repeated([&] { DoNotOptimize(both.server.seal(text)); }),
                   .floor = repeated(sealRaw),
                   .limit = 1.5,
                   .bytes = kPlaintextBytes});
    suite.measure({.name = "channel.frame.open.1024",
                   .run = inBatches(kFrames,
                                    [&](std::size_t n) {
                                        std::vector<Bytes> frames;
                                        for (std::size_t i = 0; i < n; ++i) {
                                            frames.push_back(*both.client.seal(text));
                                        }
                                        return [&, frames = std::move(frames)](std::size_t i) {
                                            require(both.server.receive(frames[i]).has_value(),
                                                    "channel: frame");
                                        };
                                    }),
                   .floor = repeated([&] {
                       require(crypto_aead_xchacha20poly1305_ietf_decrypt(
                                   plain.data(), nullptr, nullptr, sealed.data(), sealed.size(),
                                   key.data(), 1, kZeroNonce.data(), key.data()) == 0,
                               "raw frame");
                       DoNotOptimize(plain);
                   }),
                   .limit = 1.5,
                   .bytes = kPlaintextBytes});
}

} // namespace

void benchChannel(Suite& suite)
{
    Handshake handshake;
    RawChannel raw;
    suite.measure({.name = "channel.handshake.client",
                   .run = repeated([&] { handshake.client(); }),
                   .floor = repeated([&] { raw.client(); }),
                   .limit = 1.2});
    suite.measure({.name = "channel.handshake.server",
                   .run = repeated([&] { handshake.server(); }),
                   .floor = repeated([&] { raw.server(); }),
                   .limit = 1.2});
    benchFrames(suite);
}

} // namespace sotto::bench
