#include "crypto/vault/contact_point.h"

#include <algorithm>

namespace sotto::crypto {

namespace {

bool isRelayAddress(ByteView text)
{
    return !text.empty() && text.size() <= kRelayAddressBytesMax &&
           std::all_of(text.begin(), text.end(),
                       [](std::uint8_t c) { return c > ' ' && c <= '~'; });
}

} // namespace

bool ContactPoint::isWellFormed() const
{
    if (log.size() > kContactLogBytesMax || mailboxes.size() > kContactMailboxesMax) {
        return false;
    }
    for (std::size_t i = 0; i < mailboxes.size(); ++i) {
        if (!isRelayAddress(asBytes(mailboxes[i].relay)) ||
            (i > 0 && mailboxes[i].mailbox <= mailboxes[i - 1].mailbox)) {
            return false;
        }
    }
    return true;
}

void ContactPoint::write(SecretWriter& out) const
{
    out.bytes32(log).u8(static_cast<std::uint8_t>(mailboxes.size()));
    for (const ContactMailbox& entry : mailboxes) {
        out.bytes16(asBytes(entry.relay)).bytes(entry.mailbox).bytes(entry.bundleKey.view());
    }
}

ContactPoint ContactPoint::read(Reader& in)
{
    ContactPoint out;
    const ByteView log = in.bytes32(kContactLogBytesMax);
    out.log.assign(log.begin(), log.end());
    const std::size_t count = in.u8();
    if (count > kContactMailboxesMax) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        const ByteView relay = in.bytes16(kRelayAddressBytesMax);
        ContactMailbox entry;
        entry.relay.assign(relay.begin(), relay.end());
        entry.mailbox = in.fixed<MailboxId>();
        entry.bundleKey = in.secret<BundleKey>();
        if (!isRelayAddress(relay)) {
            in.fail(ParseError::Kind::OutOfRange);
        }
        if (i > 0 && !in.failed() && entry.mailbox <= out.mailboxes.back().mailbox) {
            in.fail(ParseError::Kind::NonCanonical);
        }
        out.mailboxes.push_back(std::move(entry));
    }
    return out;
}

} // namespace sotto::crypto
