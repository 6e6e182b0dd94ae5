#include "tests/net/relay/faults/bystanders.h"

#include "tests/net/relay/faults/relay_world.h"
#include "tests/support/stopwatch.h"

#include <poll.h>

namespace sotto::test {

Bystanders::Bystanders(const crypto::RelayAddress& relay)
    : m_thread([this, &relay] { exchange(relay); })
{
    awaitExchanges(3); // they are in touch before the harm begins
}

Bystanders::~Bystanders()
{
    (void)wereServed();
}

void Bystanders::awaitExchanges(int count) const
{
    const Stopwatch watch;
    const int goal = m_exchanged + count;
    while (m_exchanged < goal && watch.elapsedMs() < kPatienceMs) {
        ::poll(nullptr, 0, 1);
    }
}

bool Bystanders::wereServed()
{
    if (m_thread.joinable()) {
        m_ending = true;
        m_thread.join();
        m_story = "exchanged " + std::to_string(m_exchanged) + " messages, worst gap " +
                  std::to_string(m_worstGapMs) + " ms " + m_failure;
    }
    return m_failure.empty() && m_exchanged > 0 && m_worstGapMs < kWorstGapMs;
}

void Bystanders::exchange(const crypto::RelayAddress& relay)
{
    crypto::SystemRandom random;
    const Mailbox mailbox(random);
    const auto owner = connectTo(relay, random);
    const auto poster = connectTo(relay, random);
    if (!owner->open(kPatienceMs) || !own(*owner, mailbox) || !poster->open(kPatienceMs)) {
        m_failure = "could not even begin";
        return;
    }
    for (std::uint64_t number = 1; !m_ending; ++number) {
        const std::string envelope = "between bystanders " + std::to_string(number);
        const Stopwatch watch;
        const auto posted = poster->request(mailbox.post(envelope), kPatienceMs);
        if (!posted || !posted->has_posted() || codeOf(*posted) != wire::CODE_UNSPECIFIED) {
            m_failure = posted ? "refused: " + posted->refusal().text() : "no answer to a post";
            return;
        }
        const auto event = owner->event(kPatienceMs);
        if (!event || event->delivery().envelope() != envelope ||
            event->delivery().number() != number) {
            m_failure = "a message did not come";
            return;
        }
        owner->submit(acknowledge(number));
        m_worstGapMs = std::max(m_worstGapMs, watch.elapsedMs());
        ++m_exchanged;
        ::poll(nullptr, 0, 3);
    }
}

} // namespace sotto::test
