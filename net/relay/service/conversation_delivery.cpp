// The part of a conversation that hands a mailbox's envelopes to its owner.
#include "net/relay/service/conversation.h"

namespace sotto::relay {

void Conversation::subscribed(const Call& call, StoreOutcome outcome,
                              const std::optional<MailboxStore::Subscription>& subscription)
{
    if (m_state != State::Open) {
        // The hub was told of a connection that is gone by now.
        if (subscription) {
            m_service.hub.unsubscribe(MailboxId(m_login->id.view()), subscription->epoch);
        }
        return;
    }
    if (outcome != StoreOutcome::Committed) {
        m_subscribing = false;
        refuseForStore(call, outcome);
        return;
    }
    if (!subscription) {
        m_subscribing = false;
        refuse(call, wire::NOT_PERMITTED, "the mailbox is gone");
        return;
    }
    const MailboxPosition& position = subscription->position;
    m_subscription = std::make_unique<Subscription>(
        Subscription{subscription->epoch, DeliveryWindow(position.acknowledged, position.newest),
                     position.acknowledged});
    wire::Answer answer;
    wire::Subscribed& out = *answer.mutable_subscribed();
    out.set_acknowledged(position.acknowledged);
    out.set_newest(position.newest);
    out.set_expired(position.expired);
    this->answer(call, std::move(answer));
}

void Conversation::pushDelivery(std::uint64_t number, const SharedBytes& envelope)
{
    collect(envelope->size() + 16);
    wire::Delivery& delivery = *m_out->add_events()->mutable_delivery();
    delivery.set_number(number);
    delivery.set_envelope(*envelope);
}

void Conversation::offer(std::uint64_t epoch, std::uint64_t number, const SharedBytes& envelope)
{
    if (m_state != State::Open || !m_subscription || m_subscription->epoch != epoch) {
        return;
    }
    if (m_subscription->window.offer(number, envelope->size())) {
        ServiceCounters::add(m_service.counters.envelopesPushed);
        pushDelivery(number, envelope);
    } else {
        touch();
    }
}

void Conversation::acknowledge(std::uint64_t number)
{
    if (!m_subscription) {
        breach({}, wire::OUT_OF_TURN, "an acknowledgement without a subscription");
        return;
    }
    if (!m_subscription->window.acknowledge(number)) {
        breach({}, wire::MALFORMED, "an acknowledgement of what was never sent");
        return;
    }
    touch();
}

void Conversation::submitAcknowledged()
{
    if (!m_subscription || m_subscription->window.acknowledged() <= m_subscription->acknowledged) {
        return;
    }
    const std::uint64_t number = m_subscription->window.acknowledged();
    m_subscription->acknowledged = number;
    const MailboxId mailbox(m_login->id.view());
    m_service.store.submit({[mailbox, epoch = m_subscription->epoch, number](Store& store) {
                                store.mailboxes().acknowledge(mailbox, epoch, number);
                            },
                            nullptr});
}

void Conversation::readPending()
{
    if (!m_subscription) {
        return;
    }
    const auto wanted = m_subscription->window.wanted();
    if (!wanted) {
        return;
    }
    auto listed = std::make_shared<std::vector<PendingEnvelope>>();
    const MailboxId mailbox(m_login->id.view());
    // Listed by the writer, after whose commit the reader sees all that was listed.
    submit(
        {},
        [listed, mailbox, wanted = *wanted](Store& store) {
            *listed = store.mailboxes().pending(mailbox, wanted.after, wanted.count, wanted.bytes);
        },
        [listed, upTo = wanted->upTo](Conversation& conversation, StoreOutcome outcome) {
            if (outcome == StoreOutcome::Committed) {
                conversation.readListed(std::move(*listed), upTo);
            } else {
                conversation.readFailed();
            }
        });
}

void Conversation::readListed(std::vector<PendingEnvelope> pending, std::uint64_t upTo)
{
    if (pending.empty()) {
        m_subscription->window.readEnded(upTo); // all that was behind has expired
        touch();
        return;
    }
    if (!m_subscription->window.admits(pending.front().bytes)) {
        touch();
        return;
    }
    upTo = pending.back().number;
    auto envelopes = std::make_shared<std::vector<SharedBytes>>();
    auto wanted = std::make_shared<const std::vector<PendingEnvelope>>(std::move(pending));
    submitRead([envelopes, wanted](StoreReader& reader) { *envelopes = reader.envelopes(*wanted); },
               [envelopes, wanted, upTo](Conversation& conversation, bool ok) {
                   if (ok) {
                       conversation.sendRead(*wanted, *envelopes, upTo);
                   } else {
                       conversation.readFailed();
                   }
               });
}

void Conversation::sendRead(std::span<const PendingEnvelope> wanted,
                            std::span<const SharedBytes> envelopes, std::uint64_t upTo)
{
    for (std::size_t i = 0; i < envelopes.size() && m_state == State::Open; ++i) {
        // Null is one that expired between the two reads.
        if (envelopes[i]) {
            ServiceCounters::add(m_service.counters.envelopesRead);
            m_subscription->window.sent(wanted[i].number, envelopes[i]->size());
            pushDelivery(wanted[i].number, envelopes[i]);
        }
    }
    if (m_subscription) {
        m_subscription->window.readEnded(upTo);
        touch();
    }
}

void Conversation::readFailed()
{
    // What it wanted is still behind; tick() tries again.
    m_subscription->window.readEnded(0);
    m_readFailed = true;
}

} // namespace sotto::relay
