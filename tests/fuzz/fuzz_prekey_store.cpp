// A stored prekey store that something has damaged.
#include "tests/fuzz/session_world.h"

using namespace sotto::crypto;
using sotto::test::demand;
using sotto::test::SessionWorld;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static SessionWorld world;
    auto store = PrekeyStore::parse({data, size});
    if (!store) {
        return 0;
    }
    demand(equalConstantTime(store->serialize().view(), {data, size}));
    static_cast<void>(store->makeBundle(world.bob->own(), world.bob->mailbox, world.now));
    store->rotateIfDue(world.now, world.random);
    store->markDrained(world.now);
    demand(PrekeyStore::parse(store->serialize().view()).has_value());
    return 0;
}
