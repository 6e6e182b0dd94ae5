#pragma once

#include "crypto/base/result.h"

#include <QByteArray>
#include <QImage>
#include <QString>
#include <QUrl>

namespace sotto::viewmodels {

/// Pixels of a side of one's own picture.
inline constexpr int kOwnPictureSide = 256;

enum class PictureError : std::uint8_t
{
    NotReadable, ///< no file of this machine, or the system refuses it
    NoPicture,   ///< not one of the formats that are decoded, damaged, or far too large
};

/// A picture file as what contacts are sent: its middle as a square, at most kOwnPictureSide wide,
/// JPEG within core::kPictureBytesMax, without what the file said beside.
[[nodiscard]] crypto::Result<QByteArray, PictureError> readOwnPicture(const QUrl& file);

/// Decodes what a contact sent: JPEG or PNG, bounded before anything is decoded. Null for anything
/// else.
[[nodiscard]] QImage decodeSmallPicture(const QByteArray& bytes);

/// As a circle of @p side pixels.
[[nodiscard]] QImage roundPicture(const QImage& picture, int side);

/// To be shown without a provider.
[[nodiscard]] QUrl dataUrl(const QByteArray& jpeg);

[[nodiscard]] QString explain(PictureError error);

} // namespace sotto::viewmodels
