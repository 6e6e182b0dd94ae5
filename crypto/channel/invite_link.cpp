#include "crypto/channel/invite_link.h"

#include "crypto/channel/address_parts.h"

namespace sotto::crypto {

Result<InviteLink, AddressError> InviteLink::parse(std::string_view text)
{
    InviteLink out;
    SOTTO_TRY(relay, parseAddress(text, &out.secret));
    out.relay = std::move(relay);
    return out;
}

SecretBytes InviteLink::format() const
{
    return formatAddress(relay, &secret);
}

} // namespace sotto::crypto
