// Attachments: sealing, taking up again, opening, the descriptor.
#include "crypto/attachment/attachment_decryptor.h"
#include "crypto/attachment/attachment_encryptor.h"
#include "crypto/base/init.h"
#include "tests/ct/ct.h"

using namespace sotto;
using namespace sotto::crypto;

int main()
{
    ct::require(initialize(), "libsodium does not answer rightly");
    ct::SecretRandom random(1);
    constexpr std::uint64_t kContent = kAttachmentChunkBytes + 1000;
    auto encryptor = AttachmentEncryptor::begin(kContent, random);
    ct::require(encryptor.has_value(), "an attachment begins");
    // The padding of the last chunk is looked at once it is authentic.
    ct::plaintextIsParsed(encryptor->layout().paddedChunkBytes(1));
    std::vector<Bytes> blob;
    while (!encryptor->isFinished()) {
        SecretBytes buffer(kAttachmentSealedChunkBytes);
        ct::classify(buffer.view().first(encryptor->nextContentBytes()));
        const ByteView sealed = encryptor->sealNext(buffer.mutableView(), random);
        ct::declassify(sealed); // it goes to the relay
        blob.emplace_back(sealed.begin(), sealed.end());
        const SecretBytes state = encryptor->serialize();
        auto again = AttachmentEncryptor::resume(state.view());
        ct::require(again.has_value(), "a stored state comes back");
        *encryptor = std::move(*again);
    }
    const SecretBytes stored = encryptor->descriptor().serialize();
    const auto descriptor = AttachmentDescriptor::parse(stored.view());
    ct::require(descriptor.has_value(), "a descriptor is read");
    ct::declassify(descriptor->digest); // of what the relay stores
    AttachmentDecryptor decryptor(*descriptor);
    for (Bytes& chunk : blob) {
        ct::require(decryptor.openNext(chunk).has_value(), "a chunk opens");
    }
    ct::require(decryptor.isFinished(), "all of it was there");
    blob.front()[5] ^= 1;
    ct::require(!decryptor.openChunk(0, blob.front()), "a changed chunk does not open");
}
