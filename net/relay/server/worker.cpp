#include "net/relay/server/worker.h"

#include <QSslSocket>
#include <QTcpSocket>
#include <QTimer>
#include <QWebSocket>
#include <QWebSocketServer>

namespace sotto::relay {

namespace {

/// Longer than any client's request head; Qt keeps it until the empty line came.
constexpr qint64 kUpgradeBytesMax = 8'192;
constexpr int kTickMs = 1'000;

} // namespace

Worker::Worker(Service& service, RelayMetrics& metrics, AddressCounts& addresses)
    : m_service(service)
    , m_metrics(metrics)
    , m_addresses(addresses)
    , m_inbox(std::make_shared<Inbox>([this] {
        QMetaObject::invokeMethod(
            this, [this] { runInbox(); }, Qt::QueuedConnection);
    }))
{
    moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, this, &Worker::begin, Qt::DirectConnection);
}

Worker::~Worker()
{
    stop();
}

void Worker::start()
{
    m_thread.start();
}

void Worker::stop()
{
    if (m_thread.isRunning()) {
        QMetaObject::invokeMethod(
            this, [this] { end(); }, Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }
}

void Worker::begin()
{
    m_upgrader = std::make_unique<QWebSocketServer>(QStringLiteral("sotto"),
                                                    QWebSocketServer::NonSecureMode);
    connect(m_upgrader.get(), &QWebSocketServer::newConnection, this, &Worker::upgraded,
            Qt::DirectConnection);
    m_timer = std::make_unique<QTimer>();
    connect(m_timer.get(), &QTimer::timeout, this, &Worker::tick, Qt::DirectConnection);
    m_timer->start(kTickMs);
}

void Worker::end()
{
    m_timer.reset();
    for (const auto& [connection, address] : std::exchange(m_connections, {})) {
        m_addresses.remove(address);
        delete connection;
    }
    m_connectionCount = 0;
    for (const auto& [tcp, upgrading] : std::exchange(m_upgrading, {})) {
        m_addresses.remove(upgrading.address);
        delete tcp;
    }
    m_upgrader.reset();
}

void Worker::drain(wire::Code code)
{
    m_inbox->push([this, code] {
        m_draining = true;
        std::vector<SocketConnection*> all;
        for (const auto& [connection, address] : m_connections) {
            all.push_back(connection);
        }
        for (SocketConnection* connection : all) {
            connection->leave(code, "the relay stops; connect again");
        }
    });
    m_inbox->wake();
}

void Worker::adopt(qintptr descriptor, const AddressCounts::Entry& address,
                   const std::shared_ptr<const QSslConfiguration>& tls)
{
    m_inbox->push([=, this] { take(descriptor, address, tls); });
    m_inbox->wake();
}

void Worker::runInbox()
{
    for (const Inbox::Task& task : m_inbox->take()) {
        task();
    }
    for (const auto& touched : m_inbox->takeTouched()) {
        if (const auto conversation = touched.lock()) {
            conversation->flush();
        }
    }
}

void Worker::take(qintptr descriptor, const AddressCounts::Entry& address,
                  const std::shared_ptr<const QSslConfiguration>& tls)
{
    QTcpSocket* tcp = tls ? new QSslSocket : new QTcpSocket;
    if (m_draining || !tcp->setSocketDescriptor(descriptor)) {
        m_addresses.remove(address);
        m_metrics.connections.add(-1);
        delete tcp;
        return;
    }
    tcp->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    tcp->setReadBufferSize(kUpgradeBytesMax);
    m_upgrading.emplace(tcp, Upgrading{address, m_service.clock.monotonicMs()});
    connect(tcp, &QTcpSocket::disconnected, this, [this, tcp] { forget(tcp); });
    if (!tls) {
        upgrade(tcp);
        return;
    }
    auto* ssl = static_cast<QSslSocket*>(tcp);
    ssl->setSslConfiguration(*tls);
    connect(ssl, &QSslSocket::encrypted, this, [this, tcp] { upgrade(tcp); });
    connect(ssl, &QSslSocket::errorOccurred, this, [this, ssl] {
        if (!ssl->isEncrypted()) {
            m_metrics.tlsFailures.add();
            ssl->abort();
        }
    });
    ssl->startServerEncryption();
}

void Worker::upgrade(QTcpSocket* tcp)
{
    connect(tcp, &QTcpSocket::readyRead, this, [tcp] {
        // Qt waits for the end of the head; a head that does not end here never will.
        if (tcp->bytesAvailable() >= kUpgradeBytesMax) {
            tcp->abort();
        }
    });
    m_upgrader->handleConnection(tcp);
}

void Worker::upgraded()
{
    while (QWebSocket* socket = m_upgrader->nextPendingConnection()) {
        // Both ends of the connection are the same for the WebSocket and what it runs on. All four
        // parts count: where the relay has two addresses, one port of a peer may reach both.
        const auto found =
            std::find_if(m_upgrading.begin(), m_upgrading.end(), [socket](const auto& entry) {
                return entry.first->peerPort() == socket->peerPort() &&
                       entry.first->localPort() == socket->localPort() &&
                       entry.first->peerAddress() == socket->peerAddress() &&
                       entry.first->localAddress() == socket->localAddress();
            });
        if (found == m_upgrading.end()) {
            socket->abort();
            socket->deleteLater();
            continue;
        }
        QTcpSocket* tcp = found->first;
        const AddressCounts::Entry address = found->second.address;
        m_upgrading.erase(found);
        tcp->disconnect(this);
        auto* connection =
            new SocketConnection(m_service, m_metrics, m_inbox, socket, tcp, address.origin);
        m_connections.emplace(connection, address);
        m_connectionCount = m_connections.size();
        connect(connection, &SocketConnection::closed, this,
                [this, connection] { closed(connection); });
    }
}

void Worker::forget(QTcpSocket* tcp)
{
    const auto found = m_upgrading.find(tcp);
    if (found != m_upgrading.end()) {
        m_addresses.remove(found->second.address);
        m_metrics.connections.add(-1);
        m_upgrading.erase(found);
        tcp->deleteLater();
    }
}

void Worker::closed(SocketConnection* connection)
{
    const auto found = m_connections.find(connection);
    if (found != m_connections.end()) {
        m_addresses.remove(found->second);
        m_metrics.connections.add(-1);
        m_connections.erase(found);
        m_connectionCount = m_connections.size();
        connection->deleteLater();
    }
}

void Worker::tick()
{
    const std::uint64_t now = m_service.clock.monotonicMs();
    std::vector<QTcpSocket*> late;
    for (const auto& [tcp, upgrading] : m_upgrading) {
        if (now - upgrading.begunMs > wire::kHandshakeTimeoutMs) {
            late.push_back(tcp);
        }
    }
    for (QTcpSocket* tcp : late) {
        m_metrics.handshakesTimedOut.add();
        tcp->abort();
        forget(tcp); // abort() tells nothing where the connection never stood
    }
    std::vector<SocketConnection*> all;
    all.reserve(m_connections.size());
    for (const auto& [connection, address] : m_connections) {
        all.push_back(connection);
    }
    for (SocketConnection* connection : all) {
        connection->tick();
    }
    runInbox();
}

} // namespace sotto::relay
