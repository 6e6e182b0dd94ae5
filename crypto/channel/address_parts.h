#pragma once

#include "crypto/channel/invite_link.h"

namespace sotto::crypto {

/// Reads both texts: an invite if @p secret is given. Its place is between fingerprint and key.
[[nodiscard]] Result<RelayAddress, AddressError> parseAddress(std::string_view text,
                                                              InviteSecret* secret);
/// Writes both.
[[nodiscard]] SecretBytes formatAddress(const RelayAddress& address, const InviteSecret* secret);

} // namespace sotto::crypto
