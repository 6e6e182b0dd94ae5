// A descriptor, and the two stored states of a transfer: what is accepted is canonical.
#include "crypto/attachment/attachment_decryptor.h"
#include "crypto/attachment/attachment_encryptor.h"
#include "crypto/base/init.h"

#include <cstdlib>

using namespace sotto::crypto;

namespace {

void require(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    require(ready);
    const ByteView input(data, size);
    if (const auto descriptor = AttachmentDescriptor::parse(input)) {
        require(std::ranges::equal(descriptor->serialize().view(), input));
        const AttachmentLayout layout = descriptor->layout();
        require(layout.paddedBytes() >= layout.contentBytes());
        require(layout.sealedOffset(layout.chunkCount() - 1) < layout.sealedBytes());
    }
    if (const auto encryptor = AttachmentEncryptor::resume(input)) {
        require(std::ranges::equal(encryptor->serialize().view(), input));
    }
    AttachmentDescriptor descriptor;
    descriptor.contentBytes = kAttachmentBytesMax;
    if (const auto decryptor = AttachmentDecryptor::resume(descriptor, input)) {
        require(std::ranges::equal(decryptor->progress(), input));
    }
    return 0;
}
