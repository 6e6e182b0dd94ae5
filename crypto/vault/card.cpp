#include "crypto/vault/card.h"

#include "crypto/objects/object_version.h"
#include "crypto/primitives/aead.h"
#include "crypto/vault/body_padding.h"

#include <algorithm>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;

using CardNonce = FixedBytes<struct CardNonceTag, 32>;
using SlotTag = FixedBytes<struct CardSlotTagTag, 16>;
using SlotSeal = Secret<struct CardSlotSealTag, 32>;
using ContentKey = Secret<struct CardContentKeyTag, 32>;

constexpr std::size_t kSlotContentBytes = ContentKey::kSize + DeliveryToken::kSize;
using SealedSlot = FixedBytes<struct SealedCardSlotTag, kSlotContentBytes + kAeadTagBytes>;
constexpr std::size_t kSealedBodyBytesMax = kCardBodySizes.back() + kAeadTagBytes;
constexpr std::size_t kSlotBytes = SlotTag::kSize + SealedSlot::kSize;

// Whatever a log holds, its card can be made and stored.
static_assert(4 + 1 + kContactPointBytesMax + 4 + kCardAppBytesMax <= kCardBodySizes.back());
static_assert(1 + CardNonce::kSize + 2 + kCardSlotsMax * kSlotBytes + 4 + kSealedBodyBytesMax <=
              kObjectBodyBytesMax);

struct Slot
{
    SlotTag tag;
    SealedSlot sealed;
};

struct ParsedCard
{
    CardNonce nonce;
    std::vector<Slot> cardSlots;
    ByteView sealed;
};

SlotTag slotTag(const CardSlotKey& key, const CardNonce& nonce)
{
    return deriveBlake2b<SlotTag>(labels::kCardSlotTag, key.view(), nonce);
}

SlotSeal slotSeal(const CardSlotKey& key, const CardNonce& nonce)
{
    return deriveBlake2b<SlotSeal>(labels::kCardSlotSeal, key.view(), nonce);
}

/// version || object id || nonce: for slots and body, which have keys of their own.
Bytes associatedData(const ObjectId& objectId, const CardNonce& nonce)
{
    Writer out(65);
    out.u8(kVersion).bytes(objectId).bytes(nonce);
    return std::move(out).take();
}

SecretBytes serialize(const CardBody& body)
{
    SecretWriter out(body.contact.sizeHint() + body.app.size() + 16);
    out.u8(kVersion);
    body.contact.write(out);
    out.bytes32(body.app.view());
    return std::move(out).take();
}

Result<CardBody, ParseError> parseBody(ByteView bytes)
{
    Reader in(bytes);
    CardBody out;
    in.version(kVersion);
    out.contact = ContactPoint::read(in);
    out.app = SecretBytes(in.bytes32(kCardAppBytesMax));
    SOTTO_CHECK(in.finish());
    return out;
}

Result<ParsedCard, ParseError> parseCard(ByteView card)
{
    Reader in(card);
    ParsedCard out;
    in.version(kVersion);
    out.nonce = in.fixed<CardNonce>();
    const std::size_t count = in.count16(kCardSlotsMax);
    if (count == 0 || count % kCardSlotStep != 0) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        Slot slot;
        slot.tag = in.fixed<SlotTag>();
        slot.sealed = in.fixed<SealedSlot>();
        if (i > 0 && slot.tag <= out.cardSlots.back().tag) {
            in.fail(ParseError::Kind::NonCanonical);
        }
        out.cardSlots.push_back(slot);
    }
    out.sealed = in.bytes32(kSealedBodyBytesMax);
    SOTTO_CHECK(in.finish());
    return out;
}

