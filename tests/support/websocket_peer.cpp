#include "tests/support/websocket_peer.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace sotto::test {

namespace {

// The example of RFC 6455 section 1.3. A test needs no fresh nonce, and so no SHA-1 either.
constexpr std::string_view kNonce = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::string_view kAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

constexpr std::size_t kFirstReadBytes = std::size_t{4} << 10; // thousands of peers are mostly idle
constexpr std::size_t kReadBytesMax = std::size_t{64} << 10;
constexpr std::size_t kUpgradeAnswerBytesMax = std::size_t{16} << 10;

sockaddr_in address(const char* host, std::uint16_t port)
{
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(port);
    ::inet_pton(AF_INET, host, &out.sin_addr);
    return out;
}

const sockaddr* generic(const sockaddr_in& in)
{
    return reinterpret_cast<const sockaddr*>(&in);
}

void setOption(int socket, int level, int name, int value)
{
    ::setsockopt(socket, level, name, &value, sizeof value);
}

bool accepts(const std::string& answer)
{
    return answer.starts_with("HTTP/1.1 101 ") && answer.find(kAccept) != std::string::npos;
}

} // namespace

WebSocketPeer::WebSocketPeer(int descriptor)
    : m_socket(descriptor)
{
    ::fcntl(m_socket, F_SETFL, ::fcntl(m_socket, F_GETFL) | O_NONBLOCK);
}

