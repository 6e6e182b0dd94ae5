#include "tests/net/client/scripted_relay.h"

#include "crypto/objects/stamp.h"

#include <QHostAddress>
#include <QSslConfiguration>
#include <QTcpSocket>
#include <QWebSocket>
#include <QWebSocketServer>

namespace sotto::test {

namespace {

crypto::ByteView viewOf(const QByteArray& bytes)
{
    return {reinterpret_cast<const std::uint8_t*>(bytes.constData()),
            static_cast<std::size_t>(bytes.size())};
}

template <class Fixed> Fixed fixedOf(const std::string& text)
{
    return Fixed(crypto::asBytes(text).first<Fixed::kSize>());
}

} // namespace

ScriptedConnection::ScriptedConnection(ScriptedRelay& relay, QWebSocket* socket)
    : m_relay(relay)
    , m_socket(socket)
    , m_handshake(std::in_place, relay.key, relay.accessKey)
{
    socket->setParent(this);
    connect(socket, &QWebSocket::binaryMessageReceived, this, &ScriptedConnection::receive);
    connect(socket, &QWebSocket::disconnected, this, [this] { gone = true; });
    // The TCP socket beneath it belongs to the server.
    for (auto* transport : relay.findChildren<QTcpSocket*>()) {
        if (transport->peerPort() == socket->peerPort()) {
            m_transport = transport;
        }
    }
    if (m_transport == nullptr) {
        qFatal("no transport");
    }
    connect(m_transport, &QTcpSocket::readyRead, this, [this] { ++reads; });
}

void ScriptedConnection::sendRaw(crypto::ByteView frame)
{
    m_socket->sendBinaryMessage(QByteArray(reinterpret_cast<const char*>(frame.data()),
                                           static_cast<qsizetype>(frame.size())));
}

void ScriptedConnection::cut()
{
    m_socket->abort();
}

void ScriptedConnection::freeze()
{
    m_transport->blockSignals(true);
}

void ScriptedConnection::receive(const QByteArray& message)
{
    const crypto::ByteView frame = viewOf(message);
    const int step = m_step++;
    const bool isCut = m_relay.cuts > 0 && static_cast<int>(m_relay.cut) == step + 2;
    if (isCut && m_relay.cut <= Cut::AfterClientAccess) {
        --m_relay.cuts;
        return cut();
    }
    if (step == 0) {
        return sendRaw(*m_handshake->receiveClientHello(frame, m_relay.random));
    }
    if (step == 1) {
        const auto eapi = m_handshake->receiveClientAccess(frame);
        named = eapi.value().has_value();
        sendRaw(*m_handshake->answerAccess(named ? m_relay.eapis.find(*eapi.value()) : nullptr));
        return;
    }
    if (step == 2) {
        return receiveFirst(frame);
    }
    const auto received = session->receive(frame);
    if (!received) {
        return cut();
    }
    take(*received);
}

void ScriptedConnection::receiveFirst(crypto::ByteView frame)
{
    if (m_relay.cuts > 0 && m_relay.cut == Cut::BeforeFirst) {
        --m_relay.cuts;
        return cut();
    }
    auto opened = m_handshake->receiveFirst(frame);
    if (!opened) {
        sendRaw(crypto::ChannelServer::refusal());
        return;
    }
    if (opened->used &&
        !m_relay.eapis.advance(*opened->used, opened->session.nextEapi()->duplicate())) {
        return cut();
    }
    session = std::move(opened.value().session);
    if (m_relay.cuts > 0 && m_relay.cut == Cut::AfterFirst) {
        --m_relay.cuts;
        return cut();
    }
    take(opened->first);
}

void ScriptedConnection::take(const crypto::ChannelSession::Received& received)
{
    if (received.finished) {
        finished = true;
        sendRaw(*session->finish());
        return;
    }
    wire::ClientFrame frame;
    if (!frame.ParseFromArray(received.plaintext.data(),
                              static_cast<int>(received.plaintext.size()))) {
        qFatal("no ClientFrame");
    }
    requestsOfFrame.push_back(static_cast<std::size_t>(frame.requests_size()));
    for (const wire::Request& request : frame.requests()) {
        requests.push_back(request);
        if (!m_relay.onRequest || !m_relay.onRequest(*this, request)) {
            handle(request);
        }
    }
}

void ScriptedConnection::handle(const wire::Request& request)
{
    wire::Answer answer;
    switch (request.body_case()) {
    case wire::Request::kHello:
        answer.mutable_welcome()->set_version(1);
        break;
    case wire::Request::kLogin:
    case wire::Request::kCreateMailbox:
        return logIn(request);
    case wire::Request::kSubscribe: {
        subscribed = true;
        const auto from = std::max(m_relay.acknowledged, request.subscribe().acknowledged());
        m_delivered = from;
        answer.mutable_subscribed()->set_acknowledged(from);
        answer.mutable_subscribed()->set_newest(
            m_relay.mailbox.empty() ? 0 : m_relay.mailbox.rbegin()->first);
        this->answer(request.id(), answer);
        for (const auto& [number, envelope] : m_relay.mailbox) {
            if (number > from) {
                deliver(number);
            }
        }
        return;
    }
    case wire::Request::kAcknowledge:
        if (!subscribed || request.acknowledge().number() > m_delivered) {
            return goodbye(wire::MALFORMED);
        }
        m_relay.acknowledged = request.acknowledge().number();
        m_relay.acknowledgements.push_back(m_relay.acknowledged);
        return;
    case wire::Request::kPost:
        for (const std::string& envelope : request.post().envelopes()) {
            m_relay.posted.insert(envelope);
            answer.mutable_posted()->add_codes(wire::CODE_UNSPECIFIED);
        }
        break;
    case wire::Request::kCountPrekeys:
        answer.mutable_prekey_count()->set_one_time_left(7);
        break;
    case wire::Request::kFetchPrekeys:
        answer.mutable_prekeys()->set_sealed_bundle("bundle");
        break;
    case wire::Request::kReadEvents:
        answer.mutable_object_events();
        for (const wire::ObjectEvent& event : m_relay.events) {
            if (event.number() > request.read_events().after()) {
                *answer.mutable_object_events()->add_events() = event;
                answer.mutable_object_events()->set_more(&event != &m_relay.events.back());
                break; // one at a time, so that "more" is used
            }
        }
        break;
    case wire::Request::kStamp: {
        const auto stamp =
            crypto::Stamp::make(m_relay.key, fixedOf<crypto::Hash>(request.stamp().subject()),
                                crypto::Timestamp{1'800'000'000});
        const crypto::Bytes bytes = stamp.serialize();
        answer.mutable_stamped()->set_stamp(bytes.data(), bytes.size());
        break;
    }
    case wire::Request::kCreateBlob:
    case wire::Request::kWriteBlob:
    case wire::Request::kStatBlob:
    case wire::Request::kReadBlob:
        return handleBlob(request);
    default:
        return done(request.id());
    }
    this->answer(request.id(), answer);
}

void ScriptedConnection::logIn(const wire::Request& request)
{
    const bool creates = request.has_create_mailbox();
    const crypto::Login login{static_cast<crypto::ObjectKind>(creates ? 1 : request.login().kind()),
                              fixedOf<crypto::ObjectId>(creates ? request.create_mailbox().mailbox()
                                                                : request.login().object()),
                              creates ? 0 : request.login().key_index()};
    if (creates) {
        m_relay.ownerKey = fixedOf<crypto::SigningPublicKey>(request.create_mailbox().owner_key());
    }
    const auto signature = fixedOf<crypto::Signature>(creates ? request.create_mailbox().signature()
                                                              : request.login().signature());
    if (!m_relay.ownerKey ||
        !crypto::verifyLogin(*m_relay.ownerKey, session->exporter(), login, signature)) {
        return refuse(request.id(), wire::NOT_PERMITTED);
    }
    wire::Answer answer;
    const bool begins = session->access() != crypto::ChannelAccess::KnownEapi;
    if (begins) {
        m_relay.eapis.begin(session->nextEapi()->duplicate());
    }
    loggedIn = true;
    answer.mutable_logged_in()->set_eapi_begun(begins);
    answer.mutable_logged_in()->set_newest_event(
        m_relay.events.empty() ? 0 : m_relay.events.back().number());
    this->answer(request.id(), answer);
}

void ScriptedConnection::handleBlob(const wire::Request& request)
{
    wire::Answer answer;
    if (request.has_read_blob()) {
        answer.mutable_blob_bytes()->set_data(
            m_relay.blob.substr(request.read_blob().offset(), request.read_blob().length()));
        return this->answer(request.id(), answer);
    }
    if (request.has_create_blob()) {
        m_relay.blobSize = request.create_blob().size();
    }
    if (request.has_write_blob()) {
        if (request.write_blob().offset() > m_relay.blob.size()) {
            return refuse(request.id(), wire::CONFLICT, m_relay.blob.size());
        }
        m_relay.blob.resize(request.write_blob().offset());
        m_relay.blob += request.write_blob().data();
    }
    answer.mutable_blob_state()->set_size(m_relay.blobSize);
    answer.mutable_blob_state()->set_received(m_relay.blob.size());
    this->answer(request.id(), answer);
}

void ScriptedConnection::answer(std::uint32_t id, wire::Answer answer)
{
    answer.set_id(id);
    wire::ServerFrame frame;
    *frame.add_answers() = std::move(answer);
    send(frame);
}

void ScriptedConnection::done(std::uint32_t id)
{
    wire::Answer answer;
    answer.mutable_done();
    this->answer(id, answer);
}

void ScriptedConnection::refuse(std::uint32_t id, wire::Code code, std::uint64_t detail,
                                std::uint32_t retryAfterMs)
{
    wire::Answer answer;
    answer.mutable_refusal()->set_code(code);
    answer.mutable_refusal()->set_detail(detail);
    answer.mutable_refusal()->set_retry_after_ms(retryAfterMs);
    this->answer(id, answer);
}

void ScriptedConnection::push(wire::Event event)
{
    wire::ServerFrame frame;
    *frame.add_events() = std::move(event);
    send(frame);
}

void ScriptedConnection::deliver(std::uint64_t number)
{
    m_delivered = std::max(m_delivered, number);
    wire::Event event;
    event.mutable_delivery()->set_number(number);
    event.mutable_delivery()->set_envelope(m_relay.mailbox.at(number));
    push(event);
}

void ScriptedConnection::goodbye(wire::Code code)
{
    wire::Event event;
    event.mutable_goodbye()->mutable_reason()->set_code(code);
    push(event);
    sendRaw(*session->finish());
    m_socket->close();
}

void ScriptedConnection::send(const wire::ServerFrame& frame)
{
    const std::string bytes = frame.SerializeAsString();
    const auto sealed = session->seal(crypto::asBytes(bytes));
    if (sealed) {
        sendRaw(*sealed);
    }
}

ScriptedRelay::ScriptedRelay(const QSslConfiguration* tls)
    : m_server(new QWebSocketServer(
          QStringLiteral("relay"),
          tls ? QWebSocketServer::SecureMode : QWebSocketServer::NonSecureMode, this))
{
    if (tls) {
        m_server->setSslConfiguration(*tls);
    }
    if (!m_server->listen(QHostAddress::LocalHost)) {
        qFatal("cannot listen");
    }
    connect(m_server, &QWebSocketServer::newConnection, this, [this] {
        while (QWebSocket* socket = m_server->nextPendingConnection()) {
            connections.push_back(std::make_unique<ScriptedConnection>(*this, socket));
            if (cuts > 0 && cut == Cut::OnUpgrade) {
                --cuts;
                connections.back()->cut();
            }
        }
    });
}

std::uint16_t ScriptedRelay::port() const
{
    return m_server->serverPort();
}

crypto::RelayAddress ScriptedRelay::address() const
{
    return {"127.0.0.1", port(), crypto::fingerprintOf(key.publicKey()), accessKey.duplicate()};
}

client::RelayPlace ScriptedRelay::place(client::ConnectionOptions options)
{
    return {std::make_shared<const crypto::RelayAddress>(address()), &random, std::move(options)};
}

int ScriptedRelay::count(wire::Request::BodyCase body) const
{
    int found = 0;
    for (const auto& connection : connections) {
        for (const wire::Request& request : connection->requests) {
            found += request.body_case() == body ? 1 : 0;
        }
    }
    return found;
}

client::ConnectionOptions quickOptions()
{
    client::ConnectionOptions options;
    options.backoff = {.firstMs = 1, .longestMs = 20, .stableAfterMs = 10'000};
    options.link.timings.finishMs = 100;
    return options;
}

} // namespace sotto::test
