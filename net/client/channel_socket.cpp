#include "net/client/channel_socket.h"

#include "net/client/endpoint.h"

#include <algorithm>

#include <QPointer>
#include <QSslConfiguration>
#include <QWebSocket>

namespace sotto::client {

namespace {

constexpr std::uint64_t kFrameBytesMax =
    crypto::kMaxChannelPlaintextBytes + crypto::kChannelOverheadBytes;

crypto::ByteView viewOf(const QByteArray& bytes)
{
    return {reinterpret_cast<const std::uint8_t*>(bytes.constData()),
            static_cast<std::size_t>(bytes.size())};
}

} // namespace

ChannelSocket::ChannelSocket(const RelayPlace& place, std::optional<crypto::Eapi> eapi)
    : m_place(place)
    , m_handshake(std::in_place, place.address->fingerprint, place.address->accessKey.duplicate(),
                  std::move(eapi), *place.random)
    , m_silenceMs(place.options.link.timings.silenceMs)
{
    m_deadline.setSingleShot(true);
    m_pulse.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        close({.kind = m_stage == Stage::Connecting ? ErrorKind::Unreachable : ErrorKind::TimedOut,
               .technical = "no channel in time"});
    });
    connect(&m_pulse, &QTimer::timeout, this, &ChannelSocket::onPulse);
}

ChannelSocket::~ChannelSocket()
{
    if (m_socket != nullptr) {
        // It may be on the stack, calling us.
        m_socket->disconnect(this);
        if (m_transport != nullptr) {
            m_transport->disconnect(this);
        }
        m_socket->abort();
        m_socket->deleteLater();
    }
}

void ChannelSocket::open()
{
    const LinkOptions& options = m_place.options.link;
    m_socket = new QWebSocket();
    m_socket->setProxy(options.proxy.forConnection(*m_place.random));
    m_socket->setMaxAllowedIncomingFrameSize(kFrameBytesMax);
    m_socket->setMaxAllowedIncomingMessageSize(kFrameBytesMax);
    if (!options.strictTls) {
        QSslConfiguration tls = m_socket->sslConfiguration();
        tls.setPeerVerifyMode(QSslSocket::VerifyNone);
        m_socket->setSslConfiguration(tls);
    }
    connectSignals();
    m_stage = Stage::Connecting;
    m_deadline.start(static_cast<int>(options.timings.connectMs));
    m_socket->open(endpointOf(*m_place.address));
    watchBytes();
}

void ChannelSocket::connectSignals()
{
    connect(m_socket, &QWebSocket::connected, this, &ChannelSocket::onConnected);
    connect(m_socket, &QWebSocket::binaryMessageReceived, this, &ChannelSocket::onMessage);
    connect(m_socket, &QWebSocket::textMessageReceived, this,
            [this] { close({.kind = ErrorKind::ProtocolBroken, .technical = "a text message"}); });
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(m_socket, &QWebSocket::errorOccurred, this, &ChannelSocket::onSocketError);
#else
    connect(m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this,
            &ChannelSocket::onSocketError);
#endif
    // Where an attempt fails, Qt says so first, and why in the same turn.
    connect(m_socket, &QWebSocket::disconnected, this, &ChannelSocket::onDisconnected,
            Qt::QueuedConnection);
}

void ChannelSocket::onDisconnected()
{
    const bool isNoRelay = m_stage == Stage::Connecting && m_transportStood;
    close({.kind = isNoRelay ? ErrorKind::NoRelay : ErrorKind::Lost, .technical = "disconnected"});
}

void ChannelSocket::watchBytes()
{
    // QWebSocket tells of whole frames only. A megabyte on a slow line takes longer than the
    // allowed silence, so what counts as life are the bytes of the socket beneath it, and, while
    // our own bytes still queue up before the system, that it takes some of them.
    m_transport = m_socket->findChild<QAbstractSocket*>();
    m_lastByte.start();
    if (m_transport == nullptr) {
        return;
    }
    connect(m_transport, &QAbstractSocket::connected, this, [this] { m_transportStood = true; });
    connect(m_transport, &QIODevice::readyRead, this, [this] {
        m_lastByte.restart();
        m_silenceMs = m_place.options.link.timings.silenceMs;
    });
    connect(m_transport, &QIODevice::bytesWritten, this, [this] {
        if (m_transport->bytesToWrite() > 0) {
            m_lastByte.restart();
        }
    });
}

void ChannelSocket::onConnected()
{
    m_stage = Stage::AwaitsServerHello;
    sendRaw(m_handshake->hello());
}

void ChannelSocket::onMessage(const QByteArray& message)
{
    if (m_transport == nullptr) {
        m_lastByte.restart();
    }
    const crypto::ByteView frame = viewOf(message);
    switch (m_stage) {
    case Stage::AwaitsServerHello: {
        const auto access = m_handshake->receiveServerHello(frame);
        if (!access) {
            return close(errorOf(access.error()));
        }
        m_stage = Stage::AwaitsServerAccess;
        return sendRaw(access.value());
    }
    case Stage::AwaitsServerAccess: {
        auto session = m_handshake->receiveServerAccess(frame);
        if (!session) {
            return close(errorOf(session.error()));
        }
        m_session = std::move(session).value();
        m_handshake.reset();
        m_stage = Stage::Traffic;
        m_deadline.stop();
        m_lastPing.start();
        m_pulse.start(static_cast<int>(m_place.options.link.timings.pingMs));
        const auto callback = onEstablished;
        return callback();
    }
    case Stage::Traffic:
    case Stage::Finishing:
        return onTraffic(frame);
    case Stage::Idle:
    case Stage::Connecting:
    case Stage::Closed:
        return;
    }
}

