// Outbox: what is encrypted, and posted to a relay.
#include "app/core/base/wire_bytes.h"
#include "app/core/delivery/outbox_lane.h"
#include "crypto/vault/log_reference.h"

namespace sotto::core {

using storage::MessageState;
using storage::OutboxItem;
using storage::OutboxStage;

namespace {

/// After a failure that time may heal: twice as long each time, up to the second.
constexpr int kFirstRetryMs = 500;
constexpr int kLastRetryMs = 60 * 1000;
/// Of the tokens that an own device may know so many are tried without a pause.
constexpr int kTokensAtOnce = 10;
/// Their relay keeps no more for them for now.
constexpr int kQueueFullMs = 3600 * 1000;

} // namespace

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
    // Whoever has not answered our request yet cannot look us up, nor an own device that has not
    // read of this one yet; and nobody knows a device that joined while all others were lost. Only
    // what begins a session carries it.
    crypto::SecretBytes ownLog;
    if (person.row.standing == storage::ContactStanding::Asked || person.isSelf() ||
        !m_own.beganAccount()) {
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
    const std::pair key{person.row.id, relay};
    const auto found = m_connections.find(key);
    if (found != m_connections.end()) {
        return found->second.get();
    }
    auto place = m_places.find(relay);
    if (!place) {
        return nullptr;
    }
    return m_connections
        .emplace(key, std::make_unique<client::PostingConnection>(std::move(*place)))
        .first->second.get();
}

std::optional<crypto::DeliveryToken> Outbox::tokenOf(const Person& person,
                                                     const crypto::DeviceId& device) const
{
    return fixedOf<crypto::DeliveryToken>(person.isSelf() && ownTokenOf ? ownTokenOf(device)
                                                                        : person.state.token());
}

void Outbox::post(Person& person, Lane& lane, std::vector<OutboxItem> items)
{
    const auto* const mailbox = person.mailboxOf(crypto::DeviceId(lane.key.device.bytes));
    auto* const connection = mailbox != nullptr ? connectionTo(person, *mailbox) : nullptr;
    const auto token = tokenOf(person, crypto::DeviceId(lane.key.device.bytes));
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
    lane.token = fieldOf(token->view());
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
        onFailure(lane, outcome.error());
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
        lane.failures = lane.tokensTried = 0;
        pump(key.contact, crypto::DeviceId(key.device.bytes));
    }
}

void Outbox::retryLater(Lane& lane)
{
    pauseLane(lane, std::min(kLastRetryMs, kFirstRetryMs << std::min(lane.failures, 16)));
    ++lane.failures;
}

void Outbox::onFailure(Lane& lane, const client::ConnectionError& error)
{
    const Person* const person = m_people.find(lane.key.contact);
    const bool isRefused =
        error.kind == client::ErrorKind::Refused && error.code == sotto::wire::TOKEN_REFUSED;
    if (!isRefused || person == nullptr) {
        return retryLater(lane);
    }
    const crypto::DeviceId device(lane.key.device.bytes);
    const auto token = tokenOf(*person, device);
    if (token && fieldOf(token->view()) != lane.token) {
        return pauseLane(lane, 0); // another one came meanwhile
    }
    if (onTokenRefused) {
        onTokenRefused(*person, device);
    }
    const auto next = tokenOf(*person, device);
    const bool isOther = next && fieldOf(next->view()) != lane.token;
    if (isOther && lane.tokensTried++ < kTokensAtOnce) {
        return pauseLane(lane, 0);
    }
    lane.tokensTried = 0;
    retryLater(lane);
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

} // namespace sotto::core
