#include "app/core/devices/shut_out.h"

#include "app/core/devices/log_wish.h"

#include <algorithm>

namespace sotto::core {

namespace {

/// What the relay has is looked at so often while somebody is being shut out.
constexpr int kLookAgainMs = 200;

/// The log will never take it.
bool isRefusal(const Problem& problem)
{
    return problem.kind == ProblemKind::NotSenior || problem.kind == ProblemKind::WordsNeeded ||
           problem.kind == ProblemKind::Internal;
}

} // namespace

ShutOut::ShutOut(Place place)
    : m_place(std::move(place))
{}

void ShutOut::begin(std::optional<crypto::DeviceId> device, Done done)
{
    const crypto::DeviceLog& log = m_place.own.log();
    if (device && log.statusOf(*device) == crypto::DeviceStatus::Active) {
        // What can never be is refused at once, and nothing is kept of it.
        const auto entry =
            crypto::LogBuilder(log, m_place.context.now())
                .suspend(crypto::Authors::oneDevice(m_place.own.device(), m_place.own.keys()),
                         *device);
        if (!entry) {
            return done(crypto::Unexpected(problemOf(entry.error())));
        }
    }
    const std::string key = device ? fieldOf(device->view()) : std::string();
    m_waiting.emplace(key, std::move(done));
    auto& shutting = *m_place.alarms.state().mutable_shutting();
    if (std::none_of(shutting.begin(), shutting.end(),
                     [&](const auto& one) { return one.device() == key; })) {
        Work work(m_place.context);
        wire::ShuttingOut& one = *shutting.Add();
        one.set_device(key);
        one.set_epoch(m_place.own.sharedKey().epoch());
        m_place.alarms.store(work);
        work.commit();
    }
    stepSoon(0);
}

void ShutOut::start()
{
    m_started = true;
    stepSoon(0);
}

void ShutOut::stop()
{
    m_started = m_isDeciding = false;
    m_rotating.clear();
    m_waiting.clear();
}

void ShutOut::stepSoon(int delayMs)
{
    if (m_started && !isIdle() && !std::exchange(m_isDue, true)) {
        m_place.context.later(delayMs, [this] {
            m_isDue = false;
            m_place.context.guard([this] { step(); });
        });
    }
}

void ShutOut::step()
{
    if (!m_started || m_isDeciding) {
        return;
    }
    // A copy: what ends takes itself out.
    const auto shutting = m_place.alarms.state().shutting();
    for (const wire::ShuttingOut& one : shutting) {
        for (wire::ShuttingOut& known : *m_place.alarms.state().mutable_shutting()) {
            if (known.device() == one.device()) {
                if (step(known)) {
                    end(one.device(), {});
                }
                break;
            }
        }
    }
    stepSoon(kLookAgainMs);
}

bool ShutOut::step(wire::ShuttingOut& one)
{
    const auto device = fixedOf<crypto::DeviceId>(one.device());
    if (device && m_place.own.log().statusOf(*device) == crypto::DeviceStatus::Active) {
        suspend(*device);
        return false;
    }
    if (m_place.own.sharedKey().epoch() <= one.epoch()) {
        rotate(one.device());
        return false;
    }
    if (!one.has_secrets()) {
        renew(one);
        return false;
    }
    return m_place.strikeKeys(device) && m_place.isPublished();
}

void ShutOut::suspend(const crypto::DeviceId& device)
{
    if (std::exchange(m_isDeciding, true)) {
        return;
    }
    wishEntry(
        m_place.context, *m_place.head(),
        [this, device](const crypto::DeviceLog& log) -> std::optional<crypto::LogBuilder::Built> {
            if (log.statusOf(device) != crypto::DeviceStatus::Active) {
                return std::nullopt; // another device was as quick
            }
            return crypto::LogBuilder(log, m_place.context.now())
                .suspend(crypto::Authors::oneDevice(m_place.own.device(), m_place.own.keys()),
                         device);
        },
        [this, device](const crypto::Result<void, Problem>& outcome) {
            m_isDeciding = false;
            if (!outcome && isRefusal(outcome.error())) {
                m_place.context.guard([&] { end(fieldOf(device.view()), outcome); });
            }
            stepSoon(outcome ? 0 : kLookAgainMs); // what passes is tried again
        });
    rotate(fieldOf(device.view())); // one version says both
}

void ShutOut::rotate(const std::string& device)
{
    // Once in each run: whoever loses to another device's version asks again by himself.
    if (m_rotating.insert(device).second) {
        m_place.head()->rotate([this, device](const crypto::Result<void, Problem>& outcome) {
            if (!outcome) {
                m_rotating.erase(device);
            }
        });
    }
}

void ShutOut::renew(wire::ShuttingOut& one)
{
    Work work(m_place.context);
    // Whoever was suspended here has given new ones, perhaps; whoever left by himself has not.
    m_place.renewSecrets(work);
    one.set_has_secrets(true);
    m_place.alarms.store(work);
    work.commit();
}

void ShutOut::end(const std::string& device, const crypto::Result<void, Problem>& outcome)
{
    auto& shutting = *m_place.alarms.state().mutable_shutting();
    shutting.erase(std::remove_if(shutting.begin(), shutting.end(),
                                  [&](const auto& one) { return one.device() == device; }),
                   shutting.end());
    Work work(m_place.context);
    m_place.alarms.store(work);
    work.commit();
    m_rotating.erase(device);
    const auto [from, to] = m_waiting.equal_range(device);
    std::vector<Done> waiting;
    for (auto at = from; at != to; ++at) {
        waiting.push_back(std::move(at->second));
    }
    m_waiting.erase(from, to);
    for (const Done& done : waiting) {
        done(outcome);
    }
}

} // namespace sotto::core
