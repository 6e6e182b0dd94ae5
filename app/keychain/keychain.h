#pragma once

#include "crypto/base/secret.h"

#include <functional>

#include <QString>

namespace sotto::keychain {

/// Under what name the entries of all of Sotto's programs are filed.
inline constexpr const char* kKeychainService = "sotto";

/// What a keychain keeps: one key of 32 bytes an entry.
using KeychainSecret = crypto::Secret<struct KeychainSecretTag, 32>;

enum class KeychainStatus
{
    Ok,
    NotFound,    ///< the keychain is open, and there is no such entry
    Locked,      ///< the person did not unlock it; the entry may be there
    Unavailable, ///< there is no keychain here, or it does not answer
    Denied,      ///< the keychain is open and refused
    Failed       ///< anything else, and an entry that is not 32 bytes
};

/// Where the system keeps secrets for the person who is logged in. Every call returns at once; the
/// answer comes from the event loop, exactly once, unless the keychain is destroyed before. What
/// the person is asked meanwhile (to unlock it) is asked by the system.
class Keychain
{
public:
    /// The secret is all zeros unless the status is Ok.
    using ReadDone = std::function<void(KeychainStatus, KeychainSecret)>;
    using Done = std::function<void(KeychainStatus)>;

    Keychain() = default;
    Keychain(const Keychain&) = delete;
    Keychain& operator=(const Keychain&) = delete;
    virtual ~Keychain() = default;

    virtual void read(const QString& entry, ReadDone done) = 0;
    /// Replaces what was there.
    virtual void write(const QString& entry, const KeychainSecret& secret, Done done) = 0;
    /// Ok as well if there was none.
    virtual void remove(const QString& entry, Done done) = 0;
};

} // namespace sotto::keychain
