#pragma once

#include "crypto/base/result.h"

#include <filesystem>
#include <memory>

namespace sotto::storage {

enum class LockError : std::uint8_t
{
    InUse,      ///< another program has this profile open
    NotAllowed, ///< the folder cannot be made or written
};

/// A profile is used by one program at a time. Holds the folder's lock (flock on `lock`) until it
/// is destroyed; a killed program's lock ends with it. Makes the folder (mode 0700) if needed.
class ProfileLock
{
public:
    [[nodiscard]] static crypto::Result<ProfileLock, LockError>
    take(const std::filesystem::path& folder);
    ProfileLock(ProfileLock&&) noexcept;
    ProfileLock& operator=(ProfileLock&&) noexcept;
    ~ProfileLock();

private:
    explicit ProfileLock(int descriptor)
        : m_descriptor(descriptor)
    {}
    int m_descriptor = -1;
};

} // namespace sotto::storage
