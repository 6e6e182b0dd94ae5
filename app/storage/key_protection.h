#pragma once

#include "app/storage/database.h"
#include "crypto/base/random.h"
#include "crypto/primitives/argon2id.h"

#include <optional>

namespace sotto::storage {

/// What a passphrase costs to try: about half a second and 256 MiB. Tests and constrained machines
/// pass less.
inline constexpr crypto::Argon2idCost kPassphraseCost{3, std::size_t{256} << 20U};

/// What the keychain knows a profile by.
using KeychainId = crypto::FixedBytes<struct KeychainIdTag, 16>;
struct KeyRecord;

/// Where a profile's database key is.
enum class KeyPlace : std::uint8_t
{
    None,       ///< a new profile
    Keychain,   ///< in the system's keychain, under keychainName()
    Passphrase, ///< in the key file, sealed under a passphrase (Argon2id)
    File,       ///< in the key file, readable by its owner alone
};

enum class KeyError : std::uint8_t
{
    WrongPassphrase,
    Damaged,      ///< the key file is not one
    NewerVersion, ///< the key file of a later version of Sotto
    OutOfMemory,  ///< for Argon2id
    Io,           ///< the system refuses to read or write it
};

/// What a passphrase opens.
struct DatabaseKeys
{
    DatabaseKey key;
    std::optional<DatabaseKey> next; ///< the database has it already, or shall get it
};

/// The file `key` in a profile's folder:
///
///     struct {
///         u8  magic[4] = "SoKy";
///         u8  version = 1;
///         u8  place;                  // KeyPlace, or 4
///         u8  name[16];               // random: what the keychain knows the profile by
///         place 2: u64 argon2_ops; u64 argon2_bytes; u8 salt[16]; u8 nonce[24];
///                  u8 sealed[48];     // AEAD(Argon2id(passphrase), nonce, all before, key)
///         place 3: u8 key[32];
///         place 4: as 2, with u8 sealed[80]: of the key and the one that is to replace it
///     } KeyFile;
///
/// A passphrase that protects a key which lay open before, or under another passphrase, protects
/// nothing from whoever copied the file then. So the database gets another key (key_change.h), and
/// the file holds both until it has it.
///
/// Written to a new file that takes the old one's place, so a kill leaves one of the two.
class KeyFile
{
public:
    explicit KeyFile(std::filesystem::path folder);

    [[nodiscard]] crypto::Result<KeyPlace, KeyError> place() const;
    /// 32 hexadecimal digits: those of the file, or, as long as there is none, new ones that this
    /// object keeps for the file it makes. So the keychain can be given the key first.
    [[nodiscard]] crypto::Result<std::string, KeyError> keychainName(crypto::Random& random);

    /// Takes what protect() was given. Damaged also if the key is not under a passphrase.
    [[nodiscard]] crypto::Result<DatabaseKeys, KeyError>
    openWith(crypto::ByteView passphrase) const;
    [[nodiscard]] crypto::Result<DatabaseKey, KeyError> openPlain() const;

    // Each of these replaces the file and keeps its name. Damaged: the file that is there is not
    // one, and is left alone.

    /// With @p next for a database that is to change from @p key to it.
    [[nodiscard]] crypto::Result<void, KeyError>
    protect(const DatabaseKey& key, crypto::ByteView passphrase, const crypto::Argon2idCost& cost,
            crypto::Random& random, const DatabaseKey* next = nullptr);
    /// The same passphrase at the same cost for this key alone.
    [[nodiscard]] crypto::Result<void, KeyError>
    settle(const DatabaseKey& key, crypto::ByteView passphrase, crypto::Random& random);
    [[nodiscard]] crypto::Result<void, KeyError> leavePlain(const DatabaseKey& key,
                                                            crypto::Random& random);
    /// The key itself was given to the keychain before.
    [[nodiscard]] crypto::Result<void, KeyError> leaveToKeychain(crypto::Random& random);

private:
    [[nodiscard]] crypto::Result<KeychainId, KeyError> name(crypto::Random& random);
    [[nodiscard]] crypto::Result<void, KeyError> write(const KeyRecord& record);

    std::filesystem::path m_folder;
    KeychainId m_newName; ///< zero: none yet
};

} // namespace sotto::storage
