#pragma once

#include "app/core/account/own_mailboxes.h"
#include "app/core/account/stored_eapi.h"
#include "app/core/base/wire_bytes.h"

namespace sotto::core {

/// One mailbox with its connection.
class OwnMailboxes::Box
{
public:
    Box(Context& context, client::RelayPlace place, const wire::Mailbox& mailbox)
        : id(*fixedOf<crypto::MailboxId>(mailbox.id()))
        , stored(mailbox.acknowledged())
        , eapi(context, viewOf(mailbox.id()))
        , connection(std::move(place),
                     {.id = id,
                      .ownerKey = std::make_shared<const crypto::SigningKey>(
                          *fixedOf<crypto::SigningSeed>(mailbox.owner_seed())),
                      .mustCreate = !mailbox.created(),
                      .acknowledged = mailbox.acknowledged()},
                     eapi)
    {}

    crypto::MailboxId id;
    std::uint64_t stored;
    std::uint64_t newest = 0;
    bool subscribed = false;
    bool hasTokens = false;
    bool hasPrekeys = false;
    bool putFailed = false;
    std::uint64_t upkeepTurn = 0;
    std::uint32_t tokensVersion = 0;
    client::LinkState linkState = client::LinkState::Stopped;
    std::optional<client::ConnectionError> error;
    StoredEapi eapi;
    client::OwnerConnection connection;
};

} // namespace sotto::core
