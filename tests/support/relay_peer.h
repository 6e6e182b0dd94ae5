#pragma once

#include "crypto/channel/channel_client.h"
#include "crypto/channel/login.h"
#include "net/wire/relay.pb.h"
#include "tests/support/websocket_peer.h"

#include <deque>
#include <map>

namespace sotto::test {

/// A client of a relay: upgrade, channel, requests (PROTOCOL.md sections 11 and 12), over a
/// WebSocketPeer. It keeps no rule of section 12 by itself, so that a test can break each.
///
/// Two ways to use it, not both on one connection: receive() in an epoll loop, or the calls that
/// take a time-out and keep what arrives meanwhile.
class RelayPeer
{
public:
    struct Relay
    {
        crypto::RelayFingerprint fingerprint;
        crypto::AccessKey accessKey; ///< all zero for a relay that is open to everybody
    };
    enum class Stage : std::uint8_t
    {
        Upgrading,
        AwaitsServerHello,
        AwaitsServerAccess,
        Open, ///< traffic; the client's Hello has been sent, unless saysHello(false)
        Ended,
    };
    enum class End : std::uint8_t
    {
        None,
        Finished,  ///< the relay's Finish frame came: nothing that it sent is missing
        Closed,    ///< a WebSocket close without one; closeCode() tells which
        Lost,      ///< the connection was closed or reset, or did not come about
        Broken,    ///< not WebSocket, or not a ServerFrame
        Handshake, ///< channelError() tells why
        Traffic,   ///< a frame that the channel refuses
    };

    /// The handshake begins once the socket is connected, by itself; @p socket is new. @p upgraded
    /// if the upgrade was already.
    RelayPeer(WebSocketPeer socket, const Relay& relay, std::optional<crypto::Eapi> eapi,
              crypto::Random& random, bool upgraded = false);

    /// Whether the Hello follows upon the handshake by itself (it does); call it before that.
    void saysHello(bool yes) { m_saysHello = yes; }

    [[nodiscard]] WebSocketPeer& socket() { return m_socket; }
    /// Once Open: to seal by hand, or to sign with exporter().
    [[nodiscard]] crypto::ChannelSession& session() { return *m_session; }
    [[nodiscard]] Stage stage() const { return m_stage; }
    /// Finished even before stage() is Ended: the relay has yet to close.
    [[nodiscard]] End end() const { return m_end; }
    /// Of the WebSocket; 0 if none came.
    [[nodiscard]] std::uint16_t closeCode() const { return m_closeCode; }
    [[nodiscard]] crypto::ChannelError channelError() const { return m_channelError; }
    /// The relay's answer to Hello, once it has come.
    [[nodiscard]] const std::optional<wire::Welcome>& welcome() const { return m_welcome; }
    /// Why the relay said Goodbye, if it did.
    [[nodiscard]] const std::optional<wire::Refusal>& goodbye() const { return m_goodbye; }

    // ---- sending. False once the connection has failed.

    bool send(const wire::ClientFrame& frame);
    /// Sealed, whatever it is.
    bool sendPlaintext(crypto::ByteView plaintext);
    /// Like send(), but waits for socket().flush(): so that one send() takes many frames.
    bool queue(const wire::ClientFrame& frame);
    /// Gives the request the next identifier, unless it has one or is an Acknowledge; returns it.
    std::uint32_t submit(wire::Request request);
    /// The channel's Finish frame, then the WebSocket's close with 1000.
    bool finish();

    // ---- receiving in a loop

    /// The next frame that has arrived, until the next call; null if there is none by now: then
    /// either stage() is Ended, or wait until the socket is readable (and for writable if
    /// socket().wantsToWrite()).
    [[nodiscard]] const wire::ServerFrame* receive();

    // ---- receiving step by step; no time is measured but that of poll()

    /// Upgrade, channel and Welcome. False: see end(), or the time was over.
    [[nodiscard]] bool open(int timeoutMs);
    /// Nothing if the connection ended before, or the time was over.
    [[nodiscard]] std::optional<wire::Answer> answer(std::uint32_t id, int timeoutMs);
    [[nodiscard]] std::optional<wire::Answer> request(wire::Request request, int timeoutMs);
    /// The oldest one that was not taken yet.
    [[nodiscard]] std::optional<wire::Event> event(int timeoutMs);
    /// True once the connection has ended; end() tells how.
    [[nodiscard]] bool waitForEnd(int timeoutMs);

    // ---- requests that sign this connection

    [[nodiscard]] wire::Request login(const crypto::SigningKey& key, const crypto::Login& to) const;
    [[nodiscard]] wire::Request createMailbox(const crypto::MailboxId& mailbox,
                                              const crypto::SigningKey& owner) const;

private:
    void take(const WebSocketPeer::Received& received);
    void takeHandshake(crypto::ByteView frame);
    void takeTraffic(crypto::ByteView frame);
    void beginChannel();
    void endWith(End end);
    bool step(int timeoutMs);
    void keep(wire::ServerFrame& frame);

    WebSocketPeer m_socket;
    std::optional<crypto::ChannelClient> m_client;
    std::optional<crypto::ChannelSession> m_session;
    Stage m_stage = Stage::Upgrading;
    End m_end = End::None;
    std::uint16_t m_closeCode = 0;
    crypto::ChannelError m_channelError = crypto::ChannelError::Closed;
    bool m_saysHello = true;
    bool m_hasFrame = false;
    std::uint32_t m_nextId = 1;
    std::string m_scratch;
    wire::ServerFrame m_frame;
    std::optional<wire::Welcome> m_welcome;
    std::optional<wire::Refusal> m_goodbye;
    std::map<std::uint32_t, wire::Answer> m_answers;
    std::deque<wire::Event> m_events;
};

} // namespace sotto::test
