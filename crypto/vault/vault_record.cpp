#include "crypto/vault/vault_record.h"

#include "crypto/primitives/aead.h"
#include "crypto/vault/body_padding.h"

#include <cassert>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;
/// Header without sealed_hash: what the sealed body is bound to.
constexpr std::size_t kBoundBytes = RecordHeader::kSize - Hash::kSize;
constexpr std::size_t kSealedBytesMax = kRecordBodySizes.back() + kAeadTagBytes;

enum Kind : std::uint8_t
{
    Put = 1,
    Tombstone = 2,
    Checkpoint = 3,
};

Hash hashOfSealed(ByteView sealed)
{
    return hash(labels::kVaultBody, sealed);
}

std::vector<SeenHead> readHeads(Reader& in)
{
    std::vector<SeenHead> out;
    const std::size_t count = in.count16(kVaultWritersMax);
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        SeenHead head;
        head.writer = in.u16();
        head.sequence = in.u64();
        head.hash = in.fixed<RecordHash>();
        if (head.sequence == 0 || head.writer >= kVaultWritersMax) {
            in.fail(ParseError::Kind::OutOfRange);
        }
        if (!out.empty() && head.writer <= out.back().writer) {
            in.fail(ParseError::Kind::NonCanonical);
        }
        out.push_back(head);
    }
    return out;
}

} // namespace

SecretBytes RecordBody::serialize() const
{
    SecretWriter out(256);
    out.u8(kVersion).u8(static_cast<std::uint8_t>(content.index() + 1)).u64(time.seconds);
    out.count16(seen.size());
    for (const SeenHead& head : seen) {
        out.u16(head.writer).u64(head.sequence).bytes(head.hash);
    }
    if (const auto* put = std::get_if<PutRecord>(&content)) {
        out.u16(put->type).bytes(put->id).bytes(put->replaces).bytes32(put->content.view());
    } else if (const auto* tombstone = std::get_if<TombstoneRecord>(&content)) {
        out.u16(tombstone->type).bytes(tombstone->id).bytes(tombstone->deleted);
    }
    return std::move(out).take();
}

Result<RecordBody, ParseError> RecordBody::parse(ByteView bytes)
{
    Reader in(bytes);
    RecordBody out;
    in.version(kVersion);
    const std::uint8_t kind = in.u8();
    out.time = Timestamp{in.u64()};
    out.seen = readHeads(in);
    switch (kind) {
    case Put: {
        PutRecord put;
        put.type = in.u16();
        put.id = in.fixed<RecordId>();
        put.replaces = in.fixed<RecordHash>();
        put.content = SecretBytes(in.bytes32(kRecordContentBytesMax));
        out.content = std::move(put);
        break;
    }
    case Tombstone: {
        TombstoneRecord tombstone;
        tombstone.type = in.u16();
        tombstone.id = in.fixed<RecordId>();
        tombstone.deleted = in.fixed<RecordHash>();
        out.content = tombstone;
        break;
    }
    case Checkpoint:
        out.content = CheckpointRecord{};
        break;
    default:
        in.fail(ParseError::Kind::OutOfRange);
    }
    SOTTO_CHECK(in.finish());
    return out;
}

Bytes RecordHeader::serialize() const
{
    Writer out(kSize);
    out.u8(kVersion).bytes(vault).u16(writer).u64(sequence).bytes(previous).u32(epoch);
    out.bytes(nonce).bytes(sealedHash);
    return std::move(out).take();
}

RecordHash RecordHeader::hash() const
{
    return RecordHash(crypto::hash(labels::kVaultRecordHash, serialize()).view());
}

Bytes VaultRecord::serialize() const
{
    Writer out(RecordHeader::kSize + Signature::kSize + 4 + sealed.size());
    out.bytes(header.serialize()).bytes(signature).bytes32(sealed);
    return std::move(out).take();
}

Result<VaultRecord, ParseError> VaultRecord::parse(ByteView bytes)
{
    Reader in(bytes);
    VaultRecord out;
    RecordHeader& header = out.header;
    in.version(kVersion);
    const auto vault = in.fixed<FixedBytes<struct VaultPointerTag, 32>>();
    header.vault = vault.bytes;
    header.writer = in.u16();
    header.sequence = in.u64();
    header.previous = in.fixed<RecordHash>();
    header.epoch = in.u32();
    if (header.writer >= kVaultWritersMax || header.sequence == 0 || !isEpoch(header.epoch) ||
        (header.sequence == 1) != header.previous.isZero()) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    const auto nonce = in.fixed<FixedBytes<struct VaultNonceTag, kAeadNonceBytes>>();
    header.nonce = nonce.bytes;
    header.sealedHash = in.fixed<Hash>();
    out.signature = in.fixed<Signature>();
    const ByteView sealed = in.bytes32(kSealedBytesMax);
    SOTTO_CHECK(in.finish());
    if (!sealed.empty() && hashOfSealed(sealed) != header.sealedHash) {
        return Unexpected(ParseError{ParseError::Kind::NonCanonical, bytes.size() - sealed.size()});
    }
    out.sealed.assign(sealed.begin(), sealed.end());
    return out;
}

std::optional<VaultRecord> VaultRecord::make(RecordHeader header, const RecordBody& body,
                                             const VaultRecordKey& key, const SigningKey& signer,
                                             Random& random)
{
    const auto* put = std::get_if<PutRecord>(&body.content);
    const auto padded = padBody(body.serialize().view(), kRecordBodySizes);
    if (!padded || (put != nullptr && put->content.size() > kRecordContentBytesMax)) {
        return std::nullopt;
    }
    random.fill(header.nonce);
    VaultRecord out;
    out.sealed = aeadSeal(key.view(), header.nonce, ByteView(header.serialize()).first(kBoundBytes),
                          padded->view());
    header.sealedHash = hashOfSealed(out.sealed);
    out.header = header;
    out.signature = signer.sign(labels::kVaultRecord, header.serialize());
    return out;
}

bool VaultRecord::verify(const SigningPublicKey& signer) const
{
    return crypto::verify(signer, labels::kVaultRecord, header.serialize(), signature);
}

std::optional<RecordBody> VaultRecord::open(const VaultRecordKey& key) const
{
    const auto padded =
        aeadOpen(key.view(), header.nonce, ByteView(header.serialize()).first(kBoundBytes), sealed);
    if (!padded) {
        return std::nullopt;
    }
    const auto content = unpadBody(padded->view(), kRecordBodySizes);
    if (!content) {
        return std::nullopt;
    }
    auto body = RecordBody::parse(*content);
    if (!body) {
        return std::nullopt;
    }
    for (const SeenHead& head : body->seen) {
        if (head.writer == header.writer) {
            return std::nullopt;
        }
    }
    return std::move(body).value();
}

RecordId recordId(const RecordIdKey& key, const RecordSource& source)
{
    Writer context(106);
    context.u16(source.type).bytes(source.conversation).bytes(source.sender);
    context.bytes(source.session).u64(source.number);
    return deriveBlake2b<RecordId>(labels::kRecordId, key.view(), context.view());
}

} // namespace sotto::crypto
