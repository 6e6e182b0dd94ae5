#include "crypto/channel/channel_client.h"

#include "crypto/primitives/aead.h"

namespace sotto::crypto {

namespace {

/// What a Refusal says; it is not authenticated and so changes nothing but the text shown.
ChannelError readRefusal(ByteView frame)
{
    if (frame[1] > kChannelVersion) {
        return ChannelError::ClientTooOld;
    }
    return frame[2] < kChannelVersion ? ChannelError::ClientTooNew : ChannelError::Refused;
}

std::optional<ChannelError> unexpectedFrame(ByteView frame, ChannelFrame type, std::size_t size)
{
    if (frame.size() == kRefusalBytes &&
        frame[0] == static_cast<std::uint8_t>(ChannelFrame::Refusal)) {
        return readRefusal(frame);
    }
    if (frame.size() != size || frame[0] != static_cast<std::uint8_t>(type)) {
        return ChannelError::Malformed;
    }
    return std::nullopt;
}

} // namespace

ChannelClient::ChannelClient(const RelayFingerprint& relay, AccessKey accessKey,
                             std::optional<Eapi> eapi, Random& random)
    : m_relay(relay)
    , m_accessKey(std::move(accessKey))
    , m_eapi(std::move(eapi))
{
    XWingKeyPair pair = generateXWing(random);
    m_ephemeral = std::move(pair.secretKey);
    Writer out(kClientHelloBytes);
    out.u8(static_cast<std::uint8_t>(ChannelFrame::ClientHello))
        .u8(kChannelVersion)
        .bytes(pair.publicKey);
    m_hello = std::move(out).take();
}

Result<Bytes, ChannelError> ChannelClient::receiveServerHello(ByteView frame)
{
    if (m_state != State::AwaitsServerHello) {
        return Unexpected(ChannelError::Closed);
    }
    m_state = State::Closed;
    if (const auto error = unexpectedFrame(frame, ChannelFrame::ServerHello, kServerHelloBytes)) {
        return Unexpected(*error);
    }
    if (frame[1] != kChannelVersion) {
        return Unexpected(ChannelError::Malformed);
    }
    const XWingCiphertext ciphertext(frame.subspan<2, XWingCiphertext::kSize>());
    const auto shared = decapsulate(m_ephemeral, ciphertext);
    m_ephemeral.clear();
    if (!shared) {
        return Unexpected(ChannelError::Tampered);
    }
    m_k1.emplace(m_hello, frame.first(kServerHelloHead), *shared);
    const auto proof = aeadOpen(m_k1->serverHello.view(), kZeroNonce, m_k1->hellos,
                                frame.subspan(kServerHelloHead));
    if (!proof) {
        return Unexpected(ChannelError::Tampered);
    }
    Reader in(proof->view());
    const auto relayKey = in.fixed<SigningPublicKey>();
    const auto signature = in.fixed<Signature>();
    if (fingerprintOf(relayKey) != m_relay) {
        return Unexpected(ChannelError::WrongRelay);
    }
    if (!verifyHellos(relayKey, m_k1->hellos, signature)) {
        return Unexpected(ChannelError::Tampered);
    }
    m_relayKey = relayKey;
    m_serverHello.assign(frame.begin(), frame.end());

    Writer access;
    access.flag(m_eapi.has_value()).bytes(m_eapi ? identifierOf(*m_eapi) : EapiIdentifier());
    Writer out(kClientAccessBytes);
    out.u8(static_cast<std::uint8_t>(ChannelFrame::ClientAccess))
        .bytes(aeadSeal(m_k1->clientAccess.view(), kZeroNonce, m_k1->hellos, access.view()));
    m_clientAccess = std::move(out).take();
    m_state = State::AwaitsServerAccess;
    return m_clientAccess;
}

Result<ChannelSession, ChannelError> ChannelClient::receiveServerAccess(ByteView frame)
{
    if (m_state != State::AwaitsServerAccess) {
        return Unexpected(ChannelError::Closed);
    }
    m_state = State::Closed;
    if (const auto error = unexpectedFrame(frame, ChannelFrame::ServerAccess, kServerAccessBytes)) {
        return Unexpected(*error);
    }
    const auto answer =
        aeadOpen(m_k1->serverAccess.view(), kZeroNonce, m_k1->hellos, frame.subspan(1));
    if (!answer) {
        return Unexpected(ChannelError::Tampered);
    }
    Reader in(answer->view());
    const std::uint8_t accessByte = in.u8();
    const auto confirmation = in.secret<ChannelConfirmation>();
    const bool fits = m_eapi ? accessByte == static_cast<std::uint8_t>(ChannelAccess::KnownEapi) ||
                                   accessByte == static_cast<std::uint8_t>(ChannelAccess::FellBack)
                             : accessByte == static_cast<std::uint8_t>(ChannelAccess::AddressKey);
    if (!fits) {
        return Unexpected(ChannelError::Malformed);
    }
    const auto access = static_cast<ChannelAccess>(accessByte);
    ChannelK3 k3(*m_k1, m_serverHello, m_clientAccess, access,
                 access == ChannelAccess::KnownEapi ? m_eapi->view() : m_accessKey.view());
    m_k1.reset();
    if (!(confirmation == k3.confirmation)) {
        return Unexpected(access == ChannelAccess::KnownEapi ? ChannelError::Tampered
                                                             : ChannelError::WrongAccessKey);
    }
    return ChannelSession(ChannelSession::Role::Client, m_relayKey, access, std::move(k3));
}

} // namespace sotto::crypto
