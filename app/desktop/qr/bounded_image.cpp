#include "app/desktop/qr/bounded_image.h"

#include <algorithm>
#include <array>

#include <QIODevice>
#include <QImageReader>

namespace sotto::desktop {

namespace {

constexpr std::array<const char*, 5> kFormats = {"png", "jpeg", "webp", "gif", "bmp"};

} // namespace

bool isBoundedImage(QSize size)
{
    return size.width() > 0 && size.height() > 0 &&
           std::int64_t{size.width()} * size.height() <= kImagePixelsMax;
}

std::optional<QImage> readBoundedImage(QIODevice& device)
{
    if (device.isSequential() || device.size() > kImageFileBytesMax) {
        return std::nullopt;
    }
    QImageReader reader(&device);
    reader.setAutoTransform(true);
    const QByteArray format = reader.format();
    const bool isKnown = std::any_of(kFormats.begin(), kFormats.end(),
                                     [&format](const char* known) { return format == known; });
    if (!isKnown || !isBoundedImage(reader.size())) {
        return std::nullopt;
    }
    QImage image = reader.read();
    if (!isBoundedImage(image.size())) {
        return std::nullopt;
    }
    return image;
}

} // namespace sotto::desktop
