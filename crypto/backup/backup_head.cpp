#include "crypto/backup/backup_head.h"

#include "crypto/base/reader.h"
#include "crypto/base/writer.h"

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::string_view kMagic = "SottoBak";
/// Up to and including the list's length.
constexpr std::size_t kBeforeList = 8 + 1 + 32 + 32 + 4;
/// Behind the list: without the signature, and that.
constexpr std::size_t kBehindList = 4 + 32 + kRecoveryRecordBytes + 2 + Signature::kSize;

Bytes signedPart(const BackupHead& head)
{
    Writer out(kBeforeList + head.list.size() + kBehindList);
    out.bytes(asBytes(kMagic)).u8(kVersion).bytes(head.fileId).bytes(head.locator);
    out.bytes32(head.list).u32(head.context.epoch).bytes(head.context.commitment);
    out.bytes(head.record).u16(head.signer);
    return std::move(out).take();
}

/// The key of one file: another one for each head, so that what stands behind it belongs to it.
BackupKey keyOf(const SharedKey& sharedKey, const BackupFileId& fileId, ByteView head)
{
    Writer out(4 + 32 + 32);
    out.u32(sharedKey.epoch()).bytes(fileId).bytes(hash(labels::kBackupHeadHash, head));
    return deriveBlake2b<BackupKey>(labels::kBackupKey, sharedKey.secret(), out.view());
}

Result<void, BackupError> fill(const BackupSource& source, MutableByteView out)
{
    const auto read = source(out);
    if (!read) {
        return Unexpected(BackupError::NotReadable);
    }
    if (*read != out.size()) {
        return Unexpected(BackupError::Truncated);
    }
    return {};
}

bool signs(const KeyList& list, const BackupHead& head)
{
    const SigningPublicKey* const key = list.keyAt(head.signer);
    return head.signer != kRootIndex && key != nullptr && list.mayWrite(head.signer) &&
           verify(*key, labels::kBackupHead, signedPart(head), head.signature);
}

} // namespace

Bytes BackupHead::serialize() const
{
    Bytes out = signedPart(*this);
    append(out, signature);
    return out;
}

Result<BackupHead, BackupError> BackupHead::read(const BackupSource& source)
{
    std::array<std::uint8_t, kBeforeList> before{};
    const MutableByteView view(before);
    // Whoever hands over a picture is told so, however short it is.
    const auto begun = source(view.first(kMagic.size() + 1));
    if (!begun) {
        return Unexpected(BackupError::NotReadable);
    }
    if (*begun < kMagic.size() || !std::ranges::equal(view.first(kMagic.size()), asBytes(kMagic))) {
        return Unexpected(BackupError::NotABackup);
    }
    if (*begun == kMagic.size()) {
        return Unexpected(BackupError::Truncated);
    }
    if (before[kMagic.size()] != kVersion) {
        return Unexpected(before[kMagic.size()] > kVersion ? BackupError::Newer
                                                           : BackupError::Malformed);
    }
    SOTTO_CHECK(fill(source, view.subspan(kMagic.size() + 1)));
    Reader in(ByteView(before).subspan(kMagic.size() + 1));
    BackupHead out;
    out.fileId = in.fixed<BackupFileId>();
    out.locator = in.fixed<ObjectId>();
    const std::size_t listBytes = in.count32(kBackupListBytesMax);
    if (!in.finish()) {
        return Unexpected(BackupError::Malformed);
    }
    out.list.resize(listBytes);
    SOTTO_CHECK(fill(source, out.list));
    std::array<std::uint8_t, kBehindList> behind{};
    SOTTO_CHECK(fill(source, behind));
    Reader rest(behind);
    out.context.objectId = out.locator;
    out.context.epoch = rest.u32();
    out.context.commitment = rest.fixed<SharedKeyCommitment>();
    const ByteView record = rest.bytes(kRecoveryRecordBytes);
    out.record.assign(record.begin(), record.end());
    out.signer = rest.u16();
    out.signature = rest.fixed<Signature>();
    return out;
}

std::optional<NewBackup> beginBackup(const BackupSeal& seal, Random& random)
{
    if (seal.changes.empty()) {
        return std::nullopt;
    }
    const std::vector<ByteView> changes(seal.changes.begin(), seal.changes.end());
    auto list = KeyList::create(changes.front());
    if (!list || !list->extend(std::span(changes).subspan(1))) {
        return std::nullopt;
    }
    const auto place = list->find(seal.deviceKey.publicKey());
    auto record = sealRecoveryRecord(seal.wrappingKey, list->object(), seal.payload, random);
    if (!place || !record) {
        return std::nullopt;
    }
    BackupHead head;
    head.fileId = random.make<BackupFileId>();
    head.locator = list->object();
    head.list = serializeChanges(changes);
    head.context.epoch = seal.payload.sharedKey.epoch();
    head.context.commitment = seal.payload.sharedKey.commitment(head.locator);
    head.record = std::move(*record);
    head.signer = *place;
    head.signature = seal.deviceKey.sign(labels::kBackupHead, signedPart(head));
    Bytes bytes = head.serialize();
    BackupKey key = keyOf(seal.payload.sharedKey, head.fileId, bytes);
    return NewBackup{std::move(bytes), std::move(key)};
}

Result<OpenedBackup, BackupError> openBackup(const BackupHead& head, const RecoveryKeys& keys)
{
    if (head.locator != keys.locator) {
        return Unexpected(BackupError::OtherPhrase);
    }
    const auto changes = splitChanges(head.list);
    const auto list =
        changes ? KeyList::verify({ObjectKind::Recovery, keys.locator, keys.recordRoot.publicKey()},
                                  *changes)
                : Unexpected(ListError::Malformed);
    if (!list || !signs(*list, head)) {
        return Unexpected(BackupError::Damaged);
    }
    // Signed by a device: from here on it is what that device wanted it to be.
    auto payload = openRecoveryRecord(keys.wrappingKey.secretKey, head.context, head.record);
    if (!payload) {
        return Unexpected(BackupError::Malformed);
    }
    BackupKey key = keyOf(payload->sharedKey, head.fileId, head.serialize());
    return OpenedBackup{std::move(*payload), std::move(key)};
}

} // namespace sotto::crypto