void ChannelSocket::onTraffic(crypto::ByteView frame)
{
    auto received = m_session->receive(frame);
    if (!received) {
        return close(errorOf(received.error()));
    }
    if (received->finished) {
        return close({.kind = m_stage == Stage::Finishing ? ErrorKind::Cancelled : ErrorKind::Lost,
                      .technical = "the relay finished"});
    }
    const auto callback = onFrame;
    callback(std::move(received.value().plaintext));
}

ErrorKind ChannelSocket::kindOf(QAbstractSocket::SocketError error) const
{
    switch (error) {
    case QAbstractSocket::ProxyAuthenticationRequiredError:
    case QAbstractSocket::ProxyConnectionRefusedError:
    case QAbstractSocket::ProxyConnectionClosedError:
    case QAbstractSocket::ProxyConnectionTimeoutError:
    case QAbstractSocket::ProxyNotFoundError:
    case QAbstractSocket::ProxyProtocolError:
        return ErrorKind::ProxyRefused;
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        return ErrorKind::TlsFailed;
    default:
        break;
    }
    if (m_stage >= Stage::AwaitsServerHello) {
        return ErrorKind::Lost;
    }
    // What Qt makes of "not allowed" (SOCKS5) and "forbidden" (HTTP).
    if (error == QAbstractSocket::SocketAccessError &&
        m_place.options.link.proxy.kind != ProxySettings::Kind::None) {
        return ErrorKind::ProxyRefused;
    }
    return m_transportStood ? ErrorKind::NoRelay : ErrorKind::Unreachable;
}

void ChannelSocket::onSocketError(QAbstractSocket::SocketError error)
{
    // Qt's own text may name the host, which does not belong into a log.
    close({.kind = m_stage == Stage::Finishing ? ErrorKind::Cancelled : kindOf(error),
           .technical = "socket error " + std::to_string(static_cast<int>(error))});
}

void ChannelSocket::onPulse()
{
    const LinkTimings& timings = m_place.options.link.timings;
    const auto silent = static_cast<std::uint64_t>(m_lastByte.elapsed());
    if (silent >= m_silenceMs) {
        return close({.kind = ErrorKind::Lost, .technical = "silent for too long"});
    }
    const auto sincePing = static_cast<std::uint64_t>(m_lastPing.elapsed());
    const std::uint64_t idle = std::min(silent, sincePing);
    if (idle >= timings.pingMs) {
        m_socket->ping();
        m_lastPing.restart();
    }
    const std::uint64_t untilPing = idle >= timings.pingMs ? timings.pingMs : timings.pingMs - idle;
    m_pulse.start(static_cast<int>(std::min(untilPing, m_silenceMs - silent)));
}

void ChannelSocket::probe()
{
    if (m_stage != Stage::Traffic) {
        return;
    }
    m_socket->ping();
    m_lastPing.restart();
    m_lastByte.restart();
    m_silenceMs = m_place.options.link.timings.probeMs;
    m_pulse.start(static_cast<int>(m_silenceMs));
}

void ChannelSocket::sendRaw(crypto::ByteView frame)
{
    m_socket->sendBinaryMessage(QByteArray(reinterpret_cast<const char*>(frame.data()),
                                           static_cast<qsizetype>(frame.size())));
}

void ChannelSocket::send(crypto::ByteView plaintext)
{
    if (m_stage != Stage::Traffic) {
        return;
    }
    const auto frame = m_session->seal(plaintext);
    if (!frame) {
        return close(errorOf(frame.error()));
    }
    sendRaw(*frame);
}

void ChannelSocket::finish()
{
    if (m_stage != Stage::Traffic) {
        return close({.kind = ErrorKind::Cancelled, .technical = "closed by us"});
    }
    const auto frame = m_session->finish();
    if (frame) {
        sendRaw(*frame);
    }
    m_stage = Stage::Finishing;
    m_deadline.start(static_cast<int>(m_place.options.link.timings.finishMs));
}

void ChannelSocket::fail(ConnectionError error)
{
    close(std::move(error));
}

void ChannelSocket::close(ConnectionError error)
{
    if (m_stage == Stage::Closed) {
        return;
    }
    if (m_stage == Stage::Finishing) {
        error.kind = ErrorKind::Cancelled;
    }
    m_stage = Stage::Closed;
    m_deadline.stop();
    m_pulse.stop();
    if (m_socket != nullptr) {
        m_socket->disconnect(this);
        if (error.kind == ErrorKind::Cancelled) {
            m_socket->close();
        } else {
            m_socket->abort();
        }
    }
    const auto callback = onClosed;
    if (callback) {
        callback(std::move(error));
    }
}

} // namespace sotto::client
