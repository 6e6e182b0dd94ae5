#pragma once

#include "tests/bench/relay_load/load_peer.h"
#include "tests/bench/relay_load/payload.h"
#include "tests/bench/relay_load/tally.h"
#include "tests/support/mailbox.h"

namespace sotto::bench {

/// An anonymous connection that posts to one mailbox, one envelope a post. What may go at the same
/// moment shares a frame, as the answers that made room for it did.
class Sender final : public LoadPeer
{
public:
    Sender(Poller& poller, const crypto::RelayAddress& relay, crypto::Random& random,
           const test::Mailbox& mailbox, Tally& tally, std::size_t envelopeBytes);

    [[nodiscard]] bool isReady() const { return m_isReady; }
    [[nodiscard]] std::size_t unanswered() const { return m_unanswered; }

    /// From now on it keeps so many posts unanswered; 0 to end.
    void keepInFlight(std::size_t posts);
    /// Posts @p posts in all, then no more.
    void keepInFlight(std::size_t posts, std::uint64_t total);
    /// Posts one that was due at @p dueNs.
    void post(std::int64_t dueNs);

private:
    void welcomed() override { m_isReady = true; }
    void received(const wire::ServerFrame& frame) override;
    void fill();
    void addPost(std::int64_t dueNs);

    const test::Mailbox& m_mailbox;
    Tally& m_tally;
    Payload m_payload;
    bool m_isReady = false;
    std::size_t m_unanswered = 0;
    std::size_t m_inFlight = 0;
    std::uint64_t m_left = 0;
};

} // namespace sotto::bench
