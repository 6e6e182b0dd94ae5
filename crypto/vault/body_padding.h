#pragma once

#include "crypto/base/reader.h"
#include "crypto/base/secret.h"

#include <optional>
#include <span>

namespace sotto::crypto {

/// The only sizes that a vault record's body has before encryption: a factor of four apart, so
/// that a text almost always has the first, and that the largest message fits.
inline constexpr std::array<std::size_t, 5> kRecordBodySizes = {512, 2048, 8192, 32768, 131072};
/// The same for cards and invites, which carry up to 500 KiB of a device log. The largest, with all
/// slots beside it, stays below what the body of an object's version may have (section 4).
inline constexpr std::array<std::size_t, 5> kCardBodySizes = {4096, 16384, 65536, 262144, 655360};
/// And for the recovery record, of which there is but one size.
inline constexpr std::array<std::size_t, 1> kRecoveryBodySizes = {2048};

/// u32 length || content || zeros, of the least of @p sizes (ascending) that fits. Nothing if none
/// does. PROTOCOL.md section 5.
[[nodiscard]] std::optional<SecretBytes> padBody(ByteView content,
                                                 std::span<const std::size_t> sizes);

/// The content of what padBody() made, as a view into it. Only the least size that fits is right.
[[nodiscard]] Result<ByteView, ParseError> unpadBody(ByteView padded,
                                                     std::span<const std::size_t> sizes);

} // namespace sotto::crypto
