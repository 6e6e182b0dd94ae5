#pragma once

#include "tests/crypto/session/test_device.h"

namespace sotto::test {

/// Alice and Bob, who know each other's device logs.
struct SessionPair
{
    explicit SessionPair(std::uint64_t seed)
        : random(seed)
        , alice(random, now)
        , bob(random, now)
    {}

    std::optional<std::string> deliver(TestDevice& to, crypto::ByteView envelope)
    {
        auto received = to.receive(
            envelope,
            [this](const crypto::DeviceAddress& address) -> std::optional<crypto::PeerDevice> {
                if (address == alice.address) {
                    return alice.asPeer();
                }
                return address == bob.address ? std::optional(bob.asPeer()) : std::nullopt;
            },
            now);
        return received ? std::optional(received->text) : std::nullopt;
    }

    std::optional<std::string> send(TestDevice& from, TestDevice& to, std::string_view text)
    {
        return deliver(to, from.seal(to, text, now, random));
    }

    /// A session that is settled on both sides. False if something did not open.
    bool converse() { return alice.start(bob, true, now, random) && settle(alice, bob); }
    /// Both begin, and their first two messages cross each other. False if one did not open.
    bool converseAtOnce()
    {
        bool opened = alice.start(bob, true, now, random) && bob.start(alice, true, now, random);
        for (int i = 0; i < 2; ++i) {
            const crypto::Bytes a = alice.seal(bob, "a", now, random);
            const crypto::Bytes b = bob.seal(alice, "b", now, random);
            opened = opened && deliver(bob, a) && deliver(alice, b);
        }
        return opened;
    }
    /// After a start by @p one: the messages back and forth that settle it on both sides.
    bool settle(TestDevice& one, TestDevice& two)
    {
        bool opened = true;
        for (int i = 0; i < 3; ++i) {
            opened = send(one, two, "there").has_value() && opened;
            opened = send(two, one, "and back").has_value() && opened;
        }
        return opened && one.with(two.address).sendingSession()->settled() &&
               two.with(one.address).sendingSession()->settled() &&
               one.with(two.address).sendingSession()->id ==
                   two.with(one.address).sendingSession()->id;
    }

    DeterministicRandom random;
    crypto::Timestamp now{1'700'000'000};
    TestDevice alice;
    TestDevice bob;
};

} // namespace sotto::test
