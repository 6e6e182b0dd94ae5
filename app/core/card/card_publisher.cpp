#include "app/core/card/card_publisher.h"

#include "app/core/objects/content_digest.h"
#include "crypto/base/writer.h"

#include <algorithm>

namespace sotto::core {

namespace {

constexpr std::string_view kRow = "card";
/// The seed of the random root, while there are no twelve words.
constexpr std::string_view kRootRow = "card.root";

/// All that a reader can learn from a version.
crypto::Hash digestOf(const CardContent& content, const crypto::DeliveryToken& ownToken,
                      const crypto::SharedKey& sharedKey, const crypto::EntryHash& logHead)
{
    crypto::SecretWriter out(content.body.contact.sizeHint() + content.body.app.size());
    content.body.contact.write(out);
    out.bytes32(content.body.app.view()).count16(content.readers.size());
    for (const crypto::CardSlot& slot : content.readers) {
        out.bytes(slot.key.view()).bytes(slot.token.view());
    }
    out.bytes(ownToken.view()).bytes(sharedKey.serialize().view()).bytes(logHead);
    return digestOfContent(out.view());
}

} // namespace

void CardPublisher::begin(ObjectContext& context)
{
    crypto::Random& random = context.random();
    const auto id = random.make<crypto::ObjectId>();
    const auto root = crypto::SigningKey::generate(random);
    auto device = crypto::SigningKey::generate(random);
    crypto::Bytes creation = crypto::createKeyList(crypto::ObjectKind::Card, id, root);
    const auto list = crypto::KeyList::create(creation);
    assert(list);
    crypto::Bytes append = crypto::appendKey(*list, root, device);
    OwnObject::begin(context, kRow, {{std::move(creation), std::move(append)}, std::move(device)});
    context.state().put(kRootRow, root.seed().view());
}

void CardPublisher::join(ObjectContext& context, NewObject object)
{
    const std::size_t changes = object.changes.size();
    OwnObject::join(context, kRow, std::move(object), changes);
}

CardPublisher::CardPublisher(ObjectContext& context)
    : m_context(context)
    , m_object(context, std::string(kRow))
{
    m_object.onSettled = [this] {
        if (onPublished) {
            onPublished();
        }
    };
    m_object.onContentNeeded = [this] {
        if (onContentNeeded) {
            onContentNeeded();
        }
    };
    m_object.onForeign = [this](const ForeignVersion& version) {
        return onForeign ? onForeign(version) : Verdict::Other;
    };
    m_object.onTrouble = [this](const ObjectTrouble& trouble) {
        if (onTrouble) {
            onTrouble(trouble);
        }
    };
}

bool CardPublisher::saysTheSame(crypto::ByteView version, const CardContent& content,
                                const crypto::DeliveryToken& ownToken,
                                const crypto::SharedKey& sharedKey) const
{
    const auto own = crypto::openCard(m_object.id(), sharedKey.cardSlotKey(), version);
    if (!own || own->token != ownToken) {
        return false;
    }
    crypto::SecretWriter theirs;
    crypto::SecretWriter ours;
    own->body.contact.write(theirs);
    content.body.contact.write(ours);
    if (!std::ranges::equal(theirs.view(), ours.view()) ||
        !std::ranges::equal(own->body.app.view(), content.body.app.view())) {
        return false;
    }
    return std::ranges::all_of(content.readers, [&](const crypto::CardSlot& slot) {
        const auto open = crypto::openCard(m_object.id(), slot.key, version);
        return open && open->token == slot.token;
    });
}

crypto::Result<void, crypto::CardError>
CardPublisher::publish(const CardContent& content, const crypto::DeliveryToken& ownToken,
                       const crypto::SharedKey& sharedKey, const crypto::EntryHash& logHead)
{
    if (!content.body.contact.isWellFormed() || content.readers.size() >= crypto::kCardSlotsMax) {
        return crypto::Unexpected(crypto::CardError::TooLong);
    }
    const crypto::Hash digest = digestOf(content, ownToken, sharedKey, logHead);
    if (m_object.newestDigest() == digest) {
        return {};
    }
    std::vector<crypto::CardSlot> slots;
    slots.reserve(content.readers.size() + 1);
    for (const crypto::CardSlot& slot : content.readers) {
        slots.push_back({slot.key.duplicate(), slot.token.duplicate()});
    }
    slots.push_back({sharedKey.cardSlotKey(), ownToken.duplicate()});
    const crypto::ObjectId id = m_object.id();
    SOTTO_TRY(body, crypto::sealCard(id, content.body, slots, m_context.random()));
    m_object.publish({.digest = digest,
                      .epoch = sharedKey.epoch(),
                      .sharedKey = sharedKey.commitment(id),
                      .logHead = sharedKey.logHeadCommitment(id, logHead.view()),
                      .body = std::move(body)});
    return {};
}

std::optional<crypto::SigningKey> CardPublisher::ownRoot() const
{
    const auto seed = m_context.state().find(kRootRow);
    if (!seed || seed->size() != crypto::SigningSeed::kSize) {
        return std::nullopt;
    }
    return crypto::SigningKey(
        crypto::SigningSeed(seed->view().first<crypto::SigningSeed::kSize>()));
}

void CardPublisher::replaceRoot(const crypto::SigningKey& cardRoot)
{
    const auto own = ownRoot();
    if (!own) {
        return;
    }
    (void)m_object.addChange(crypto::replaceRoot(m_object.list(), *own, cardRoot));
    m_context.state().remove(kRootRow);
}

} // namespace sotto::core
