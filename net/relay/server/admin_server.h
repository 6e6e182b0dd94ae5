#pragma once

#include "crypto/base/result.h"
#include "net/relay/server/relay_options.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

class QTcpServer;
class QTcpSocket;

namespace sotto::relay {

/// The operator's own HTTP server: GET /healthz and GET /metrics, one request a connection. Lives
/// in a thread with an event loop, and calls its sources there.
class AdminServer
{
public:
    struct Sources
    {
        /// Why the relay does not serve; nothing if it does.
        std::function<std::optional<std::string>()> problems;
        /// Prometheus' text format.
        std::function<std::string()> metrics;
    };

    /// A scraper's request has some hundred bytes.
    static constexpr std::size_t kRequestBytesMax = 4'096;
    /// From connecting until the answer is taken.
    static constexpr int kConnectionTimeMs = 5'000;
    static constexpr int kConnectionsMax = 16;

    explicit AdminServer(Sources sources, int connectionTimeMs = kConnectionTimeMs);
    AdminServer(const AdminServer&) = delete;
    AdminServer& operator=(const AdminServer&) = delete;
    ~AdminServer();

    /// The error says what to do.
    [[nodiscard]] crypto::Result<void, std::string> listen(const ListenAddress& address);
    /// Where it is bound; port 0 while it is not.
    [[nodiscard]] ListenAddress address() const;

private:
    void accept();
    void read(QTcpSocket* socket);
    void answer(QTcpSocket* socket, std::string_view request);

    const Sources m_sources;
    const int m_connectionTimeMs;
    int m_connections = 0;
    std::unique_ptr<QTcpServer> m_server;
};

} // namespace sotto::relay
