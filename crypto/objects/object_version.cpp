#include "crypto/objects/object_version.h"

#include <algorithm>
#include <cassert>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;

Hash hashBody(ByteView body)
{
    return hash(labels::kObjectBodyHash, body);
}

VersionHash hashVersion(ByteView signedHeader)
{
    return VersionHash(hash(labels::kObjectVersionHash, signedHeader).view());
}

Signature signHeader(const SigningKey& key, ByteView header)
{
    return key.sign(labels::kObjectVersion, header);
}

bool isHeaderSigned(const SigningPublicKey& key, ByteView header, const Signature& signature)
{
    return verify(key, labels::kObjectVersion, header, signature);
}

struct SignedHeader
{
    ObjectHeader header;
    Signature signature;
};

Result<SignedHeader, ParseError> parse(ByteView bytes)
{
    Reader in(bytes);
    SignedHeader out;
    ObjectHeader& header = out.header;
    in.version(kVersion);
    header.kind = readVersionedKind(in);
    header.object = in.fixed<ObjectId>();
    header.number = in.u64();
    if (header.number == 0) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    header.previous = in.fixed<VersionHash>();
    if (header.previous.isZero() != (header.number == 1)) {
        in.fail(ParseError::Kind::NonCanonical);
    }
    header.epoch = in.u32();
    header.sharedKey = in.fixed<SharedKeyCommitment>();
    header.logHead = in.fixed<LogHeadCommitment>();
    header.listNumber = in.u32();
    header.listHead = in.fixed<ListHash>();
    header.signer = in.u16();
    header.bodyLength = static_cast<std::uint32_t>(in.count32(maxBodyBytes(header.kind)));
    header.bodyHash = in.fixed<Hash>();
    out.signature = in.fixed<Signature>();
    SOTTO_CHECK(in.finish());
    return out;
}

Result<void, VersionError> checkSigner(const SignedHeader& version, ByteView signedHeader,
                                       const KeyList& list, SignerRule rule)
{
    const ObjectHeader& header = version.header;
    const ListHash* listHead = list.hashOf(header.listNumber);
    if (listHead == nullptr || *listHead != header.listHead) {
        return Unexpected(VersionError::UnknownList);
    }
    const SigningPublicKey* key = list.keyAt(header.signer);
    if (key == nullptr) {
        return Unexpected(VersionError::UnknownSigner);
    }
    const bool isListed = list.mayWrite(header.signer);
    if (!list.couldWriteAt(header.signer, header.listNumber)) {
        return Unexpected(isListed ? VersionError::UnknownSigner : VersionError::StruckSigner);
    }
    if (rule == SignerRule::ListedNow && !isListed) {
        return Unexpected(VersionError::StruckSigner);
    }
    if (!isHeaderSigned(*key, signedHeader.first(ObjectHeader::kSize), version.signature)) {
        return Unexpected(VersionError::BadSignature);
    }
    return {};
}

Result<void, VersionError> checkProgress(const ObjectHeader& header, const VersionHash& hash,
                                         const SeenVersion& seen)
{
    if (header.number < seen.number) {
        return Unexpected(VersionError::Stale);
    }
    if (header.number == seen.number && hash != seen.hash) {
        return Unexpected(VersionError::Equivocation);
    }
    if (seen.number > 0 && header.number - seen.number == 1 && header.previous != seen.hash) {
        return Unexpected(VersionError::Forked);
    }
    if (header.number - seen.number > kVersionLeapMax) {
        return Unexpected(VersionError::LeapedAhead);
    }
    return {};
}

} // namespace

Bytes ObjectHeader::serialize() const
{
    Writer out(kSize);
    out.u8(kVersion).u8(static_cast<std::uint8_t>(kind)).bytes(object);
    out.u64(number).bytes(previous).u32(epoch).bytes(sharedKey).bytes(logHead);
    out.u32(listNumber).bytes(listHead).u16(signer).u32(bodyLength).bytes(bodyHash);
    return std::move(out).take();
}

Result<VerifiedVersion, VersionError> VerifiedVersion::verify(ByteView signedHeader, ByteView body,
                                                              const KeyList& list,
                                                              const SeenVersion* seen,
                                                              SignerRule rule)
{
    const auto version = parse(signedHeader);
    if (!version) {
        return Unexpected(VersionError::Malformed);
    }
    const ObjectHeader& header = version->header;
    if (header.kind != list.kind() || header.object != list.object()) {
        return Unexpected(VersionError::OtherObject);
    }
    SOTTO_CHECK(checkSigner(*version, signedHeader, list, rule));
    if (body.size() != header.bodyLength || hashBody(body) != header.bodyHash) {
        return Unexpected(VersionError::WrongBody);
    }
    VerifiedVersion out;
    out.m_header = header;
    out.m_hash = hashVersion(signedHeader);
    if (seen != nullptr) {
        SOTTO_CHECK(checkProgress(header, out.m_hash, *seen));
    }
    return out;
}

Result<void, AccountViewError> checkAccount(const ObjectHeader& header, const AccountView& account)
{
    if (header.epoch != account.epoch) {
        return Unexpected(AccountViewError::OtherEpoch);
    }
    if (header.sharedKey != account.sharedKey) {
        return Unexpected(AccountViewError::OtherSharedKey);
    }
    const auto at = std::ranges::find(account.logHeads, header.logHead);
    if (at == account.logHeads.end()) {
        return Unexpected(AccountViewError::UnknownLogHead);
    }
    if (static_cast<std::size_t>(at - account.logHeads.begin()) < account.oldestLogHead) {
        return Unexpected(AccountViewError::OldLogHead);
    }
    return {};
}

Bytes signVersion(ObjectHeader header, const KeyList& list, const SeenVersion& previous,
                  ByteView body, const SigningKey& signer)
{
    assert(body.size() <= maxBodyBytes(list.kind()));
    header.kind = list.kind();
    header.object = list.object();
    header.number = previous.number + 1;
    header.previous = previous.number == 0 ? VersionHash() : previous.hash;
    header.listNumber = list.number();
    header.listHead = list.head();
    header.bodyLength = static_cast<std::uint32_t>(body.size());
    header.bodyHash = hashBody(body);
    Bytes out = header.serialize();
    append(out, signHeader(signer, out));
    return out;
}

Result<ObjectHeader, ParseError> parseSignedHeader(ByteView signedHeader)
{
    SOTTO_TRY(version, parse(signedHeader));
    return version.header;
}

} // namespace sotto::crypto
