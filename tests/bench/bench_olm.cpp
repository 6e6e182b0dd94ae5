#include "tests/bench/bench_crypto.h"
#include "tests/bench/olm.h"

namespace sotto::bench {

// libolm by itself, so that its figures can be held against those of other machines. Sotto's own
// benchmarks name it beside theirs.
void benchOlm(Suite& suite)
{
    if (!olm::isThere()) {
        suite.note("olm", "built without libolm (Debian: libolm-dev): nothing to compare with");
        return;
    }
    constexpr std::size_t kPlaintextBytes = 256;
    suite.measure({.name = "olm.initiator.256", .run = olm::initiator(kPlaintextBytes)});
    suite.measure({.name = "olm.responder.256", .run = olm::responder(kPlaintextBytes)});
    suite.measure({.name = "olm.encrypt.256", .run = olm::encrypt(kPlaintextBytes)});
    suite.measure({.name = "olm.decrypt.256", .run = olm::decrypt(kPlaintextBytes)});
    suite.measure({.name = "olm.ping_pong.256", .run = olm::pingPong(kPlaintextBytes)});
}

} // namespace sotto::bench
