// An invite as whoever has the link fetches it.
#include "crypto/base/init.h"
#include "crypto/vault/invite.h"

#include <cstdlib>

using namespace sotto::crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    if (!ready) {
        std::abort();
    }
    static const InviteSecret secret;
    const auto opened = openInvite(secret, {data, size}, Timestamp{1'000'000});
    if (opened && (!opened->contact.isWellFormed() || opened->app.size() > kInviteAppBytesMax)) {
        std::abort();
    }
    return 0;
}
