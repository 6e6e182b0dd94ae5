// A stored set of sessions that something has damaged, put to use.
#include "tests/fuzz/session_world.h"

using namespace sotto::crypto;
using sotto::test::demand;
using sotto::test::SessionWorld;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static SessionWorld world;
    static const Bytes message = world.alice->seal(*world.bob, "five", world.now, world.random);
    auto set = SessionSet::parse({data, size});
    if (!set) {
        return 0;
    }
    demand(equalConstantTime(set->serialize().view(), {data, size}));
    ReceiveIndex index;
    index.addAll(*set);
    if (auto staged = set->open(message, nullptr, world.now)) {
        static_cast<void>(set->commit(std::move(*staged), world.now));
    }
    static_cast<void>(set->seal(asBytes("out"), {}, world.now, world.random));
    static_cast<void>(set->expire(world.now.plus(Duration::days(40))));
    demand(SessionSet::parse(set->serialize().view()).has_value());
    return 0;
}
