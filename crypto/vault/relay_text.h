#pragma once

#include "crypto/base/reader.h"
#include "crypto/base/secret.h"

namespace sotto::crypto {

/// A host name has at most 253 characters; a fingerprint and an access key stand behind it.
inline constexpr std::size_t kRelayAddressBytesMax = 512;

/// Whether @p text may be a relay's address (sotto://…): 1 to kRelayAddressBytesMax bytes of
/// printable ASCII without spaces. The channel parses it (section 11); here it is a field only. It
/// may hold the relay's access key, so it lives in SecretBytes.
[[nodiscard]] bool isRelayText(ByteView text);

/// A `bytes16` that is one.
[[nodiscard]] SecretBytes readRelayText(Reader& in);

} // namespace sotto::crypto
