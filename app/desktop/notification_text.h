#pragma once

#include <QString>

namespace sotto::desktop {

/// One line of at most @p lengthMax UTF-16 units without control characters, ending in an ellipsis
/// where something was cut off.
[[nodiscard]] QString oneLine(const QString& text, qsizetype lengthMax);

/// @p text so that a server with body-markup shows it as it is.
[[nodiscard]] QString escapedForMarkup(const QString& text);

} // namespace sotto::desktop
