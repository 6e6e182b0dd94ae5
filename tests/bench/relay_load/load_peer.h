#pragma once

#include "crypto/channel/channel_client.h"
#include "crypto/channel/relay_address.h"
#include "net/wire/relay.pb.h"
#include "tests/bench/relay_load/poller.h"
#include "tests/bench/relay_load/ws_stream.h"

#include <optional>
#include <string>

namespace sotto::bench {

/// One connection to the relay: WebSocket, channel, Hello, then frames of requests and answers.
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
    void sendFrame();
    [[nodiscard]] const crypto::ChannelBinding& exporter() const { return m_channel->exporter(); }
    void lose(const std::string& reason);

private:
    void take(crypto::ByteView message);
    void takeTraffic(crypto::ByteView message);
    void write();

    Poller& m_poller;
    WsStream m_stream;
    std::optional<crypto::ChannelClient> m_handshake;
    std::optional<crypto::ChannelSession> m_channel;
    bool m_saidHello = false;
    bool m_isWelcome = false;
    bool m_wantsWrite = true;
    std::uint32_t m_nextId = 1;
    wire::ClientFrame m_out;
    wire::ServerFrame m_in;
    crypto::Bytes m_plaintext;
    std::string m_lost;
};

} // namespace sotto::bench
