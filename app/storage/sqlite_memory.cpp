#include "app/storage/sqlite_memory.h"

#include "crypto/base/secret.h"

#include <cassert>
#include <cstdlib>
#include <mutex>
#include <sotto-sqlcipher/sqlite3.h>

namespace sotto::storage {

namespace {

/// In front of each block, and as long as any alignment asks for: the block's size.
constexpr std::size_t kHeaderBytes = alignof(std::max_align_t);

std::uint8_t* blockOf(void* memory)
{
    return static_cast<std::uint8_t*>(memory) - kHeaderBytes;
}

int sizeOf(void* memory)
{
    if (memory == nullptr) {
        return 0;
    }
    int size = 0;
    std::memcpy(&size, blockOf(memory), sizeof size);
    return size;
}

void* allocate(int size)
{
    auto* block =
        static_cast<std::uint8_t*>(std::malloc(static_cast<std::size_t>(size) + kHeaderBytes));
    if (block == nullptr) {
        return nullptr;
    }
    std::memcpy(block, &size, sizeof size);
    return block + kHeaderBytes;
}

void release(void* memory)
{
    if (memory != nullptr) {
        crypto::wipe(
            {static_cast<std::uint8_t*>(memory), static_cast<std::size_t>(sizeOf(memory))});
        std::free(blockOf(memory));
    }
}

// Never realloc(), which leaves the old block behind as it is.
void* reallocate(void* memory, int size)
{
    void* larger = allocate(size);
    if (larger != nullptr) {
        std::memcpy(larger, memory, static_cast<std::size_t>(std::min(size, sizeOf(memory))));
        release(memory);
    }
    return larger;
}

int roundUp(int size)
{
    return (size + 7) & ~7;
}

int begin(void*)
{
    return SQLITE_OK;
}

void end(void*) {}

} // namespace

void wipeMemoryOfSqlite()
{
    static std::once_flag once;
    std::call_once(once, [] {
        static constexpr sqlite3_mem_methods kMethods = {allocate, release, reallocate, sizeOf,
                                                         roundUp,  begin,   end,        nullptr};
        // Counting what is in use would take a lock at each allocation.
        [[maybe_unused]] int code = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        assert(code == SQLITE_OK);
        code = sqlite3_config(SQLITE_CONFIG_MALLOC, &kMethods);
        assert(code == SQLITE_OK);
    });
}

} // namespace sotto::storage
