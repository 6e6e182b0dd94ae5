#pragma once

#include "crypto/base/bytes.h"

namespace sotto::crypto {

/// First byte of an envelope: what follows, and the version of its layout.
inline constexpr std::uint8_t kSessionMessage = 0x01; ///< PROTOCOL.md section 7.3
inline constexpr std::uint8_t kFirstMessage = 0x02;   ///< PROTOCOL.md section 6.5

} // namespace sotto::crypto
