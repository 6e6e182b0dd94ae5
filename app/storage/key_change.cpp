#include "app/storage/key_change.h"

namespace sotto::storage {

using crypto::Result;

namespace {

enum class Fits : std::uint8_t
{
    Yes,
    No,
    Unknown, ///< it is not there, or cannot be read now: that says nothing of its key
};

Fits fits(const std::filesystem::path& database, const DatabaseKey& key)
{
    const auto opened = Database::open(database, key, OpenMode::ReadOnly);
    if (opened || opened.error() == OpenError::NewerVersion) {
        return Fits::Yes;
    }
    return opened.error() == OpenError::WrongKey ? Fits::No : Fits::Unknown;
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
    Fits next = fits(database, *keys.next);
    if (next == Fits::No) {
        change(database, keys.key, *keys.next);
        next = fits(database, *keys.next);
    }
    if (next != Fits::Yes) {
        // The key file keeps both. Whatever is wrong shows when the database is opened.
        return std::move(keys.key);
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
    if (!keys.next) {
        return std::move(keys.key);
    }
    switch (fits(database, *keys.next)) {
    case Fits::Yes:
        return std::move(*keys.next);
    case Fits::No:
        return std::move(keys.key);
    case Fits::Unknown:
        break;
    }
    return crypto::Unexpected(KeyError::Io);
}

} // namespace sotto::storage
