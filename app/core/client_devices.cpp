// Client: the own devices.
#include "app/core/base/wire_bytes.h"
#include "app/core/client_parts.h"
#include "app/core/recovery/own_phrase.h"

namespace sotto::core {

namespace {

crypto::Unexpected<Problem> refusal(ProblemKind kind)
{
    return crypto::Unexpected(Problem{.kind = kind});
}

storage::Milliseconds millisecondsOf(crypto::Timestamp time)
{
    return static_cast<storage::Milliseconds>(time.seconds) * 1000;
}

/// When the open proposal to remove a device can come into force; 0 if there is none.
storage::Milliseconds removalOf(const crypto::DeviceLog& log, const crypto::DeviceId& device)
{
    for (const crypto::PendingChange& change : log.state().pending) {
        const auto* const removal = std::get_if<crypto::RemoveDeviceBody>(&change.change);
        if (removal != nullptr && removal->target == device) {
            const crypto::Timestamp proposed = log.entries()[change.sequence].statement().claimed;
            return millisecondsOf(proposed) +
                   static_cast<storage::Milliseconds>(crypto::kSlowChangeDelay.seconds) * 1000;
        }
    }
    return 0;
}

DeviceStanding standingOf(const crypto::DeviceRecord& device, storage::Milliseconds removalAt,
                          bool hasWaited)
{
    if (removalAt > 0) {
        return DeviceStanding::Leaving;
    }
    if (device.status == crypto::DeviceStatus::Suspended) {
        return DeviceStanding::Suspended;
    }
    return hasWaited ? DeviceStanding::Active : DeviceStanding::Waiting;
}

} // namespace

std::vector<OwnDevice> Client::devices() const
{
    std::vector<OwnDevice> out;
    if (!m_parts->ready()) {
        return out;
    }
    const crypto::DeviceLog& log = m_parts->own.log();
    const crypto::DeviceRecord& self = *log.state().find(m_parts->own.device());
    m_parts->context.guard([&] {
        for (const crypto::DeviceRecord& device : log.state().devices) {
            if (!device.isPresent()) {
                continue;
            }
            OwnDevice& next = out.emplace_back();
            next.id = device.id;
            next.isThis = device.id == self.id;
            next.added = millisecondsOf(log.entries()[device.addedAt].statement().claimed);
            if (const auto said = m_parts->things.account().device(fieldOf(device.id.view()))) {
                next.name = said->name().name();
                next.seen = static_cast<storage::Milliseconds>(said->seen_ms());
            }
            next.removalAt = removalOf(log, device.id);
            next.standing = standingOf(device, next.removalAt, m_parts->removal.hasWaited(device));
            next.canRemoveAtOnce = next.isThis || crypto::LogState::isSenior(self, device);
            next.isSenior = crypto::LogState::isSenior(device, self);
        }
    });
    return out;
}

crypto::Result<void, Problem> Client::renameDevice(const crypto::DeviceId& device,
                                                   std::string_view name)
{
    SOTTO_CHECK(m_parts->ready());
    const crypto::DeviceRecord* const known = m_parts->own.log().state().find(device);
    if (known == nullptr || !known->isPresent()) {
        return refusal(ProblemKind::NoSuchDevice);
    }
    if (holdsPhrase(name)) {
        return refusal(ProblemKind::HoldsPhrase);
    }
    const std::string clean = cleanName(name);
    if (clean.empty()) {
        return refusal(name.size() > kNameBytesMax ? ProblemKind::NameTooLong
                                                   : ProblemKind::NameEmpty);
    }
    return m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        m_parts->things.account().setDeviceName(work, fieldOf(device.view()), clean);
        return {};
    });
}

void Client::removeDevice(const crypto::DeviceId& device, Done<void> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        return done(crypto::Unexpected(ready.error()));
    }
    m_parts->context.guard([&] { m_parts->removal.remove(device, std::move(done)); });
}

void Client::removeDevice(const crypto::DeviceId& device, crypto::SecretBytes words,
                          Done<void> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        return done(crypto::Unexpected(ready.error()));
    }
    if (device == m_parts->own.device()) {
        return unlink(std::move(done));
    }
    m_parts->context.guard(
        [&] { m_parts->phraseCare.remove(device, std::move(words), std::move(done)); });
}

bool Client::isShutOut() const
{
    return m_parts->own.exists() &&
           m_parts->own.log().statusOf(m_parts->own.device()) == crypto::DeviceStatus::Suspended;
}

void Client::unlink(Done<void> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        return done(crypto::Unexpected(ready.error()));
    }
    m_parts->context.guard([&] {
        m_parts->vault.farewell();
        m_parts->removal.leave(std::move(done));
    });
}

} // namespace sotto::core
