#pragma once

#include "crypto/base/bytes.h"

#include <optional>
#include <string>

namespace sotto::bench {

/// The client's end of one WebSocket (RFC 6455) on loopback, that neither blocks nor copies more
/// than it must. Masks with zero, which costs the server the same work and us none.
class WsStream
{
public:
    enum class State : std::uint8_t
    {
        Upgrading,
        Open,
        Lost
    };

    /// Connects, and queues the upgrade request.
    explicit WsStream(std::uint16_t port);
    WsStream(const WsStream&) = delete;
    WsStream& operator=(const WsStream&) = delete;
    ~WsStream();

    [[nodiscard]] int descriptor() const { return m_descriptor; }
    [[nodiscard]] State state() const { return m_state; }
    /// Why it is Lost.
    [[nodiscard]] const std::string& reason() const { return m_reason; }

    void queue(crypto::ByteView message);
    /// Writes what the socket takes.
    void flush();
    [[nodiscard]] bool hasUnsent() const { return m_written < m_out.size(); }

    /// Takes what the socket has; after the upgrade's answer the state is Open.
    void read();
    /// The next whole message; valid until the next call of this or of read().
    [[nodiscard]] std::optional<crypto::ByteView> next();

private:
    enum Opcode : std::uint8_t
    {
        kContinuation = 0,
        kBinary = 2,
        kClose = 8,
        kPing = 9,
        kPong = 10
    };

    void lose(const std::string& reason);
    void readUpgrade();
    void queueFrame(Opcode opcode, crypto::ByteView payload);
    [[nodiscard]] std::size_t unread() const { return m_end - m_begin; }

    int m_descriptor;
    State m_state = State::Upgrading;
    std::string m_reason;
    crypto::Bytes m_out;
    std::size_t m_written = 0;
    crypto::Bytes m_in;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    crypto::Bytes m_fragments; ///< of a message that comes in several frames
};

} // namespace sotto::bench
