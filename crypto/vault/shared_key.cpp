#include "crypto/vault/shared_key.h"

#include <cassert>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;

Bytes encode(Epoch epoch)
{
    Writer out(4);
    out.u32(epoch);
    return std::move(out).take();
}

} // namespace

SharedKey::SharedKey(Epoch epoch, const SharedKeyBytes& key)
    : m_epoch(epoch)
    , m_key(key.view())
{
    assert(isEpoch(epoch));
}

SharedKey SharedKey::first(Random& random)
{
    return {kFirstEpoch, random.make<SharedKeyBytes>()};
}

SharedKey SharedKey::next(Random& random) const
{
    return {m_epoch + 1, random.make<SharedKeyBytes>()};
}

SharedKey SharedKey::duplicate() const
{
    return {m_epoch, m_key.duplicate()};
}

SharedKeyCommitment SharedKey::commitment(const ObjectId& objectId) const
{
    Writer context(36);
    context.u32(m_epoch).bytes(objectId);
    return deriveBlake2b<SharedKeyCommitment>(labels::kSharedKeyCommitment, m_key.view(),
                                              context.view());
}

LogHeadCommitment SharedKey::logHeadCommitment(const ObjectId& objectId,
                                               std::span<const std::uint8_t, 32> entryHash) const
{
    Writer context(68);
    context.u32(m_epoch).bytes(objectId).bytes(entryHash);
    return deriveBlake2b<LogHeadCommitment>(labels::kLogHeadCommitment, m_key.view(),
                                            context.view());
}

VaultRecordKey SharedKey::vaultRecordKey() const
{
    return deriveBlake2b<VaultRecordKey>(labels::kVaultRecordKey, m_key.view(), encode(m_epoch));
}

CardSlotKey SharedKey::cardSlotKey() const
{
    return deriveBlake2b<CardSlotKey>(labels::kCardSlotKey, m_key.view(), encode(m_epoch));
}

RecordIdKey SharedKey::recordIdKey() const
{
    assert(m_epoch == kFirstEpoch);
    return deriveBlake2b<RecordIdKey>(labels::kRecordIdKey, m_key.view());
}

SecretBytes SharedKey::serialize() const
{
    SecretWriter out(37);
    out.u8(kVersion).u32(m_epoch).bytes(m_key.view());
    return std::move(out).take();
}

Result<SharedKey, ParseError> SharedKey::parse(ByteView bytes)
{
    Reader in(bytes);
    in.version(kVersion);
    const Epoch epoch = in.u32();
    if (!isEpoch(epoch)) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    const auto key = in.secret<SharedKeyBytes>();
    SOTTO_CHECK(in.finish());
    return SharedKey(epoch, key);
}

} // namespace sotto::crypto
