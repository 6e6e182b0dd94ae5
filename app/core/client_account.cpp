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

void Client::Parts::wasMe(const Alarm& alarm, Done<void> done)
{
    if (alarm.kind != AlarmKind::DeviceAdded || !alarm.device) {
        return done(change([&](Work& work) -> crypto::Result<void, Problem> {
            alarms.settle(work, alarm, AlarmAnswer::WasMe);
            return {};
        }));
    }
    phraseCare.approve(*alarm.device, [this, alarm, done = std::move(done)](
                                          crypto::Result<void, Problem> outcome) {
        if (!outcome && outcome.error().kind == ProblemKind::NotSenior) {
            // It is not this device's to say. The person has seen it here.
            outcome = change([&](Work& work) -> crypto::Result<void, Problem> {
                alarms.settle(work, alarm, AlarmAnswer::WasMe);
                return {};
            });
        }
        done(outcome);
    });
}

void Client::Parts::wasNotMe(const Alarm& alarm, Done<void> done)
{
    switch (alarm.kind) {
    case AlarmKind::RemovalAsked:
    case AlarmKind::WordsReplacing:
        return phraseCare.veto(alarm.id, {}, std::move(done));
    case AlarmKind::DeviceAdded:
        return shutOut.begin(alarm.device, std::move(done));
    case AlarmKind::WordsUsed:
    case AlarmKind::Copied:
        break;
    }
    // Whoever it was read what the record said then: from now on it says another thing.
    const auto stored = change([&](Work& work) -> crypto::Result<void, Problem> {
        alarms.settle(work, alarm, AlarmAnswer::WasNotMe);
        return {};
    });
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

void Client::checkWords(crypto::SecretBytes words, Done<bool> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        return done(crypto::Unexpected(ready.error()));
    }
    m_parts->context.guard([&] { m_parts->phraseCare.check(std::move(words), std::move(done)); });
}

void Client::replaceWords(crypto::SecretBytes oldWords, Done<crypto::SecretBytes> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        return done(crypto::Unexpected(ready.error()));
    }
    m_parts->context.guard(
        [&] { m_parts->phraseCare.replace(std::move(oldWords), std::move(done)); });
}

} // namespace sotto::core
