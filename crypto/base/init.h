#pragma once

namespace sotto::crypto {

/// Prepares libsodium and checks that its primitives answer a known question rightly. Call once at
/// the start of a program, before anything else of this module; further calls are harmless.
/// False means that the library is broken or missing something: the program must stop.
[[nodiscard]] bool initialize();

} // namespace sotto::crypto
