#include "crypto/vault/contact_point.h"

namespace sotto::crypto {

bool ContactPoint::isWellFormed() const
{
    if (!log.isWellFormed() || mailboxes.size() > kContactMailboxesMax) {
        return false;
    }
    for (std::size_t i = 0; i < mailboxes.size(); ++i) {
        if (!isRelayText(mailboxes[i].relay.view()) ||
            (i > 0 && mailboxes[i].mailbox <= mailboxes[i - 1].mailbox)) {
            return false;
        }
    }
    return true;
}

std::size_t ContactPoint::sizeHint() const
{
    return kContactPointBytesMax - kLogTailBytesMax + log.tail.size();
}

void ContactPoint::write(SecretWriter& out) const
{
    log.write(out);
    out.u8(static_cast<std::uint8_t>(mailboxes.size()));
    for (const ContactMailbox& entry : mailboxes) {
        out.bytes16(entry.relay.view()).bytes(entry.mailbox).bytes(entry.bundleKey.view());
    }
}

ContactPoint ContactPoint::read(Reader& in)
{
    ContactPoint out;
    out.log = LogReference::read(in);
    const std::size_t count = in.u8();
    if (count > kContactMailboxesMax) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        ContactMailbox entry;
        entry.relay = readRelayText(in);
        entry.mailbox = in.fixed<MailboxId>();
        entry.bundleKey = in.secret<BundleKey>();
        if (i > 0 && !in.failed() && entry.mailbox <= out.mailboxes.back().mailbox) {
            in.fail(ParseError::Kind::NonCanonical);
        }
        out.mailboxes.push_back(std::move(entry));
    }
    return out;
}

} // namespace sotto::crypto
