#pragma once

#include "crypto/channel/relay_address.h"
#include "tests/bench/relay_load/poller.h"
#include "tests/support/relay_peer.h"

#include <string>

namespace sotto::bench {

/// One connection to the relay in the load's loop: frames of requests, answers, events.
class LoadPeer : public Pollable
{
public:
    LoadPeer(Poller& poller, const crypto::RelayAddress& relay, crypto::Random& random);
    LoadPeer(const LoadPeer&) = delete;
    LoadPeer& operator=(const LoadPeer&) = delete;
    ~LoadPeer() override;

    [[nodiscard]] bool isLost() const { return !m_lost.empty(); }
    /// Empty, or why the connection is of no use any more.
    [[nodiscard]] const std::string& lost() const { return m_lost; }

    void ready(std::uint32_t events) override;

protected:
    /// The relay said Welcome.
    virtual void welcomed() = 0;
    virtual void received(const wire::ServerFrame& frame) = 0;

    /// For the next frame; sendFrame() sends what was added, if anything, and empties it.
    [[nodiscard]] wire::Request& add();
    void add(wire::Request request);
    void sendFrame();
    [[nodiscard]] const test::RelayPeer& peer() const { return m_peer; }
    void lose(const std::string& reason);

private:
    void take(const wire::ServerFrame& frame);
    void watchForRoom();

    Poller& m_poller;
    test::RelayPeer m_peer;
    bool m_isWelcome = false;
    bool m_wantsWrite = true;
    std::uint32_t m_nextId = 2; ///< 1 is the Hello's
    wire::ClientFrame m_out;
    std::string m_lost;
};

} // namespace sotto::bench
