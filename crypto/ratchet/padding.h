#pragma once

#include "crypto/ratchet/kem_ratchet.h"

namespace sotto::crypto {

/// The only sizes that an envelope of an established session has. Few, so that a size says little;
/// a factor of four apart, so that a text almost always has the first.
inline constexpr std::array<std::size_t, 4> kEnvelopeSizes = {1024, 4096, 16384, 65536};

/// What PROTOCOL.md section 7.4 adds to the padded plaintext.
inline constexpr std::size_t kMessageOverhead = 99;

inline constexpr std::size_t kContentLengthBytes = 4;
/// The longest content of one message; larger things are attachments.
inline constexpr std::size_t kMaxContentBytes =
    kEnvelopeSizes.back() - kMessageOverhead - kContentLengthBytes;

/// The size of the padded plaintext for a content of that length: the least that fits.
/// Nothing if it is longer than kMaxContentBytes.
[[nodiscard]] std::optional<std::size_t> paddedSize(std::size_t contentBytes);

/// Fills @p out: u32 content length || content || KemFragment if there is one and room || zeros.
void writePadded(ByteView content, KemRatchet& kem, MutableByteView out);

/// The parts of a padded plaintext, as views into it.
struct Unpadded
{
    ByteView content;
    std::optional<KemFragment> fragment;
};

[[nodiscard]] Result<Unpadded, ParseError> readPadded(ByteView padded);

} // namespace sotto::crypto
