// Chunks of a hostile relay. The first byte chooses the length of the attachment and the chunk; a
// chunk that is opened must be one that was sealed.
#include "crypto/attachment/attachment_decryptor.h"
#include "crypto/attachment/attachment_encryptor.h"
#include "crypto/base/init.h"
#include "tests/support/deterministic_random.h"

#include <cstdlib>

using namespace sotto::crypto;

namespace {

struct Sealed
{
    AttachmentDescriptor descriptor;
    Bytes blob;
};

Sealed sealShort(std::size_t contentBytes)
{
    sotto::test::DeterministicRandom random(contentBytes);
    auto encryptor = AttachmentEncryptor::begin(contentBytes, random);
    if (!encryptor) {
        std::abort();
    }
    Bytes blob(encryptor->nextSealedBytes());
    static_cast<void>(encryptor->sealNext(blob, random));
    return {encryptor->descriptor(), std::move(blob)};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    if (!ready) {
        std::abort();
    }
    if (size == 0) {
        return 0;
    }
    const Sealed sealed = sealShort(data[0]);
    const ByteView input(data + 1, size - 1);
    // As it is, and as a change of the true chunk, so that what only a tag tells apart is reached.
    Bytes changed = sealed.blob;
    for (std::size_t i = 0; i < std::min(input.size(), changed.size()); ++i) {
        changed[i] ^= input[i];
    }
    for (Bytes chunk : {Bytes(input.begin(), input.end()), changed}) {
        const bool isTrue = chunk == sealed.blob;
        AttachmentDecryptor decryptor(sealed.descriptor);
        Bytes copy = chunk;
        if (decryptor.openChunk(data[0], copy).has_value() != (isTrue && data[0] == 0)) {
            std::abort();
        }
        if (decryptor.openNext(chunk).has_value() != isTrue || decryptor.isFinished() != isTrue) {
            std::abort();
        }
    }
    return 0;
}