std::vector<Slot> sealSlots(std::span<const CardSlot> cardSlots, const ContentKey& contentKey,
                            const CardNonce& nonce, ByteView bound, Random& random)
{
    std::vector<Slot> out;
    for (const CardSlot& slot : cardSlots) {
        Slot sealed;
        sealed.tag = slotTag(slot.key, nonce);
        SecretWriter content(kSlotContentBytes);
        content.bytes(contentKey.view()).bytes(slot.token.view());
        // The card's nonce makes the key fresh for each version, so the nonce may be fixed.
        aeadSeal(slotSeal(slot.key, nonce).view(), kZeroNonce, bound, content.view(),
                 sealed.sealed.mutableView());
        out.push_back(sealed);
    }
    while (out.empty() || out.size() % kCardSlotStep != 0) {
        Slot filler;
        random.fill(filler.tag.mutableView());
        random.fill(filler.sealed.mutableView());
        out.push_back(filler);
    }
    // Their order tells nothing, and a slot is found by halving.
    std::sort(out.begin(), out.end(), [](const Slot& a, const Slot& b) { return a.tag < b.tag; });
    return out;
}

} // namespace

Result<Bytes, CardError> sealCard(const ObjectId& objectId, const CardBody& body,
                                  std::span<const CardSlot> cardSlots, Random& random)
{
    if (!body.contact.isWellFormed() || body.app.size() > kCardAppBytesMax ||
        cardSlots.size() > kCardSlotsMax) {
        return Unexpected(CardError::TooLong);
    }
    const auto padded = padBody(serialize(body).view(), kCardBodySizes);
    if (!padded) {
        return Unexpected(CardError::TooLong);
    }
    const auto contentKey = random.make<ContentKey>();
    const auto nonce = random.make<CardNonce>();
    const Bytes bound = associatedData(objectId, nonce);
    const std::vector<Slot> sealed = sealSlots(cardSlots, contentKey, nonce, bound, random);
    for (std::size_t i = 1; i < sealed.size(); ++i) {
        if (sealed[i].tag == sealed[i - 1].tag) {
            return Unexpected(CardError::Malformed); // the same slot key twice
        }
    }
    Writer out(64 + sealed.size() * kSlotBytes + padded->size());
    out.u8(kVersion).bytes(nonce).count16(sealed.size());
    for (const Slot& slot : sealed) {
        out.bytes(slot.tag).bytes(slot.sealed);
    }
    // The content key is fresh, so the nonce may be fixed.
    out.bytes32(aeadSeal(contentKey.view(), kZeroNonce, bound, padded->view()));
    return std::move(out).take();
}

Result<OpenCard, CardError> openCard(const ObjectId& objectId, const CardSlotKey& key,
                                     ByteView card)
{
    const auto parsed = parseCard(card);
    if (!parsed) {
        return Unexpected(CardError::Malformed);
    }
    const SlotTag tag = slotTag(key, parsed->nonce);
    const auto slot = std::lower_bound(parsed->cardSlots.begin(), parsed->cardSlots.end(), tag,
                                       [](const Slot& a, const SlotTag& b) { return a.tag < b; });
    if (slot == parsed->cardSlots.end() || slot->tag != tag) {
        return Unexpected(CardError::NoSlot);
    }
    const Bytes bound = associatedData(objectId, parsed->nonce);
    const auto content =
        aeadOpen(slotSeal(key, parsed->nonce).view(), kZeroNonce, bound, slot->sealed);
    if (!content) {
        return Unexpected(CardError::Broken);
    }
    Reader in(content->view());
    const auto contentKey = in.secret<ContentKey>();
    auto token = in.secret<DeliveryToken>();
    const auto padded = aeadOpen(contentKey.view(), kZeroNonce, bound, parsed->sealed);
    if (!padded) {
        return Unexpected(CardError::Broken);
    }
    const auto plain = unpadBody(padded->view(), kCardBodySizes);
    if (!plain) {
        return Unexpected(CardError::Broken);
    }
    auto body = parseBody(*plain);
    if (!body) {
        return Unexpected(CardError::Broken);
    }
    return OpenCard{std::move(body).value(), std::move(token)};
}

} // namespace sotto::crypto
