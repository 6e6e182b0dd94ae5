#pragma once

#include "app/core/problem.h"
#include "app/keychain/keychain.h"
#include "app/storage/key_change.h"
#include "app/viewmodels/app_options.h"
#include "app/viewmodels/core_thread.h"

#include <functional>

namespace sotto::viewmodels {

/// In a profile's folder, as core::Profile and sotto-cli have it.
inline constexpr const char* kDatabaseFile = "sotto.db";

using KeyResult = crypto::Result<storage::DatabaseKey, core::Problem>;
using KeyDone = std::function<void(crypto::Result<void, core::Problem>)>;

[[nodiscard]] core::Problem problemOf(storage::KeyError error);
[[nodiscard]] core::Problem problemOf(keychain::KeychainStatus status);

/// Where a profile's database key is kept: keychain, passphrase or plain file. Files are read and
/// written on the core's thread; the keychain is asked here. Every callback comes here, unless the
/// context is gone. Lives as long as the core's thread.
class KeyPlaces
{
public:
    /// Both outlive it.
    KeyPlaces(const AppOptions& options, CoreThread& core);

    void findPlace(QObject* context,
                   std::function<void(crypto::Result<storage::KeyPlace, core::Problem>)> done);
    /// From keychain or plain file.
    void read(QObject* context, storage::KeyPlace place, std::function<void(KeyResult)> done);
    /// Argon2id for about half a second; longer once after a passphrase was set, when the database
    /// gets its new key. It must not be open.
    void readWith(QObject* context, crypto::SecretBytes passphrase,
                  std::function<void(KeyResult)> done);
    /// A key of a new profile: into the keychain; without one, into a plain file.
    void keepNew(QObject* context, const storage::DatabaseKey& key,
                 std::function<void(crypto::Result<storage::KeyPlace, core::Problem>)> done);
    /// @p old is looked at if the key is under a passphrase now.
    void protect(QObject* context, crypto::SecretBytes old, crypto::SecretBytes passphrase,
                 KeyDone done);
    void unprotect(QObject* context, crypto::SecretBytes old,
                   std::function<void(crypto::Result<storage::KeyPlace, core::Problem>)> done);
    /// Takes this profile's key out of the keychain, if one is there.
    void forgetInKeychain();

private:
    void readWhileOpen(QObject* context, crypto::SecretBytes passphrase,
                       std::function<void(KeyResult)> done);
    void readKeychain(QObject* context, std::function<void(KeyResult)> done);
    void current(QObject* context, crypto::SecretBytes old, std::function<void(KeyResult)> done);

    const AppOptions& m_options;
    CoreThread& m_core;
};

} // namespace sotto::viewmodels
