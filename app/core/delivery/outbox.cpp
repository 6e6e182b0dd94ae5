#include "app/core/base/wire_bytes.h"
#include "app/core/delivery/outbox_lane.h"

namespace sotto::core {

using storage::OutboxItem;
using storage::OutboxStage;

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
        if (!person->log) {
            return;
        }
        for (const crypto::DeviceRecord& device : person->log->state().devices) {
            pump(contact, device.id);
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
    return !m_stopped && (person.takesMessages() || person.isSelf()) &&
           person.row.hold == storage::SendingHold::None && !person.state.token().empty();
}

bool Outbox::maySendTo(const Person& person, const crypto::DeviceId& device) const
{
    // An own device that was ended is told so: nothing else is ever queued for it.
    return mayStart(person) && (person.isActive(device) || person.isSelf());
}

void Outbox::pump(RowId contact, const crypto::DeviceId& device)
{
    Person* const person = m_people.find(contact);
    if (person == nullptr || !maySendTo(*person, device)) {
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

void Outbox::kickReceipts(RowId contact)
{
    const Environment& environment = m_context.environment;
    const std::uint32_t range = environment.receiptDelayMaxMs - environment.receiptDelayMinMs + 1;
    kick(contact,
         static_cast<int>(environment.receiptDelayMinMs + environment.random.below(range)));
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

void Outbox::dropDevice(Work& work, const Person& person, const crypto::DeviceId& device)
{
    const LaneKey key{person.row.id, storage::DeviceBytes(device.bytes)};
    const auto waiting = work.stores().outbox.next(key, std::numeric_limits<std::int32_t>::max());
    work.stores().outbox.removeAll(key.contact, key.device);
    for (const OutboxItem& item : waiting) {
        const auto others = item.message != storage::kNoRow
                                ? work.stores().outbox.about(item.message)
                                : std::vector<OutboxItem>();
        const auto brings = [&](const OutboxItem& other) { return other.message == item.message; };
        const auto isPosted = [&](const OutboxItem& other) {
            return brings(other) && other.stage == OutboxStage::Posted;
        };
        if (std::ranges::any_of(others, isPosted) &&
            !work.stores().outbox.isUnposted(item.message)) {
            raise(work, item.message, storage::MessageState::Sent);
        }
    }
    // What is on its way in the lane is answered for rows that are gone.
    work.afterwards([this, key] { m_context.later(0, [this, key] { m_lanes.erase(key); }); });
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
