#include "app/core/base/wire_bytes.h"
#include "app/core/delivery/outbox_lane.h"
#include "crypto/vault/log_reference.h"

namespace sotto::core {

using storage::MessageState;
using storage::OutboxItem;
using storage::OutboxStage;

namespace {

/// Envelopes of one posting. More wait for the answer, which costs a round trip for each so many.
constexpr std::size_t kBatch = 64;
/// After a failure that time may heal: twice as long each time, up to the second.
constexpr int kFirstRetryMs = 500;
constexpr int kLastRetryMs = 60 * 1000;
/// Their relay keeps no more for them for now.
constexpr int kQueueFullMs = 3600 * 1000;
/// A content that was posted so long ago, before one that was acknowledged, did not arrive.
constexpr storage::Milliseconds kOvertakenMs = 10 * 1000;
/// A device that writes and has not acknowledged for so long cannot read what was sent.
constexpr storage::Milliseconds kDeafMs = 2 * 60 * 1000;
/// A device that asks for our Introduction gets one so often at most.
constexpr storage::Milliseconds kIntroduceAgainMs = 60 * 1000;
/// It is asked for the same one so often at most.
constexpr storage::Milliseconds kAskAgainMs = std::int64_t{3600} * 1000;
/// Attempts with a device that never acknowledges, before a message is shown as not sent.
constexpr std::uint32_t kAttemptsMax = 8;

} // namespace

Outbox::Outbox(Context& context, RelayPlaces& places, OwnAccount& own, OwnMailboxes& mailboxes,
               People& people, SessionBook& sessions)
    : m_context(context)
    , m_places(places)
    , m_own(own)
    , m_mailboxes(mailboxes)
    , m_people(people)
    , m_sessions(sessions)
{}

Outbox::~Outbox() = default;

wire::Content Outbox::content(bool acknowledged) const
{
    wire::Content out;
    if (acknowledged) {
        out.set_id(fieldOf(m_context.environment.random.make<storage::MessageUid>().view()));
    }
    out.set_sent_ms(static_cast<std::uint64_t>(m_context.nowMs()));
    out.set_introduction(m_own.introduction());
    return out;
}

void Outbox::add(Work& work, const Person& person, const wire::Content& content)
{
    for (const crypto::DeviceId& device : person.activeDevices()) {
        addFor(work, person, device, content);
    }
}

void Outbox::addFor(Work& work, const Person& person, const crypto::DeviceId& device,
                    const wire::Content& content)
{
    OutboxItem item;
    item.device = storage::DeviceBytes(device.bytes);
    queue(work, person, std::move(item), content);
}

void Outbox::queue(Work& work, const Person& person, OutboxItem item, const wire::Content& content)
{
    item.contact = person.row.id;
    if (const auto uid = fixedOf<storage::MessageUid>(content.id())) {
        item.uid = *uid;
    }
    item.content = serialized(content);
    work.stores().outbox.add(item);
}

void Outbox::introduceTo(Work& work, const Person& person, const crypto::DeviceId& device)
{
    storage::Milliseconds& last = laneOf(person.row.id, device).introduced;
    if (person.row.standing != storage::ContactStanding::Contact ||
        m_context.nowMs() - last < kIntroduceAgainMs) {
        return;
    }
    last = m_context.nowMs();
    wire::Content body = content(true);
    *body.mutable_introduction_body() = m_people.introductionFor(person, m_mailboxes.state());
    addFor(work, person, device, body);
}

void Outbox::askIntroduction(Work& work, const Person& person, const crypto::DeviceId& device,
                             std::uint32_t number)
{
    Lane& lane = laneOf(person.row.id, device);
    if (number <= lane.asked && m_context.nowMs() - lane.askedAt < kAskAgainMs) {
        return;
    }
    lane.asked = number;
    lane.askedAt = m_context.nowMs();
    wire::Content ask = content(false);
    (void)ask.mutable_ask_introduction();
    addFor(work, person, device, ask);
    work.afterwards([this, id = person.row.id] { kick(id); });
}

void Outbox::introduce(Work& work, Person& person)
{
    if (person.row.standing != storage::ContactStanding::Contact ||
        person.state.introduction_queued() >= m_own.introduction()) {
        return;
    }
    wire::Content body = content(true);
    *body.mutable_introduction_body() = m_people.introductionFor(person, m_mailboxes.state());
    add(work, person, body);
    person.state.set_introduction_queued(m_own.introduction());
    m_people.store(work, person);
}

void Outbox::introduceAll(Work& work)
{
    for (auto& [id, person] : m_people.all()) {
        introduce(work, person);
    }
}

Outbox::Lane& Outbox::laneOf(RowId contact, const crypto::DeviceId& device)
{
    const LaneKey key{contact, storage::DeviceBytes(device.bytes)};
    auto& lane = m_lanes[key];
    if (!lane) {
        lane = std::make_unique<Lane>();
        lane->key = key;
    }
    return *lane;
}

void Outbox::kick(RowId contact, int delayMs)
{
    if (m_stopped || (delayMs == 0 && !m_kicked.insert(contact).second)) {
        return;
    }
    ++m_scheduled;
    m_context.later(delayMs, [this, contact, delayMs] {
        --m_scheduled;
        if (delayMs == 0) {
            m_kicked.erase(contact);
        }
        Person* const person = m_people.find(contact);
        if (person == nullptr || m_stopped) {
            return;
        }
        for (const crypto::DeviceId& device : person->activeDevices()) {
            pump(contact, device);
        }
    });
}

void Outbox::kickAll()
{
    std::set<RowId> waiting;
    for (const storage::OutboxRecipient& recipient : m_context.stores.outbox.recipients()) {
        waiting.insert(recipient.contact);
    }
    for (const RowId contact : waiting) {
        kick(contact);
    }
}

bool Outbox::mayStart(const Person& person) const
{
    return !m_stopped && person.takesMessages() && person.row.hold == storage::SendingHold::None &&
           !person.state.token().empty();
}

void Outbox::pump(RowId contact, const crypto::DeviceId& device)
{
    Person* const person = m_people.find(contact);
    if (person == nullptr || !mayStart(*person)) {
        return;
    }
    Lane& lane = laneOf(contact, device);
    if (lane.posting || lane.paused || lane.fetching) {
        return;
    }
    auto items = m_context.stores.outbox.next(lane.key, kBatch);
    if (items.empty()) {
        return;
    }
    const crypto::DeviceAddress peer{person->account(), device};
    const bool needsSession = items.back().stage == OutboxStage::Queued &&
                              (lane.fetchAgain || !m_sessions.canSendTo(peer));
    if (person->mailboxOf(device) == nullptr || needsSession) {
        fetchBundle(*person, lane, 0);
        return;
    }
    sealAndPost(*person, lane, std::move(items));
}

void Outbox::sealAndPost(Person& person, Lane& lane, std::vector<OutboxItem> items)
{
    Work work(m_context);
    std::vector<OutboxItem> ready;
    for (OutboxItem& item : items) {
        if (item.stage == OutboxStage::Queued && !seal(work, person, lane, item)) {
            if (lane.paused) {
                break;
            }
            continue; // it could never be sent
        }
        ready.push_back(std::move(item));
    }
    m_sessions.store(work);
    work.commit();
    if (!ready.empty()) {
        post(person, lane, std::move(ready));
    } else if (!lane.paused) {
        kick(person.row.id);
    }
}

bool Outbox::seal(Work& work, Person& person, Lane& lane, OutboxItem& item)
{
    const crypto::DeviceAddress peer{person.account(), crypto::DeviceId(item.device.bytes)};
    // Whoever has not answered our request yet cannot look us up.
    crypto::SecretBytes ownLog;
    if (person.row.standing == storage::ContactStanding::Asked) {
        ownLog = ownContactPoint(m_own, m_mailboxes.state()).log.serialize();
    }
    auto envelope = m_sessions.seal(peer, item.content.view(), ownLog.view());
    if (envelope) {
        item.envelope = std::move(envelope).value();
        item.stage = OutboxStage::Sealed;
        work.stores().outbox.seal(item.id, item.envelope);
        return true;
    }
    switch (envelope.error()) {
    case crypto::SendError::ContentTooLong:
    case crypto::SendError::LogTooLong:
        raise(work, item.message, MessageState::Failed);
        work.stores().outbox.remove(item.id);
        break;
    case crypto::SendError::NoSession:
    case crypto::SendError::UnusableKey:
    case crypto::SendError::ChainExhausted:
        lane.fetchAgain = true;
        retryLater(lane);
        break;
    }
    return false;
}

client::PostingConnection* Outbox::connectionTo(const Person& person,
                                                const crypto::ContactMailbox& mailbox)
{
    const std::string relay = fieldOf(mailbox.relay.view());
    auto& connection = m_connections[{person.row.id, relay}];
    if (!connection) {
        auto place = m_places.find(relay);
        if (!place) {
            return nullptr;
        }
        connection = std::make_unique<client::PostingConnection>(std::move(*place));
    }
    return connection.get();
}

void Outbox::post(Person& person, Lane& lane, std::vector<OutboxItem> items)
{
    const auto* const mailbox = person.mailboxOf(crypto::DeviceId(lane.key.device.bytes));
    auto* const connection = mailbox != nullptr ? connectionTo(person, *mailbox) : nullptr;
    const auto token = fixedOf<crypto::DeliveryToken>(person.state.token());
    if (connection == nullptr || !token) {
        return;
    }
    std::vector<RowId> ids;
    std::vector<crypto::Bytes> envelopes;
    for (OutboxItem& item : items) {
        ids.push_back(item.id);
        envelopes.push_back(std::move(item.envelope));
    }
    lane.posting = true;
    const std::uint64_t posting = ++lane.postings;
    connection->post(mailbox->mailbox, *token, std::move(envelopes),
                     [this, key = lane.key, ids, posting](auto outcome) {
                         m_context.guard([&] { onPosted(key, posting, ids, outcome); });
                     });
}

void Outbox::onPosted(const LaneKey& key, std::uint64_t posting, const std::vector<RowId>& items,
                      const client::Outcome<std::vector<sotto::wire::Code>>& outcome)
{
    const auto at = m_lanes.find(key);
    if (at == m_lanes.end() || at->second->postings != posting) {
        return;
    }
    Lane& lane = *at->second;
    lane.posting = false;
    if (!outcome) {
        // What is Sealed goes again as it is: the relay recognises it.
        retryLater(lane);
        if (outcome.error().kind == client::ErrorKind::Refused &&
            outcome.error().code == sotto::wire::TOKEN_REFUSED && onTokenRefused) {
            onTokenRefused(key.contact);
        }
        return;
    }
    int pauseMs = 0;
    Work work(m_context);
    for (std::size_t i = 0; i < items.size() && i < outcome->size(); ++i) {
        switch ((*outcome)[i]) {
        case sotto::wire::CODE_UNSPECIFIED:
            if (const RowId message = work.stores().outbox.markPosted(items[i], m_context.nowMs());
                message != storage::kNoRow && !work.stores().outbox.isUnposted(message)) {
                raise(work, message, MessageState::Sent);
            }
            break;
        case sotto::wire::QUEUE_FULL:
            pauseMs = std::max(pauseMs, kQueueFullMs);
            break;
        default:
            pauseMs = std::max(pauseMs, kLastRetryMs);
            break;
        }
    }
    work.commit();
    if (pauseMs > 0) {
        pauseLane(lane, pauseMs);
    } else {
        lane.failures = 0;
        pump(key.contact, crypto::DeviceId(key.device.bytes));
    }
}

void Outbox::retryLater(Lane& lane)
{
    pauseLane(lane, std::min(kLastRetryMs, kFirstRetryMs << std::min(lane.failures, 16)));
    ++lane.failures;
}

void Outbox::pauseLane(Lane& lane, int delayMs)
{
    lane.paused = true;
    const std::uint64_t pause = ++lane.pauses;
    m_scheduled += delayMs == 0 ? 1 : 0;
    m_context.later(delayMs, [this, key = lane.key, delayMs, pause] {
        m_scheduled -= delayMs == 0 ? 1 : 0;
        const auto at = m_lanes.find(key);
        if (at != m_lanes.end() && at->second->paused && at->second->pauses == pause) {
            at->second->paused = false;
            pump(key.contact, crypto::DeviceId(key.device.bytes));
        }
    });
}

void Outbox::kickReceipts(RowId contact)
{
    const Environment& environment = m_context.environment;
    const std::uint32_t range = environment.receiptDelayMaxMs - environment.receiptDelayMinMs + 1;
    kick(contact,
         static_cast<int>(environment.receiptDelayMinMs + environment.random.below(range)));
}

void Outbox::leaveOldRelays(const Person& person)
{
    endConnections(person.row.id, [&person](const std::string& relay, const auto&) {
        return std::none_of(
            person.mailboxes.begin(), person.mailboxes.end(),
            [&](const auto& known) { return fieldOf(known.relay.view()) == relay; });
    });
}

void Outbox::recall(RowId contact)
{
    // What stands has it, or has it on the way.
    endConnections(contact, [](const std::string&, const auto& connection) {
        return connection.state() != client::LinkState::Ready;
    });
    kick(contact);
}

void Outbox::endConnections(
    RowId contact,
    const std::function<bool(const std::string& relay, const client::PostingConnection&)>& isOver)
{
    bool ended = false;
    for (auto at = m_connections.begin(); at != m_connections.end();) {
        if (at->first.first != contact || !at->second || !isOver(at->first.second, *at->second)) {
            ++at;
            continue;
        }
        // It may be what called us.
        m_context.later(
            0, [gone = std::shared_ptr<client::PostingConnection>(std::move(at->second))] {});
        at = m_connections.erase(at);
        ended = true;
    }
    for (auto& [key, lane] : m_lanes) {
        if (ended && key.contact == contact) {
            lane->posting = false;
            ++lane->postings;
        }
    }
}

void Outbox::tryNow(RowId contact)
{
    if (const Person* const person = m_people.find(contact)) {
        leaveOldRelays(*person);
    }
    for (auto& [key, lane] : m_lanes) {
        if (key.contact == contact) {
            lane->paused = false;
            lane->failures = 0;
        }
    }
    kick(contact);
}

void Outbox::raise(Work& work, RowId message, MessageState state)
{
    if (message == storage::kNoRow || !work.stores().messages.raiseState(message, state)) {
        return;
    }
    if (const auto changed = work.stores().messages.find(message)) {
        work.changes.messages.push_back(
            {changed->conversation, message, ChangedMessage::What::Changed});
        work.changes.conversations.insert(changed->conversation);
    }
}

std::vector<RowId> Outbox::acknowledge(Work& work, const Person& person,
                                       const crypto::DeviceId& device,
                                       const std::vector<storage::MessageUid>& uids)
{
    const LaneKey key{person.row.id, storage::DeviceBytes(device.bytes)};
    const storage::OutboxAcknowledged done = work.stores().outbox.acknowledge(key, uids);
    if (done.newest != storage::kNoRow) {
        for (const OutboxItem& item : work.stores().outbox.unacknowledged(
                 key, done.newest, m_context.nowMs() - kOvertakenMs, kBatch)) {
            if (item.attempts >= kAttemptsMax) {
                raise(work, item.message, MessageState::Failed);
                work.stores().outbox.remove(item.id);
            } else {
                work.stores().outbox.requeue(item.id);
            }
        }
        work.afterwards([this, contact = person.row.id] { kick(contact); });
    }
    return done.messages;
}

void Outbox::repeatAll(Work& work, const Person& person, const crypto::DeviceId& device)
{
    const LaneKey key{person.row.id, storage::DeviceBytes(device.bytes)};
    for (const OutboxItem& item : work.stores().outbox.unacknowledged(
             key, std::numeric_limits<RowId>::max(), m_context.nowMs() + 1, 4096)) {
        work.stores().outbox.requeue(item.id);
    }
    work.afterwards([this, contact = person.row.id] { kick(contact); });
}

void Outbox::noticeLife(const Person& person, const crypto::DeviceId& device)
{
    Lane& lane = laneOf(person.row.id, device);
    const storage::Milliseconds now = m_context.nowMs();
    if (lane.fetching || lane.fetchAgain || now - lane.lastReset < 5 * kDeafMs) {
        return;
    }
    lane.lastReset = now;
    if (m_context.stores.outbox
            .unacknowledged(lane.key, std::numeric_limits<RowId>::max(), now - kDeafMs, 1)
            .empty()) {
        return;
    }
    m_context.later(0, [this, contact = person.row.id, device] {
        Person* const still = m_people.find(contact);
        if (still == nullptr || !mayStart(*still)) {
            return;
        }
        Work work(m_context);
        laneOf(contact, device).fetchAgain = true;
        repeatAll(work, *still, device);
        work.commit();
    });
}

void Outbox::drop(Work& work, RowId contact)
{
    work.stores().outbox.removeAll(contact, storage::DeviceBytes());
    work.afterwards([this, contact] {
        std::erase_if(m_lanes,
                      [contact](const auto& lane) { return lane.first.contact == contact; });
        std::erase_if(m_connections,
                      [contact](const auto& entry) { return entry.first.first == contact; });
    });
}

void Outbox::start()
{
    m_stopped = false;
    kickAll();
}

void Outbox::stop()
{
    m_stopped = true;
    m_lanes.clear();
    m_connections.clear();
}

void Outbox::retryNow()
{
    for (auto& [key, connection] : m_connections) {
        connection->retryNow();
    }
    for (auto& [key, lane] : m_lanes) {
        lane->paused = false;
        lane->failures = 0;
    }
    kickAll();
}

bool Outbox::isIdle() const
{
    return m_scheduled == 0 && std::none_of(m_lanes.begin(), m_lanes.end(), [](const auto& lane) {
               return lane.second->posting || lane.second->fetching;
           });
}

} // namespace sotto::core
