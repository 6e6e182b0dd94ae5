#pragma once

#include "crypto/objects/key_list.h"
#include "crypto/objects/object_version.h"
#include "crypto/vault/card.h"
#include "net/client/anonymous_lookups.h"

namespace sotto::core {

/// What this device remembers of a contact's card, so that a relay cannot show an older one.
///
///     struct {
///         u8  version = 1;
///         bytes16 relay;
///         bytes32 list;               // KeyListState
///         u64 newest; u8 newest_hash[32];
///         u8  has_slot;
///     } CardState;                    // in the own database only
struct CardState
{
    crypto::SecretBytes relay; ///< where it was read
    crypto::KeyList list;
    crypto::SeenVersion newest; ///< number 0: the card had no version
    bool hasSlot = false;       ///< in that one, for us

    [[nodiscard]] crypto::SecretBytes serialize() const;
    [[nodiscard]] static crypto::Result<CardState, crypto::ParseError>
    parse(crypto::ByteView stored);
};

/// A contact's card, as its Introduction names it, and what is remembered of it.
struct CardReference
{
    client::RelayPlace place;
    crypto::ObjectId id;
    crypto::SigningPublicKey root; ///< the first one of its list
    crypto::CardSlotKey slotKey;
    std::optional<CardState> state; ///< of another card: it counts for nothing
};

struct CardReadError
{
    enum class Kind : std::uint8_t
    {
        Gone,   ///< the relay has no such card, or no version of it yet
        Stale,  ///< the relay shows an older version than one that was seen, or another one
        Broken, ///< what it shows was not made by the card's owner, or not well made
        Relay,  ///< it could not be asked: see error
    };
    Kind kind = Kind::Broken;
    client::ConnectionError error = {};
};

struct CardRead
{
    enum class Kind : std::uint8_t
    {
        New,       ///< see card
        Unchanged, ///< the newest version is the one that was opened before
        Blocked,   ///< it has no slot for us (any more)
    };
    Kind kind = Kind::New;
    std::optional<crypto::OpenCard> card;
    CardState state; ///< to be stored, whatever the kind, with what follows from it
};

using CardDone = std::function<void(crypto::Result<CardRead, CardReadError>)>;

/// Fetches a contact's card over an anonymous connection of its own, and verifies it: one attempt.
/// Destroying what is returned gives up. At another relay than the last time (the contact moved)
/// the list must go on from the one that is known, and versions count anew.
[[nodiscard]] client::RunningRequest readContactCard(CardReference reference, CardDone done);

} // namespace sotto::core
