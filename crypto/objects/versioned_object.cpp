#include "crypto/objects/versioned_object.h"

#include <algorithm>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::uint8_t kWaiting = 2;

} // namespace

Result<VersionedObject, UpdateError> VersionedObject::create(const ObjectUpdate& update,
                                                             Timestamp now)
{
    if (update.listChanges.empty()) {
        return Unexpected(UpdateError::Kind::Empty);
    }
    SOTTO_TRY(list, KeyList::create(update.listChanges.front()));
    SOTTO_CHECK(list.extend(std::span(update.listChanges).subspan(1)));
    SOTTO_TRY(newest, judgeVersion(update, list, SeenVersion()));
    const bool isProposing = list.proposedRoot() != nullptr;
    const bool hasMore = update.listLength > list.number() + 1;
    return VersionedObject(std::move(list), newest, isProposing ? now : Timestamp(),
                           hasMore ? std::min(update.listLength, kListChangesMax) : 0);
}

Result<void, UpdateError> VersionedObject::update(const ObjectUpdate& update, Timestamp now)
{
    if (update.listChanges.empty() && update.signedHeader.empty()) {
        return Unexpected(UpdateError::Kind::Empty);
    }
    KeyList list = m_list;
    SOTTO_TRY(proposed, extend(list, update.listChanges, now));
    SOTTO_TRY(newest, judgeVersion(update, list, m_newest));
    m_list = std::move(list);
    m_newest = newest;
    m_proposed = proposed;
    m_arriving = m_arriving > m_list.number() + 1 ? m_arriving : 0;
    return {};
}

Result<Timestamp, UpdateError>
VersionedObject::extend(KeyList& list, std::span<const ByteView> changes, Timestamp now) const
{
    Timestamp proposed = m_proposed;
    for (const ByteView change : changes) {
        const std::optional<ProposedRoot> before =
            list.proposedRoot() ? std::optional(*list.proposedRoot()) : std::nullopt;
        SOTTO_CHECK(list.extend({&change, 1}));
        // No other change makes it the root: it counts as a key of the list already.
        const bool isNews = list.number() >= m_arriving;
        const bool isCommit = before && list.root() == before->root;
        if (isCommit && isNews && now.seconds < proposed.seconds + kRootDelay.seconds) {
            return Unexpected(UpdateError::Kind::TooEarly);
        }
        if (!list.proposedRoot()) {
            proposed = {};
        } else if (!before) {
            proposed = now;
        }
    }
    return proposed;
}

Result<SeenVersion, UpdateError> VersionedObject::judgeVersion(const ObjectUpdate& update,
                                                               const KeyList& list,
                                                               const SeenVersion& newest)
{
    if (update.signedHeader.empty()) {
        if (!update.body.empty()) {
            return Unexpected(VersionError::Malformed);
        }
        return newest;
    }
    SOTTO_TRY(version, VerifiedVersion::verify(update.signedHeader, update.body, list, nullptr));
    const ObjectHeader& header = version.header();
    // The signer must have known the list as it is now: a key that was struck since is noticed
    // above, a change that the signer would have acted upon here.
    if (header.number != newest.number + 1 || header.previous != newest.hash ||
        header.listNumber != list.number()) {
        return Unexpected(UpdateError::Kind::Conflict);
    }
    return version.seen();
}

Bytes VersionedObject::serialize() const
{
    Writer out;
    const bool isWaiting = m_list.proposedRoot() != nullptr || m_arriving != 0;
    out.u8(isWaiting ? kWaiting : kVersion).u64(m_newest.number).bytes(m_newest.hash);
    if (isWaiting) {
        out.u64(m_proposed.seconds).u32(m_arriving);
    }
    out.bytes32(m_list.serialize());
    return std::move(out).take();
}

Result<VersionedObject, ParseError> VersionedObject::parse(ByteView stored)
{
    Reader in(stored);
    SeenVersion newest;
    const std::uint8_t version = in.u8();
    if (version != kVersion && version != kWaiting) {
        in.fail(ParseError::Kind::UnknownVersion);
    }
    newest.number = in.u64();
    newest.hash = in.fixed<VersionHash>();
    if (newest.hash.isZero() != (newest.number == 0)) {
        in.fail(ParseError::Kind::NonCanonical);
    }
    const Timestamp proposed{version == kWaiting ? in.u64() : 0};
    const std::uint32_t arriving = version == kWaiting ? in.u32() : 0;
    const ByteView list = in.bytes32(kKeyListBytesMax);
    SOTTO_CHECK(in.finish());
    SOTTO_TRY(parsed, KeyList::parse(list));
    const bool isProposing = parsed.proposedRoot() != nullptr;
    const bool isArriving = arriving > parsed.number() + 1 && arriving <= kListChangesMax;
    const bool isCanonical = (version == kWaiting) == (isProposing || isArriving) &&
                             (isProposing || proposed == Timestamp()) &&
                             (isArriving || arriving == 0);
    if (!isCanonical) {
        return Unexpected(ParseError{ParseError::Kind::NonCanonical, 0});
    }
    return VersionedObject(std::move(parsed), newest, proposed, arriving);
}

} // namespace sotto::crypto
