#pragma once

#include "crypto/attachment/attachment_layout.h"
#include "crypto/base/reader.h"
#include "crypto/primitives/hash.h"

namespace sotto::crypto {

/// The secret of one attachment. Made for one content and never used for another.
using AttachmentKey = Secret<struct AttachmentKeyTag, 32>;
/// What the blob's chunks hash to.
using AttachmentDigest = FixedBytes<struct AttachmentDigestTag, 32>;

inline constexpr std::uint8_t kAttachmentVersion = 1;

/// All that a receiver needs to open an attachment, beside the blob itself. It travels inside the
/// message, and whoever has it reads the attachment (PROTOCOL.md section 9):
///
///     struct {
///         u8 version = 1;
///         u8 key[32];
///         u64 content_bytes;      // at most 2^31
///         u8 digest[32];
///     } AttachmentDescriptor;     // 73 bytes
struct AttachmentDescriptor
{
    static constexpr std::size_t kSize = 73;

    AttachmentKey key;
    std::uint64_t contentBytes = 0;
    AttachmentDigest digest;

    [[nodiscard]] SecretBytes serialize() const;
    [[nodiscard]] static Result<AttachmentDescriptor, ParseError> parse(ByteView bytes);
    /// A second copy, asked for by name.
    [[nodiscard]] AttachmentDescriptor duplicate() const;
    [[nodiscard]] AttachmentLayout layout() const;
};

} // namespace sotto::crypto
