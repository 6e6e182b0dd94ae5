#include "net/relay/server/key_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sotto::relay {

using crypto::Unexpected;

namespace {

class Descriptor
{
public:
    explicit Descriptor(int fd)
        : m_fd(fd)
    {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { close(); }

    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }
    [[nodiscard]] int get() const { return m_fd; }
    /// False if what was written may be lost.
    bool close()
    {
        const int fd = m_fd;
        m_fd = -1;
        return fd < 0 || ::close(fd) == 0;
    }

private:
    int m_fd;
};

std::string failure(const std::filesystem::path& path, const char* what)
{
    return path.string() + " cannot be " + what + ": " + std::strerror(errno) + ".";
}

bool writeAll(int fd, crypto::ByteView bytes)
{
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno != EINTR) {
            return false;
        }
        bytes = bytes.subspan(n < 0 ? 0 : static_cast<std::size_t>(n));
    }
    return true;
}

/// Gives @p from the name @p to, unless that is taken.
bool renameToFree(const std::filesystem::path& from, const std::filesystem::path& to)
{
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) {
        return true;
    }
    // A file system that does not know the flag. The data folder has one relay only.
    struct ::stat there = {};
    return errno == EINVAL && ::lstat(to.c_str(), &there) != 0 &&
           std::rename(from.c_str(), to.c_str()) == 0;
}

bool syncFolder(const std::filesystem::path& folder)
{
    const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return fd.isOpen() && ::fsync(fd.get()) == 0;
}

/// Why a key file's owner or mode is no good.
std::optional<std::string> objection(const std::filesystem::path& path, const struct ::stat& status,
                                     KeyFileReaders readers)
{
    if (!S_ISREG(status.st_mode)) {
        return path.string() + " is no regular file; put the key's file there itself.";
    }
    const bool ownerOnly = readers == KeyFileReaders::OwnerOnly;
    if (ownerOnly && status.st_uid != ::geteuid() && status.st_uid != 0) {
        return path.string() + " belongs to another user; give it to the relay's: chown.";
    }
    if ((status.st_mode & (ownerOnly ? 077U : 07U)) != 0) {
        return path.string() + " is open to other users, who may have copied the key. If nobody " +
               "can have, close it (chmod 600 " + path.string() + ") and start again.";
    }
    return std::nullopt;
}

} // namespace

crypto::Result<void, std::string> createKeyFile(const std::filesystem::path& path,
                                                crypto::ByteView content)
{
    const std::filesystem::path temporary = path.string() + ".new";
    // Left behind by a start that was killed; never complete under its final name.
    ::unlink(temporary.c_str());
    Descriptor fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                         S_IRUSR | S_IWUSR));
    if (!fd.isOpen()) {
        return Unexpected(failure(temporary, "made"));
    }
    if (!writeAll(fd.get(), content) || ::fsync(fd.get()) != 0 || !fd.close()) {
        const std::string text = failure(temporary, "written");
        ::unlink(temporary.c_str());
        return Unexpected(text);
    }
    if (!renameToFree(temporary, path)) {
        const std::string text = failure(path, "made");
        ::unlink(temporary.c_str());
        return Unexpected(text);
    }
    if (!syncFolder(path.parent_path())) {
        return Unexpected(failure(path.parent_path(), "synced"));
    }
    return {};
}

crypto::Result<std::optional<crypto::SecretBytes>, std::string>
readKeyFile(const std::filesystem::path& path, KeyFileReaders readers, std::size_t bytesMax)
{
    // A link is followed only where a service manager or operator put the file.
    const int noFollow = readers == KeyFileReaders::OwnerOnly ? O_NOFOLLOW : 0;
    // Not blocking: a FIFO would wait for a writer.
    const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | noFollow));
    if (!fd.isOpen()) {
        if (errno == ENOENT) {
            return std::optional<crypto::SecretBytes>();
        }
        return Unexpected(failure(path, "opened"));
    }
    struct ::stat status = {};
    if (::fstat(fd.get(), &status) != 0) {
        return Unexpected(failure(path, "read"));
    }
    if (auto text = objection(path, status, readers)) {
        return Unexpected(std::move(*text));
    }
    crypto::SecretBytes content(bytesMax + 1);
    std::size_t filled = 0;
    while (filled < content.size()) {
        const ssize_t n =
            ::read(fd.get(), content.mutableView().data() + filled, content.size() - filled);
        if (n < 0 && errno != EINTR) {
            return Unexpected(failure(path, "read"));
        }
        if (n == 0) {
            break;
        }
        filled += n < 0 ? 0 : static_cast<std::size_t>(n);
    }
    if (filled > bytesMax) {
        return Unexpected(path.string() + " is too long for a key; it is another file.");
    }
    content.resize(filled);
    return std::optional(std::move(content));
}

} // namespace sotto::relay
