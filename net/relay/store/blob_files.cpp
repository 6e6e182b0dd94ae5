#include "net/relay/store/blob_files.h"

#include "net/relay/store/store_folder.h"

#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <fcntl.h>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace sotto::relay {

namespace {

/// Descriptors that wait for one sync(): beyond, it is done at once.
constexpr std::size_t kOpenFilesMax = 128;

constexpr const char* kCannotWrite = "A blob's file cannot be written";

void writeAll(int descriptor, std::uint64_t offset, ByteView data)
{
    while (!data.empty()) {
        const ssize_t written =
            ::pwrite(descriptor, data.data(), data.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            failWithErrno(kCannotWrite);
        }
        data = data.subspan(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
}

bool readAll(int descriptor, std::uint64_t offset, crypto::MutableByteView out)
{
    while (!out.empty()) {
        const ssize_t got = ::pread(descriptor, out.data(), out.size(), static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            failWithErrno("A blob's file cannot be read");
        }
        if (got == 0) {
            return false;
        }
        out = out.subspan(static_cast<std::size_t>(got));
        offset += static_cast<std::uint64_t>(got);
    }
    return true;
}

} // namespace

std::filesystem::path DiskBlobFiles::pathOf(std::int64_t blob)
{
    char text[24];
    std::snprintf(text, sizeof text, "%02x/%016" PRIx64, static_cast<unsigned>(blob & 0xFF),
                  static_cast<std::uint64_t>(blob));
    return text;
}

DiskBlobFiles::Open& DiskBlobFiles::open(std::int64_t blob)
{
    if (const auto known = m_open.find(blob); known != m_open.end()) {
        return known->second;
    }
    const std::filesystem::path path = m_folder / pathOf(blob);
    Open out;
    out.descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (out.descriptor < 0 && errno == ENOENT) {
        makeFolder(path.parent_path());
        out.descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        out.isNew = true;
    }
    if (out.descriptor < 0) {
        failWithErrno(kCannotWrite);
    }
    return m_open.emplace(blob, out).first->second;
}

void DiskBlobFiles::write(std::int64_t blob, std::uint64_t offset, ByteView data)
{
    if (m_open.size() >= kOpenFilesMax) {
        sync();
    }
    const Open& file = open(blob);
    // One that a crash left behind may stand there under a number that was never committed.
    if (offset == 0 && ::ftruncate(file.descriptor, 0) != 0) {
        failWithErrno(kCannotWrite);
    }
    writeAll(file.descriptor, offset, data);
}

void DiskBlobFiles::sync()
{
    std::set<std::filesystem::path> folders;
    for (const auto& [blob, file] : m_open) {
        if (::fdatasync(file.descriptor) != 0) {
            failWithErrno(kCannotWrite);
        }
        if (file.isNew) {
            folders.insert((m_folder / pathOf(blob)).parent_path());
        }
    }
    for (const std::filesystem::path& folder : folders) {
        syncFolder(folder);
    }
    abandon();
}

void DiskBlobFiles::abandon() noexcept
{
    for (const auto& [blob, file] : m_open) {
        ::close(file.descriptor);
    }
    m_open.clear();
}

std::optional<Bytes> DiskBlobFiles::read(std::int64_t blob, std::uint64_t offset,
                                         std::size_t length)
{
    const std::filesystem::path path = m_folder / pathOf(blob);
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        if (errno == ENOENT) {
            return std::nullopt;
        }
        failWithErrno("A blob's file cannot be read");
    }
    Bytes out(length);
    bool isWhole = false;
    try {
        isWhole = readAll(descriptor, offset, out);
    } catch (...) {
        ::close(descriptor);
        throw;
    }
    ::close(descriptor);
    return isWhole ? std::optional(std::move(out)) : std::nullopt;
}

bool DiskBlobFiles::remove(std::int64_t blob) noexcept
{
    try {
        return ::unlink((m_folder / pathOf(blob)).c_str()) == 0 || errno == ENOENT;
    } catch (...) {
        return false; // no memory for the path: it is tried again
    }
}

void MemoryBlobFiles::write(std::int64_t blob, std::uint64_t offset, ByteView data)
{
    const std::lock_guard lock(m_mutex);
    Bytes& file = m_files[blob];
    file.resize(static_cast<std::size_t>(offset));
    crypto::append(file, data);
}

std::optional<Bytes> MemoryBlobFiles::read(std::int64_t blob, std::uint64_t offset,
                                           std::size_t length)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_files.find(blob);
    if (found == m_files.end() || offset > found->second.size() ||
        length > found->second.size() - offset) {
        return std::nullopt;
    }
    const auto begin = found->second.begin() + static_cast<std::ptrdiff_t>(offset);
    return Bytes(begin, begin + static_cast<std::ptrdiff_t>(length));
}

bool MemoryBlobFiles::remove(std::int64_t blob) noexcept
{
    const std::lock_guard lock(m_mutex);
    m_files.erase(blob);
    return true;
}

} // namespace sotto::relay
