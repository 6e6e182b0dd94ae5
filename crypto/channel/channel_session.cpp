#include "crypto/channel/channel_session.h"

#include "crypto/primitives/aead.h"

namespace sotto::crypto {

namespace {

std::array<std::uint8_t, kAeadNonceBytes> nonceOf(std::uint64_t counter)
{
    std::array<std::uint8_t, kAeadNonceBytes> nonce{};
    for (unsigned i = 0; i < 8; ++i) {
        nonce[kAeadNonceBytes - 1 - i] = static_cast<std::uint8_t>(counter >> (8 * i));
    }
    return nonce;
}

} // namespace

ChannelSession::ChannelSession(Role role, const SigningPublicKey& relayKey, ChannelAccess access,
                               ChannelK3 keys)
    : m_role(role)
    , m_relayKey(relayKey)
    , m_access(access)
    , m_binding(keys.binding)
    , m_nextEapi(std::move(keys.nextEapi))
{
    const bool client = role == Role::Client;
    m_send.key = std::move(client ? keys.fromClient : keys.fromServer);
    m_receive.key = std::move(client ? keys.fromServer : keys.fromClient);
}

void ChannelSession::Direction::advance(std::size_t plaintextBytes)
{
    ++counter; // never wraps: 2^64 frames are out of reach
    ++framesUnderKey;
    bytesUnderKey += plaintextBytes;
    if (framesUnderKey >= kChannelRekeyFrames || bytesUnderKey >= kChannelRekeyBytes) {
        key = rekeyed(key);
        framesUnderKey = 0;
        bytesUnderKey = 0;
    }
}

Result<Bytes, ChannelError> ChannelSession::sealAs(ChannelFrame type, ByteView plaintext)
{
    if (m_failed || m_send.finished) {
        return Unexpected(ChannelError::Closed);
    }
    if (plaintext.size() > kMaxChannelPlaintextBytes) {
        return Unexpected(ChannelError::TooLarge);
    }
    Bytes frame(plaintext.size() + kChannelOverheadBytes);
    frame[0] = static_cast<std::uint8_t>(type);
    aeadSeal(m_send.key.view(), nonceOf(m_send.counter), ByteView(frame).first(1), plaintext,
             MutableByteView(frame).subspan(1));
    m_send.advance(plaintext.size());
    return frame;
}

Result<Bytes, ChannelError> ChannelSession::seal(ByteView plaintext)
{
    return sealAs(ChannelFrame::Data, plaintext);
}

Result<Bytes, ChannelError> ChannelSession::finish()
{
    auto frame = sealAs(ChannelFrame::Finish, {});
    m_send.finished = m_send.finished || frame;
    return frame;
}

Result<ChannelSession::Received, ChannelError> ChannelSession::receive(ByteView frame)
{
    if (m_failed || m_receive.finished) {
        return Unexpected(ChannelError::Closed);
    }
    m_failed = true; // until this frame proves good
    if (frame.size() > kMaxChannelPlaintextBytes + kChannelOverheadBytes) {
        return Unexpected(ChannelError::TooLarge);
    }
    if (frame.size() < kChannelOverheadBytes) {
        return Unexpected(ChannelError::Malformed);
    }
    const bool finished = frame[0] == static_cast<std::uint8_t>(ChannelFrame::Finish);
    if (!finished && frame[0] != static_cast<std::uint8_t>(ChannelFrame::Data)) {
        return Unexpected(ChannelError::Malformed);
    }
    auto plaintext = aeadOpen(m_receive.key.view(), nonceOf(m_receive.counter), frame.first(1),
                              frame.subspan(1));
    if (!plaintext) {
        return Unexpected(ChannelError::Tampered);
    }
    if (finished && !plaintext->empty()) {
        return Unexpected(ChannelError::Malformed);
    }
    m_failed = false;
    m_receive.advance(plaintext->size());
    m_receive.finished = finished;
    return Received{finished, std::move(*plaintext)};
}

const Eapi* ChannelSession::nextEapi() const
{
    const bool confirmed = m_role == Role::Server || m_receive.counter > 0;
    return confirmed ? &m_nextEapi : nullptr;
}

} // namespace sotto::crypto
