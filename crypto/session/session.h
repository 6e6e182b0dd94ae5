#pragma once

#include "crypto/handshake/first_message.h"

namespace sotto::crypto {

/// What the initiator keeps until the first reply: the handshake is sealed anew with every message.
struct PendingHandshake
{
    HandshakeHeader header;
    XWingPublicKey receiver;    ///< what it is sealed to
    IdentityPublicKey identity; ///< our own when it began
};

/// One conversation of keys between two devices: a ratchet and how far the two sides have proved to
/// each other that they are there. PROTOCOL.md section 8.2.
struct Session
{
    /// More than these tell nothing new.
    static constexpr std::uint8_t kTurnsCounted = 3;

    SessionId id;
    /// 0 for a first session; one more than that of the session whose reset secret began this one.
    std::uint32_t generation = 0;
    bool initiator = false;
    /// Messages opened that began a new receiving chain, at most kTurnsCounted. Each shows that
    /// the other side has opened what we sent on our chain before.
    std::uint8_t turns = 0;
    Timestamp created;
    Timestamp lastReceived;
    /// Since when the other side is known to send on a better session, for good.
    std::optional<Timestamp> superseded;
    std::unique_ptr<PendingHandshake> pending;
    Ratchet ratchet;

    /// The other side has shown that it holds this session's keys, not only copied long-term ones.
    [[nodiscard]] bool confirmed() const { return turns >= (initiator ? 1 : 2); }
    /// The other side has confirmed it as well, and we know.
    [[nodiscard]] bool settled() const { return turns >= (initiator ? 2 : 3); }

    void write(SecretWriter& out) const;
    [[nodiscard]] static Result<Session, ParseError> read(Reader& in);
};

/// True if @p b, which came later than @p a, is to be sent on rather than @p a. Later generations
/// first; then settled ones, then confirmed ones. Of two that are equal in this the lower
/// identifier, so that both sides of a simultaneous start agree. Of unconfirmed ones those that the
/// peer began, since it has them for certain: of these the first, or a stranger with stolen prekeys
/// could step between; of our own the newest, or a dead one could not be replaced.
[[nodiscard]] bool isBetter(const Session& b, const Session& a);

} // namespace sotto::crypto
