// Headers of versions, a relay's stored state of an object, and the tokens of a mailbox. Input: a
// u16 length, that many bytes of list changes, a signed header, and the rest as its body.
#include "crypto/base/init.h"
#include "crypto/objects/delivery_token.h"
#include "crypto/objects/versioned_object.h"
#include "tests/fuzz/demand.h"

#include <algorithm>
#include <cstdlib>

using namespace sotto::crypto;
using sotto::test::demand;

namespace {

constexpr Timestamp kNow{1'800'000'000};

void tryParsers(ByteView input)
{
    if (const auto header = parseSignedHeader(input)) {
        demand(std::ranges::equal(header->serialize(), input.first(ObjectHeader::kSize)));
    }
    if (const auto object = VersionedObject::parse(input)) {
        demand(std::ranges::equal(object->serialize(), input));
    }
    if (const auto tokens = AcceptedTokens::parse(input)) {
        demand(std::ranges::equal(tokens->serialize(), input));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    demand(ready);
    const ByteView input(data, size);
    tryParsers(input);
    Reader in(input);
    const ByteView sent = in.bytes16(0xFFFF);
    const ByteView header = in.bytes(ObjectHeader::kSignedSize);
    const ByteView body = in.rest();
    const auto changes = splitChanges(sent);
    if (!in.finish() || !changes || changes->empty()) {
        return 0;
    }
    auto object = VersionedObject::create({*changes, {}, {}}, kNow);
    if (!object) {
        return 0;
    }
    const VersionedObject before = *object;
    if (!object->update({{}, header, body}, kNow)) {
        demand(*object == before);
    } else {
        demand(object->newest().number == 1);
        demand(!object->update({{}, header, body}, kNow));
    }
    return 0;
}
