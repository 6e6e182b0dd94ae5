#pragma once

#include "crypto/channel/channel_session.h"

namespace sotto::crypto {

/// The client's handshake: send hello(), then what receiveServerHello() returns; then traffic.
/// After an error it is Closed: start a new one on a new connection.
class ChannelClient
{
public:
    /// @p eapi is what the last connection for this object left, if any; posting connections give
    /// none. An all-zero @p accessKey is that of a relay open to everybody.
    ChannelClient(const RelayFingerprint& relay, AccessKey accessKey, std::optional<Eapi> eapi,
                  Random& random);

    [[nodiscard]] const Bytes& hello() const { return m_hello; }
    /// Checks the relay's identity before anything more is said. Returns the ClientAccess frame.
    [[nodiscard]] Result<Bytes, ChannelError> receiveServerHello(ByteView frame);
    /// Ends the handshake.
    [[nodiscard]] Result<ChannelSession, ChannelError> receiveServerAccess(ByteView frame);

private:
    enum class State : std::uint8_t
    {
        AwaitsServerHello,
        AwaitsServerAccess,
        Closed
    };

    RelayFingerprint m_relay;
    SigningPublicKey m_relayKey; ///< once its fingerprint and signature were checked
    AccessKey m_accessKey;
    std::optional<Eapi> m_eapi;
    XWingSecretKey m_ephemeral;
    Bytes m_hello;
    Bytes m_serverHello;
    Bytes m_clientAccess;
    std::optional<ChannelK1> m_k1;
    State m_state = State::AwaitsServerHello;
};

} // namespace sotto::crypto
