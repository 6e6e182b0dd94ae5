#include "net/relay/store/backup_store.h"

#include "net/relay/store/blob_files.h"
#include "net/relay/store/schema.h"
#include "net/relay/store/store_folder.h"

#include <cerrno>
#include <fcntl.h>
#include <set>
#include <sqlite3.h>
#include <unistd.h>

namespace sotto::relay {

namespace {

/// What the copy is called until it is whole.
constexpr const char* kUnfinished = "relay.db.unfinished";

void copyDatabase(Database& from, Database& to)
{
    sqlite3_backup* backup = sqlite3_backup_init(to.raw(), "main", from.raw(), "main");
    if (backup == nullptr) {
        to.fail(sqlite3_errcode(to.raw()));
    }
    // All at once: between two steps the relay would write, and SQLite begin anew. In WAL mode the
    // relay is not held up by it.
    sqlite3_backup_step(backup, -1);
    const int code = sqlite3_backup_finish(backup);
    if (code != SQLITE_OK) {
        to.fail(code);
    }
}

void syncFile(const std::filesystem::path& file)
{
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) {
        failWithErrno("A copied file cannot be opened");
    }
    const int result = ::fsync(descriptor);
    ::close(descriptor);
    if (result != 0) {
        failWithErrno("A copied file cannot be written");
    }
}

/// False if the file is gone: the blob was removed since.
bool copyBlob(const std::filesystem::path& from, const std::filesystem::path& to, bool isComplete)
{
    makeFolder(to.parent_path());
    if (isComplete && ::link(from.c_str(), to.c_str()) == 0) {
        return true;
    }
    std::error_code error;
    std::filesystem::copy_file(from, to, error);
    if (error == std::errc::no_such_file_or_directory) {
        return false;
    }
    if (error) {
        errno = error.value();
        failWithErrno("A blob's file cannot be copied");
    }
    syncFile(to);
    return true;
}

void copyBlobs(Database& copy, const std::filesystem::path& folder,
               const std::filesystem::path& target)
{
    std::vector<std::int64_t> gone;
    std::set<std::filesystem::path> folders;
    {
        Query query = copy.query("SELECT row, received = size FROM blob WHERE received > 0");
        while (query.step()) {
            const std::filesystem::path path = DiskBlobFiles::pathOf(query.integer(0));
            const std::filesystem::path copied = StoreFolder::blobs(target) / path;
            folders.insert(copied.parent_path());
            if (!copyBlob(StoreFolder::blobs(folder) / path, copied, query.integer(1) != 0)) {
                gone.push_back(query.integer(0));
            }
        }
    }
    for (const std::filesystem::path& made : folders) {
        syncFolder(made);
    }
    for (const std::int64_t row : gone) {
        copy.run("DELETE FROM blob WHERE row = ?", row);
    }
}

} // namespace

void backupStore(const std::filesystem::path& folder, const std::filesystem::path& target)
{
    if (std::filesystem::exists(target)) {
        throw StoreFailure(StoreFailure::Kind::Broken,
                           "There is something at " + target.string() +
                               " already. Name a folder that does not exist.");
    }
    Database from(StoreFolder::database(folder), Database::Mode::Read);
    requireSchema(from);
    makeFolder(target);
    makeFolder(StoreFolder::blobs(target));
    const std::filesystem::path unfinished = target / kUnfinished;
    makePrivateFile(unfinished);
    {
        Database copy(unfinished, Database::Mode::Write);
        copyDatabase(from, copy);
        // One file without a log beside it, so that it can be renamed.
        copy.execute("PRAGMA journal_mode = DELETE");
        copyBlobs(copy, folder, target);
        markAsBackup(copy);
    }
    syncFile(unfinished);
    if (::rename(unfinished.c_str(), StoreFolder::database(target).c_str()) != 0) {
        failWithErrno("The copied database cannot be renamed");
    }
    syncFolder(StoreFolder::blobs(target));
    syncFolder(target);
}

} // namespace sotto::relay
