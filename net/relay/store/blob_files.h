#pragma once

#include "net/relay/store/store.h"

#include <filesystem>
#include <map>
#include <mutex>

namespace sotto::relay {

/// The bytes of blobs, by the blob's row. Written by one thread, read by another.
class BlobFiles
{
public:
    virtual ~BlobFiles() = default;

    /// @p offset is at most what was written before; at 0 the file begins anew.
    /// @throws StoreFailure
    virtual void write(std::int64_t blob, std::uint64_t offset, ByteView data) = 0;
    /// Returns when all that was written is on the disk.
    virtual void sync() = 0;
    /// Forgets what is not synced yet: its transaction was rolled back.
    virtual void abandon() noexcept = 0;
    /// Nothing if the file is gone or shorter.
    virtual std::optional<Bytes> read(std::int64_t blob, std::uint64_t offset,
                                      std::size_t length) = 0;
    /// Of one that may be gone already. False if it could not be removed.
    virtual bool remove(std::int64_t blob) noexcept = 0;
};

/// blobs/xx/<row>, both in hexadecimal; xx is the row's lowest byte.
class DiskBlobFiles final : public BlobFiles
{
public:
    explicit DiskBlobFiles(std::filesystem::path folder)
        : m_folder(std::move(folder))
    {}
    ~DiskBlobFiles() override { abandon(); }

    void write(std::int64_t blob, std::uint64_t offset, ByteView data) override;
    void sync() override;
    void abandon() noexcept override;
    std::optional<Bytes> read(std::int64_t blob, std::uint64_t offset, std::size_t length) override;
    bool remove(std::int64_t blob) noexcept override;

    /// Relative to the folder of all blobs.
    [[nodiscard]] static std::filesystem::path pathOf(std::int64_t blob);

private:
    struct Open
    {
        int descriptor = -1;
        bool isNew = false; ///< its name has to reach the disk as well
    };
    [[nodiscard]] Open& open(std::int64_t blob);

    std::filesystem::path m_folder;
    std::map<std::int64_t, Open> m_open; ///< written to since the last sync()
};

/// For a store without a folder.
class MemoryBlobFiles final : public BlobFiles
{
public:
    void write(std::int64_t blob, std::uint64_t offset, ByteView data) override;
    void sync() override {}
    void abandon() noexcept override {}
    std::optional<Bytes> read(std::int64_t blob, std::uint64_t offset, std::size_t length) override;
    bool remove(std::int64_t blob) noexcept override;

private:
    std::mutex m_mutex;
    std::map<std::int64_t, Bytes> m_files;
};

} // namespace sotto::relay
