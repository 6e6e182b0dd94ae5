#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace sotto::cli {

/// Calls @p visit with each character of @p text and the bytes that are to be written for it. What
/// is no UTF-8 (truncated, overlong, a surrogate, beyond U+10FFFF) is one U+FFFD for each byte.
void forEachCharacter(std::string_view text,
                      const std::function<void(char32_t, std::string_view bytes)>& visit);

/// @p text so that it can only be read on a terminal, never steer it: controls, and the marks that
/// turn the direction of writing, are shown as U+FFFD; further lines begin with four spaces, so
/// that none can pose as a message of its own.
[[nodiscard]] std::string forTerminal(std::string_view text);
/// The same for a name, which is one line.
[[nodiscard]] std::string nameForTerminal(std::string_view name);

} // namespace sotto::cli
