#pragma once

#include "crypto/objects/delivery_token.h"
#include "crypto/primitives/ed25519.h"

namespace sotto::bench {

/// One mailbox of the load: who owns it, and what opens it to a sender.
struct Mailbox
{
    crypto::MailboxId id;
    crypto::SigningKey owner;
    crypto::DeliveryToken token;

    explicit Mailbox(crypto::Random& random)
        : id(random.make<crypto::MailboxId>())
        , owner(crypto::SigningKey::generate(random))
        , token(random.make<crypto::DeliveryToken>())
    {}
};

} // namespace sotto::bench
