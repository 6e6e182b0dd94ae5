#include "app/core/delivery/inbox.h"

#include "app/core/base/wire_bytes.h"
#include "crypto/vault/log_reference.h"

namespace sotto::core {

using storage::ContactStanding;

namespace {

/// One transaction's worth: as many as a relay delivers ahead.
constexpr std::size_t kInboxBatch = 256;
/// When envelopes that cost work came too fast.
constexpr int kBusyMs = 1000;

} // namespace

Inbox::Inbox(Context& context, OwnMailboxes& mailboxes, People& people, SessionBook& sessions,
             Outbox& outbox, Incoming& incoming)
    : m_context(context)
    , m_mailboxes(mailboxes)
    , m_people(people)
    , m_sessions(sessions)
    , m_outbox(outbox)
    , m_incoming(incoming)
{}

void Inbox::add(OwnMailboxes::Arrival arrival)
{
    m_arrivals.push_back(std::move(arrival));
    scheduleSoon(0);
}

void Inbox::scheduleSoon(int delayMs)
{
    if (!m_scheduled) {
        m_scheduled = true;
        m_context.later(delayMs, [this] {
            m_scheduled = false;
            work();
        });
    }
}

void Inbox::work()
{
    std::map<crypto::MailboxId, std::uint64_t> stored;
    bool busy = false;
    Work work(m_context);
    for (std::size_t i = 0; i < kInboxBatch && !m_arrivals.empty() && !busy; ++i) {
        const OwnMailboxes::Arrival& next = m_arrivals.front();
        busy = !take(work, next.envelope);
        if (!busy) {
            stored[next.mailbox] = next.number;
            m_arrivals.pop_front();
        }
    }
    m_incoming.flushReceipts(work);
    m_sessions.store(work);
    for (const auto& [mailbox, number] : stored) {
        m_mailboxes.recordStored(work, mailbox, number);
    }
    work.commit();
    for (const auto& [mailbox, number] : stored) {
        m_mailboxes.acknowledge(mailbox, number);
    }
    if (!m_arrivals.empty()) {
        scheduleSoon(busy ? kBusyMs : 0);
    }
}

bool Inbox::take(Work& work, const crypto::Bytes& envelope)
{
    auto received = m_sessions.open(envelope);
    if (received) {
        takeOpened(work, std::move(received).value());
        return true;
    }
    if (received.error().kind == crypto::ReceiveError::Kind::Busy) {
        return false;
    }
    takeRefused(work, received.error());
    return true;
}

void Inbox::takeOpened(Work& work, crypto::ReceivedEnvelope received)
{
    const crypto::DeviceAddress from = received.peer;
    wire::Content content;
    const crypto::ByteView bytes = received.staged.content();
    const bool parses = content.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    Person* const person = m_people.find(from.account);
    const bool isStranger = person == nullptr || person->row.standing == ContactStanding::Gone;
    const bool asksAnew = content.has_request() && person != nullptr &&
                          (person->row.standing == ContactStanding::Asked ||
                           person->row.standing == ContactStanding::Gone);
    if (person != nullptr && person->isSelf() && !person->isActive(from.device)) {
        if (parses) {
            m_incoming.takeFromUnknown(work, from.device, received.attachedLog.view(), content);
        }
        return;
    }
    const bool begins = received.staged.answered().has_value();
    const bool knewIt = m_sessions.hasSessions(from);
    if (isStranger || asksAnew) {
        // Only who was invited may leave anything here, be it a session.
        if (parses && m_incoming.isInvited(content)) {
            const crypto::SecretBytes attachedLog = std::move(received.attachedLog);
            m_sessions.commit(std::move(received));
            m_incoming.takeRequest(work, from, content, attachedLog.view());
            return;
        }
        if (isStranger) {
            return;
        }
    }
    if (person->row.standing == ContactStanding::Blocked) {
        return;
    }
    if (!person->isActive(from.device) && !received.attachedLog.empty()) {
        // A device of theirs that nobody has told us of, because no other one is left.
        if (const auto log = crypto::LogReference::parse(received.attachedLog.view())) {
            (void)m_people.takeLog(work, *person, *log);
            m_people.store(work, *person);
        }
    }
    if (!person->isActive(from.device)) {
        return;
    }
    m_sessions.commit(std::move(received));
    if (begins && knewIt) {
        m_outbox.repeatAll(work, *person, from.device);
    }
    if (parses) {
        m_incoming.take(work, {*person, from.device}, content);
        m_outbox.noticeLife(*person, from.device);
    }
}

void Inbox::takeRefused(Work& work, const crypto::ReceiveError& error)
{
    // The sender is not told, and sends again once it notices. The person hears of what only they
    // can judge: somebody with this contact's keys who does not know the conversation.
    if (error.kind != crypto::ReceiveError::Kind::Refused ||
        (error.first != crypto::FirstOpenError::Held &&
         error.first != crypto::FirstOpenError::UnknownReset)) {
        return;
    }
    const Person* const person = m_people.find(error.sender.account);
    if (person == nullptr || person->row.standing != ContactStanding::Contact) {
        return;
    }
    // One line says it, however often it happens.
    const auto conversation = work.stores().conversations.findByContact(person->row.id);
    const auto newest =
        conversation ? work.stores().messages.find(conversation->newestMessage) : std::nullopt;
    if (!newest || newest->kind != storage::MessageKind::NotReadable) {
        m_people.note(work, *person, storage::MessageKind::NotReadable, {});
    }
}

} // namespace sotto::core
