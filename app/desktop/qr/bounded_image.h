#pragma once

#include <cstdint>
#include <optional>

#include <QImage>

class QIODevice;

namespace sotto::desktop {

/// Pixels of an image that is decoded or searched at all: more than three 4K screens side by side,
/// and 128 MB in memory. A file of a few kilobytes can claim to be far larger.
constexpr std::int64_t kImagePixelsMax = 32'000'000;
/// Bytes of an image's file. What a camera or a screenshot makes is below a third of it.
constexpr std::int64_t kImageFileBytesMax = 64 * 1024 * 1024;

/// True if @p size is that of an image, and within kImagePixelsMax.
[[nodiscard]] bool isBoundedImage(QSize size);

/// Decodes one image from @p device, which must be open, seekable and hold nothing else. Only PNG,
/// JPEG, WebP, GIF (its first picture) and BMP: they draw what they hold, load nothing and run
/// nothing. Nothing is decoded when the file or the size that it claims is beyond the limits above.
/// Empty for anything refused or damaged.
[[nodiscard]] std::optional<QImage> readBoundedImage(QIODevice& device);

} // namespace sotto::desktop
