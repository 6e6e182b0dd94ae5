#include "crypto/base/init.h"
#include "crypto/channel/eapi.h"
#include "tests/fuzz/demand.h"
#include "tests/support/deterministic_random.h"

using namespace sotto::crypto;
using sotto::test::demand;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    demand(ready);
    const ByteView input(data, size);
    auto record = EapiRecord::parse(input);
    if (!record) {
        return 0;
    }
    demand(std::ranges::equal(record->serialize().view(), input));
    // Each key that it holds is found, and stays known when it is used; no other is.
    sotto::test::DeterministicRandom random(1);
    const Eapi foreign = random.make<Eapi>();
    demand(!record->advance(identifierOf(foreign), foreign.duplicate()));
    demand(std::ranges::equal(record->serialize().view(), input));
    Reader in(input.subspan(1));
    for (int i = 0; i < 3; ++i) {
        if (!in.flag()) {
            continue;
        }
        const auto eapi = in.secret<Eapi>();
        demand(record->find(identifierOf(eapi)) != nullptr);
        auto copy = *EapiRecord::parse(input);
        const Eapi next = random.make<Eapi>();
        demand(copy.advance(identifierOf(eapi), next.duplicate()));
        demand(copy.find(identifierOf(eapi)) && copy.find(identifierOf(next)));
        demand(EapiRecord::parse(copy.serialize().view()).has_value());
    }
    return 0;
}
