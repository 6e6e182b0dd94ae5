#pragma once

#include <QImage>
#include <QString>

namespace sotto::native {

/// The icon @p name as an opacity mask of @p sizePixels by @p sizePixels device pixels, its lines
/// @p lineWidth wide on a grid of 20 units. Null when there is no such icon. Masks are kept: the
/// second call with the same arguments costs a look-up. May be called from any thread.
[[nodiscard]] QImage iconMask(const QString& name, int sizePixels, qreal lineWidth);

/// @p mask filled with @p color; left and right swapped when @p flipped.
[[nodiscard]] QImage tinted(const QImage& mask, const QColor& color, bool flipped);

} // namespace sotto::native
