#include "net/relay/server/socket_connection.h"

#include <QTcpSocket>
#include <QWebSocket>

namespace sotto::relay {

namespace {

/// Before the handshake is over no message is longer than a ClientHello (1,218 bytes).
constexpr quint64 kHandshakeFrameBytesMax = 2'048;
constexpr qint64 kHandshakeBufferBytes = 8'192;
/// A frame of the channel with its head, and room for the next ones' beginning. Qt waits for the
/// whole frame before it takes any of it.
constexpr quint64 kFrameBytesMax =
    crypto::kMaxChannelPlaintextBytes + crypto::kChannelOverheadBytes;
constexpr qint64 kBufferBytes = static_cast<qint64>(kFrameBytesMax) + 65'536;
/// What a peer that never reads may make us keep in answers to pings and otherwise; above what
/// Conversation allows, which closes more politely.
constexpr qint64 kUnsentBytesMax = qint64{12} << 20;
/// A peer that takes nothing for so long is gone or means harm.
constexpr std::uint64_t kTakesNothingMs = 60'000;
/// How long a frame may take: the largest in this time is 17 kB a second. A peer that drops in
/// bytes would otherwise keep a megabyte here for ever.
constexpr std::uint64_t kFrameMs = 60'000;
/// How long the peer has for the closing handshake.
constexpr std::uint64_t kClosingMs = 5'000;
/// Codes from 4000 on are free for applications (RFC 6455 section 7.4.2).
constexpr std::uint16_t kFirstCloseCode = 4'000;

} // namespace

SocketConnection::SocketConnection(Service& service, RelayMetrics& metrics,
                                   const std::shared_ptr<Inbox>& inbox, QWebSocket* socket,
                                   QTcpSocket* tcp, std::uint64_t origin)
    : m_service(service)
    , m_metrics(metrics)
    , m_socket(socket)
    , m_tcp(tcp)
    , m_conversation(std::make_shared<Conversation>(service, inbox, *this, origin))
    , m_heardMs(service.clock.monotonicMs())
    , m_takenMs(m_heardMs)
{
    m_socket->setParent(this);
    m_socket->setMaxAllowedIncomingFrameSize(kHandshakeFrameBytesMax);
    m_socket->setMaxAllowedIncomingMessageSize(kHandshakeFrameBytesMax);
    m_socket->setReadBufferSize(kHandshakeBufferBytes);
    connect(m_socket, &QWebSocket::binaryMessageReceived, this, &SocketConnection::receive);
    connect(m_socket, &QWebSocket::textMessageReceived, this,
            [this] { leave(wire::MALFORMED, "messages are binary"); });
    connect(m_socket, &QWebSocket::disconnected, this, &SocketConnection::disconnected);
    connect(m_tcp, &QTcpSocket::readyRead, this, &SocketConnection::bytesArrived);
    connect(m_tcp, &QTcpSocket::bytesWritten, this, [this](qint64 bytes) {
        m_takenMs = m_service.clock.monotonicMs();
        m_metrics.bytesSent.add(static_cast<std::uint64_t>(bytes));
        countUnsent(unsentBytes());
    });
}

SocketConnection::~SocketConnection()
{
    m_conversation->ended();
    countUnsent(0);
}

void SocketConnection::countUnsent(std::size_t now)
{
    m_service.unsentBytes += now - m_unsentCounted; // wraps around where it became less
    m_unsentCounted = now;
}

void SocketConnection::receive(const QByteArray& message)
{
    m_metrics.bytesReceived.add(static_cast<std::uint64_t>(message.size()));
    m_partialMs = 0;
    m_conversation->receive({reinterpret_cast<const std::uint8_t*>(message.constData()),
                             static_cast<std::size_t>(message.size())});
}

void SocketConnection::bytesArrived()
{
    m_heardMs = m_service.clock.monotonicMs();
    if (m_tcp && m_tcp->bytesToWrite() > kUnsentBytesMax) {
        m_metrics.slowReadersClosed.add();
        m_conversation->ended();
        m_tcp->abort();
    }
}

void SocketConnection::send(ByteView frame)
{
    if (unsentBytes() == 0) {
        m_takenMs = m_service.clock.monotonicMs();
    }
    m_socket->sendBinaryMessage(QByteArray(reinterpret_cast<const char*>(frame.data()),
                                           static_cast<qsizetype>(frame.size())));
    countUnsent(unsentBytes());
}

void SocketConnection::opened()
{
    m_isOpen = true;
    m_socket->setMaxAllowedIncomingFrameSize(kFrameBytesMax);
    m_socket->setMaxAllowedIncomingMessageSize(kFrameBytesMax);
    m_socket->setReadBufferSize(kBufferBytes);
}

void SocketConnection::close(std::uint16_t code, std::string_view reason)
{
    m_closingMs = m_service.clock.monotonicMs();
    const auto closeCode = code == 0
                               ? QWebSocketProtocol::CloseCodeNormal
                               : static_cast<QWebSocketProtocol::CloseCode>(kFirstCloseCode + code);
    // Later: this may be called from inside a signal of the very socket.
    QMetaObject::invokeMethod(
        m_socket,
        [socket = m_socket, closeCode,
         text = QString::fromUtf8(reason.data(), static_cast<qsizetype>(reason.size()))] {
            socket->close(closeCode, text);
        },
        Qt::QueuedConnection);
}

std::size_t SocketConnection::unsentBytes() const
{
    return m_tcp ? static_cast<std::size_t>(m_tcp->bytesToWrite()) : 0;
}

void SocketConnection::tick()
{
    const std::uint64_t now = m_service.clock.monotonicMs();
    m_conversation->tick();
    const bool silent = now - m_heardMs > wire::kServerSilenceTimeoutMs;
    const bool takesNothing = unsentBytes() > 0 && now - m_takenMs > kTakesNothingMs;
    if (!m_tcp || m_tcp->bytesAvailable() == 0) {
        m_partialMs = 0;
    } else if (m_partialMs == 0) {
        m_partialMs = now;
    }
    const bool dropsIn = m_partialMs != 0 && now - m_partialMs > kFrameMs;
    const bool closesTooLong = m_closingMs != 0 && now - m_closingMs > kClosingMs;
    if (!silent && !takesNothing && !dropsIn && !closesTooLong) {
        return;
    }
    (silent ? m_metrics.silentClosed : m_metrics.slowReadersClosed).add();
    m_conversation->ended();
    if (m_tcp) {
        m_tcp->abort();
    }
}

void SocketConnection::leave(wire::Code code, std::string_view text)
{
    m_conversation->leave(code, text);
}

void SocketConnection::disconnected()
{
    m_conversation->ended();
    countUnsent(0);
    emit closed();
}

} // namespace sotto::relay
