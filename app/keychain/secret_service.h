#pragma once

#include <functional>

class QObject;

namespace sotto::keychain {

enum class SecretServiceState
{
    Absent, ///< no session bus, or nobody on it keeps secrets
    Silent, ///< it does not answer
    Locked, ///< its default collection waits for the person's password
    Unlocked,
    Empty ///< it has no default collection yet: to write makes one, and asks for its password
};

/// True if there is a session bus to ask: without one, libraries would start one of their own.
[[nodiscard]] bool hasSessionBus();

/// Asks org.freedesktop.secrets (freedesktop.org, Secret Service API 0.2) how it is, and calls
/// @p done within six seconds, unless @p context is gone by then.
void askSecretService(QObject* context, std::function<void(SecretServiceState)> done);

} // namespace sotto::keychain
