#pragma once

#include "app/core/delivery/incoming.h"

#include <deque>

namespace sotto::core {

/// Envelopes that arrived: opens them, stores what they say, and only then acknowledges them to the
/// relay. Up to kInboxBatch of them share one transaction.
class Inbox
{
public:
    Inbox(Context& context, OwnMailboxes& mailboxes, People& people, SessionBook& sessions,
          Outbox& outbox, Incoming& incoming);

    void add(OwnMailboxes::Arrival arrival);
    [[nodiscard]] bool isIdle() const { return m_arrivals.empty(); }

private:
    void scheduleSoon(int delayMs);
    void work();
    /// False if there was too much lately: it is to be tried again later.
    [[nodiscard]] bool take(Work& work, const crypto::Bytes& envelope);
    void takeOpened(Work& work, crypto::ReceivedEnvelope received);
    void takeRefused(Work& work, const crypto::ReceiveError& error);

    Context& m_context;
    OwnMailboxes& m_mailboxes;
    People& m_people;
    SessionBook& m_sessions;
    Outbox& m_outbox;
    Incoming& m_incoming;
    std::deque<OwnMailboxes::Arrival> m_arrivals;
    bool m_scheduled = false;
};

} // namespace sotto::core
