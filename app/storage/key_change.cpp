#include "app/storage/key_change.h"

namespace sotto::storage {

using crypto::Result;

namespace {

/// Whatever else may be wrong with it.
bool isKeyOf(const std::filesystem::path& database, const DatabaseKey& key)
{
    const auto opened = Database::open(database, key, OpenMode::ReadOnly);
    return opened || opened.error() != OpenError::WrongKey;
}

void change(const std::filesystem::path& database, const DatabaseKey& from, const DatabaseKey& to)
{
    auto opened = Database::open(database, from, OpenMode::ReadWrite);
    if (!opened) {
        return;
    }
    try {
        opened->changeKey(to);
    } catch (const StorageFailure&) {
        // All or nothing: whoever asks next finds which.
    }
}

} // namespace

Result<void, KeyError> protectWithNewKey(KeyFile& file, const DatabaseKey& key,
                                         crypto::ByteView passphrase,
                                         const crypto::Argon2idCost& cost, crypto::Random& random)
{
    DatabaseKey next;
    random.fill(next.mutableView());
    return file.protect(key, passphrase, cost, random, &next);
}

Result<DatabaseKey, KeyError> openAndChange(KeyFile& file, const std::filesystem::path& database,
                                            crypto::ByteView passphrase, crypto::Random& random)
{
    SOTTO_TRY(keys, file.openWith(passphrase));
    if (!keys.next) {
        return std::move(keys.key);
    }
    if (!isKeyOf(database, *keys.next)) {
        change(database, keys.key, *keys.next);
        if (!isKeyOf(database, *keys.next)) {
            return std::move(keys.key);
        }
    }
    // If it cannot be written it holds both for longer.
    (void)file.settle(*keys.next, passphrase, random);
    return std::move(*keys.next);
}

Result<DatabaseKey, KeyError> openUnchanged(const KeyFile& file,
                                            const std::filesystem::path& database,
                                            crypto::ByteView passphrase)
{
    SOTTO_TRY(keys, file.openWith(passphrase));
    const bool hasChanged = keys.next && isKeyOf(database, *keys.next);
    return std::move(hasChanged ? *keys.next : keys.key);
}

} // namespace sotto::storage
