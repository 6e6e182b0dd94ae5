#include "app/storage/profile_wipe.h"

#include "app/storage/durable_file.h"

#include <cerrno>
#include <unistd.h>

namespace sotto::storage {

namespace {

using crypto::Result;
using crypto::Unexpected;

/// Larger than every key file.
constexpr std::size_t kKeyBytesMax = 4096;

std::filesystem::path databaseOf(const std::filesystem::path& folder)
{
    return folder / "sotto.db";
}

/// The database, once it is decided that it goes.
std::filesystem::path goneOf(const std::filesystem::path& folder)
{
    return folder / "sotto.db-gone";
}

Result<void, int> unlinkFile(const std::filesystem::path& file)
{
    if (::unlink(file.c_str()) != 0 && errno != ENOENT) {
        return Unexpected(errno);
    }
    return {};
}

Result<void, int> wipeKey(const std::filesystem::path& key)
{
    const auto content = readSecretFile(key, kKeyBytesMax);
    if (content && *content) {
        const crypto::Bytes zeros((*content)->size());
        SOTTO_CHECK(replaceSecretFile(key, zeros));
    }
    return unlinkFile(key);
}

} // namespace

Result<void, int> wipeProfile(const std::filesystem::path& folder)
{
    if (::rename(databaseOf(folder).c_str(), goneOf(folder).c_str()) != 0 && errno != ENOENT) {
        return Unexpected(errno);
    }
    SOTTO_CHECK(syncFolder(folder));
    SOTTO_CHECK(wipeKey(folder / "key"));
    return finishWipe(folder);
}

Result<void, int> finishWipe(const std::filesystem::path& folder)
{
    std::error_code unreadable;
    if (!std::filesystem::exists(goneOf(folder), unreadable)) {
        return {};
    }
    SOTTO_CHECK(wipeKey(folder / "key"));
    for (const char* const suffix : {"-wal", "-shm", "-journal"}) {
        SOTTO_CHECK(unlinkFile(databaseOf(folder).string() + suffix));
    }
    SOTTO_CHECK(unlinkFile(goneOf(folder)));
    return syncFolder(folder);
}

} // namespace sotto::storage
