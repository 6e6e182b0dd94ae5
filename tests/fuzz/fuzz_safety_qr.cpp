#include "crypto/safety/safety_qr.h"

#include <cstdlib>

using namespace sotto::crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView input(data, size);
    AccountId own;
    AccountId their;
    own.bytes.fill(2);
    their.bytes.fill(1);
    const auto got = compareScanned(input, own, their);
    const bool isTheirs = std::ranges::equal(input, safetyQrPayload(their, own));
    const bool isOwn = std::ranges::equal(input, safetyQrPayload(own, their));
    if ((got == SafetyComparison::Match) != isTheirs ||
        (got == SafetyComparison::OwnCode) != isOwn) {
        std::abort();
    }
    return 0;
}
