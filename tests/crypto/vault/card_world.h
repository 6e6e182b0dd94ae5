#pragma once

#include "crypto/vault/card.h"
#include "tests/support/deterministic_random.h"

namespace sotto::test {

inline crypto::ContactPoint makeContactPoint(crypto::Random& random)
{
    crypto::ContactPoint out;
    out.log.tail = {1, 2, 3, 4, 5};
    for (std::uint8_t i = 0; i < 2; ++i) {
        crypto::ContactMailbox entry;
        entry.relay = crypto::SecretBytes(crypto::asBytes("sotto://relay.example/#FINGERPRINT"));
        entry.mailbox = random.make<crypto::MailboxId>();
        entry.mailbox.bytes[0] = i;
        entry.bundleKey = random.make<crypto::BundleKey>();
        out.mailboxes.push_back(std::move(entry));
    }
    return out;
}

/// With as many mailboxes, and as long addresses, as there may be.
inline crypto::ContactPoint makeFullContactPoint(crypto::Random& random)
{
    crypto::ContactPoint out;
    for (std::size_t i = 0; i < crypto::kContactMailboxesMax; ++i) {
        crypto::ContactMailbox entry;
        entry.relay = crypto::SecretBytes(crypto::Bytes(crypto::kRelayAddressBytesMax, 'a'));
        entry.mailbox = random.make<crypto::MailboxId>();
        entry.mailbox.bytes[0] = static_cast<std::uint8_t>(i);
        entry.bundleKey = random.make<crypto::BundleKey>();
        out.mailboxes.push_back(std::move(entry));
    }
    return out;
}

/// Of a log whose beginning was moved; whose is not said.
inline crypto::LogPrefix makeLogPrefix(crypto::Random& random)
{
    crypto::LogPrefix out;
    out.relay = crypto::SecretBytes(crypto::asBytes("sotto://relay.example/#FINGERPRINT"));
    out.blob = random.make<crypto::ObjectId>();
    out.descriptor.key = random.make<crypto::AttachmentKey>();
    out.descriptor.contentBytes = 600'000;
    out.descriptor.digest = random.make<crypto::AttachmentDigest>();
    out.head = random.make<crypto::EntryHash>();
    return out;
}

inline std::vector<crypto::CardSlot> makeSlots(crypto::Random& random, std::size_t count)
{
    std::vector<crypto::CardSlot> out;
    for (std::size_t i = 0; i < count; ++i) {
        out.push_back({random.make<crypto::CardSlotKey>(), random.make<crypto::DeliveryToken>()});
    }
    return out;
}

} // namespace sotto::test
