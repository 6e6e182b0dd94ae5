#include "tests/bench/relay_load/ws_stream.h"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/tcp.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace sotto::bench {

namespace {

constexpr std::size_t kFirstBuffer = 4'096;
/// The longest message of the channel and room for its frame's head.
constexpr std::size_t kLargestBuffer = std::size_t{4} << 20;

} // namespace

WsStream::WsStream(std::uint16_t port)
    : m_descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))
    , m_in(kFirstBuffer)
{
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(m_descriptor, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0 &&
        errno != EINPROGRESS) {
        lose("the connection is refused");
        return;
    }
    const std::string request = "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                                "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                "Sec-WebSocket-Key: c290dG8gcmVsYXktbG9hZA==\r\n"
                                "Sec-WebSocket-Version: 13\r\n\r\n";
    crypto::append(m_out, crypto::asBytes(request));
}

WsStream::~WsStream()
{
    ::close(m_descriptor);
}

void WsStream::lose(const std::string& reason)
{
    if (m_state != State::Lost) {
        m_state = State::Lost;
        m_reason = reason;
    }
}

void WsStream::queue(crypto::ByteView message)
{
    queueFrame(kBinary, message);
}

void WsStream::queueFrame(Opcode opcode, crypto::ByteView payload)
{
    const std::size_t size = payload.size();
    m_out.push_back(static_cast<std::uint8_t>(0x80 | opcode));
    const auto big = [this](std::size_t value, int bytes) {
        for (int i = bytes - 1; i >= 0; --i) {
            m_out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
        }
    };
    if (size < 126) {
        m_out.push_back(static_cast<std::uint8_t>(0x80 | size));
    } else if (size < 65'536) {
        m_out.push_back(0x80 | 126);
        big(size, 2);
    } else {
        m_out.push_back(0x80 | 127);
        big(size, 8);
    }
    m_out.insert(m_out.end(), 4, 0);
    crypto::append(m_out, payload);
}

void WsStream::flush()
{
    while (hasUnsent() && m_state != State::Lost) {
        const ssize_t count =
            ::send(m_descriptor, m_out.data() + m_written, m_out.size() - m_written, MSG_NOSIGNAL);
        if (count < 0) {
            if (errno != EAGAIN && errno != ENOTCONN) {
                lose("the connection broke while sending");
            }
            return;
        }
        m_written += static_cast<std::size_t>(count);
    }
    m_out.clear();
    m_written = 0;
}

void WsStream::read()
{
    if (m_begin == m_end) {
        m_begin = m_end = 0;
    } else if (m_begin > 0 && m_end == m_in.size()) {
        std::memmove(m_in.data(), m_in.data() + m_begin, unread());
        m_end -= m_begin;
        m_begin = 0;
    }
    if (m_end == m_in.size()) {
        if (m_in.size() >= kLargestBuffer) {
            return lose("a message is too long");
        }
        m_in.resize(4 * m_in.size());
    }
    const ssize_t count = ::recv(m_descriptor, m_in.data() + m_end, m_in.size() - m_end, 0);
    if (count > 0) {
        m_end += static_cast<std::size_t>(count);
        if (m_state == State::Upgrading) {
            readUpgrade();
        }
    } else if (count == 0 || errno != EAGAIN) {
        lose("the relay closed the connection");
    }
}

void WsStream::readUpgrade()
{
    const std::string_view text(reinterpret_cast<const char*>(m_in.data()) + m_begin, unread());
    const std::size_t end = text.find("\r\n\r\n");
    if (end == std::string_view::npos) {
        return;
    }
    if (!text.starts_with("HTTP/1.1 101")) {
        return lose("no upgrade: " + std::string(text.substr(0, text.find("\r\n"))));
    }
    m_begin += end + 4;
    m_state = State::Open;
}

std::optional<crypto::ByteView> WsStream::next()
{
    while (m_state == State::Open && unread() >= 2) {
        const std::uint8_t* head = m_in.data() + m_begin;
        const auto opcode = static_cast<Opcode>(head[0] & 0x0F);
        const bool isLast = (head[0] & 0x80) != 0;
        std::size_t size = head[1] & 0x7F;
        std::size_t headSize = 2;
        if (size >= 126) {
            const std::size_t bytes = size == 126 ? 2 : 8;
            if (unread() < 2 + bytes) {
                return std::nullopt;
            }
            size = 0;
            for (std::size_t i = 0; i < bytes; ++i) {
                size = size << 8 | head[2 + i];
            }
            headSize += bytes;
        }
        if (unread() < headSize + size) {
            return std::nullopt;
        }
        const crypto::ByteView payload(head + headSize, size);
        m_begin += headSize + size;
        if (opcode == kPing) {
            queueFrame(kPong, payload);
        } else if (opcode == kClose) {
            lose("closed: " + std::string(reinterpret_cast<const char*>(payload.data()) +
                                              std::min<std::size_t>(2, size),
                                          size - std::min<std::size_t>(2, size)));
        } else if (opcode == kBinary && isLast) {
            return payload;
        } else if (opcode == kBinary || opcode == kContinuation) {
            if (opcode == kBinary) {
                m_fragments.clear();
            }
            crypto::append(m_fragments, payload);
            if (isLast) {
                return m_fragments;
            }
        }
    }
    return std::nullopt;
}

} // namespace sotto::bench
