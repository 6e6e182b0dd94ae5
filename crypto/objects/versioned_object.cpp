#include "crypto/objects/versioned_object.h"

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;

} // namespace

Result<VersionedObject, UpdateError> VersionedObject::create(const ObjectUpdate& update)
{
    if (update.listChanges.empty()) {
        return Unexpected(UpdateError::Kind::Empty);
    }
    SOTTO_TRY(list, KeyList::create(update.listChanges.front()));
    SOTTO_CHECK(list.extend(std::span(update.listChanges).subspan(1)));
    SOTTO_TRY(newest, judgeVersion(update, list, SeenVersion()));
    return VersionedObject(std::move(list), newest);
}

Result<void, UpdateError> VersionedObject::update(const ObjectUpdate& update)
{
    if (update.listChanges.empty() && update.signedHeader.empty()) {
        return Unexpected(UpdateError::Kind::Empty);
    }
    KeyList list = m_list;
    SOTTO_CHECK(list.extend(update.listChanges));
    SOTTO_TRY(newest, judgeVersion(update, list, m_newest));
    m_list = std::move(list);
    m_newest = newest;
    return {};
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
    out.u8(kVersion).u64(m_newest.number).bytes(m_newest.hash).bytes32(m_list.serialize());
    return std::move(out).take();
}

Result<VersionedObject, ParseError> VersionedObject::parse(ByteView stored)
{
    Reader in(stored);
    SeenVersion newest;
    in.version(kVersion);
    newest.number = in.u64();
    newest.hash = in.fixed<VersionHash>();
    if (newest.hash.isZero() != (newest.number == 0)) {
        in.fail(ParseError::Kind::NonCanonical);
    }
    const ByteView list = in.bytes32(kKeyListBytesMax);
    SOTTO_CHECK(in.finish());
    SOTTO_TRY(parsed, KeyList::parse(list));
    return VersionedObject(std::move(parsed), newest);
}

} // namespace sotto::crypto
