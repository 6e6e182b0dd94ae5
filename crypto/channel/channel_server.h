#pragma once

#include "crypto/channel/channel_session.h"

namespace sotto::crypto {

/// The relay's handshake. Before a first valid frame under K3 it costs one X-Wing encapsulation
/// and one signature and changes nothing in the store, so it needs no cookie: limit connections
/// instead. It waits for no store: where one is needed, the caller asks it and goes on with the
/// answer. After an error send refusal() and close; one frame for every reason.
class ChannelServer
{
public:
    struct Opened
    {
        ChannelSession session;
        ChannelSession::Received first; ///< the client's first frame
        /// The EAPI that let the client in, if one did. EapiRecord::advance(used, nextEapi()) must
        /// be durable before the relay sends its first frame under K3; if the record does not know
        /// it any more, or cannot be stored, the caller sends none and closes: the client, which
        /// heard nothing, keeps what it had and connects again.
        std::optional<EapiIdentifier> used;
    };

    /// Both outlive the handshake.
    ChannelServer(const SigningKey& relay, const AccessKey& accessKey)
        : m_relay(relay)
        , m_accessKey(accessKey)
    {}

    /// Returns the ServerHello.
    [[nodiscard]] Result<Bytes, ChannelError> receiveClientHello(ByteView frame, Random& random);
    /// Returns the EAPI that the client names, if it names one: look it up.
    [[nodiscard]] Result<std::optional<EapiIdentifier>, ChannelError>
    receiveClientAccess(ByteView frame);
    /// Returns the ServerAccess frame. @p known is the named EAPI, or null if there is none of that
    /// name; without a name it must be null.
    [[nodiscard]] Result<Bytes, ChannelError> answerAccess(const Eapi* known);
    /// The client's first frame under K3: only now the EAPI may advance or a fallback be counted.
    [[nodiscard]] Result<Opened, ChannelError> receiveFirst(ByteView frame);

    [[nodiscard]] static Bytes refusal();

private:
    enum class State : std::uint8_t
    {
        AwaitsClientHello,
        AwaitsClientAccess,
        AwaitsEapi,
        AwaitsFirst,
        Closed
    };

    const SigningKey& m_relay;
    const AccessKey& m_accessKey;
    Bytes m_serverHello;
    Bytes m_clientAccess;
    std::optional<ChannelK1> m_k1;
    std::optional<EapiIdentifier> m_named;
    std::optional<ChannelSession> m_session;
    State m_state = State::AwaitsClientHello;
};

} // namespace sotto::crypto
