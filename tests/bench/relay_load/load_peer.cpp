#include "tests/bench/relay_load/load_peer.h"

namespace sotto::bench {

using test::RelayPeer;

LoadPeer::LoadPeer(Poller& poller, const crypto::RelayAddress& relay, crypto::Random& random)
    : m_poller(poller)
    , m_peer(test::WebSocketPeer::connectTo(relay.port),
             {relay.fingerprint, relay.accessKey.duplicate()}, std::nullopt, random)
{
    m_poller.add(m_peer.socket().descriptor(), *this);
    m_poller.wantWrite(m_peer.socket().descriptor(), *this, true);
}

LoadPeer::~LoadPeer()
{
    if (!isLost()) {
        m_poller.remove(m_peer.socket().descriptor());
    }
}

void LoadPeer::lose(const std::string& reason)
{
    if (!isLost()) {
        m_lost = reason;
        m_poller.remove(m_peer.socket().descriptor());
    }
}

void LoadPeer::ready(std::uint32_t /*events*/)
{
    while (!isLost()) {
        const wire::ServerFrame* frame = m_peer.receive();
        if (frame == nullptr) {
            break;
        }
        take(*frame);
    }
    watchForRoom();
}

void LoadPeer::take(const wire::ServerFrame& frame)
{
    if (m_peer.goodbye()) {
        lose("goodbye: " + m_peer.goodbye()->text());
    } else if (m_isWelcome) {
        received(frame);
    } else if (m_peer.welcome()) {
        m_isWelcome = true;
        welcomed();
    } else {
        lose("no Welcome");
    }
}

void LoadPeer::watchForRoom()
{
    if (isLost()) {
        return;
    }
    if (m_peer.stage() == RelayPeer::Stage::Ended) {
        return lose("ended " + std::to_string(static_cast<int>(m_peer.end())) + ", close code " +
                    std::to_string(m_peer.closeCode()));
    }
    m_peer.socket().flush();
    if (m_peer.socket().wantsToWrite() != m_wantsWrite) {
        m_wantsWrite = !m_wantsWrite;
        m_poller.wantWrite(m_peer.socket().descriptor(), *this, m_wantsWrite);
    }
}

wire::Request& LoadPeer::add()
{
    wire::Request& request = *m_out.add_requests();
    request.set_id(m_nextId);
    m_nextId = m_nextId == 0xFFFF'FFFF ? 1 : m_nextId + 1;
    return request;
}

void LoadPeer::add(wire::Request request)
{
    wire::Request& added = add();
    const std::uint32_t id = added.id();
    added = std::move(request);
    added.set_id(id);
}

void LoadPeer::sendFrame()
{
    if (m_out.requests_size() > 0 && !isLost()) {
        m_peer.queue(m_out);
        watchForRoom();
    }
    m_out.Clear();
}

} // namespace sotto::bench
