// The negative control: a program that does what ours must not do. If memcheck does not report it,
// the other checks prove nothing. Run with "branch" or "index".
#include "crypto/base/init.h"
#include "tests/ct/ct.h"

#include <string_view>

using namespace sotto;

int main(int argc, char** argv)
{
    ct::require(crypto::initialize(), "libsodium does not answer rightly");
    const std::string_view mode = argc > 1 ? argv[1] : "";
    const auto secret = ct::makeSecret<crypto::Secret<struct ControlTag, 32>>(1);
    volatile unsigned seen = 0;
    if (mode == "branch") {
        for (const std::uint8_t byte : secret.view()) {
            if (byte == 0x42) {
                seen = seen + 1;
                break;
            }
        }
    } else if (mode == "index") {
        static const std::uint8_t kTable[256] = {1, 2, 3};
        seen = kTable[secret.view()[0]];
    } else {
        return 2;
    }
    return 0;
}
