#pragma once

#include <optional>

#include <QImage>
#include <QString>

namespace sotto::desktop {

/// Bytes that the largest QR code holds at the level of correction used here (ISO/IEC
/// 18004, version 40-M, byte mode).
constexpr int kQrTextBytesMax = 2331;

/// The QR code of @p text (as UTF-8), one pixel a module, without a quiet zone: whoever draws it
/// scales it by whole numbers and leaves four modules free around it. The image is
/// QImage::Format_Mono, its colour 0 white and 1 black, for setColor() to change. About 15 % of it
/// may be unreadable (level M). Empty if @p text is empty or longer than kQrTextBytesMax.
[[nodiscard]] std::optional<QImage> qrMatrix(const QString& text);
/// The same for bytes that are no text.
[[nodiscard]] std::optional<QImage> qrMatrix(const QByteArray& bytes);

} // namespace sotto::desktop
