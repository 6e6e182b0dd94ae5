#pragma once

#include "crypto/base/result.h"
#include "crypto/base/secret.h"

#include <filesystem>
#include <string>

/// What is written for somebody else than Sotto. Errors are errno.
namespace sotto::storage {

/// A file (mode 0600) that has its name only once it is whole: until keep() it has another one,
/// with ".sotto-part" behind it. Nothing that was there before is touched. Unless it is kept, it
/// goes with this object; what a kill leaves, sweepUnfinished() removes.
class NewFile
{
public:
    /// EEXIST if there is something at @p path, or an unfinished one.
    [[nodiscard]] static crypto::Result<NewFile, int> make(std::filesystem::path path);
    NewFile(NewFile&& other) noexcept;
    NewFile& operator=(NewFile&&) = delete;
    ~NewFile();

    /// Through a buffer. The first error stays.
    [[nodiscard]] crypto::Result<void, int> write(crypto::ByteView bytes);
    /// All of it is on the disk, under its name. EEXIST if somebody else took that meanwhile.
    [[nodiscard]] crypto::Result<void, int> keep();
    /// How much was written.
    [[nodiscard]] std::uint64_t size() const { return m_size; }

private:
    explicit NewFile(std::filesystem::path path, int fd);
    [[nodiscard]] crypto::Result<void, int> flush();
    [[nodiscard]] std::filesystem::path unfinished() const;

    std::filesystem::path m_path;
    int m_fd = -1;
    int m_error = 0;
    std::uint64_t m_size = 0;
    crypto::SecretBytes m_buffer;
};

/// The same for a folder (mode 0700) with the files that were made in it.
class NewFolder
{
public:
    /// @p path or, if there is something of that name, the next free one of "path 2", "path 3" …
    [[nodiscard]] static crypto::Result<NewFolder, int> make(const std::filesystem::path& path);
    NewFolder(NewFolder&& other) noexcept;
    NewFolder& operator=(NewFolder&&) = delete;
    ~NewFolder();

    /// Where it will be.
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    /// A file in it; keep() each.
    [[nodiscard]] crypto::Result<NewFile, int> file(const std::string& name) const;
    [[nodiscard]] crypto::Result<void, int> keep();

private:
    explicit NewFolder(std::filesystem::path path, int fd)
        : m_path(std::move(path))
        , m_fd(fd)
    {}
    [[nodiscard]] std::filesystem::path unfinished() const;

    std::filesystem::path m_path; ///< empty: kept, or moved from
    int m_fd = -1;                ///< holds it
};

} // namespace sotto::storage
