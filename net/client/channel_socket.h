#pragma once

#include "crypto/channel/channel_client.h"
#include "net/client/connection_error.h"
#include "net/client/connection_options.h"

#include <QAbstractSocket>
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

class QWebSocket;

namespace sotto::client {

/// One WebSocket with the channel of PROTOCOL.md section 11 inside: plaintext frames in and out,
/// and the end with its reason. Notices a half-open connection by itself. Serves one connection.
/// Its callbacks may destroy it.
class ChannelSocket : public QObject
{
public:
    ChannelSocket(const RelayPlace& place, std::optional<crypto::Eapi> eapi);
    ~ChannelSocket() override;

    std::function<void()> onEstablished;
    std::function<void(crypto::SecretBytes plaintext)> onFrame;
    /// The relay's Finish came, or the connection ended in another way. Called once, and last.
    std::function<void(ConnectionError)> onClosed;

    void open();
    /// Null until onEstablished.
    [[nodiscard]] const crypto::ChannelSession* session() const
    {
        return m_session ? &*m_session : nullptr;
    }
    /// Seals and sends; at most crypto::kMaxChannelPlaintextBytes.
    void send(crypto::ByteView plaintext);
    /// Says that no more comes, and closes once the relay said so too.
    void finish();
    /// Asks for a sign of life now: after a change of network a connection is often dead.
    void probe();
    /// Ends the connection for a reason of the layer above.
    void fail(ConnectionError error);

private:
    enum class Stage : std::uint8_t
    {
        Idle,
        Connecting, ///< name, TCP, proxy, TLS, upgrade
        AwaitsServerHello,
        AwaitsServerAccess,
        Traffic,
        Finishing,
        Closed
    };

    void connectSignals();
    void watchBytes();
    void onConnected();
    void onDisconnected();
    void onMessage(const QByteArray& message);
    void onSocketError(QAbstractSocket::SocketError error);
    void onTraffic(crypto::ByteView frame);
    void onPulse();
    void sendRaw(crypto::ByteView frame);
    void close(ConnectionError error);
    [[nodiscard]] ErrorKind kindOf(QAbstractSocket::SocketError error) const;

    RelayPlace m_place;
    std::optional<crypto::ChannelClient> m_handshake;
    std::optional<crypto::ChannelSession> m_session;
    QWebSocket* m_socket = nullptr;
    QAbstractSocket* m_transport = nullptr; ///< m_socket's own TCP or TLS socket
    bool m_transportStood = false;
    Stage m_stage = Stage::Idle;
    QTimer m_deadline; ///< of the handshake, later of the relay's Finish
    QTimer m_pulse;
    QElapsedTimer m_lastByte;
    QElapsedTimer m_lastPing;
    std::uint32_t m_silenceMs;
};

} // namespace sotto::client
