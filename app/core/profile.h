#pragma once

#include "app/core/problem.h"
#include "app/storage/key_change.h"
#include "app/storage/profile_lock.h"

#include <filesystem>

namespace sotto::core {

/// The folder in which a person's account on this device lives, while one program uses it:
///
///     lock        held until the Profile is destroyed (storage::ProfileLock)
///     key         what opens the database, or where that is (storage::KeyFile)
///     sotto.db    the encrypted database, with its -wal and -shm
///
/// To open one: take() it, ask keyPlace() where the key is, get the key, openDatabase() with it. A
/// new one (KeyPlace::None) first gets a key by newKey() and then a place for it by one of the
/// three calls that keep it; only then is a database made. A kill in between leaves a profile that
/// opens, without an account.
///
/// All but take() and openDatabase() belong to one thread.
class Profile
{
public:
    /// Makes the folder if needed. Problems: ProfileInUse, Io.
    [[nodiscard]] static crypto::Result<Profile, Problem> take(const std::filesystem::path& folder);

    /// Deletes key and database, which must be closed: it is a new profile then. Once this returns,
    /// or a kill ends it, the database opens no more, and the next take() ends what was begun. A
    /// key in the keychain is the caller's to remove before. Io.
    [[nodiscard]] crypto::Result<void, Problem> wipe();

    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }
    /// False for a profile that nobody has used yet.
    [[nodiscard]] bool hasDatabase() const;
    /// None is told of a new profile only: a database whose key file is gone is DatabaseDamaged.
    [[nodiscard]] crypto::Result<storage::KeyPlace, Problem> keyPlace() const;
    /// Under which the system's keychain has, or shall have, the key: 32 hexadecimal digits.
    [[nodiscard]] crypto::Result<std::string, Problem> keychainName(crypto::Random& random);

    /// Place Passphrase. About half a second and 256 MiB: not on a thread that shows a window. The
    /// database must not be open: if its key was to change since it came under the passphrase,
    /// it changes now.
    [[nodiscard]] crypto::Result<storage::DatabaseKey, Problem>
    keyFromPassphrase(crypto::ByteView passphrase, crypto::Random& random);
    /// Place File.
    [[nodiscard]] crypto::Result<storage::DatabaseKey, Problem> keyFromFile() const;

    [[nodiscard]] static storage::DatabaseKey newKey(crypto::Random& random);
    /// Keeps the key of a new profile, or moves that of an old one. Afterwards keyPlace() is
    /// Passphrase, File or Keychain; for the latter the keychain must have the key already.
    [[nodiscard]] crypto::Result<void, Problem> keepUnder(const storage::DatabaseKey& key,
                                                          crypto::ByteView passphrase,
                                                          const crypto::Argon2idCost& cost,
                                                          crypto::Random& random);
    [[nodiscard]] crypto::Result<void, Problem> keepInFile(const storage::DatabaseKey& key,
                                                           crypto::Random& random);
    [[nodiscard]] crypto::Result<void, Problem> keepInKeychain(crypto::Random& random);

    /// ReadWrite makes it if there is none; ReadOnly is for further connections beside the writing
    /// one, on any thread.
    [[nodiscard]] crypto::Result<storage::Database, Problem>
    openDatabase(const storage::DatabaseKey& key, storage::OpenMode mode) const;

private:
    Profile(std::filesystem::path folder, storage::ProfileLock lock);

    std::filesystem::path m_folder;
    storage::ProfileLock m_lock;
    storage::KeyFile m_keyFile;
};

/// Whether there is an account in @p database: known sooner than by a Client, which takes the
/// longer to be made, the more contacts there are. @throws StorageFailure
[[nodiscard]] bool holdsAccount(storage::Database& database);

/// What a passphrase costs whoever guesses it, and each opening: about half a second and 256 MiB.
inline constexpr crypto::Argon2idCost kPassphraseCost{3, std::size_t{256} * 1024 * 1024};

} // namespace sotto::core
