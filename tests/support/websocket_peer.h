#pragma once

#include "tests/support/websocket_frame.h"

#include <string>
#include <utility>

namespace sotto::test {

/// A WebSocket client (RFC 6455) over a TCP socket of this machine, for tests and for the load
/// program. It never blocks but in the calls that take a time-out, so that thousands of them can
/// live in one epoll loop; and it sends whatever it is told to, also what breaks the protocol.
///
/// Time-outs are those of poll() and begin anew with every byte that arrives.
class WebSocketPeer
{
public:
    struct Options
    {
        std::string from = "127.0.0.1"; ///< the own address; all of 127.0.0.0/8 is this machine
        int receiveBufferBytes = 0;     ///< SO_RCVBUF; 0 leaves it to the system
    };

    /// Takes over a connected stream socket on which the upgrade has been.
    explicit WebSocketPeer(int descriptor);
    /// Begins to connect to 127.0.0.1; a failure shows as Ended in what arrives first.
    static WebSocketPeer connectTo(std::uint16_t port, const Options& options);
    static WebSocketPeer connectTo(std::uint16_t port) { return connectTo(port, Options()); }

    WebSocketPeer(WebSocketPeer&& other) noexcept;
    WebSocketPeer& operator=(WebSocketPeer&& other) noexcept;
    ~WebSocketPeer();

    /// For poll() and epoll: always readable-interested, and writable as well if wantsToWrite().
    [[nodiscard]] int descriptor() const { return m_socket; }
    [[nodiscard]] bool wantsToWrite() const { return unsentBytes() > 0; }
    [[nodiscard]] std::size_t unsentBytes() const { return m_out.size() - m_outSent; }

    // ---- sending. What the socket does not take at once is kept; flush() goes on. All return
    // ---- false once the connection has failed.

    /// Asks for the upgrade; Upgraded arrives if it was granted. @p more are further header lines,
    /// each with its "\r\n".
    bool sendUpgrade(const std::string& host = "127.0.0.1", const std::string& path = "/",
                     const std::string& more = {});
    /// One frame, masked, by one send().
    bool sendFrame(WebSocketOpcode opcode, crypto::ByteView payload, bool final = true);
    bool sendBinary(crypto::ByteView payload)
    {
        return sendFrame(WebSocketOpcode::Binary, payload);
    }
    bool sendClose(std::uint16_t code);
    /// Any bytes at all.
    bool sendRaw(crypto::ByteView bytes);
    /// Like sendBinary, but waits for flush(): so that one send() takes many frames.
    void queueBinary(crypto::ByteView payload);
    bool flush();
    /// The same, waiting for the socket. False if it took nothing for @p timeoutMs.
    bool flush(int timeoutMs);

    // ---- receiving

    enum class Arrived : std::uint8_t
    {
        Nothing, ///< not yet, or the time is over
        Upgraded,
        Text,
        Binary,
        Ping, ///< only if it is not answered here: answerControls(false)
        Pong,
        Close,  ///< payload: the reason's text
        Ended,  ///< the connection was closed or reset, or did not come about
        Broken, ///< what came is no WebSocket; no more is read
    };
    struct Received
    {
        Arrived what = Arrived::Nothing;
        crypto::ByteView payload;    ///< until the next call that receives
        std::uint16_t closeCode = 0; ///< 1005 if a Close had none (RFC 6455 section 7.1.5)
    };

    /// What has arrived by now. Call it until Nothing: it reads ahead.
    [[nodiscard]] Received receive();
    /// Waits for it, sending meanwhile what is unsent.
    [[nodiscard]] Received receive(int timeoutMs);

    /// Whether a Ping and a Close are answered at once, as the RFC demands (they are).
    void answerControls(bool yes) { m_answersControls = yes; }
    /// A longer message is Broken.
    void setMessageBytesMax(std::size_t bytes) { m_messageBytesMax = bytes; }
    /// The answer to the upgrade: status line and header, whether or not it was granted.
    [[nodiscard]] const std::string& upgradeAnswer() const { return m_upgradeAnswer; }

    // ---- leaving

    /// Sends no more (FIN) and goes on receiving.
    void shutdownWriting();
    void close();
    /// Closes with RST, as a crash or a cut line looks like.
    void reset();

private:
    bool fill();
    [[nodiscard]] bool await(int events, int timeoutMs) const;
    [[nodiscard]] Received fail(Arrived what);
    [[nodiscard]] Received readUpgrade();
    [[nodiscard]] Received takeClose(crypto::ByteView payload);
    [[nodiscard]] Received takeFrame(const WebSocketHead& head, crypto::ByteView payload,
                                     bool& skipped);
    void queueFrame(WebSocketOpcode opcode, crypto::ByteView payload, bool final);
    [[nodiscard]] MaskingKey nextMask();

    int m_socket = -1;
    bool m_upgraded = true;
    bool m_answersControls = true;
    bool m_closeSent = false;
    std::size_t m_messageBytesMax = std::size_t{4} << 20;
    std::uint32_t m_maskState = 0x9E3779B9;

    crypto::Bytes m_out;
    std::size_t m_outSent = 0;
    bool m_sendFailed = false;

    crypto::Bytes m_in; ///< read ahead: from m_inBegin to m_inEnd
    std::size_t m_inBegin = 0;
    std::size_t m_inEnd = 0;
    std::size_t m_inUsed = 0; ///< bytes at m_inBegin that the last Received showed
    bool m_readWasFull = false;
    Arrived m_end = Arrived::Nothing;

    crypto::Bytes m_fragments;
    std::optional<WebSocketOpcode> m_fragmented;
    bool m_fragmentsShown = false;
    std::string m_upgradeAnswer;
};

} // namespace sotto::test
