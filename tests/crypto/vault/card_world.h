#pragma once

#include "crypto/vault/card.h"
#include "tests/support/deterministic_random.h"

namespace sotto::test {

inline crypto::ContactPoint makeContactPoint(crypto::Random& random)
{
    crypto::ContactPoint out;
    out.log = {1, 2, 3, 4, 5};
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

inline std::vector<crypto::CardSlot> makeSlots(crypto::Random& random, std::size_t count)
{
    std::vector<crypto::CardSlot> out;
    for (std::size_t i = 0; i < count; ++i) {
        out.push_back({random.make<crypto::CardSlotKey>(), random.make<crypto::DeliveryToken>()});
    }
    return out;
}

} // namespace sotto::test
