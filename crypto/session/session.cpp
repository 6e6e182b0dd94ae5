#include "crypto/session/session.h"

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kSessionVersion = 1;

void writePending(SecretWriter& out, const PendingHandshake& pending)
{
    const HandshakeHeader& header = pending.header;
    out.bytes(pending.receiver).bytes(pending.identity);
    out.bytes(header.initiator.account).bytes(header.initiator.device).bytes(header.logHead);
    out.u32(header.prekeyId);
    out.flag(header.oneTimeId.has_value()).u32(header.oneTimeId.value_or(0));
    out.bytes(header.ephemeral).bytes(header.kemCiphertext);
    out.flag(header.resetSecretId.has_value());
    out.bytes(header.resetSecretId.value_or(ResetSecretId()));
}

std::unique_ptr<PendingHandshake> readPending(Reader& in)
{
    auto out = std::make_unique<PendingHandshake>();
    HandshakeHeader& header = out->header;
    out->receiver = in.fixed<XWingPublicKey>();
    out->identity = in.fixed<IdentityPublicKey>();
    header.initiator.account = in.fixed<AccountId>();
    header.initiator.device = in.fixed<DeviceId>();
    header.logHead = in.fixed<Hash>();
    header.prekeyId = in.u32();
    const bool hasOneTime = in.flag();
    const PrekeyId oneTime = in.u32();
    header.ephemeral = in.fixed<X25519PublicKey>();
    header.kemCiphertext = in.fixed<MlKem768Ciphertext>();
    const bool hasReset = in.flag();
    const auto reset = in.fixed<ResetSecretId>();
    if ((!hasOneTime && oneTime != 0) || (!hasReset && !reset.isZero())) {
        in.fail(ParseError::Kind::NonCanonical);
    }
    if (hasOneTime) {
        header.oneTimeId = oneTime;
    }
    if (hasReset) {
        header.resetSecretId = reset;
    }
    return out;
}

} // namespace

bool isBetter(const Session& b, const Session& a)
{
    const auto level = [](const Session& s) { return s.settled() ? 2 : s.confirmed() ? 1 : 0; };
    if (a.generation != b.generation) {
        return b.generation > a.generation;
    }
    if (level(a) != level(b)) {
        return level(b) > level(a);
    }
    if (level(a) > 0) {
        return b.id < a.id;
    }
    if (a.initiator != b.initiator) {
        return a.initiator;
    }
    return b.initiator;
}

void Session::write(SecretWriter& out) const
{
    out.u8(kSessionVersion).bytes(id).u32(generation).flag(initiator).u8(turns);
    out.u64(created.seconds).u64(lastReceived.seconds);
    out.flag(superseded.has_value());
    if (superseded) {
        out.u64(superseded->seconds);
    }
    out.flag(pending != nullptr);
    if (pending != nullptr) {
        writePending(out, *pending);
    }
    ratchet.write(out);
}

Result<Session, ParseError> Session::read(Reader& in)
{
    in.version(kSessionVersion);
    const auto id = in.fixed<SessionId>();
    const std::uint32_t generation = in.u32();
    const bool initiator = in.flag();
    const std::uint8_t turns = in.u8();
    const Timestamp created{in.u64()};
    const Timestamp lastReceived{in.u64()};
    std::optional<Timestamp> superseded;
    if (in.flag()) {
        superseded = Timestamp{in.u64()};
    }
    const bool hasPending = in.flag();
    // Only an initiator that nobody has answered repeats its handshake, and it always does; a
    // responder began with a message.
    if (turns > kTurnsCounted || hasPending != (initiator && turns == 0) ||
        (!initiator && turns == 0)) {
        in.fail(ParseError::Kind::NonCanonical);
    }
    SOTTO_CHECK(in.check());
    auto pending = hasPending ? readPending(in) : nullptr;
    SOTTO_TRY(ratchet, Ratchet::read(in));
    // What has turned has a root to export from; start() relies on it.
    if ((turns > 0) != ratchet.exportResetSecret().has_value()) {
        return Unexpected(ParseError{ParseError::Kind::NonCanonical, in.offset()});
    }
    return Session{id,         generation,         initiator,         turns, created, lastReceived,
                   superseded, std::move(pending), std::move(ratchet)};
}

} // namespace sotto::crypto
