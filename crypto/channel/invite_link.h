#pragma once

#include "crypto/channel/relay_address.h"

namespace sotto::crypto {

/// What opens an invite's record at the relay.
using InviteLinkSecret = Secret<struct InviteLinkSecretTag, 32>;

/// One link (text or QR code) that leads a new contact to an invite.
///
///     sotto://host[:port]/i/#FINGERPRINT.SECRET[.ACCESSKEY]
struct InviteLink
{
    RelayAddress relay;
    InviteLinkSecret secret;

    [[nodiscard]] static Result<InviteLink, AddressError> parse(std::string_view text);
    [[nodiscard]] SecretBytes format() const;
};

} // namespace sotto::crypto
