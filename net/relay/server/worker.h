#pragma once

#include <memory>
#include <unordered_map>
#include <unordered_set>

#include <QObject>
#include <QThread>

#ifndef Q_MOC_RUN
#include "net/relay/server/address_counts.h"
#include "net/relay/server/socket_connection.h"
#endif

#include <QSslConfiguration>

class QTcpSocket;
class QTimer;
class QWebSocketServer;

namespace sotto::relay {

/// One thread with the connections that were given to it.
class Worker : public QObject
{
    Q_OBJECT

public:
    Worker(Service& service, RelayMetrics& metrics, AddressCounts& addresses);
    ~Worker() override;

    /// Begins the thread.
    void start();
    /// From any thread: closes all connections with that reason; finished() when none is left.
    void drain(wire::Code code);
    /// Ends the thread; whatever is still open is cut.
    void stop();

    /// A socket that was just accepted, from any thread. @p tls is null for plain ws.
    void adopt(qintptr descriptor, const AddressCounts::Entry& address,
               const std::shared_ptr<const QSslConfiguration>& tls);
    [[nodiscard]] const std::shared_ptr<Inbox>& inbox() const { return m_inbox; }
    [[nodiscard]] std::size_t connections() const { return m_connectionCount; }

private:
    struct Upgrading
    {
        AddressCounts::Entry address;
        std::uint64_t begunMs = 0;
    };

    void begin();
    void end();
    void runInbox();
    void take(qintptr descriptor, const AddressCounts::Entry& address,
              const std::shared_ptr<const QSslConfiguration>& tls);
    void upgrade(QTcpSocket* tcp);
    void upgraded();
    void forget(QTcpSocket* tcp);
    void closed(SocketConnection* connection);
    void tick();

    Service& m_service;
    RelayMetrics& m_metrics;
    AddressCounts& m_addresses;
    QThread m_thread;
    std::shared_ptr<Inbox> m_inbox;
    std::atomic<std::size_t> m_connectionCount{0};
    // Of the thread alone:
    std::unique_ptr<QWebSocketServer> m_upgrader;
    std::unique_ptr<QTimer> m_timer;
    std::unordered_map<QTcpSocket*, Upgrading> m_upgrading;
    std::unordered_map<SocketConnection*, AddressCounts::Entry> m_connections;
    bool m_draining = false;
};

} // namespace sotto::relay
