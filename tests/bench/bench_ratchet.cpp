#include "tests/bench/bench_crypto.h"
#include "tests/bench/olm.h"
#include "tests/crypto/ratchet/ratchet_pair.h"

#include <algorithm>
#include <memory>

#include <sodium.h>

namespace sotto::bench {

using namespace sotto::crypto;

namespace {

constexpr std::size_t kPlaintextBytes = 256;
// Messages at once; a chain of them may be longer.
constexpr std::size_t kMessages = 4096;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;

using Pair = test::RatchetPair;

// Each side has heard the other, so that both have a chain in each direction.
struct EstablishedPair : Pair
{
    EstablishedPair()
        : Pair(1)
    {
        require(deliver(alice, bob, "a").has_value() && deliver(bob, alice, "b").has_value() &&
                    deliver(alice, bob, "c").has_value(),
                "ratchet: the first messages");
    }
};

// What one end of a message cannot do without, as raw calls.
class RawMessage
{
public:
    explicit RawMessage(std::size_t plaintextBytes)
        : m_plaintext(plaintextBytes, 1)
        , m_body(plaintextBytes + kTag)
    {
        randombytes_buf(m_key.data(), m_key.size());
        sealHeader();
        sealBody();
    }

    // Chain step, message key, a block of tags for every fourth message, salt, header, body.
    void seal(std::size_t i)
    {
        derive(64);
        derive(56);
        if (i % kTagsPerBlock == 0) {
            derive(64);
        }
        randombytes_buf(m_nonce.data(), MessageSalt::kSize);
        sealHeader();
        sealBody();
    }
    // The same without the salt, opened instead of sealed.
    void open(std::size_t i)
    {
        derive(64);
        derive(56);
        if (i % kTagsPerBlock == 0) {
            derive(64);
        }
        require(crypto_aead_xchacha20poly1305_ietf_decrypt(
                    m_plaintext.data(), nullptr, nullptr, m_header.data(), m_header.size(),
                    m_context.data(), 33, m_zeroNonce.data(), m_key.data()) == 0 &&
                    crypto_aead_xchacha20poly1305_ietf_decrypt(
                        m_plaintext.data(), nullptr, nullptr, m_body.data(), m_body.size(),
                        m_context.data(), m_context.size(), m_zeroNonce.data(), m_key.data()) == 0,
                "raw message");
        DoNotOptimize(m_plaintext);
    }

private:
    void derive(std::size_t size)
    {
        crypto_generichash_blake2b_salt_personal(m_derived.data(), size, nullptr, 0, m_key.data(),
                                                 32, nullptr, m_personal.data());
        DoNotOptimize(m_derived);
    }
    void sealHeader()
    {
        crypto_aead_xchacha20poly1305_ietf_encrypt(m_header.data(), nullptr, m_plaintext.data(),
                                                   RatchetHeader::kSize, m_context.data(), 33,
                                                   nullptr, m_zeroNonce.data(), m_key.data());
        DoNotOptimize(m_header);
    }
    void sealBody()
    {
        crypto_aead_xchacha20poly1305_ietf_encrypt(
            m_body.data(), nullptr, m_plaintext.data(), m_plaintext.size(), m_context.data(),
            m_context.size(), nullptr, m_zeroNonce.data(), m_key.data());
        DoNotOptimize(m_body);
    }

