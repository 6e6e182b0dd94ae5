// Records of the vault, their bodies, links of epochs, stored states of readers and writers.
#include "crypto/base/init.h"
#include "crypto/vault/epoch_chain.h"
#include "crypto/vault/vault_writer.h"

#include <cstdlib>

using namespace sotto::crypto;

namespace {

void check(ByteView input, ByteView again)
{
    if (!std::equal(input.begin(), input.end(), again.begin(), again.end())) {
        std::abort(); // a second encoding of the same value
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    if (!ready) {
        std::abort();
    }
    const ByteView input(data, size);
    if (const auto parsed = VaultRecord::parse(input)) {
        check(input, parsed->serialize());
    }
    if (const auto parsed = RecordBody::parse(input)) {
        check(input, parsed->serialize().view());
    }
    if (const auto parsed = EpochLinks::parse(input)) {
        check(input, parsed->serialize());
    }
    if (const auto parsed = SharedKey::parse(input)) {
        check(input, parsed->serialize().view());
    }
    if (const auto parsed = VaultReader::parse(input)) {
        check(input, parsed->serialize());
        static_cast<void>(parsed->missing([](WriterIndex) {
            return std::optional<WriterKey>({SigningPublicKey(), false});
        }));
    }
    if (const auto parsed = VaultWriter::parse(input)) {
        check(input, parsed->serialize());
    }
    return 0;
}
