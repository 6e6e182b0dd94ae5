#pragma once

#include "net/client/connection_options.h"
#include "tests/support/relay_in_memory.h"

#include <climits>
#include <map>

#include <QObject>

class QWebSocket;
class QWebSocketServer;

namespace sotto::test {

/// A RelayInMemory that clients reach over a socket on loopback, in the test's own thread.
class LoopbackRelay : public QObject
{
public:
    /// Relays of one seed have the same keys. @p port 0: one that is free.
    explicit LoopbackRelay(std::uint64_t seed = 1, std::uint16_t port = 0);
    /// With its store in @p folder.
    explicit LoopbackRelay(const std::string& folder);
    ~LoopbackRelay() override;

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] crypto::RelayAddress address() const;
    [[nodiscard]] client::RelayPlace place(crypto::Random& random) const;

    /// Of what it says on a connection only so many frames arrive, while it still hears.
    void loseBehind(int frames) { m_arriving = frames; }
    void loseNothing() { m_arriving = INT_MAX; }
    /// The number of a card's newest version; 0 if there is none.
    [[nodiscard]] std::uint64_t newestOf(const crypto::ObjectId& card);
    /// Ends all connections without a word.
    void cut();
    RelayInMemory relay;

private:
    class Connection;
    void listen(std::uint16_t port);

    QWebSocketServer* m_server;
    std::map<QWebSocket*, std::shared_ptr<Connection>> m_connections;
    int m_arriving = INT_MAX;
};

/// Connects again within milliseconds.
[[nodiscard]] client::ConnectionOptions impatientOptions();

} // namespace sotto::test
