#include "crypto/base/random.h"

#include <cassert>

#include <sodium.h>

namespace sotto::crypto {

std::uint32_t Random::below(std::uint32_t bound)
{
    assert(bound >= 1);
    // Numbers under 2^32 mod bound are thrown away, so that what is left divides evenly.
    const std::uint32_t minimum = (0U - bound) % bound;
    for (;;) {
        std::array<std::uint8_t, 4> raw{};
        fill(raw);
        std::uint32_t value = 0;
        std::memcpy(&value, raw.data(), sizeof value);
        if (value >= minimum) {
            return value % bound;
        }
    }
}

void SystemRandom::fill(MutableByteView out)
{
    if (!out.empty()) {
        randombytes_buf(out.data(), out.size());
    }
}

} // namespace sotto::crypto