    std::array<std::uint8_t, 32> m_key{};
    std::array<std::uint8_t, 16> m_personal{};
    std::array<std::uint8_t, 24> m_nonce{};
    std::array<std::uint8_t, 24> m_zeroNonce{};
    std::array<std::uint8_t, 64> m_derived{};
    std::array<std::uint8_t, AssociatedData::kSize + kEnvelopePrefixBytes> m_context{};
    std::array<std::uint8_t, RatchetHeader::kSize + kTag> m_header{};
    std::vector<std::uint8_t> m_plaintext;
    std::vector<std::uint8_t> m_body;
};

// What a message that turns the ratchet costs besides, on both sides together: a key pair, an
// agreement on each side, and the root's HKDF (96 bytes) on each side.
void rawTurn()
{
    std::array<std::uint8_t, 32> secretKey{};
    std::array<std::uint8_t, 32> publicKey{};
    std::array<std::uint8_t, 32> shared{};
    randombytes_buf(secretKey.data(), secretKey.size());
    require(crypto_scalarmult_base(publicKey.data(), secretKey.data()) == 0, "raw turn");
    for (int side = 0; side < 2; ++side) {
        std::array<std::uint8_t, 96> out{};
        std::array<std::uint8_t, 32> prk{};
        require(crypto_scalarmult(shared.data(), secretKey.data(), publicKey.data()) == 0 &&
                    crypto_kdf_hkdf_sha256_extract(prk.data(), secretKey.data(), 32, shared.data(),
                                                   32) == 0 &&
                    crypto_kdf_hkdf_sha256_expand(out.data(), out.size(), "Sotto benchmark", 15,
                                                  prk.data()) == 0,
                "raw turn");
        DoNotOptimize(out);
    }
}

// How the measured operations seal and open: with padding, as the program does, or without.
struct Form
{
    std::string suffix;
    std::size_t sealedBytes = 0; ///< length of the plaintext that is encrypted
    std::function<Bytes(Pair&, Ratchet&, ByteView, Random&)> seal;
    std::function<StagedMessage(Pair&, Ratchet&, ByteView)> open;
};

template <class Outcome> auto orFail(Outcome outcome, const char* what)
{
    require(outcome.has_value(), what);
    return std::move(outcome).value();
}

Form core()
{
    return {"256", kPlaintextBytes,
            [](Pair&, Ratchet& from, ByteView text, Random& random) {
                return orFail(from.sealPadded(text, random), "ratchet: seal");
            },
            [](Pair& pair, Ratchet& to, ByteView envelope) {
                return orFail(to.openPadded(envelope, pair.now), "ratchet: open");
            }};
}

Form padded()
{
    return {"256.padded_to_1024", kEnvelopeSizes.front() - kMessageOverhead,
            [](Pair& pair, Ratchet& from, ByteView text, Random& random) {
                return orFail(from.seal(text, pair.now, random), "ratchet: seal");
            },
            [](Pair& pair, Ratchet& to, ByteView envelope) {
                return orFail(to.open(envelope, pair.now), "ratchet: open");
            }};
}

Run encrypt(const Form& form, const Bytes& text)
{
    return inBatches(kMessages, [&](std::size_t) {
        return [&, pair = std::make_unique<EstablishedPair>()](std::size_t) {
            SystemRandom random;
            DoNotOptimize(form.seal(*pair, pair->alice, text, random));
        };
    });
}

Run decrypt(const Form& form, const Bytes& text)
{
    return inBatches(kMessages, [&](std::size_t n) {
        SystemRandom random;
        auto pair = std::make_unique<EstablishedPair>();
        std::vector<Bytes> envelopes;
        for (std::size_t i = 0; i < n; ++i) {
            envelopes.push_back(form.seal(*pair, pair->alice, text, random));
        }
        return [&, pair = std::move(pair), envelopes = std::move(envelopes)](std::size_t i) {
            static_cast<void>(
                pair->bob.commit(form.open(*pair, pair->bob, envelopes[i]), pair->now));
        };
    });
}

Run pingPong(const Form& form, const Bytes& text)
{
    return inBatches(kMessages, [&](std::size_t) {
        return [&, pair = std::make_unique<EstablishedPair>()](std::size_t i) {
            SystemRandom random;
            Ratchet& from = i % 2 == 0 ? pair->bob : pair->alice;
            Ratchet& to = i % 2 == 0 ? pair->alice : pair->bob;
            const Bytes envelope = form.seal(*pair, from, text, random);
            static_cast<void>(to.commit(form.open(*pair, to, envelope), pair->now));
        };
    });
}

void benchForm(Suite& suite, const Form& form)
{
    const Bytes text(kPlaintextBytes, 1);
    RawMessage raw(form.sealedBytes);
    suite.measure({.name = "message.encrypt." + form.suffix,
                   .run = encrypt(form, text),
                   .floor = repeated([&, i = 0U]() mutable { raw.seal(i++); }),
                   .olm = olm::encrypt(kPlaintextBytes),
                   .limit = 1.5});
    suite.measure({.name = "message.decrypt." + form.suffix,
                   .run = decrypt(form, text),
                   .floor = repeated([&, i = 0U]() mutable { raw.open(i++); }),
                   .olm = olm::decrypt(kPlaintextBytes),
                   .limit = 1.5});
    suite.measure({.name = "message.ping_pong." + form.suffix,
                   .run = pingPong(form, text),
                   .floor = repeated([&] {
                       rawTurn();
                       raw.seal(0);
                       raw.open(0);
                   }),
                   .olm = olm::pingPong(kPlaintextBytes),
                   .limit = 1.2});
}

// The largest state while the two talk in turns, through several ML-KEM steps.
double largestState()
{
    Pair pair(2);
    std::size_t largest = 0;
    for (int i = 0; i < 300; ++i) {
        Ratchet& from = i % 2 == 0 ? pair.alice : pair.bob;
        Ratchet& to = i % 2 == 0 ? pair.bob : pair.alice;
        require(pair.deliver(from, to, "text").has_value(), "ratchet: deliver");
        largest = std::max({largest, from.serialize().size(), to.serialize().size()});
    }
    return static_cast<double>(largest);
}

double overhead()
{
    EstablishedPair pair;
    SystemRandom random;
    const Bytes text(kPlaintextBytes, 1);
    return static_cast<double>(orFail(pair.alice.sealPadded(text, random), "seal").size() -
                               text.size());
}

} // namespace

void benchRatchet(Suite& suite)
{
    benchForm(suite, core());
    benchForm(suite, padded());
    suite.count("message.overhead", "bytes", 100, overhead);
    suite.count("session.state.largest", "bytes", 4096, largestState);
}

} // namespace sotto::bench
