#include "tests/bench/bench_crypto.h"
#include "tests/bench/olm.h"

namespace sotto::bench {

// libolm by itself, so that its figures can be held against those of other machines. Sotto's own
// benchmarks name it beside theirs.
void benchOlm(Harness& harness)
{
    if (!olm::isThere()) {
        harness.note("olm", "built without libolm (Debian: libolm-dev): nothing to compare with");
        return;
    }
    constexpr std::size_t kPlaintextBytes = 256;
    harness.measure({.name = "olm.initiator.256", .run = olm::initiator(kPlaintextBytes)});
    harness.measure({.name = "olm.responder.256", .run = olm::responder(kPlaintextBytes)});
    harness.measure({.name = "olm.encrypt.256", .run = olm::encrypt(kPlaintextBytes)});
    // libolm steps over at most 2,000 messages, and keeps what a run leaves unread.
    harness.measure({.name = "olm.decrypt.256", .run = olm::decrypt(kPlaintextBytes)});
    harness.measure({.name = "olm.ping_pong.256", .run = olm::pingPong(kPlaintextBytes)});
}

} // namespace sotto::bench
