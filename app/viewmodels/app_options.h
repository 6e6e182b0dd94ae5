#pragma once

#include "app/core/environment.h"
#include "app/keychain/keychain.h"
#include "crypto/primitives/argon2id.h"

#include <filesystem>
#include <functional>

#include <QImage>
#include <QList>
#include <QString>
#include <QUrl>

namespace sotto::viewmodels {

/// What an App takes from outside. References and pointers outlive it.
struct AppOptions
{
    core::Environment& environment;
    std::filesystem::path folder = {}; ///< of the profile
    QString profileName = {};
    QString version = {};
    QString defaultRelay = {}; ///< a whole address; empty: the person must give one
    /// Without one, the key lies in a file that only its owner may read.
    keychain::Keychain* keychain = nullptr;
    /// About half a second on a slow machine.
    crypto::Argon2idCost passphraseCost = {3, std::size_t{256} * 1024 * 1024};

    /// Hands a link to the system's browser. Empty: QDesktopServices.
    std::function<void(const QUrl&)> openUrl = {};
    /// Pictures of all screens, later, empty if there are none. Empty: screens are not read.
    std::function<void(std::function<void(const QList<QImage>&)>)> captureScreens = {};
    std::function<bool()> autostart = {};
    std::function<bool(bool)> setAutostart = {};
};

} // namespace sotto::viewmodels
