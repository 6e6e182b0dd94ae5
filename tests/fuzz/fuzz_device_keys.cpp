#include "crypto/base/init.h"
#include "crypto/device/device_keys.h"

#include <cstdlib>

using namespace sotto::crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    if (!ready) {
        std::abort();
    }
    Reader in(ByteView(data, size));
    const DevicePublicKeys keys = DevicePublicKeys::read(in);
    if (in.finish()) {
        static_cast<void>(dhPublicKeyOf(keys.identity));
        Writer out;
        keys.write(out);
        if (!std::ranges::equal(out.view(), ByteView(data, size))) {
            std::abort();
        }
    }
    return 0;
}
