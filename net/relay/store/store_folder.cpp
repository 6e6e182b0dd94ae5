#include "net/relay/store/store_folder.h"

#include "net/relay/store/store.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sotto::relay {

void failWithErrno(const std::string& what)
{
    const int error = errno;
    const bool isDiskFull = error == ENOSPC || error == EDQUOT;
    throw StoreFailure(isDiskFull ? StoreFailure::Kind::DiskFull : StoreFailure::Kind::Broken,
                       what + ": " + std::strerror(error));
}

void syncFolder(const std::filesystem::path& folder)
{
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        failWithErrno("A folder of the relay's data cannot be opened");
    }
    const int result = ::fsync(descriptor);
    const int error = errno;
    ::close(descriptor);
    if (result != 0) {
        errno = error;
        failWithErrno("A folder of the relay's data cannot be synced");
    }
}

void makeFolder(const std::filesystem::path& folder)
{
    if (::mkdir(folder.c_str(), 0700) == 0) {
        const std::filesystem::path parent = folder.parent_path();
        syncFolder(parent.empty() ? std::filesystem::path(".") : parent);
    } else if (errno != EEXIST) {
        failWithErrno("The folder " + folder.string() + " cannot be made");
    }
}

void makePrivateFile(const std::filesystem::path& file)
{
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        failWithErrno("The file " + file.string() + " cannot be opened");
    }
    ::close(descriptor);
}

StoreFolder::StoreFolder(const std::filesystem::path& folder)
{
    makeFolder(folder);
    const std::filesystem::path lock = folder / "relay.lock";
    m_lock = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (m_lock < 0) {
        failWithErrno("The file " + lock.string() + " cannot be opened");
    }
    if (::flock(m_lock, LOCK_EX | LOCK_NB) != 0) {
        const int error = errno;
        ::close(m_lock);
        if (error == EWOULDBLOCK) {
            throw StoreFailure(StoreFailure::Kind::Broken,
                               "Another relay is running on the folder " + folder.string() +
                                   ". Stop it first, or name another folder.");
        }
        errno = error;
        failWithErrno("The file " + lock.string() + " cannot be locked");
    }
    try {
        makePrivateFile(database(folder));
        makeFolder(blobs(folder));
        syncFolder(folder);
    } catch (...) {
        ::close(m_lock);
        throw;
    }
}

StoreFolder::~StoreFolder()
{
    ::close(m_lock); // and with it the lock
}

} // namespace sotto::relay
