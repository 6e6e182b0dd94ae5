#include "tests/bench/relay_load/load_peer.h"

#include "net/wire/limits.h"

#include <sys/epoll.h>

namespace sotto::bench {

LoadPeer::LoadPeer(Poller& poller, const crypto::RelayAddress& relay, crypto::Random& random)
    : m_poller(poller)
    , m_stream(relay.port)
    , m_handshake(std::in_place, relay.fingerprint, relay.accessKey.duplicate(), std::nullopt,
                  random)
{
    m_poller.add(m_stream.descriptor(), *this);
    m_poller.wantWrite(m_stream.descriptor(), *this, true);
    if (m_stream.state() == WsStream::State::Lost) {
        lose(m_stream.reason());
    }
}

LoadPeer::~LoadPeer()
{
    if (!isLost()) {
        m_poller.remove(m_stream.descriptor());
    }
}

void LoadPeer::lose(const std::string& reason)
{
    if (!isLost()) {
        m_lost = reason;
        m_poller.remove(m_stream.descriptor());
    }
}

void LoadPeer::ready(std::uint32_t events)
{
    if (isLost()) {
        return;
    }
    if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) {
        const bool wasOpen = m_stream.state() == WsStream::State::Open;
        m_stream.read();
        if (!wasOpen && m_stream.state() == WsStream::State::Open) {
            m_stream.queue(m_handshake->hello());
        }
        while (const auto message = m_stream.next()) {
            take(*message);
            if (isLost()) {
                return;
            }
        }
    }
    write();
}

void LoadPeer::write()
{
    if (isLost()) {
        return;
    }
    m_stream.flush();
    if (m_stream.state() == WsStream::State::Lost) {
        return lose(m_stream.reason());
    }
    if (m_stream.hasUnsent() != m_wantsWrite) {
        m_wantsWrite = m_stream.hasUnsent();
        m_poller.wantWrite(m_stream.descriptor(), *this, m_wantsWrite);
    }
}

void LoadPeer::take(crypto::ByteView message)
{
    if (m_channel) {
        return takeTraffic(message);
    }
    if (!m_saidHello) {
        auto access = m_handshake->receiveServerHello(message);
        if (!access) {
            return lose("the relay's hello is wrong");
        }
        m_stream.queue(*access);
        m_saidHello = true;
        return;
    }
    auto session = m_handshake->receiveServerAccess(message);
    if (!session) {
        return lose("the relay gives no access");
    }
    m_channel.emplace(std::move(*session));
    m_handshake.reset();
    wire::Hello& hello = *add().mutable_hello();
    hello.set_oldest_version(wire::kProtocolVersion);
    hello.set_newest_version(wire::kProtocolVersion);
    sendFrame();
}

void LoadPeer::takeTraffic(crypto::ByteView message)
{
    const auto frame = m_channel->receive(message);
    if (!frame ||
        !m_in.ParseFromArray(frame->plaintext.data(), static_cast<int>(frame->plaintext.size()))) {
        return lose("a frame does not open");
    }
    for (const wire::Event& event : m_in.events()) {
        if (event.has_goodbye()) {
            return lose("goodbye: " + event.goodbye().reason().text());
        }
    }
    if (!m_isWelcome) {
        m_isWelcome = m_in.answers_size() == 1 && m_in.answers(0).has_welcome();
        return m_isWelcome ? welcomed() : lose("no Welcome");
    }
    received(m_in);
}

wire::Request& LoadPeer::add()
{
    wire::Request& request = *m_out.add_requests();
    request.set_id(m_nextId);
    m_nextId = m_nextId == 0xFFFF'FFFF ? 1 : m_nextId + 1;
    return request;
}

void LoadPeer::sendFrame()
{
    if (m_out.requests_size() == 0 || isLost()) {
        m_out.Clear();
        return;
    }
    m_plaintext.resize(m_out.ByteSizeLong());
    m_out.SerializeWithCachedSizesToArray(m_plaintext.data());
    m_out.Clear();
    const auto frame = m_channel->seal(m_plaintext);
    if (!frame) {
        return lose("a frame is too large");
    }
    m_stream.queue(*frame);
    write();
}

} // namespace sotto::bench
