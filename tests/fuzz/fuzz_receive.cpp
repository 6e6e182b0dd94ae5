// All that a device does with an envelope from the network.
#include "tests/fuzz/session_world.h"

using namespace sotto::crypto;
using sotto::test::demand;
using sotto::test::SessionWorld;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static SessionWorld world;
    static const Bytes next = world.alice->seal(*world.bob, "five", world.now, world.random);
    if (size == 0) {
        return 0;
    }
    // The input itself, or what it changes in an envelope that is expected.
    Bytes envelope(data + 1, data + size);
    if (data[0] % 2 == 1) {
        for (std::size_t at = 0; at < std::min(envelope.size(), next.size()); ++at) {
            envelope[at] ^= next[at];
        }
        envelope.insert(envelope.end(),
                        next.begin() +
                            static_cast<std::ptrdiff_t>(std::min(envelope.size(), next.size())),
                        next.end());
        if (envelope == next) {
            return 0;
        }
    }
    const SecretBytes sessions = world.bob->with(world.alice->address).serialize();
    world.bob->restart(world.now);
    const auto received = world.bob->receive(
        envelope, [](const DeviceAddress& address) { return world.lookUp(address); }, world.now);
    demand(!received); // nobody but Alice and Carol can make one that opens
    demand(equalConstantTime(sessions.view(),
                             world.bob->with(world.alice->address).serialize().view()));
    return 0;
}
