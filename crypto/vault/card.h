#pragma once

#include "crypto/vault/contact_point.h"
#include "crypto/vault/shared_key.h"

namespace sotto::crypto {

/// Slots come in these numbers, so that their count says little of how many contacts there are.
inline constexpr std::size_t kCardSlotStep = 64;
/// 2,048 contacts: 192 KiB of slots, which each contact fetches with a new version.
inline constexpr std::size_t kCardSlotsMax = 2048;
/// A profile with a small picture; the app's own format.
inline constexpr std::size_t kCardAppBytesMax = std::size_t{64} * 1024;

/// One contact's way into the card. CardSlotKey: random, made for this contact alone, sent to it
/// inside a ratchet message and kept with it in the vault. Blocking leaves the slot out; a contact
/// that is let in again gets a new slot key. The own devices have a slot, too: its key is
/// SharedKey::cardSlotKey() of the epoch that the version names.
struct CardSlot
{
    CardSlotKey key;
    DeliveryToken token; ///< of the contact's cohort; which one that is, is not said
};

/// What a card says.
///
///     struct {
///         u8  version = 1;
///         ContactPoint contact;
///         bytes32 app;            // at most 65,536 bytes
///     } CardBody;                 // PROTOCOL.md section 5.4
struct CardBody
{
    ContactPoint contact;
    SecretBytes app;
};

struct OpenCard
{
    CardBody body;
    DeliveryToken token;
};

enum class CardError : std::uint8_t
{
    TooLong,   ///< body or slots beyond their limit, or the contact point is not well formed
    Malformed, ///< not a card
    NoSlot,    ///< this credential opens nothing here: blocked, or not of this card
    Broken,    ///< the slot is there and does not open, or what it opens is not a card's body
};

/// One version of a card, encrypted under a fresh key that stands once for each slot key. Goes into
/// a signed object version.
///
///     struct {
///         u8  version = 1;
///         u8  nonce[32];                      // random
///         u16 n;                              // a multiple of 64
///         CardSlot { u8 tag[16]; u8 sealed[80]; } slots[n];   // strictly ascending by tag
///         bytes32 sealed;                     // the padded CardBody
///     } Card;
///
/// Slots without a contact are random bytes. Without the slot key no slot can be told from another
/// one or found again in the next version.
[[nodiscard]] Result<Bytes, CardError> sealCard(const ObjectId& objectId, const CardBody& body,
                                                std::span<const CardSlot> cardSlots,
                                                Random& random);

/// What the holder of @p key sees of a card version whose signature was checked.
[[nodiscard]] Result<OpenCard, CardError> openCard(const ObjectId& objectId, const CardSlotKey& key,
                                                   ByteView card);

} // namespace sotto::crypto
