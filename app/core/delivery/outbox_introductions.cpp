// Outbox: telling others how this account is reached.
#include "app/core/delivery/outbox_lane.h"

namespace sotto::core {

namespace {

/// A device that asks for our Introduction gets one so often at most.
constexpr storage::Milliseconds kIntroduceAgainMs = 60 * 1000;
/// It is asked for the same one so often at most.
constexpr storage::Milliseconds kAskAgainMs = std::int64_t{3600} * 1000;

} // namespace

void Outbox::introduceTo(Work& work, const Person& person, const crypto::DeviceId& device)
{
    storage::Milliseconds& last = laneOf(person.row.id, device).introduced;
    if (m_own.cardWaits() || person.row.standing != storage::ContactStanding::Contact ||
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
    // Who has just joined knows too little of how the account is reached.
    if (m_own.cardWaits() || person.row.standing != storage::ContactStanding::Contact ||
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

} // namespace sotto::core
