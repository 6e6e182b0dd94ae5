#include "tests/app/support/loopback_relay.h"

#include "net/client/encoded_request.h"
#include "net/relay/store/sqlite_store.h"

#include <QWebSocket>
#include <QWebSocketServer>

namespace sotto::test {

class LoopbackRelay::Connection : public relay::Outlet
{
public:
    Connection(LoopbackRelay& owner, QWebSocket* socket)
        : m_owner(owner)
        , m_socket(socket)
        , m_conversation(std::make_shared<relay::Conversation>(owner.relay.service,
                                                               owner.relay.inbox, *this, 0))
    {}
    ~Connection() override { m_conversation->ended(); }

    void receive(const QByteArray& message)
    {
        m_conversation->receive({reinterpret_cast<const std::uint8_t*>(message.constData()),
                                 static_cast<std::size_t>(message.size())});
        m_owner.relay.run();
    }
    void send(crypto::ByteView frame) override
    {
        if (m_sent++ < m_owner.m_arriving) {
            m_socket->sendBinaryMessage(QByteArray(reinterpret_cast<const char*>(frame.data()),
                                                   static_cast<qsizetype>(frame.size())));
        }
    }
    void opened() override {}
    void close(std::uint16_t code, std::string_view reason) override
    {
        m_socket->close(static_cast<QWebSocketProtocol::CloseCode>(code),
                        QString::fromUtf8(reason.data(), static_cast<qsizetype>(reason.size())));
    }
    [[nodiscard]] std::size_t unsentBytes() const override { return 0; }

private:
    LoopbackRelay& m_owner;
    QWebSocket* m_socket;
    std::shared_ptr<relay::Conversation> m_conversation;
    int m_sent = 0;
};

LoopbackRelay::LoopbackRelay(std::uint64_t seed, std::uint16_t port)
    : relay(seed)
    , m_server(new QWebSocketServer(QStringLiteral("relay"), QWebSocketServer::NonSecureMode, this))
{
    listen(port);
}

LoopbackRelay::LoopbackRelay(const std::string& folder)
    : relay(1, relay::openSqliteStore(folder, {}))
    , m_server(new QWebSocketServer(QStringLiteral("relay"), QWebSocketServer::NonSecureMode, this))
{
    listen(0);
}

void LoopbackRelay::listen(std::uint16_t port)
{
    if (!m_server->listen(QHostAddress::LocalHost, port)) {
        qFatal("cannot listen");
    }
    connect(m_server, &QWebSocketServer::newConnection, this, [this] {
        while (QWebSocket* socket = m_server->nextPendingConnection()) {
            m_connections.emplace(socket, std::make_shared<Connection>(*this, socket));
            connect(socket, &QWebSocket::binaryMessageReceived, this,
                    [this, socket](const QByteArray& message) {
                        const auto found = m_connections.find(socket);
                        if (found != m_connections.end()) {
                            // It may be closed by what it receives.
                            const std::shared_ptr<Connection> connection = found->second;
                            connection->receive(message);
                        }
                    });
            connect(socket, &QWebSocket::disconnected, this, [this, socket] {
                m_connections.erase(socket);
                relay.run();
                socket->deleteLater();
            });
        }
    });
}

LoopbackRelay::~LoopbackRelay()
{
    cut();
    m_server->close();
}

std::uint16_t LoopbackRelay::port() const
{
    return m_server->serverPort();
}

crypto::RelayAddress LoopbackRelay::address() const
{
    return {"127.0.0.1", port(), crypto::fingerprintOf(relay.key.publicKey()),
            relay.accessKey.duplicate()};
}

client::RelayPlace LoopbackRelay::place(crypto::Random& random) const
{
    return {std::make_shared<const crypto::RelayAddress>(address()), &random, impatientOptions()};
}

std::uint64_t LoopbackRelay::newestOf(const crypto::ObjectId& card)
{
    MemoryConnection connection(relay);
    wire::Request request;
    request.mutable_read_object()->set_kind(static_cast<std::uint32_t>(crypto::ObjectKind::Card));
    request.mutable_read_object()->set_object(client::toString(card));
    return connection.open() ? connection.request(std::move(request)).object_state().newest() : 0;
}

void LoopbackRelay::cut()
{
    const auto connections = std::exchange(m_connections, {});
    for (const auto& [socket, connection] : connections) {
        socket->disconnect(this);
        socket->abort();
        socket->deleteLater();
    }
}

client::ConnectionOptions impatientOptions()
{
    client::ConnectionOptions options;
    options.backoff = {.firstMs = 1, .longestMs = 20, .stableAfterMs = 10'000};
    options.link.timings.finishMs = 100;
    return options;
}

} // namespace sotto::test
