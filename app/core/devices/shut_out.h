#pragma once

#include "app/core/changes.h"
#include "app/core/devices/account_head.h"
#include "app/core/devices/alarms.h"

#include <map>
#include <set>

namespace sotto::core {

/// "This was not me": a device is cut off from all that the account says from now on.
///
/// In this order, each step on the disk before it is sent, and gone on with after a kill: the entry
/// that suspends it, together with a new shared key, which it is not given; new delivery tokens and
/// slot keys for all contacts, so that it can neither post here nor read the card; its keys struck
/// from the lists. It is done once all of it is in force at the relay. Whoever has the words can
/// come back with another device: only new words end that.
class ShutOut
{
public:
    using Done = std::function<void(crypto::Result<void, Problem>)>;
    struct Place
    {
        Context& context;
        OwnAccount& own;
        Alarms& alarms;
        std::function<AccountHead*()> head;
        /// Everybody gets new tokens and slot keys. In the transaction.
        std::function<void(Work&)> renewSecrets;
        /// The keys of a device go from the lists of card, record and vault, and those of nobody.
        /// False: not all of that is at the relay yet; asked again.
        std::function<bool(const std::optional<crypto::DeviceId>&)> strikeKeys;
        /// Card, record, tokens: the relay has all that is so here.
        std::function<bool()> isPublished;
    };

    explicit ShutOut(Place place);

    /// @p device: nothing if none came, so that there is nothing but a new epoch. NotSenior; it
    /// stays the person's wish until it is done, whatever happens.
    void begin(std::optional<crypto::DeviceId> device, Done done);
    /// Goes on with what a kill has interrupted.
    void start();
    void stop();
    [[nodiscard]] bool isIdle() const { return m_place.alarms.state().shutting_size() == 0; }

private:
    void stepSoon(int delayMs);
    void step();
    [[nodiscard]] bool step(wire::ShuttingOut& one);
    void suspend(const crypto::DeviceId& device);
    void rotate(const std::string& device);
    void renew(wire::ShuttingOut& one);
    void end(const std::string& device, const crypto::Result<void, Problem>& outcome);

    Place m_place;
    bool m_started = false;
    bool m_isDue = false;
    bool m_isDeciding = false;
    std::set<std::string> m_rotating;
    std::multimap<std::string, Done> m_waiting;
};

} // namespace sotto::core
