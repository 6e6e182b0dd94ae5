// Settings: what protects the key of the local data.
#include "app/viewmodels/settings_parts.h"
#include "app/viewmodels/wiping.h"

namespace sotto::viewmodels {

namespace {

/// Shorter ones are guessed at once.
constexpr qsizetype kPassphraseLengthMin = 6;

} // namespace

void Settings::Parts::readKeyPlace()
{
    keys->findPlace(&settings,
                    [this](const crypto::Result<storage::KeyPlace, core::Problem>& found) {
                        place = found ? *found : storage::KeyPlace::None;
                        Q_EMIT settings.passphraseChanged();
                    });
}

void Settings::Parts::setPassphraseState(bool busy, const QString& error)
{
    passphraseBusy = busy;
    passphraseError = error;
    Q_EMIT settings.passphraseChanged();
}

void Settings::Parts::endPassphrase(const crypto::Result<void, core::Problem>& result)
{
    setPassphraseState(false, result ? QString() : core::explain(result.error()));
    if (result) {
        readKeyPlace();
        Q_EMIT settings.passphraseStored();
    }
}

bool Settings::hasPassphrase() const
{
    return m_parts->place == storage::KeyPlace::Passphrase;
}

QString Settings::keyPlaceText() const
{
    switch (m_parts->place) {
    case storage::KeyPlace::None:
        return {};
    case storage::KeyPlace::Keychain:
        return tr("Your messages on this computer are locked with the keychain of the system.");
    case storage::KeyPlace::Passphrase:
        return tr("Your messages on this computer are locked with your password.");
    case storage::KeyPlace::File:
        break;
    }
    return tr("There is no keychain here, so whoever can read your files can read your messages. "
              "Set a password to prevent that.");
}

QString Settings::passphraseError() const
{
    return m_parts->passphraseError;
}
bool Settings::passphraseBusy() const
{
    return m_parts->passphraseBusy;
}

void Settings::setPassphrase(const QString& old, const QString& passphrase)
{
    if (!m_parts->core || m_parts->passphraseBusy) {
        return;
    }
    if (passphrase.size() < kPassphraseLengthMin) {
        m_parts->setPassphraseState(
            false,
            tr("Use at least %1 characters; several words are best.").arg(kPassphraseLengthMin));
        return;
    }
    m_parts->setPassphraseState(true, {});
    m_parts->keys->protect(this, takeSecret(old), takeSecret(passphrase),
                           [this](const crypto::Result<void, core::Problem>& result) {
                               m_parts->endPassphrase(result);
                           });
}

void Settings::removePassphrase(const QString& old)
{
    if (!m_parts->core || m_parts->passphraseBusy) {
        return;
    }
    m_parts->setPassphraseState(true, {});
    m_parts->keys->unprotect(
        this, takeSecret(old),
        [this](const crypto::Result<storage::KeyPlace, core::Problem>& result) {
            if (result) {
                m_parts->endPassphrase({});
            } else {
                m_parts->endPassphrase(crypto::Unexpected(result.error()));
            }
        });
}

} // namespace sotto::viewmodels
