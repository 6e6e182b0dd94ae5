// The key file of a profile, which lies on a disk that others may write.
#include "app/storage/key_record.h"
#include "crypto/base/init.h"
#include "tests/fuzz/demand.h"

#include <algorithm>

using namespace sotto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = crypto::initialize();
    test::demand(ready);
    const crypto::ByteView input(data, size);
    const auto record = storage::KeyRecord::parse(input);
    if (!record) {
        return 0;
    }
    // There is one way to write each.
    test::demand(size <= storage::kKeyFileBytesMax);
    test::demand(std::ranges::equal(record->serialize().view(), input));
    if (const auto* sealed = std::get_if<storage::SealedKey>(&record->key)) {
        test::demand(sealed->cost.passes <= storage::kKeyFilePassesMax);
        test::demand(sealed->cost.memoryBytes <= storage::kKeyFileMemoryBytesMax);
        test::demand(!record->sealedHeader().empty());
    }
    return 0;
}
