#pragma once

#include <memory>

#include <QObject>
#include <QPointer>

#ifndef Q_MOC_RUN
#include "net/relay/server/relay_metrics.h"
#include "net/relay/service/conversation.h"
#endif

class QTcpSocket;
class QWebSocket;

namespace sotto::relay {

/// A WebSocket and its conversation. Lives in one worker's thread. Counts raw bytes as well, so
/// that pings, which never reach the conversation, neither cost unbounded memory nor go unnoticed.
class SocketConnection : public QObject, public Outlet
{
    Q_OBJECT

public:
    /// @p tcp is what the WebSocket runs on.
    SocketConnection(Service& service, RelayMetrics& metrics, const std::shared_ptr<Inbox>& inbox,
                     QWebSocket* socket, QTcpSocket* tcp, std::uint64_t origin);
    ~SocketConnection() override;

    void send(ByteView frame) override;
    void opened() override;
    void close(std::uint16_t code, std::string_view reason) override;
    [[nodiscard]] std::size_t unsentBytes() const override;

    /// Called about once a second.
    void tick();
    /// The relay stops.
    void leave(wire::Code code, std::string_view text);

signals:
    void closed();

private:
    void receive(const QByteArray& message);
    void bytesArrived();
    void disconnected();
    /// Brings Service::unsentBytes up to date: @p now of it are this connection's.
    void countUnsent(std::size_t now);

    Service& m_service;
    RelayMetrics& m_metrics;
    QWebSocket* m_socket;
    QPointer<QTcpSocket> m_tcp;
    std::shared_ptr<Conversation> m_conversation;
    std::uint64_t m_heardMs;
    std::uint64_t m_takenMs;         ///< when the peer last took something, or nothing waited
    std::uint64_t m_partialMs = 0;   ///< when the frame began that is not complete; 0 if none is
    std::uint64_t m_closingMs = 0;   ///< when close() was called; 0 before
    std::size_t m_unsentCounted = 0; ///< of Service::unsentBytes
    bool m_isOpen = false;
};

} // namespace sotto::relay
