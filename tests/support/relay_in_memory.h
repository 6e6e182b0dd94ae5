#pragma once

#include "crypto/channel/channel_client.h"
#include "net/relay/service/conversation.h"
#include "tests/support/deterministic_random.h"

#include <deque>
#include <vector>

namespace sotto::test {

/// A whole relay but for its sockets: the real service on the real store, in memory, in the
/// caller's thread. Nothing happens but in run().
class RelayInMemory
{
public:
    struct Time
    {
        std::uint64_t wall = 1'800'000'000;
        std::uint64_t monotonicMs = 1'000;
    };

    explicit RelayInMemory(std::uint64_t seed = 1);
    /// The same on a store of the caller's.
    RelayInMemory(std::uint64_t seed, std::unique_ptr<relay::Store> store);

    /// Does all that is queued, until nothing is left. Nothing while it is held.
    void run();
    /// Lets frames of several connections meet in the relay before it works on any of them.
    void hold() { m_held = true; }
    void release();
    void advanceMs(std::uint64_t ms);

    DeterministicRandom random;
    Time time;
    crypto::SigningKey key;
    crypto::AccessKey accessKey;
    relay::RelayClock clock;
    std::shared_ptr<relay::Inbox> inbox;
    relay::StoreThread store;
    relay::Service service;

private:
    bool m_held = false;
};

/// One connection to it: the client's side of the channel, and a network that can be cut.
class MemoryConnection : public relay::Outlet
{
public:
    explicit MemoryConnection(RelayInMemory& relay, std::uint64_t origin = 0);
    ~MemoryConnection() override;

    // relay::Outlet
    void send(crypto::ByteView frame) override;
    void opened() override {}
    void close(std::uint16_t code, std::string_view reason) override;
    [[nodiscard]] std::size_t unsentBytes() const override { return unsent; }

    /// Handshake and Hello. False if the relay refused.
    bool open(std::optional<crypto::Eapi> eapi = std::nullopt);
    /// Frames of the handshake, one by one, for those that break it off.
    bool sayHello(std::optional<crypto::Eapi> eapi);
    bool sayAccess();
    bool finishHandshake();
    /// The same without Hello.
    bool openChannel();

    /// Queues a request, gives its id.
    std::uint32_t ask(wire::Request request);
    /// Sends what is queued as one frame and lets the relay run.
    void flush();
    /// ask, flush, and the answer; asserts that there is one.
    wire::Answer request(wire::Request request);
    void acknowledge(std::uint64_t number);
    [[nodiscard]] const wire::Answer* answerTo(std::uint32_t id) const;
    /// A frame as it is, past the channel.
    void sendRaw(crypto::ByteView frame);
    void sendPlaintext(crypto::ByteView plaintext);
    void cut();
    void finish();
    void leave(wire::Code code) { m_conversation->leave(code, "told to"); }
    /// What its thread does about once a second.
    void tick() { m_conversation->tick(); }
    /// Opens what arrived while another connection let the relay run.
    void receive();
    /// The next frame of the handshake that has arrived.
    [[nodiscard]] const std::deque<crypto::Bytes>& arrived() const { return m_arrived; }

    [[nodiscard]] const crypto::ChannelSession& channel() const { return *m_channel; }
    /// All that arrived, in order.
    std::vector<wire::Event> events;
    std::vector<wire::Answer> answers;
    std::vector<crypto::Bytes> rawFrames; ///< as the relay sent them, handshake included
    std::optional<std::uint16_t> closedWith;
    std::string closeReason;
    bool finished = false;
    std::size_t unsent = 0;

private:
    RelayInMemory& m_relay;
    std::shared_ptr<relay::Conversation> m_conversation;
    std::optional<crypto::ChannelClient> m_handshake;
    std::optional<crypto::ChannelSession> m_channel;
    std::deque<crypto::Bytes> m_arrived;
    wire::ClientFrame m_out;
    std::uint32_t m_lastId = 0;
};

} // namespace sotto::test
