#include "crypto/channel/channel_server.h"

#include "crypto/primitives/aead.h"

#include <cassert>

namespace sotto::crypto {

Bytes ChannelServer::refusal()
{
    return {static_cast<std::uint8_t>(ChannelFrame::Refusal), kChannelVersion, kChannelVersion};
}

Result<Bytes, ChannelError> ChannelServer::receiveClientHello(ByteView frame, Random& random)
{
    if (m_state != State::AwaitsClientHello) {
        return Unexpected(ChannelError::Closed);
    }
    m_state = State::Closed;
    if (frame.size() < 2 || frame[0] != static_cast<std::uint8_t>(ChannelFrame::ClientHello)) {
        return Unexpected(ChannelError::Malformed);
    }
    if (frame[1] != kChannelVersion) {
        return Unexpected(frame[1] < kChannelVersion ? ChannelError::ClientTooOld
                                                     : ChannelError::ClientTooNew);
    }
    if (frame.size() != kClientHelloBytes) {
        return Unexpected(ChannelError::Malformed);
    }
    const auto encapsulation =
        encapsulate(XWingPublicKey(frame.subspan<2, XWingPublicKey::kSize>()), random);
    if (!encapsulation) {
        return Unexpected(ChannelError::Malformed);
    }
    Writer out(kServerHelloBytes);
    out.u8(static_cast<std::uint8_t>(ChannelFrame::ServerHello))
        .u8(kChannelVersion)
        .bytes(encapsulation->ciphertext);
    m_k1.emplace(frame, out.view(), encapsulation->sharedSecret);
    Writer proof;
    proof.bytes(m_relay.publicKey()).bytes(signHellos(m_relay, m_k1->hellos));
    out.bytes(aeadSeal(m_k1->serverHello.view(), kZeroNonce, m_k1->hellos, proof.view()));
    m_serverHello = std::move(out).take();
    m_state = State::AwaitsClientAccess;
    return m_serverHello;
}

Result<std::optional<EapiIdentifier>, ChannelError>
ChannelServer::receiveClientAccess(ByteView frame)
{
    if (m_state != State::AwaitsClientAccess) {
        return Unexpected(ChannelError::Closed);
    }
    m_state = State::Closed;
    if (frame.size() != kClientAccessBytes ||
        frame[0] != static_cast<std::uint8_t>(ChannelFrame::ClientAccess)) {
        return Unexpected(ChannelError::Malformed);
    }
    const auto plaintext =
        aeadOpen(m_k1->clientAccess.view(), kZeroNonce, m_k1->hellos, frame.subspan(1));
    if (!plaintext) {
        return Unexpected(ChannelError::Tampered);
    }
    Reader in(plaintext->view());
    const bool namesEapi = in.flag();
    const auto identifier = in.fixed<EapiIdentifier>();
    if (!in.finish() || (!namesEapi && !identifier.isZero())) {
        return Unexpected(ChannelError::Malformed);
    }
    if (namesEapi) {
        m_named = identifier;
    }
    m_clientAccess.assign(frame.begin(), frame.end());
    m_state = State::AwaitsEapi;
    return m_named;
}

Result<Bytes, ChannelError> ChannelServer::answerAccess(const Eapi* known)
{
    if (m_state != State::AwaitsEapi) {
        return Unexpected(ChannelError::Closed);
    }
    assert(!known || m_named);
    const ChannelAccess access = known     ? ChannelAccess::KnownEapi
                                 : m_named ? ChannelAccess::FellBack
                                           : ChannelAccess::AddressKey;
    ChannelK3 k3(*m_k1, m_serverHello, m_clientAccess, access,
                 known ? known->view() : m_accessKey.view());
    SecretWriter answer;
    answer.u8(static_cast<std::uint8_t>(access)).bytes(k3.confirmation.view());
    Writer out(kServerAccessBytes);
    out.u8(static_cast<std::uint8_t>(ChannelFrame::ServerAccess))
        .bytes(aeadSeal(m_k1->serverAccess.view(), kZeroNonce, m_k1->hellos, answer.view()));
    m_k1.reset();
    m_session.emplace(ChannelSession::Role::Server, m_relay.publicKey(), access, std::move(k3));
    m_state = State::AwaitsFirst;
    return std::move(out).take();
}

Result<ChannelServer::Opened, ChannelError> ChannelServer::receiveFirst(ByteView frame)
{
    if (m_state != State::AwaitsFirst) {
        return Unexpected(ChannelError::Closed);
    }
    m_state = State::Closed;
    SOTTO_TRY(first, m_session->receive(frame));
    const bool known = m_session->access() == ChannelAccess::KnownEapi;
    return Opened{std::move(*m_session), std::move(first), known ? m_named : std::nullopt};
}

} // namespace sotto::crypto
