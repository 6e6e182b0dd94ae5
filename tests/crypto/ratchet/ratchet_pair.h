#pragma once

#include "crypto/ratchet/ratchet.h"
#include "tests/support/deterministic_random.h"

#include <string>

namespace sotto::test {

/// Two ratchets as a handshake leaves them, with a clock that the test sets.
struct RatchetPair
{
    explicit RatchetPair(std::uint64_t seed)
        : random(seed)
        , alice(make())
        , bob(crypto::Ratchet::responder(root.duplicate(), nextHeader.duplicate(),
                                         header.duplicate(), associatedData, std::move(prekey),
                                         now))
    {}

    /// Seals, opens and commits one message; its content as text, or nothing.
    std::optional<std::string> deliver(crypto::Ratchet& from, crypto::Ratchet& to,
                                       std::string_view text)
    {
        auto envelope = from.seal(crypto::asBytes(text), now, random);
        return envelope ? receive(to, *envelope) : std::nullopt;
    }

    std::optional<std::string> receive(crypto::Ratchet& to, crypto::ByteView envelope)
    {
        auto staged = to.open(envelope, now);
        if (!staged) {
            lastError = staged.error();
            return std::nullopt;
        }
        std::string out(reinterpret_cast<const char*>(staged->content().data()),
                        staged->content().size());
        static_cast<void>(to.commit(std::move(*staged), now));
        return out;
    }

    crypto::Bytes seal(crypto::Ratchet& from, std::string_view text)
    {
        return *from.seal(crypto::asBytes(text), now, random);
    }

    DeterministicRandom random;
    crypto::Timestamp now{1'700'000'000};
    crypto::Ratchet::RootSecret root{random.make<crypto::Ratchet::RootSecret>()};
    crypto::Ratchet::HeaderSecret header{random.make<crypto::Ratchet::HeaderSecret>()};
    crypto::Ratchet::HeaderSecret nextHeader{random.make<crypto::Ratchet::HeaderSecret>()};
    crypto::AssociatedData associatedData{random.make<crypto::AssociatedData>()};
    crypto::X25519KeyPair prekey{crypto::generateX25519(random)};
    crypto::OpenError lastError{};
    crypto::Ratchet alice;
    crypto::Ratchet bob;

private:
    crypto::Ratchet make()
    {
        return std::move(*crypto::Ratchet::initiator(root.duplicate(), header.duplicate(),
                                                     nextHeader.duplicate(), associatedData,
                                                     prekey.publicKey, now, random));
    }
};

} // namespace sotto::test
