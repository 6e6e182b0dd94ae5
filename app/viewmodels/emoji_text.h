#pragma once

#include <QStringView>

namespace sotto::viewmodels {

/// Emoji of a text that are shown large, if it is nothing else.
inline constexpr int kLargeEmojiMax = 3;

/// 1 to kLargeEmojiMax if @p text is so many emoji and nothing but white space beside; else 0.
[[nodiscard]] int countOnlyEmoji(const QString& text);

} // namespace sotto::viewmodels
