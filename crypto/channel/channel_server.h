#pragma once

#include "crypto/channel/channel_session.h"

namespace sotto::crypto {

/// The relay's handshake. Before a first valid frame under K3 it costs one X-Wing encapsulation
/// and one signature and changes nothing in the store, so it needs no cookie: limit connections
/// instead. After an error send refusal() and close; one frame for every reason.
class ChannelServer
{
public:
    struct Opened
    {
        ChannelSession session;
        ChannelSession::Received first; ///< the client's first frame
    };

    /// All three outlive the handshake.
    ChannelServer(const SigningKey& relay, const AccessKey& accessKey, EapiStore& store)
        : m_relay(relay)
        , m_accessKey(accessKey)
        , m_store(store)
    {}

    /// Returns the ServerHello.
    [[nodiscard]] Result<Bytes, ChannelError> receiveClientHello(ByteView frame, Random& random);
    /// Returns the ServerAccess frame. Reads the store only.
    [[nodiscard]] Result<Bytes, ChannelError> receiveClientAccess(ByteView frame);
    /// The client's first frame under K3: only now the EAPI advances or a fallback is counted.
    [[nodiscard]] Result<Opened, ChannelError> receiveFirst(ByteView frame);

    [[nodiscard]] static Bytes refusal();

private:
    enum class State : std::uint8_t
    {
        AwaitsClientHello,
        AwaitsClientAccess,
        AwaitsFirst,
        Closed
    };

    const SigningKey& m_relay;
    const AccessKey& m_accessKey;
    EapiStore& m_store;
    Bytes m_serverHello;
    std::optional<ChannelK1> m_k1;
    EapiIdentifier m_identifier;
    std::optional<ChannelSession> m_session;
    State m_state = State::AwaitsClientHello;
};

} // namespace sotto::crypto
