// The stored form of a ratchet: PROTOCOL.md section 7.7.
#include "crypto/ratchet/ratchet.h"

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kStateVersion = 1;

} // namespace

void Ratchet::write(SecretWriter& out) const
{
    out.u8(kStateVersion);
    out.flag(m_initiator).bytes(m_associatedData).bytes(m_root.value().view());
    out.bytes(m_ours.secretKey.view());
    out.u32(m_previousLength);
    out.bytes(m_nextSendingHeader.value().view()).bytes(m_nextReceivingHeader.value().view());
    out.flag(m_sending.has_value());
    if (m_sending) {
        out.bytes(m_sending->chainKey.value().view()).u32(m_sending->chainKey.index());
        out.bytes(m_sending->headerKey.value().view());
        out.u32(m_sending->previousLength).u16(m_sending->kemEpoch);
    }
    out.flag(m_receiving.has_value());
    if (m_receiving) {
        out.bytes(m_receiving->chainKey.value().view()).u32(m_receiving->chainKey.index());
        out.bytes(m_receiving->headerKey.value().view());
        out.bytes(m_receiving->theirKey).u16(m_receiving->kemEpoch);
    }
    out.u8(static_cast<std::uint8_t>(m_resets.size()));
    for (const RootReset& reset : m_resets) {
        out.bytes(reset.secret.view()).flag(reset.shared);
    }
    m_kem.write(out);
    m_skipped.write(out);
}

SecretBytes Ratchet::serialize() const
{
    SecretWriter out(4096);
    write(out);
    return std::move(out).take();
}

Result<Ratchet, ParseError> Ratchet::parse(ByteView stored)
{
    Reader in(stored);
    auto out = read(in);
    SOTTO_CHECK(in.finish());
    return out;
}

Result<Ratchet, ParseError> Ratchet::read(Reader& in)
{
    const auto readIndex = [&in] {
        const std::uint32_t index = in.u32();
        if (index > kMaxChainLength) {
            in.fail(ParseError::Kind::OutOfRange);
        }
        return index;
    };
    in.version(kStateVersion);
    const bool initiator = in.flag();
    const auto associatedData = in.fixed<AssociatedData>();
    RootKey root(in.secret<RootKey::Value>());
    auto ourSecret = in.secret<X25519SecretKey>();
    const std::uint32_t previousLength = readIndex();
    HeaderKey nextSending(in.secret<HeaderKey::Value>());
    HeaderKey nextReceiving(in.secret<HeaderKey::Value>());
    SOTTO_CHECK(in.check());

    Ratchet out(initiator, std::move(root), std::move(nextSending), std::move(nextReceiving),
                associatedData, {});
    out.m_ours.publicKey = x25519PublicKey(ourSecret);
    out.m_ours.secretKey = std::move(ourSecret);
    out.m_previousLength = previousLength;
    if (in.flag()) {
        auto chain = in.secret<ChainKey::Value>();
        const std::uint32_t index = readIndex();
        auto header = in.secret<HeaderKey::Value>();
        const std::uint32_t chainPreviousLength = readIndex();
        const std::uint16_t epoch = in.u16();
        out.m_sending.emplace(SendingChain{ChainKey(std::move(chain), index),
                                           HeaderKey(std::move(header)),
                                           chainPreviousLength,
                                           epoch,
                                           {}});
    }
    if (in.flag()) {
        auto chain = in.secret<ChainKey::Value>();
        const std::uint32_t index = readIndex();
        auto header = in.secret<HeaderKey::Value>();
        const auto theirKey = in.fixed<X25519PublicKey>();
        const std::uint16_t epoch = in.u16();
        // An index of 0 cannot be: a receiving chain is made by opening a message of it.
        if (index == 0 || !agree(out.m_ours.secretKey, theirKey)) {
            in.fail(ParseError::Kind::OutOfRange);
        }
        out.m_receiving.emplace(ReceivingChain{
            ChainKey(std::move(chain), index), HeaderKey(std::move(header)), theirKey, epoch, {}});
    }
    // The initiator begins with a sending chain; nobody else has one before it has received.
    if (!out.m_receiving && initiator != out.m_sending.has_value()) {
        in.fail(ParseError::Kind::NonCanonical);
    }
    const std::size_t resets = in.u8();
    if (resets > kResetSecretsKept) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    for (std::size_t i = 0; i < resets && !in.failed(); ++i) {
        auto secret = in.secret<ResetSecret>();
        const bool shared = in.flag();
        // Receiving and sending steps take turns.
        if (!out.m_resets.empty() && out.m_resets.back().shared == shared) {
            in.fail(ParseError::Kind::NonCanonical);
        }
        out.m_resets.push_back({std::move(secret), shared});
    }
    // The latest step is a sending one if there is a sending chain.
    const std::size_t steps = (out.m_sending ? 1U : 0U) + (out.m_receiving ? 1U : 0U);
    if (resets < steps || (steps == 0 && resets != 0) ||
        (!in.failed() && resets > 0 && out.m_resets.back().shared == out.m_sending.has_value())) {
        in.fail(ParseError::Kind::NonCanonical);
    }
    out.m_kem = KemRatchet::read(in, initiator);
    out.m_skipped = SkippedKeys::read(in);
    if (!out.m_skipped.precede(out.m_receiving ? &out.m_receiving->headerKey : nullptr,
                               out.m_receiving ? out.m_receiving->chainKey.index() : 0,
                               out.m_nextReceivingHeader)) {
        in.fail(ParseError::Kind::NonCanonical);
    }
    if ((out.m_sending && out.m_sending->kemEpoch > out.m_kem.epoch()) ||
        (out.m_receiving && out.m_receiving->kemEpoch > out.m_kem.epoch())) {
        in.fail(ParseError::Kind::NonCanonical);
    }
    SOTTO_CHECK(in.check());
    return out;
}

} // namespace sotto::crypto
