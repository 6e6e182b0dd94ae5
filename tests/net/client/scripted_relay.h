#pragma once

#include "crypto/base/init.h"
#include "crypto/channel/channel_server.h"
#include "crypto/channel/login.h"
#include "net/client/connection_options.h"
#include "net/wire/relay.pb.h"

#include <deque>
#include <map>
#include <set>

#include <QObject>

class QSslConfiguration;
class QTcpSocket;
class QWebSocket;
class QWebSocketServer;

namespace sotto::test {

/// Where the relay cuts a connection off without a word.
enum class Cut
{
    Never,
    OnUpgrade,
    AfterClientHello,
    AfterClientAccess,
    BeforeFirst, ///< it answered the access and reads nothing more
    AfterFirst,  ///< it took the client's first frame and answers nothing
};

class ScriptedRelay;

/// One connection as the relay sees it.
class ScriptedConnection : public QObject
{
public:
    ScriptedConnection(ScriptedRelay& relay, QWebSocket* socket);

    void answer(std::uint32_t id, wire::Answer answer);
    void done(std::uint32_t id);
    void refuse(std::uint32_t id, wire::Code code, std::uint64_t detail = 0,
                std::uint32_t retryAfterMs = 0);
    void push(wire::Event event);
    void deliver(std::uint64_t number);
    void goodbye(wire::Code code);
    void sendRaw(crypto::ByteView frame);
    void cut();
    /// Takes no byte and sends none from now on, but leaves the connection open.
    void freeze();

    std::vector<wire::Request> requests;
    std::vector<std::size_t> requestsOfFrame; ///< how many each ClientFrame brought
    std::optional<crypto::ChannelSession> session;
    int reads = 0;      ///< of the socket
    bool named = false; ///< an EAPI
    bool loggedIn = false;
    bool subscribed = false;
    bool finished = false; ///< the client's Finish came
    bool gone = false;

private:
    void receive(const QByteArray& message);
    void receiveFirst(crypto::ByteView frame);
    void take(const crypto::ChannelSession::Received& received);
    void handle(const wire::Request& request);
    void logIn(const wire::Request& request);
    void handleBlob(const wire::Request& request);
    void send(const wire::ServerFrame& frame);

    ScriptedRelay& m_relay;
    QWebSocket* m_socket;
    QTcpSocket* m_transport = nullptr;
    std::optional<crypto::ChannelServer> m_handshake;
    int m_step = 0;
    std::uint64_t m_delivered = 0;
};

/// A relay with a real channel and next to no state, that does what a test tells it.
class ScriptedRelay : public QObject
{
public:
    explicit ScriptedRelay(const QSslConfiguration* tls = nullptr);

    [[nodiscard]] crypto::RelayAddress address() const;
    [[nodiscard]] client::RelayPlace place(client::ConnectionOptions options);
    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] ScriptedConnection& last() { return *connections.back(); }
    /// How often a request of that type came, over all connections.
    [[nodiscard]] int count(wire::Request::BodyCase body) const;

    crypto::SystemRandom random;
    crypto::SigningKey key = crypto::SigningKey::generate(random);
    crypto::AccessKey accessKey = random.make<crypto::AccessKey>();

    // The script.
    Cut cut = Cut::Never;
    int cuts = 0; ///< of how many connections
    /// Returns true for what it has dealt with.
    std::function<bool(ScriptedConnection&, const wire::Request&)> onRequest;

    // What it knows.
    std::optional<crypto::SigningPublicKey> ownerKey;
    crypto::EapiRecord eapis;
    std::map<std::uint64_t, std::string> mailbox;
    std::uint64_t acknowledged = 0;
    std::vector<std::uint64_t> acknowledgements;
    std::set<std::string> posted;
    std::vector<wire::ObjectEvent> events;
    std::string blob;
    std::uint64_t blobSize = 0;

    std::vector<std::unique_ptr<ScriptedConnection>> connections;

private:
    QWebSocketServer* m_server;
};

/// Time-outs and pauses of milliseconds where a test waits for them, and none where it must not.
[[nodiscard]] client::ConnectionOptions quickOptions();

} // namespace sotto::test
