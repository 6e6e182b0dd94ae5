#include "app/storage/profile_lock.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace sotto::storage {

using crypto::Result;
using crypto::Unexpected;

namespace {

/// What is in it is for its owner alone, so the folder is, too. Those above it are made as the
/// system makes them.
bool makeFolder(const std::filesystem::path& folder)
{
    std::error_code error;
    if (std::filesystem::is_directory(folder, error)) {
        return true;
    }
    if (folder.has_parent_path()) {
        std::filesystem::create_directories(folder.parent_path(), error);
    }
    return ::mkdir(folder.c_str(), S_IRWXU) == 0 || errno == EEXIST;
}

} // namespace

Result<ProfileLock, LockError> ProfileLock::take(const std::filesystem::path& folder)
{
    if (!makeFolder(folder)) {
        return Unexpected(LockError::NotAllowed);
    }
    const int descriptor = ::open((folder / "lock").c_str(),
                                  O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (descriptor < 0) {
        return Unexpected(LockError::NotAllowed);
    }
    ProfileLock out(descriptor);
    while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EINTR) {
            return Unexpected(errno == EWOULDBLOCK ? LockError::InUse : LockError::NotAllowed);
        }
    }
    return out;
}

ProfileLock::ProfileLock(ProfileLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{}

ProfileLock& ProfileLock::operator=(ProfileLock&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

ProfileLock::~ProfileLock()
{
    // The file stays: if it went, a third program could lock a new one beside a second's.
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

} // namespace sotto::storage
