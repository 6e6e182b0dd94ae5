#pragma once

#include "crypto/handshake/first_message.h"

namespace sotto::crypto {

/// What the initiator keeps until the first reply: the handshake is sealed anew with every message.
struct PendingHandshake
{
    HandshakeHeader header;
    XWingPublicKey receiver;
};

/// One conversation of keys between two devices: a ratchet and how far the two sides have proved to
/// each other that they are there. PROTOCOL.md section 8.2.
struct Session
{
    SessionId id;
    /// 0 for a first session; one more than that of the session whose reset secret began this one.
    std::uint32_t generation = 0;
    /// The other side has shown that it holds this session's keys, not only copied long-term ones.
    bool confirmed = false;
    bool initiator = false;
    Timestamp created;
    Timestamp lastReceived;
    std::unique_ptr<PendingHandshake> pending;
    Ratchet ratchet;

    void write(SecretWriter& out) const;
    [[nodiscard]] static Result<Session, ParseError> read(Reader& in);
};

/// True if @p a is to be sent on rather than @p b. Later generations first; then confirmed ones;
/// among confirmed ones the lower identifier, so that both sides of a simultaneous start agree;
/// among others those that the peer began (it has them for certain), then the lower identifier.
[[nodiscard]] bool isPreferred(const Session& a, const Session& b);

} // namespace sotto::crypto
