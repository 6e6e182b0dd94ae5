#include "tests/bench/relay_load/receiver.h"

#include "tests/bench/relay_load/payload.h"

namespace sotto::bench {

Receiver::Receiver(Poller& poller, const crypto::RelayAddress& relay, crypto::Random& random,
                   const test::Mailbox& mailbox, Tally& tally, Purpose purpose)
    : LoadPeer(poller, relay, random)
    , m_random(random)
    , m_mailbox(mailbox)
    , m_tally(tally)
    , m_purpose(purpose)
{}

void Receiver::welcomed()
{
    add(peer().createMailbox(m_mailbox.id, m_mailbox.owner));
    sendFrame();
}

void Receiver::received(const wire::ServerFrame& frame)
{
    for (const wire::Answer& answer : frame.answers()) {
        if (answer.has_refusal()) {
            return lose("refused: " + answer.refusal().text());
        }
        goOn(answer);
    }
    const std::uint64_t before = m_lastNumber;
    for (const wire::Event& event : frame.events()) {
        if (event.has_delivery()) {
            takeDelivery(event.delivery());
        }
    }
    if (m_lastNumber != before) {
        wire::Request& request = add();
        request.set_id(0);
        request.mutable_acknowledge()->set_number(m_lastNumber);
    }
    sendFrame();
}

void Receiver::goOn(const wire::Answer& answer)
{
    if (m_step == Step::Creating && answer.has_logged_in()) {
        m_step = Step::GivingTokens;
        add(m_mailbox.setTokens(m_random));
    } else if (m_step == Step::GivingTokens && answer.has_done()) {
        m_step = m_purpose == Purpose::Make ? Step::Ready : Step::Subscribing;
        if (m_step == Step::Subscribing) {
            add().mutable_subscribe();
        }
    } else if (m_step == Step::Subscribing && answer.has_subscribed()) {
        m_step = Step::Ready;
    } else {
        lose("an answer that does not belong here");
    }
}

void Receiver::takeDelivery(const wire::Delivery& delivery)
{
    if (m_lastNumber != 0 && delivery.number() != m_lastNumber + 1) {
        ++m_tally.disordered;
    }
    m_lastNumber = delivery.number();
    ++m_tally.delivered;
    if (m_tally.keepsLatency) {
        m_tally.latencyNs.push_back(nowNs() - dueTimeOf(delivery.envelope()));
    }
}

} // namespace sotto::bench
