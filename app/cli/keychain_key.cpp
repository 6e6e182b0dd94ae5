#include "app/cli/keychain_key.h"

#include "app/cli/event_wait.h"
#include "app/keychain/secret_service.h"
#include "app/keychain/system_keychain.h"

namespace sotto::cli {

using core::Problem;
using core::ProblemKind;
using crypto::Result;
using crypto::Unexpected;
using keychain::KeychainSecret;
using keychain::KeychainStatus;
using keychain::SecretServiceState;
using keychain::SystemKeychain;

namespace {

/// Nobody unlocks anything for this program; what it is told comes within the first of these.
constexpr SystemKeychain::Times kTimes{keychain::kKeychainTime, std::chrono::milliseconds(1)};

SecretServiceState stateNow()
{
    QObject context;
    std::optional<SecretServiceState> state;
    keychain::askSecretService(&context, [&](SecretServiceState answer) { state = answer; });
    waitFor([&] { return state.has_value(); }, -1); // it answers within six seconds
    return *state;
}

Refusal locked()
{
    Refusal out = refusalOf(Problem{ProblemKind::KeychainLocked, {}});
    out.reason = "The keychain of the desktop is locked, and this program does not ask for its "
                 "password. Unlock it there, and try again.";
    return out;
}

Refusal refusalOf(KeychainStatus status)
{
    if (status == KeychainStatus::Locked || status == KeychainStatus::Denied) {
        return locked();
    }
    Refusal out = cli::refusalOf(Problem{ProblemKind::KeychainMissing, {}});
    out.reason = status == KeychainStatus::Unavailable
                     ? "What opens this profile is in the keychain of the desktop, and no keychain "
                       "answers here. Call this program inside the desktop's session."
                     : "What opens this profile is not in the keychain of the desktop any more.";
    return out;
}

} // namespace

Result<storage::DatabaseKey, Refusal> keyInKeychain(core::Profile& profile, crypto::Random& random)
{
    const auto name = profile.keychainName(random);
    if (!name) {
        return Unexpected(cli::refusalOf(name.error()));
    }
    switch (stateNow()) {
    case SecretServiceState::Locked:
        // To read would show the desktop's password box.
        return Unexpected(locked());
    case SecretServiceState::Absent:
    case SecretServiceState::Empty:
    case SecretServiceState::Silent:
        return Unexpected(refusalOf(KeychainStatus::Unavailable));
    case SecretServiceState::Unlocked:
        break;
    }
    SystemKeychain keychain(QString::fromLatin1(keychain::kKeychainService), kTimes);
    std::optional<KeychainStatus> status;
    KeychainSecret secret;
    keychain.read(QString::fromStdString(*name), [&](KeychainStatus answer, KeychainSecret read) {
        status = answer;
        secret = std::move(read);
    });
    waitFor([&] { return status.has_value(); }, -1);
    if (*status != KeychainStatus::Ok) {
        return Unexpected(refusalOf(*status));
    }
    return storage::DatabaseKey(secret.view());
}

Result<bool, Refusal> keepInKeychain(core::Profile& profile, const storage::DatabaseKey& key,
                                     crypto::Random& random)
{
    switch (stateNow()) {
    case SecretServiceState::Locked: {
        Refusal refusal = locked();
        refusal.reason += " Or give a passphrase with --passphrase-file or in SOTTO_PASSPHRASE.";
        return Unexpected(std::move(refusal));
    }
    case SecretServiceState::Absent:
    case SecretServiceState::Empty:
    case SecretServiceState::Silent:
        return false;
    case SecretServiceState::Unlocked:
        break;
    }
    const auto name = profile.keychainName(random);
    if (!name) {
        return Unexpected(cli::refusalOf(name.error()));
    }
    SystemKeychain keychain(QString::fromLatin1(keychain::kKeychainService), kTimes);
    std::optional<KeychainStatus> status;
    keychain.write(QString::fromStdString(*name), KeychainSecret(key.view()),
                   [&](KeychainStatus answer) { status = answer; });
    waitFor([&] { return status.has_value(); }, -1);
    if (*status != KeychainStatus::Ok) {
        return false;
    }
    const auto kept = profile.keepInKeychain(random);
    if (!kept) {
        return Unexpected(cli::refusalOf(kept.error()));
    }
    return true;
}

} // namespace sotto::cli
