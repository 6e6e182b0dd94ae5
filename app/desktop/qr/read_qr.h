#pragma once

#include <optional>

#include <QImage>
#include <QString>

namespace sotto::desktop {

/// The text of the first QR code found in @p image, whichever way it is turned. A code may be a
/// small part of the image, as on a screenshot. Empty without one, for one that is not UTF-8 text,
/// and for an image beyond kImagePixelsMax.
///
/// Takes up to half a second for a screenshot of three large screens: not for the thread that
/// draws.
[[nodiscard]] std::optional<QString> readQr(const QImage& image);
/// The same for a code that holds any bytes, at least one.
[[nodiscard]] std::optional<QByteArray> readQrBytes(const QImage& image);

} // namespace sotto::desktop
