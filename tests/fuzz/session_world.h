#pragma once

#include "crypto/base/init.h"
#include "tests/crypto/session/test_device.h"
#include "tests/fuzz/demand.h"

namespace sotto::test {

/// Alice, who has a confirmed session with Bob, and Carol, who is about to begin one. The same in
/// every run, so that a corpus stays good.
struct SessionWorld
{
    SessionWorld()
    {
        demand(crypto::initialize());
        alice.emplace(random, now);
        bob.emplace(random, now);
        carol.emplace(random, now);
        demand(alice->start(*bob, true, now, random));
        hand(*bob, alice->seal(*bob, "one", now, random));
        hand(*alice, bob->seal(*alice, "two", now, random));
        hand(*bob, alice->seal(*bob, "three", now, random));
        static_cast<void>(alice->seal(*bob, "lost", now, random));
        hand(*bob, alice->seal(*bob, "four", now, random));
        demand(carol->start(*bob, false, now, random));
    }

    [[nodiscard]] std::optional<crypto::PeerDevice>
    lookUp(const crypto::DeviceAddress& address) const
    {
        for (const TestDevice* device : {&*alice, &*bob, &*carol}) {
            if (device->address == address) {
                return device->asPeer();
            }
        }
        return std::nullopt;
    }

    void hand(TestDevice& to, crypto::ByteView envelope)
    {
        demand(to.receive(
                     envelope,
                     [this](const crypto::DeviceAddress& address) { return lookUp(address); }, now)
                   .has_value());
    }

    DeterministicRandom random{77};
    crypto::Timestamp now{1'700'000'000};
    std::optional<TestDevice> alice;
    std::optional<TestDevice> bob;
    std::optional<TestDevice> carol;
};

} // namespace sotto::test
