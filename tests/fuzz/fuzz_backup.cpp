// A backup file: its head, and what stands in its chunks (written by a device of the account that
// is somebody else's now).
#include "crypto/base/init.h"
#include "tests/crypto/backup/backup_world.h"
#include "tests/fuzz/demand.h"

using namespace sotto::crypto;
using namespace sotto::test;

namespace {

/// The input as the content of as many chunks as it takes.
void readAsContent(ByteView input)
{
    const BackupKey key;
    Bytes file;
    for (std::uint64_t i = 0; i == 0 || !input.empty(); ++i) {
        Bytes chunk(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(
                                                       std::min(input.size(), kBackupChunkBytes)));
        input = input.subspan(chunk.size());
        chunk.resize(kBackupChunkBytes);
        append(file, aeadSeal(key.view(), backupNonce(i, input.empty()), {}, chunk));
    }
    const std::size_t most = file.size();
    BackupReader reader(BackupKey(key.view()), sourceOf(std::move(file)));
    std::size_t total = 0;
    for (;;) {
        const auto next = reader.next();
        if (!next || !*next) {
            break;
        }
        demand(!(*next)->empty() && (*next)->size() <= kBackupContentBytesMax);
        total += (*next)->size() + 4;
    }
    demand(total <= most);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    demand(ready);
    static const BackupWorld world(1);
    const ByteView input(data, size);
    const Bytes bytes(input.begin(), input.end());
    if (const auto head = BackupHead::read(sourceOf(bytes))) {
        const Bytes again = head->serialize();
        demand(again.size() <= size && std::ranges::equal(input.first(again.size()), again));
        static_cast<void>(contentsOf(bytes, world.keys));
    }
    readAsContent(input);
    return 0;
}
