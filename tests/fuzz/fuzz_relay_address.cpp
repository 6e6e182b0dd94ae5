// Texts that a person pastes, as a relay's address and as an invite.
#include "crypto/base/init.h"
#include "crypto/channel/invite_link.h"
#include "tests/fuzz/demand.h"

using namespace sotto::crypto;
using sotto::test::demand;

namespace {

/// What is read is written in one way, which is read as the same.
template <class Address> bool canonicalTwice(const Address& address)
{
    const SecretBytes text = address.format();
    const auto again =
        Address::parse({reinterpret_cast<const char*>(text.view().data()), text.view().size()});
    return text.size() <= kMaxAddressCharacters && again &&
           std::ranges::equal(again->format().view(), text.view());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    demand(ready);
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto relay = RelayAddress::parse(text);
    const auto invite = InviteLink::parse(text);
    demand(!relay || !invite);
    demand(!relay || canonicalTwice(*relay));
    demand(!invite || canonicalTwice(*invite));
    demand((!relay && relay.error() == AddressError::TooLong) == (size > kMaxAddressCharacters));
    return 0;
}
