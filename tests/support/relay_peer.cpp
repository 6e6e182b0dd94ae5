#include "tests/support/relay_peer.h"

#include "net/wire/limits.h"

namespace sotto::test {

namespace {

using Arrived = WebSocketPeer::Arrived;

template <class Fixed> std::string text(const Fixed& bytes)
{
    const crypto::ByteView view(bytes.bytes);
    return {view.begin(), view.end()};
}

} // namespace

RelayPeer::RelayPeer(WebSocketPeer socket, const Relay& relay, std::optional<crypto::Eapi> eapi,
                     crypto::Random& random, bool upgraded)
    : m_socket(std::move(socket))
{
    m_client.emplace(relay.fingerprint, relay.accessKey.duplicate(), std::move(eapi), random);
    if (upgraded) {
        beginChannel();
    } else {
        m_socket.sendUpgrade();
    }
}

void RelayPeer::beginChannel()
{
    m_socket.sendBinary(m_client->hello());
    m_stage = Stage::AwaitsServerHello;
}

void RelayPeer::endWith(End end)
{
    if (m_end == End::None) {
        m_end = end;
    }
    m_stage = Stage::Ended;
}

// ---- sending -----------------------------------------------------------------------------------

bool RelayPeer::queue(const wire::ClientFrame& frame)
{
    frame.SerializeToString(&m_scratch);
    const auto sealed = m_session->seal(crypto::asBytes(m_scratch));
    if (!sealed) {
        return false;
    }
    m_socket.queueBinary(*sealed);
    return true;
}

bool RelayPeer::send(const wire::ClientFrame& frame)
{
    return queue(frame) && m_socket.flush();
}

bool RelayPeer::sendPlaintext(crypto::ByteView plaintext)
{
    const auto sealed = m_session->seal(plaintext);
    return sealed && m_socket.sendBinary(*sealed);
}

std::uint32_t RelayPeer::submit(wire::Request request)
{
    if (request.id() == 0 && !request.has_acknowledge()) {
        request.set_id(m_nextId++);
    }
    const std::uint32_t id = request.id();
    wire::ClientFrame frame;
    *frame.add_requests() = std::move(request);
    send(frame);
    return id;
}

bool RelayPeer::finish()
{
    const auto sealed = m_session->finish();
    return sealed && m_socket.sendBinary(*sealed) && m_socket.sendClose(1000);
}

// ---- receiving ---------------------------------------------------------------------------------

const wire::ServerFrame* RelayPeer::receive()
{
    m_hasFrame = false;
    while (!m_hasFrame && m_stage != Stage::Ended) {
        const WebSocketPeer::Received received = m_socket.receive();
        if (received.what == Arrived::Nothing) {
            m_socket.flush();
            return nullptr;
        }
        take(received);
    }
    return m_hasFrame ? &m_frame : nullptr;
}

void RelayPeer::take(const WebSocketPeer::Received& received)
{
    switch (received.what) {
    case Arrived::Upgraded:
        beginChannel();
        break;
    case Arrived::Binary:
        if (m_stage == Stage::Open) {
            takeTraffic(received.payload);
        } else {
            takeHandshake(received.payload);
        }
        break;
    case Arrived::Close:
        m_closeCode = received.closeCode;
        endWith(End::Closed);
        break;
    case Arrived::Ended:
        endWith(End::Lost);
        break;
    case Arrived::Text:
    case Arrived::Broken:
        endWith(End::Broken);
        break;
    case Arrived::Nothing:
    case Arrived::Ping:
    case Arrived::Pong:
        break;
    }
}

void RelayPeer::takeHandshake(crypto::ByteView frame)
{
    if (m_stage == Stage::AwaitsServerHello) {
        const auto access = m_client->receiveServerHello(frame);
        if (access) {
            m_socket.sendBinary(*access);
            m_stage = Stage::AwaitsServerAccess;
        } else {
            m_channelError = access.error();
            endWith(End::Handshake);
        }
        return;
    }
    auto session = m_client->receiveServerAccess(frame);
    if (!session) {
        m_channelError = session.error();
        endWith(End::Handshake);
        return;
    }
    m_session.emplace(*std::move(session));
    m_client.reset();
    m_stage = Stage::Open;
    if (m_saysHello) {
        wire::Request hello;
        hello.mutable_hello()->set_oldest_version(wire::kProtocolVersion);
        hello.mutable_hello()->set_newest_version(wire::kProtocolVersion);
        submit(std::move(hello));
    }
}

void RelayPeer::takeTraffic(crypto::ByteView frame)
{
    const auto received = m_session->receive(frame);
    if (!received) {
        m_channelError = received.error();
        m_end = End::Traffic; // also behind a Finish
        m_stage = Stage::Ended;
        return;
    }
    if (received->finished) {
        m_end = End::Finished;
        return;
    }
    if (!m_frame.ParseFromArray(received->plaintext.data(),
                                static_cast<int>(received->plaintext.size()))) {
        endWith(End::Broken);
        return;
    }
    m_hasFrame = true;
    for (const wire::Answer& answer : m_frame.answers()) {
        if (answer.has_welcome()) {
            m_welcome = answer.welcome();
        }
    }
    for (const wire::Event& event : m_frame.events()) {
        if (event.has_goodbye()) {
            m_goodbye = event.goodbye().reason();
        }
    }
}

// Waits for one more thing to arrive and keeps it. False when the time is over or all has ended.
bool RelayPeer::step(int timeoutMs)
{
    if (m_stage == Stage::Ended) {
        return false;
    }
    const WebSocketPeer::Received received = m_socket.receive(timeoutMs);
    m_hasFrame = false;
    take(received);
    if (m_hasFrame) {
        keep(m_frame);
    }
    return received.what != Arrived::Nothing;
}

void RelayPeer::keep(wire::ServerFrame& frame)
{
    for (wire::Answer& answer : *frame.mutable_answers()) {
        const std::uint32_t id = answer.id();
        m_answers[id] = std::move(answer);
    }
    for (wire::Event& event : *frame.mutable_events()) {
        m_events.push_back(std::move(event));
    }
}

bool RelayPeer::open(int timeoutMs)
{
    const auto isOpen = [this] {
        return m_saysHello ? m_welcome.has_value() : m_session.has_value();
    };
    while (!isOpen() && step(timeoutMs)) {
    }
    return isOpen();
}

std::optional<wire::Answer> RelayPeer::answer(std::uint32_t id, int timeoutMs)
{
    while (!m_answers.contains(id) && step(timeoutMs)) {
    }
    auto found = m_answers.extract(id);
    return found ? std::optional(std::move(found.mapped())) : std::nullopt;
}

std::optional<wire::Answer> RelayPeer::request(wire::Request request, int timeoutMs)
{
    return answer(submit(std::move(request)), timeoutMs);
}

std::optional<wire::Event> RelayPeer::event(int timeoutMs)
{
    while (m_events.empty() && step(timeoutMs)) {
    }
    if (m_events.empty()) {
        return std::nullopt;
    }
    auto event = std::move(m_events.front());
    m_events.pop_front();
    return event;
}

bool RelayPeer::waitForEnd(int timeoutMs)
{
    while (m_stage != Stage::Ended && step(timeoutMs)) {
    }
    return m_stage == Stage::Ended;
}

// ---- requests that sign this connection --------------------------------------------------------

wire::Request RelayPeer::login(const crypto::SigningKey& key, const crypto::Login& to) const
{
    wire::Request request;
    wire::Login& login = *request.mutable_login();
    login.set_kind(static_cast<std::uint32_t>(to.kind));
    login.set_object(text(to.id));
    login.set_key_index(to.keyIndex);
    login.set_signature(text(crypto::signLogin(key, m_session->exporter(), to)));
    return request;
}

wire::Request RelayPeer::createMailbox(const crypto::MailboxId& mailbox,
                                       const crypto::SigningKey& owner) const
{
    crypto::Login login;
    login.id = crypto::ObjectId(mailbox.bytes);
    wire::Request request;
    wire::CreateMailbox& create = *request.mutable_create_mailbox();
    create.set_mailbox(text(mailbox));
    create.set_owner_key(text(owner.publicKey()));
    create.set_signature(text(crypto::signLogin(owner, m_session->exporter(), login)));
    return request;
}

} // namespace sotto::test
