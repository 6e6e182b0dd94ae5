#pragma once

#include <string_view>

namespace sotto::core {

/// Whether a text (UTF-8) holds a recovery phrase, whoever's: asked before anything is kept or sent
/// (PROTOCOL.md section 2).
[[nodiscard]] bool holdsPhrase(std::string_view text);

} // namespace sotto::core
