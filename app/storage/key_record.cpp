#include "app/storage/key_record.h"

#include "crypto/base/reader.h"
#include "crypto/base/writer.h"

namespace sotto::storage {

using crypto::Result;
using crypto::Unexpected;

namespace {

constexpr std::string_view kMagic = "SoKy";
constexpr std::uint8_t kVersion = 1;

/// Of a SealedKey with two keys; KeyPlace says where they are, which is the same.
constexpr std::uint8_t kBothPlace = 4;

std::uint8_t placeByte(const KeyRecord& record)
{
    const auto* const sealed = std::get_if<SealedKey>(&record.key);
    return sealed != nullptr && sealed->sealed.size() == SealedKey::kBothSealedBytes
               ? kBothPlace
               : static_cast<std::uint8_t>(record.place());
}

template <class Writer> void writeHeader(Writer& out, const KeyRecord& record)
{
    out.bytes(crypto::asBytes(kMagic)).u8(kVersion).u8(placeByte(record)).bytes(record.name);
}

template <class Writer> void writeSealing(Writer& out, const SealedKey& key)
{
    out.u64(key.cost.passes).u64(key.cost.memoryBytes).bytes(key.salt).bytes(key.nonce);
}

SealedKey readSealed(crypto::Reader& in, std::size_t sealedBytes)
{
    SealedKey key;
    key.cost.passes = in.u64();
    key.cost.memoryBytes = in.u64();
    if (key.cost.passes < 1 || key.cost.passes > kKeyFilePassesMax ||
        key.cost.memoryBytes < kKeyFileMemoryBytesMin ||
        key.cost.memoryBytes > kKeyFileMemoryBytesMax) {
        in.fail(crypto::ParseError::Kind::OutOfRange);
    }
    key.salt = in.fixed<decltype(key.salt)>();
    key.nonce = in.fixed<decltype(key.nonce)>();
    const crypto::ByteView sealed = in.bytes(sealedBytes);
    key.sealed.assign(sealed.begin(), sealed.end());
    return key;
}

} // namespace

KeyPlace KeyRecord::place() const
{
    static constexpr KeyPlace kPlaces[] = {KeyPlace::Keychain, KeyPlace::Passphrase,
                                           KeyPlace::File};
    return kPlaces[key.index()];
}

crypto::SecretBytes KeyRecord::serialize() const
{
    crypto::SecretWriter out(kKeyFileBytesMax);
    writeHeader(out, *this);
    if (const auto* sealed = std::get_if<SealedKey>(&key)) {
        writeSealing(out, *sealed);
        out.bytes(sealed->sealed);
    } else if (const auto* plain = std::get_if<DatabaseKey>(&key)) {
        out.bytes(plain->view());
    }
    return std::move(out).take();
}

crypto::Bytes KeyRecord::sealedHeader() const
{
    crypto::Writer out;
    writeHeader(out, *this);
    writeSealing(out, std::get<SealedKey>(key));
    return std::move(out).take();
}

Result<KeyRecord, KeyError> KeyRecord::parse(crypto::ByteView bytes)
{
    crypto::Reader in(bytes);
    const crypto::ByteView magic = in.bytes(kMagic.size());
    if (in.failed() || !std::ranges::equal(magic, crypto::asBytes(kMagic))) {
        return Unexpected(KeyError::Damaged);
    }
    const std::uint8_t version = in.u8();
    if (version > kVersion) {
        return Unexpected(KeyError::NewerVersion);
    }
    const std::uint8_t place = in.u8();
    KeyRecord out;
    out.name = in.fixed<KeychainId>();
    switch (place) {
    case static_cast<std::uint8_t>(KeyPlace::Keychain):
        break;
    case static_cast<std::uint8_t>(KeyPlace::Passphrase):
        out.key = readSealed(in, SealedKey::kSealedBytes);
        break;
    case kBothPlace:
        out.key = readSealed(in, SealedKey::kBothSealedBytes);
        break;
    case static_cast<std::uint8_t>(KeyPlace::File):
        out.key = DatabaseKey(in.secret<crypto::Secret<DatabaseKeyTag, DatabaseKey::kSize>>());
        break;
    default:
        in.fail(crypto::ParseError::Kind::OutOfRange);
    }
    if (version != kVersion || !in.finish()) {
        return Unexpected(KeyError::Damaged);
    }
    return out;
}

} // namespace sotto::storage
