// Outbox: what the other devices acknowledge, and what is sent again.
#include "app/core/delivery/outbox_lane.h"

namespace sotto::core {

using storage::MessageState;
using storage::OutboxItem;

namespace {

/// A content that was posted so long ago, before one that was acknowledged, did not arrive.
constexpr storage::Milliseconds kOvertakenMs = 10 * 1000;
/// A device that writes and has not acknowledged for so long cannot read what was sent.
constexpr storage::Milliseconds kDeafMs = 2 * 60 * 1000;
/// Attempts with a device that never acknowledges, before a message is shown as not sent.
constexpr std::uint32_t kAttemptsMax = 8;

} // namespace

void Outbox::raise(Work& work, RowId message, MessageState state)
{
    if (message == storage::kNoRow || !work.stores().messages.raiseState(message, state)) {
        return;
    }
    if (const auto changed = work.stores().messages.find(message)) {
        work.changes.messages.push_back(
            {changed->conversation, message, ChangedMessage::What::Changed, true});
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

} // namespace sotto::core
