#include "tests/bench/relay_load/sender.h"

#include <limits>

namespace sotto::bench {

Sender::Sender(Poller& poller, const crypto::RelayAddress& relay, crypto::Random& random,
               const test::Mailbox& mailbox, Tally& tally, std::size_t envelopeBytes)
    : LoadPeer(poller, relay, random)
    , m_mailbox(mailbox)
    , m_tally(tally)
    , m_payload(envelopeBytes, random)
{}

void Sender::keepInFlight(std::size_t posts)
{
    keepInFlight(posts, std::numeric_limits<std::uint64_t>::max());
}

void Sender::keepInFlight(std::size_t posts, std::uint64_t total)
{
    m_inFlight = posts;
    m_left = total;
    fill();
}

void Sender::post(std::int64_t dueNs)
{
    addPost(dueNs);
    sendFrame();
}

void Sender::received(const wire::ServerFrame& frame)
{
    for (const wire::Answer& answer : frame.answers()) {
        --m_unanswered;
        if (answer.has_posted() && answer.posted().codes_size() == 1 &&
            answer.posted().codes(0) == wire::CODE_UNSPECIFIED) {
            ++m_tally.posted;
        } else {
            ++m_tally.refused;
        }
    }
    fill();
}

void Sender::fill()
{
    if (m_unanswered < m_inFlight && m_left > 0) {
        const std::int64_t now = nowNs();
        for (; m_unanswered < m_inFlight && m_left > 0; --m_left) {
            addPost(now);
        }
        sendFrame();
    }
}

void Sender::addPost(std::int64_t dueNs)
{
    wire::Post& post = *add().mutable_post();
    test::setBytes(*post.mutable_mailbox(), m_mailbox.id);
    test::setBytes(*post.mutable_token(), m_mailbox.tokens.front().view());
    *post.add_envelopes() = m_payload.next(dueNs);
    ++m_unanswered;
}

} // namespace sotto::bench
