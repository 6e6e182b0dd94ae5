// Client: what happened to the account, and what the words are needed for.
#include "app/core/client_parts.h"

namespace sotto::core {

namespace {

crypto::Unexpected<Problem> refusal(ProblemKind kind)
{
    return crypto::Unexpected(Problem{kind});
}

} // namespace

std::vector<Alarm> Client::alarms() const
{
    std::vector<Alarm> out;
    m_parts->context.guard([&] { out = m_parts->alarms.all(); });
    return out;
}

void Client::answerAlarm(const AlarmId& id, AlarmAnswer answer, Done<void> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        return done(crypto::Unexpected(ready.error()));
    }
    m_parts->context.guard([&] {
        const auto alarm = m_parts->alarms.find(id);
        if (!alarm) {
            return done(refusal(ProblemKind::AlarmGone));
        }
        answer == AlarmAnswer::WasMe ? m_parts->wasMe(*alarm, std::move(done))
                                     : m_parts->wasNotMe(*alarm, std::move(done));
    });
}

crypto::Result<void, Problem> Client::Parts::settle(const Alarm& alarm)
{
    return change([&](Work& work) -> crypto::Result<void, Problem> {
        alarms.settle(work, alarm);
        return {};
    });
}

bool Client::Parts::isActive(const std::optional<crypto::DeviceId>& device) const
{
    return device && own.log().statusOf(*device) == crypto::DeviceStatus::Active;
}

void Client::Parts::wasMe(const Alarm& alarm, Done<void> done)
{
    if (alarm.kind != AlarmKind::DeviceAdded || !isActive(alarm.device)) {
        return done(settle(alarm));
    }
    phraseCare.approve(*alarm.device, [this, alarm, done = std::move(done)](
                                          crypto::Result<void, Problem> outcome) {
        if (!outcome && outcome.error().kind == ProblemKind::NotSenior) {
            // It is not this device's to say. The person has seen it here.
            outcome = settle(alarm);
        }
        done(outcome);
    });
}

void Client::Parts::wasNotMe(const Alarm& alarm, Done<void> done)
{
    if (alarm.kind == AlarmKind::RemovalAsked || alarm.kind == AlarmKind::WordsReplacing) {
        return phraseCare.veto(alarm.id, {}, std::move(done));
    }
    if (isActive(alarm.device)) {
        return shutOut.begin(alarm.device, std::move(done));
    }
    // Whoever it was read what the record said then: from now on it says another thing.
    const auto stored = settle(alarm);
    stored ? shutOut.begin(std::nullopt, std::move(done)) : done(stored);
}

void Client::approveDevice(const crypto::DeviceId& device, Done<void> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        return done(crypto::Unexpected(ready.error()));
    }
    m_parts->context.guard([&] { m_parts->phraseCare.approve(device, std::move(done)); });
}

void Client::vetoChange(const AlarmId& id, crypto::SecretBytes words, Done<void> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        return done(crypto::Unexpected(ready.error()));
    }
    m_parts->context.guard(
        [&] { m_parts->phraseCare.veto(id, std::move(words), std::move(done)); });
}

bool Client::newDeviceWaits() const
{
    return hasAccount() && m_parts->phraseCare.newDeviceWaits();
}

void Client::setNewDeviceWaits(bool waits, crypto::SecretBytes words, Done<void> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        return done(crypto::Unexpected(ready.error()));
    }
    m_parts->context.guard(
        [&] { m_parts->phraseCare.setNewDeviceWaits(waits, std::move(words), std::move(done)); });
}

crypto::Result<void, Problem> Client::setNewDeviceWaits(bool waits)
{
    SOTTO_CHECK(m_parts->ready());
    return waits == newDeviceWaits() ? crypto::Result<void, Problem>()
                                     : refusal(ProblemKind::WordsNeeded);
}

} // namespace sotto::core
