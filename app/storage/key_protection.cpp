#include "app/storage/key_protection.h"

#include "app/storage/durable_file.h"
#include "app/storage/key_record.h"
#include "crypto/primitives/aead.h"

#include <algorithm>
#include <cerrno>

namespace sotto::storage {

using crypto::Result;
using crypto::Unexpected;

namespace {

using SealingKey = crypto::Secret<struct SealingKeyTag, crypto::kAeadKeyBytes>;

std::filesystem::path fileOf(const std::filesystem::path& folder)
{
    return folder / "key";
}

Result<std::optional<KeyRecord>, KeyError> read(const std::filesystem::path& folder)
{
    auto content = readSecretFile(fileOf(folder), kKeyFileBytesMax);
    if (!content) {
        const bool isNoKeyFile = content.error() == EFBIG || content.error() == EISDIR;
        return Unexpected(isNoKeyFile ? KeyError::Damaged : KeyError::Io);
    }
    if (!content->has_value()) {
        return std::optional<KeyRecord>();
    }
    SOTTO_TRY(record, KeyRecord::parse((*content)->view()));
    return std::optional(std::move(record));
}

/// Reads a record whose key is of type @p Key.
template <class Key> Result<KeyRecord, KeyError> readWith(const std::filesystem::path& folder)
{
    SOTTO_TRY(record, read(folder));
    if (!record || !std::holds_alternative<Key>(record->key)) {
        return Unexpected(KeyError::Damaged);
    }
    return std::move(*record);
}

} // namespace

KeyFile::KeyFile(std::filesystem::path folder)
    : m_folder(std::move(folder))
{}

Result<KeyPlace, KeyError> KeyFile::place() const
{
    SOTTO_TRY(record, read(m_folder));
    return record ? record->place() : KeyPlace::None;
}

Result<std::string, KeyError> KeyFile::keychainName(crypto::Random& random)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    SOTTO_TRY(name, this->name(random));
    std::string out;
    for (const std::uint8_t byte : name.bytes) {
        out += kDigits[byte >> 4U];
        out += kDigits[byte & 15U];
    }
    return out;
}

Result<DatabaseKeys, KeyError> KeyFile::openWith(crypto::ByteView passphrase) const
{
    SOTTO_TRY(record, readWith<SealedKey>(m_folder));
    const auto& sealed = std::get<SealedKey>(record.key);
    SealingKey sealing;
    if (!crypto::argon2id(passphrase, sealed.salt.view(), sealed.cost, sealing.mutableView())) {
        return Unexpected(KeyError::OutOfMemory);
    }
    crypto::SecretBytes keys(sealed.sealed.size() - crypto::kAeadTagBytes);
    if (!crypto::aeadOpen(sealing.view(), sealed.nonce.view(), record.sealedHeader(), sealed.sealed,
                          keys.mutableView())) {
        return Unexpected(KeyError::WrongPassphrase);
    }
    DatabaseKeys out{DatabaseKey(keys.view().first<DatabaseKey::kSize>()), std::nullopt};
    if (keys.size() > DatabaseKey::kSize) {
        out.next.emplace(keys.view().last<DatabaseKey::kSize>());
    }
    return out;
}

Result<DatabaseKey, KeyError> KeyFile::openPlain() const
{
    SOTTO_TRY(record, readWith<DatabaseKey>(m_folder));
    return std::move(std::get<DatabaseKey>(record.key));
}

Result<void, KeyError> KeyFile::protect(const DatabaseKey& key, crypto::ByteView passphrase,
                                        const crypto::Argon2idCost& cost, crypto::Random& random,
                                        const DatabaseKey* next)
{
    KeyRecord record;
    SOTTO_TRY(name, this->name(random));
    record.name = name;
    SealedKey& sealed = record.key.emplace<SealedKey>();
    sealed.cost = cost;
    random.fill(sealed.salt.mutableView());
    random.fill(sealed.nonce.mutableView());
    SealingKey sealing;
    if (!crypto::argon2id(passphrase, sealed.salt.view(), cost, sealing.mutableView())) {
        return Unexpected(KeyError::OutOfMemory);
    }
    crypto::SecretBytes keys(next != nullptr ? 2 * DatabaseKey::kSize : DatabaseKey::kSize);
    std::ranges::copy(key.view(), keys.data());
    if (next != nullptr) {
        std::ranges::copy(next->view(), keys.data() + DatabaseKey::kSize);
    }
    sealed.sealed.resize(keys.size() + crypto::kAeadTagBytes);
    crypto::aeadSeal(sealing.view(), sealed.nonce.view(), record.sealedHeader(), keys.view(),
                     sealed.sealed);
    return write(record);
}

Result<void, KeyError> KeyFile::settle(const DatabaseKey& key, crypto::ByteView passphrase,
                                       crypto::Random& random)
{
    SOTTO_TRY(record, readWith<SealedKey>(m_folder));
    return protect(key, passphrase, std::get<SealedKey>(record.key).cost, random);
}

Result<void, KeyError> KeyFile::leavePlain(const DatabaseKey& key, crypto::Random& random)
{
    KeyRecord record;
    SOTTO_TRY(name, this->name(random));
    record.name = name;
    record.key.emplace<DatabaseKey>(key.view());
    return write(record);
}

Result<void, KeyError> KeyFile::leaveToKeychain(crypto::Random& random)
{
    KeyRecord record;
    SOTTO_TRY(name, this->name(random));
    record.name = name;
    return write(record);
}

Result<KeychainId, KeyError> KeyFile::name(crypto::Random& random)
{
    SOTTO_TRY(record, read(m_folder));
    if (record) {
        return record->name;
    }
    if (m_newName.isZero()) {
        m_newName = random.make<KeychainId>();
    }
    return m_newName;
}

Result<void, KeyError> KeyFile::write(const KeyRecord& record)
{
    if (!replaceSecretFile(fileOf(m_folder), record.serialize().view())) {
        return Unexpected(KeyError::Io);
    }
    return {};
}

} // namespace sotto::storage
