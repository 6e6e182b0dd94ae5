#pragma once

#include <filesystem>
#include <string>

namespace sotto::relay {

/// Throws the StoreFailure of the present errno; @p what says what could not be done.
[[noreturn]] void failWithErrno(const std::string& what);

/// Makes what was created, renamed or removed in a folder last.
void syncFolder(const std::filesystem::path& folder);
/// 0700; its parent exists. Not an error if it is there.
void makeFolder(const std::filesystem::path& folder);

/// The data folder of one relay, held by one process at a time.
///
///     relay.db, relay.db-wal, relay.db-shm    relay.lock    blobs/
class StoreFolder
{
public:
    /// Makes the folder if it is not there. @throws StoreFailure, also if another relay holds it.
    explicit StoreFolder(const std::filesystem::path& folder);
    StoreFolder(const StoreFolder&) = delete;
    StoreFolder& operator=(const StoreFolder&) = delete;
    ~StoreFolder();

    [[nodiscard]] static std::filesystem::path database(const std::filesystem::path& folder)
    {
        return folder / "relay.db";
    }
    [[nodiscard]] static std::filesystem::path blobs(const std::filesystem::path& folder)
    {
        return folder / "blobs";
    }

private:
    int m_lock = -1;
};

/// Makes an empty file that only its owner may open, so that SQLite does not make one that others
/// may read. Not an error if it is there.
void makePrivateFile(const std::filesystem::path& file);

} // namespace sotto::relay
