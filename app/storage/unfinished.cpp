#include "app/storage/unfinished.h"

#include <fcntl.h>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sotto::storage {

namespace {

constexpr std::string_view kEnding = ".sotto-part";

/// A file or folder of this user that nobody holds, and not what a link leads to.
bool isLeftOver(const std::filesystem::path& path)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    struct ::stat status = {};
    const bool isOurs = ::fstat(fd, &status) == 0 && status.st_uid == ::geteuid() &&
                        (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode));
    const bool isFree = isOurs && ::flock(fd, LOCK_EX | LOCK_NB) == 0;
    ::close(fd);
    return isFree;
}

} // namespace

std::filesystem::path unfinishedName(std::filesystem::path path)
{
    path += kEnding;
    return path;
}

void holdUnfinished(int fd)
{
    (void)::flock(fd, LOCK_EX | LOCK_NB);
}

void sweepUnfinished(const std::filesystem::path& folder)
{
    const std::filesystem::path place = folder.empty() ? "." : folder;
    std::error_code ended;
    for (std::filesystem::directory_iterator entry(place, ended), end; !ended && entry != end;
         entry.increment(ended)) {
        if (entry->path().native().ends_with(kEnding) && isLeftOver(entry->path())) {
            std::error_code ignored;
            std::filesystem::remove_all(entry->path(), ignored);
        }
    }
}

} // namespace sotto::storage
