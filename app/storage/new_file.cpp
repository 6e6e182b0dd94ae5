#include "app/storage/new_file.h"

#include "app/storage/durable_file.h"
#include "app/storage/unfinished.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sotto::storage {

using crypto::Result;
using crypto::Unexpected;

namespace {

constexpr std::size_t kBufferBytes = std::size_t{64} * 1024;
/// More exports of one day into one folder are a mistake.
constexpr int kNumbersMax = 1000;

bool isThere(const std::filesystem::path& path)
{
    struct ::stat status = {};
    return ::lstat(path.c_str(), &status) == 0;
}

/// Replaces nothing. Where the file system cannot promise that, what was looked up a moment before
/// has to do.
Result<void, int> moveTo(const std::filesystem::path& from, const std::filesystem::path& to)
{
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0) {
        if (errno != EINVAL && errno != ENOSYS) {
            return Unexpected(errno);
        }
        if (isThere(to)) {
            return Unexpected(EEXIST);
        }
        if (::rename(from.c_str(), to.c_str()) != 0) {
            return Unexpected(errno);
        }
    }
    return syncFolder(to.parent_path());
}

} // namespace

// ---- a file ------------------------------------------------------------------------------------

Result<NewFile, int> NewFile::make(std::filesystem::path path)
{
    if (isThere(path)) {
        return Unexpected(EEXIST);
    }
    const int fd = ::open(unfinishedName(path).c_str(),
                          O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0) {
        return Unexpected(errno);
    }
    holdUnfinished(fd);
    return NewFile(std::move(path), fd);
}

NewFile::NewFile(std::filesystem::path path, int fd)
    : m_path(std::move(path))
    , m_fd(fd)
{
    m_buffer.reserve(kBufferBytes);
}

NewFile::NewFile(NewFile&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_fd(std::exchange(other.m_fd, -1))
    , m_error(other.m_error)
    , m_size(other.m_size)
    , m_buffer(std::move(other.m_buffer))
{}

NewFile::~NewFile()
{
    if (m_fd >= 0) {
        ::close(m_fd);
        ::unlink(unfinished().c_str());
    }
}

std::filesystem::path NewFile::unfinished() const
{
    return unfinishedName(m_path);
}

Result<void, int> NewFile::write(crypto::ByteView bytes)
{
    m_size += bytes.size();
    while (!bytes.empty()) {
        const std::size_t n = std::min(bytes.size(), kBufferBytes - m_buffer.size());
        m_buffer.append(bytes.first(n));
        bytes = bytes.subspan(n);
        if (m_buffer.size() == kBufferBytes) {
            SOTTO_CHECK(flush());
        }
    }
    return {};
}

Result<void, int> NewFile::flush()
{
    crypto::ByteView rest = m_buffer.view();
    while (m_error == 0 && !rest.empty()) {
        const ssize_t n = ::write(m_fd, rest.data(), rest.size());
        if (n < 0 && errno != EINTR) {
            m_error = errno;
        }
        rest = rest.subspan(n < 0 ? 0 : static_cast<std::size_t>(n));
    }
    m_buffer.resize(0);
    if (m_error != 0) {
        return Unexpected(m_error);
    }
    return {};
}

Result<void, int> NewFile::keep()
{
    SOTTO_CHECK(flush());
    if (::fsync(m_fd) != 0) {
        return Unexpected(errno);
    }
    SOTTO_CHECK(moveTo(unfinished(), m_path));
    ::close(std::exchange(m_fd, -1));
    return {};
}

// ---- a folder ----------------------------------------------------------------------------------

Result<NewFolder, int> NewFolder::make(const std::filesystem::path& path)
{
    for (int number = 1; number < kNumbersMax; ++number) {
        std::filesystem::path candidate = path;
        if (number > 1) {
            candidate += " " + std::to_string(number);
        }
        if (isThere(candidate)) {
            continue;
        }
        const std::filesystem::path unfinished = unfinishedName(candidate);
        if (::mkdir(unfinished.c_str(), S_IRWXU) == 0) {
            const int fd =
                ::open(unfinished.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            holdUnfinished(fd);
            return NewFolder(std::move(candidate), fd);
        }
        if (errno != EEXIST) {
            return Unexpected(errno);
        }
    }
    return Unexpected(EEXIST);
}

NewFolder::NewFolder(NewFolder&& other) noexcept
    : m_path(std::exchange(other.m_path, {}))
    , m_fd(std::exchange(other.m_fd, -1))
{}

NewFolder::~NewFolder()
{
    if (!m_path.empty()) {
        std::error_code ignored;
        std::filesystem::remove_all(unfinished(), ignored);
    }
    if (m_fd >= 0) {
        ::close(m_fd);
    }
}

std::filesystem::path NewFolder::unfinished() const
{
    return unfinishedName(m_path);
}

Result<NewFile, int> NewFolder::file(const std::string& name) const
{
    return NewFile::make(unfinished() / name);
}

Result<void, int> NewFolder::keep()
{
    SOTTO_CHECK(syncFolder(unfinished()));
    SOTTO_CHECK(moveTo(unfinished(), m_path));
    m_path.clear();
    return {};
}

} // namespace sotto::storage
