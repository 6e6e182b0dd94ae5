#include "crypto/base/init.h"
#include "crypto/objects/stamp.h"
#include "tests/fuzz/demand.h"

#include <cstdlib>

using namespace sotto::crypto;
using sotto::test::demand;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    demand(ready);
    const ByteView input(data, size);
    const auto stamp = Stamp::parse(input);
    demand(stamp.has_value() == (size == Stamp::kSize));
    if (stamp) {
        demand(std::ranges::equal(stamp->serialize(), input));
        if (stamp->verifies()) {
            // Nothing else may stand under the same signature.
            Stamp later = *stamp;
            later.time = Timestamp{stamp->time.seconds ^ 1U};
            demand(!later.verifies());
        }
    }
    return 0;
}