WebSocketPeer WebSocketPeer::connectTo(std::uint16_t port, const Options& options)
{
    WebSocketPeer peer(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    peer.m_upgraded = false;
    setOption(peer.m_socket, IPPROTO_TCP, TCP_NODELAY, 1);
    if (options.receiveBufferBytes > 0) {
        setOption(peer.m_socket, SOL_SOCKET, SO_RCVBUF, options.receiveBufferBytes);
    }
    // The port is chosen with the connection, or thousands of peers would use them up.
    setOption(peer.m_socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
    const sockaddr_in own = address(options.from.c_str(), 0);
    const sockaddr_in relay = address("127.0.0.1", port);
    if (::bind(peer.m_socket, generic(own), sizeof own) != 0 ||
        (::connect(peer.m_socket, generic(relay), sizeof relay) != 0 && errno != EINPROGRESS)) {
        peer.m_end = Arrived::Ended;
        peer.m_sendFailed = true;
    }
    return peer;
}

WebSocketPeer::WebSocketPeer(WebSocketPeer&& other) noexcept
    : m_socket(-1)
{
    *this = std::move(other);
}

WebSocketPeer& WebSocketPeer::operator=(WebSocketPeer&& other) noexcept
{
    if (this != &other) {
        close();
        m_socket = std::exchange(other.m_socket, -1);
        m_upgraded = other.m_upgraded;
        m_answersControls = other.m_answersControls;
        m_closeSent = other.m_closeSent;
        m_messageBytesMax = other.m_messageBytesMax;
        m_maskState = other.m_maskState;
        m_out = std::move(other.m_out);
        m_outSent = std::exchange(other.m_outSent, 0);
        other.m_out.clear();
        m_sendFailed = other.m_sendFailed;
        m_in = std::move(other.m_in);
        m_inBegin = std::exchange(other.m_inBegin, 0);
        m_inEnd = std::exchange(other.m_inEnd, 0);
        m_inUsed = std::exchange(other.m_inUsed, 0);
        m_readWasFull = other.m_readWasFull;
        m_end = other.m_end;
        m_fragments = std::move(other.m_fragments);
        m_fragmented = other.m_fragmented;
        m_fragmentsShown = other.m_fragmentsShown;
        m_upgradeAnswer = std::move(other.m_upgradeAnswer);
    }
    return *this;
}

WebSocketPeer::~WebSocketPeer()
{
    close();
}

// ---- sending -----------------------------------------------------------------------------------

bool WebSocketPeer::sendUpgrade(const std::string& host, const std::string& path,
                                const std::string& more)
{
    const std::string request = "GET " + path + " HTTP/1.1\r\nHost: " + host +
                                "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " +
                                std::string(kNonce) + "\r\n" + more + "\r\n";
    return sendRaw(crypto::asBytes(request));
}

bool WebSocketPeer::sendFrame(WebSocketOpcode opcode, crypto::ByteView payload, bool final)
{
    queueFrame(opcode, payload, final);
    return flush();
}

bool WebSocketPeer::sendClose(std::uint16_t code)
{
    m_closeSent = true;
    const std::array<std::uint8_t, 2> payload{static_cast<std::uint8_t>(code >> 8),
                                              static_cast<std::uint8_t>(code)};
    return sendFrame(WebSocketOpcode::Close, payload);
}

bool WebSocketPeer::sendRaw(crypto::ByteView bytes)
{
    crypto::append(m_out, bytes);
    return flush();
}

void WebSocketPeer::queueBinary(crypto::ByteView payload)
{
    queueFrame(WebSocketOpcode::Binary, payload, true);
}

void WebSocketPeer::queueFrame(WebSocketOpcode opcode, crypto::ByteView payload, bool final)
{
    WebSocketHead head;
    head.opcode = opcode;
    head.final = final;
    head.masked = nextMask();
    appendFrame(m_out, head, payload);
}

// Masks keep caches between client and server from being led astray; a test has none between, so
// any sequence does.
MaskingKey WebSocketPeer::nextMask()
{
    m_maskState ^= m_maskState << 13;
    m_maskState ^= m_maskState >> 17;
    m_maskState ^= m_maskState << 5;
    MaskingKey key;
    std::memcpy(key.data(), &m_maskState, key.size());
    return key;
}

bool WebSocketPeer::flush()
{
    while (!m_sendFailed && wantsToWrite()) {
        const ssize_t sent =
            ::send(m_socket, m_out.data() + m_outSent, unsentBytes(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) {
            m_outSent += static_cast<std::size_t>(sent);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return true;
        } else if (errno != EINTR) {
            m_sendFailed = true;
        }
    }
    m_out.clear();
    m_outSent = 0;
    return !m_sendFailed;
}

bool WebSocketPeer::flush(int timeoutMs)
{
    while (flush() && wantsToWrite()) {
        if (!await(POLLOUT, timeoutMs)) {
            return false;
        }
    }
    return !m_sendFailed;
}

bool WebSocketPeer::await(int events, int timeoutMs) const
{
    pollfd entry{m_socket, static_cast<short>(events), 0};
    int ready = 0;
    do {
        ready = ::poll(&entry, 1, timeoutMs);
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
}

// ---- receiving ---------------------------------------------------------------------------------

WebSocketPeer::Received WebSocketPeer::fail(Arrived what)
{
    m_end = what;
    return {what, {}, 0};
}

// Reads what is there. False if nothing was; m_end then tells whether more can come.
bool WebSocketPeer::fill()
{
    if (m_inBegin == m_inEnd) {
        m_inBegin = m_inEnd = 0;
    } else if (m_inEnd == m_in.size() && m_inBegin > 0) {
        std::copy(m_in.begin() + static_cast<std::ptrdiff_t>(m_inBegin),
                  m_in.begin() + static_cast<std::ptrdiff_t>(m_inEnd), m_in.begin());
        m_inEnd -= std::exchange(m_inBegin, 0);
    }
    // A busy connection gets more room for one read, a long message as much as it needs.
    if (m_inEnd == m_in.size() || (m_readWasFull && m_in.size() < kReadBytesMax)) {
        m_in.resize(std::max(kFirstReadBytes, 2 * m_in.size()));
    }
    ssize_t got = 0;
    do {
        got = ::recv(m_socket, m_in.data() + m_inEnd, m_in.size() - m_inEnd, MSG_DONTWAIT);
    } while (got < 0 && errno == EINTR);
    if (got > 0) {
        m_inEnd += static_cast<std::size_t>(got);
        m_readWasFull = m_inEnd == m_in.size();
        return true;
    }
    if (got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) {
        m_end = Arrived::Ended;
    }
    return false;
}

WebSocketPeer::Received WebSocketPeer::receive()
{
    m_inBegin += std::exchange(m_inUsed, 0);
    if (std::exchange(m_fragmentsShown, false)) {
        m_fragments.clear();
    }
    while (m_end != Arrived::Broken) {
        const crypto::ByteView ahead(m_in.data() + m_inBegin, m_inEnd - m_inBegin);
        if (!m_upgraded) {
            const Received received = readUpgrade();
            if (received.what != Arrived::Nothing) {
                return received;
            }
        } else {
            WebSocketHead head;
            const HeadRead read = readHead(ahead, head);
            if (read == HeadRead::Malformed ||
                (read == HeadRead::Complete &&
                 (head.masked || head.reserved != 0 || head.payloadBytes > m_messageBytesMax))) {
                return fail(Arrived::Broken);
            }
            if (read == HeadRead::Complete && ahead.size() - head.headBytes >= head.payloadBytes) {
                const auto payload = ahead.subspan(head.headBytes, head.payloadBytes);
                m_inUsed = head.headBytes + payload.size();
                bool skipped = false;
                const Received received = takeFrame(head, payload, skipped);
                if (!skipped) {
                    return received;
                }
                m_inBegin += std::exchange(m_inUsed, 0);
                continue;
            }
        }
        if (m_end != Arrived::Nothing || !fill()) {
            break;
        }
    }
    return {m_end, {}, 0};
}

WebSocketPeer::Received WebSocketPeer::readUpgrade()
{
    const std::string_view ahead(reinterpret_cast<const char*>(m_in.data()) + m_inBegin,
                                 m_inEnd - m_inBegin);
    const std::size_t end = ahead.find("\r\n\r\n");
    if (end == std::string_view::npos) {
        return ahead.size() > kUpgradeAnswerBytesMax ? fail(Arrived::Broken) : Received();
    }
    m_upgradeAnswer = ahead.substr(0, end);
    if (!accepts(m_upgradeAnswer)) {
        return fail(Arrived::Broken);
    }
    m_inBegin += end + 4;
    m_upgraded = true;
    return {Arrived::Upgraded, {}, 0};
}

WebSocketPeer::Received WebSocketPeer::takeClose(crypto::ByteView payload)
{
    if (payload.size() == 1) {
        return fail(Arrived::Broken);
    }
    if (m_answersControls && !m_closeSent) {
        m_closeSent = true;
        sendFrame(WebSocketOpcode::Close, payload);
    }
    if (payload.empty()) {
        return {Arrived::Close, {}, 1005};
    }
    return {Arrived::Close, payload.subspan(2),
            static_cast<std::uint16_t>(payload[0] << 8 | payload[1])};
}

WebSocketPeer::Received WebSocketPeer::takeFrame(const WebSocketHead& head,
                                                 crypto::ByteView payload, bool& skipped)
{
    switch (head.opcode) {
    case WebSocketOpcode::Ping:
        if (!m_answersControls) {
            return {Arrived::Ping, payload, 0};
        }
        sendFrame(WebSocketOpcode::Pong, payload);
        skipped = true;
        return {};
    case WebSocketOpcode::Pong:
        return {Arrived::Pong, payload, 0};
    case WebSocketOpcode::Close:
        return takeClose(payload);
    case WebSocketOpcode::Continuation:
        if (!m_fragmented || m_fragments.size() + payload.size() > m_messageBytesMax) {
            return fail(Arrived::Broken);
        }
        break;
    case WebSocketOpcode::Text:
    case WebSocketOpcode::Binary:
        if (m_fragmented) {
            return fail(Arrived::Broken);
        }
        if (head.final) {
            return {head.opcode == WebSocketOpcode::Text ? Arrived::Text : Arrived::Binary, payload,
                    0};
        }
        m_fragmented = head.opcode;
        break;
    }
    crypto::append(m_fragments, payload);
    if (!head.final) {
        skipped = true;
        return {};
    }
    m_fragmentsShown = true;
    const auto opcode = *std::exchange(m_fragmented, std::nullopt);
    return {opcode == WebSocketOpcode::Text ? Arrived::Text : Arrived::Binary, m_fragments, 0};
}

WebSocketPeer::Received WebSocketPeer::receive(int timeoutMs)
{
    for (;;) {
        const Received received = receive();
        if (received.what != Arrived::Nothing) {
            return received;
        }
        flush();
        if (!await(wantsToWrite() ? POLLIN | POLLOUT : POLLIN, timeoutMs)) {
            return {};
        }
    }
}

// ---- leaving -----------------------------------------------------------------------------------

void WebSocketPeer::shutdownWriting()
{
    ::shutdown(m_socket, SHUT_WR);
}

void WebSocketPeer::close()
{
    if (m_socket >= 0) {
        ::close(std::exchange(m_socket, -1));
    }
    m_end = Arrived::Ended;
    m_sendFailed = true;
}

void WebSocketPeer::reset()
{
    const linger now{1, 0};
    ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
}

} // namespace sotto::test
