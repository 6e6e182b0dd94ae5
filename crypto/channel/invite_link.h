#pragma once

#include "crypto/base/identifiers.h"
#include "crypto/channel/relay_address.h"

namespace sotto::crypto {

/// One link (text or QR code) that leads a new contact to an invite.
///
///     sotto://host[:port]/i/#FINGERPRINT.SECRET[.ACCESSKEY]
struct InviteLink
{
    RelayAddress relay;
    InviteSecret secret;

    [[nodiscard]] static Result<InviteLink, AddressError> parse(std::string_view text);
    [[nodiscard]] SecretBytes format() const;
};

} // namespace sotto::crypto
