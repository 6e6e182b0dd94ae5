// A reference to a device log as a card or a stranger brings it, and the blob that it names, sealed
// truly by a hostile maker.
#include "crypto/attachment/attachment_encryptor.h"
#include "crypto/base/init.h"
#include "crypto/vault/log_reference.h"
#include "tests/fuzz/demand.h"
#include "tests/support/deterministic_random.h"

using namespace sotto::crypto;
using sotto::test::demand;

namespace {

/// The maker's reference, with @p content in the blob instead of what it had.
void joinForged(LogReference& reference, ByteView content)
{
    sotto::test::DeterministicRandom random(6);
    auto encryptor = AttachmentEncryptor::begin(content.size(), random);
    Bytes blob(content.begin(), content.end());
    blob.resize(encryptor->nextSealedBytes());
    encryptor->sealNext(blob, random);
    if (!encryptor->isFinished()) {
        return;
    }
    reference.prefix->descriptor = encryptor->descriptor();
    const auto joined = joinLog(reference, blob);
    if (!joined) {
        demand(joined.error() == JoinLogError::Malformed);
        return;
    }
    const auto parts = splitSerializedLog(*joined);
    demand(parts && parts->size() >= splitSerializedLog(content)->size());
    blob.front() ^= 1;
    demand(joinLog(reference, blob).error() == JoinLogError::WrongBlob);
}

} // namespace

/// u16 length of the reference, the reference, then the blob's content.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    demand(ready);
    Reader in({data, size});
    const ByteView bytes = in.bytes16(0xFFFF);
    const ByteView content = in.rest();
    if (!in.finish()) {
        return 0;
    }
    auto reference = LogReference::parse(bytes);
    if (!reference) {
        return 0;
    }
    demand(reference->isWellFormed());
    demand(equalConstantTime(reference->serialize().view(), bytes));
    static_cast<void>(joinLog(*reference, content));
    if (reference->prefix) {
        joinForged(*reference, content);
    }
    return 0;
}
