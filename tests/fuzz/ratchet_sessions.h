#pragma once

#include "tests/crypto/ratchet/ratchet_pair.h"
#include "tests/crypto/ratchet/stored_state.h"

namespace sotto::test {

/// What fuzz_ratchet_open begins from: stored states of a receiver and of the peer that sends.
struct RatchetSession
{
    crypto::Bytes receiver;
    crypto::Bytes sender;
};

/// The same sessions always: before the first message, established, and in the middle of an ML-KEM
/// step with skipped keys of two chains, seen by the side that collects the public key, the side
/// that has answered it, and the side that waits for the answer.
inline std::vector<RatchetSession> ratchetSessions()
{
    std::vector<RatchetSession> out;
    const auto keep = [&](const crypto::Ratchet& receiver, const crypto::Ratchet& sender) {
        out.push_back({StoredState(receiver).bytes, StoredState(sender).bytes});
    };
    RatchetPair pair(1);
    keep(pair.bob, pair.alice);
    const auto carry = [&](crypto::Ratchet& from, crypto::Ratchet& to) {
        if (!pair.deliver(from, to, "text")) {
            std::abort();
        }
    };
    for (int i = 0; i < 2; ++i) {
        carry(pair.alice, pair.bob);
        static_cast<void>(pair.seal(pair.alice, "lost"));
        carry(pair.alice, pair.bob);
        carry(pair.bob, pair.alice);
    }
    keep(pair.bob, pair.alice);
    pair.now = pair.now.plus(crypto::kKemStepInterval);
    carry(pair.alice, pair.bob); // half of the public key
    keep(pair.bob, pair.alice);
    carry(pair.alice, pair.bob);
    carry(pair.bob, pair.alice); // half of the ciphertext
    keep(pair.bob, pair.alice);
    keep(pair.alice, pair.bob);
    return out;
}

/// The first byte of an input of fuzz_ratchet_open: which session, and what the rest is.
enum class RatchetInput : std::uint8_t
{
    Envelope = 0, ///< as it came from the network
    Changes = 1,  ///< xor-ed over the envelope that the peer would send next
    Padded = 2,   ///< a padded plaintext that the peer seals, filled up with zeros
};
inline constexpr unsigned kRatchetInputs = 3;

} // namespace sotto::test
