// What a relay serves as a recovery record, and a certificate of a wrapping key.
#include "crypto/base/init.h"
#include "crypto/vault/recovery_record.h"
#include "tests/support/deterministic_random.h"

#include <cstdlib>

using namespace sotto::crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    if (!ready) {
        std::abort();
    }
    const ByteView input(data, size);
    static sotto::test::DeterministicRandom random(1);
    static const XWingKeyPair phrase = generateXWing(random);
    static const SharedKey key = SharedKey::first(random);
    RecoveryContext context;
    context.epoch = key.epoch();
    context.commitment = key.commitment(context.objectId);
    if (openRecoveryRecord(phrase.secretKey, context, input)) {
        std::abort(); // nobody can make one without the public key
    }
    if (const auto parsed = WrappingKeyCertificate::parse(input)) {
        if (parsed->serialize() != Bytes(input.begin(), input.end())) {
            std::abort();
        }
    }
    return 0;
}
