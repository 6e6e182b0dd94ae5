#include "app/viewmodels/key_places.h"

#include <QPointer>

namespace sotto::viewmodels {

namespace {

using storage::DatabaseKey;
using storage::KeyFile;
using storage::KeyPlace;
using PlaceResult = crypto::Result<KeyPlace, core::Problem>;
using Status = crypto::Result<void, core::Problem>;

template <class Value>
crypto::Result<Value, core::Problem> explained(crypto::Result<Value, storage::KeyError> result)
{
    if (!result) {
        return crypto::Unexpected(problemOf(result.error()));
    }
    if constexpr (std::is_void_v<Value>) {
        return {};
    } else {
        return std::move(*result);
    }
}

// Functions must be copied on their way to another thread; a key must not.
std::shared_ptr<const DatabaseKey> shared(const DatabaseKey& key)
{
    return std::make_shared<const DatabaseKey>(key.view());
}

} // namespace

core::Problem problemOf(storage::KeyError error)
{
    switch (error) {
    case storage::KeyError::WrongPassphrase:
        return {core::ProblemKind::WrongPassphrase, {}};
    case storage::KeyError::Damaged:
        return {core::ProblemKind::DatabaseDamaged, "key file"};
    case storage::KeyError::NewerVersion:
        return {core::ProblemKind::NewerVersion, "key file"};
    case storage::KeyError::OutOfMemory:
        return {core::ProblemKind::OutOfMemory, {}};
    case storage::KeyError::Io:
        break;
    }
    return {core::ProblemKind::Io, "key file"};
}

core::Problem problemOf(keychain::KeychainStatus status)
{
    switch (status) {
    case keychain::KeychainStatus::Locked:
        return {core::ProblemKind::KeychainLocked, "locked"};
    case keychain::KeychainStatus::Denied:
        return {core::ProblemKind::KeychainLocked, "denied"};
    case keychain::KeychainStatus::NotFound:
        return {core::ProblemKind::KeychainMissing, "no entry"};
    case keychain::KeychainStatus::Unavailable:
        return {core::ProblemKind::KeychainMissing, "no keychain"};
    case keychain::KeychainStatus::Failed:
    case keychain::KeychainStatus::Ok:
        break;
    }
    return {core::ProblemKind::KeychainMissing, "failed"};
}

KeyPlaces::KeyPlaces(const AppOptions& options, CoreThread& core)
    : m_options(options)
    , m_core(core)
{}

void KeyPlaces::findPlace(QObject* context, std::function<void(PlaceResult)> done)
{
    m_core.work(
        context, [folder = m_options.folder] { return explained(KeyFile(folder).place()); },
        std::move(done));
}

void KeyPlaces::read(QObject* context, KeyPlace place, std::function<void(KeyResult)> done)
{
    if (place == KeyPlace::Keychain) {
        readKeychain(context, std::move(done));
        return;
    }
    m_core.work(
        context, [folder = m_options.folder] { return explained(KeyFile(folder).openPlain()); },
        std::move(done));
}

void KeyPlaces::readKeychain(QObject* context, std::function<void(KeyResult)> done)
{
    if (!m_options.keychain) {
        done(crypto::Unexpected(problemOf(keychain::KeychainStatus::Unavailable)));
        return;
    }
    m_core.work(
        context,
        [folder = m_options.folder, &random = m_options.environment.random] {
            return explained(KeyFile(folder).keychainName(random));
        },
        [this, guard = QPointer<QObject>(context),
         done = std::move(done)](const crypto::Result<std::string, core::Problem>& name) {
            if (!name) {
                done(crypto::Unexpected(name.error()));
                return;
            }
            m_options.keychain->read(
                QString::fromStdString(*name),
                [guard, done](keychain::KeychainStatus status, keychain::KeychainSecret secret) {
                    if (!guard) {
                        return;
                    }
                    if (status == keychain::KeychainStatus::Ok) {
                        done(DatabaseKey(secret.view()));
                    } else {
                        done(crypto::Unexpected(problemOf(status)));
                    }
                });
        });
}

void KeyPlaces::readWith(QObject* context, crypto::SecretBytes passphrase,
                         std::function<void(KeyResult)> done)
{
    m_core.work(
        context,
        [folder = m_options.folder,
         secret = std::make_shared<crypto::SecretBytes>(std::move(passphrase)),
         &random = m_options.environment.random] {
            KeyFile file(folder);
            return explained(
                storage::openAndChange(file, folder / kDatabaseFile, secret->view(), random));
        },
        std::move(done));
}

void KeyPlaces::readWhileOpen(QObject* context, crypto::SecretBytes passphrase,
                              std::function<void(KeyResult)> done)
{
    m_core.work(
        context,
        [folder = m_options.folder,
         secret = std::make_shared<crypto::SecretBytes>(std::move(passphrase))] {
            return explained(
                storage::openUnchanged(KeyFile(folder), folder / kDatabaseFile, secret->view()));
        },
        std::move(done));
}

void KeyPlaces::keepNew(QObject* context, const DatabaseKey& key,
                        std::function<void(PlaceResult)> done)
{
    struct Named
    {
        std::shared_ptr<KeyFile> file;
        crypto::Result<std::string, core::Problem> name;
    };
    const auto leavePlain = [this, context, done,
                             key = shared(key)](std::shared_ptr<KeyFile> file) {
        m_core.work(
            context,
            [file = std::move(file), key, &random = m_options.environment.random]() -> PlaceResult {
                SOTTO_CHECK(explained(file->leavePlain(*key, random)));
                return KeyPlace::File;
            },
            done);
    };
    const auto leaveToKeychain = [this, context, done](std::shared_ptr<KeyFile> file) {
        m_core.work(
            context,
            [file = std::move(file), &random = m_options.environment.random]() -> PlaceResult {
                SOTTO_CHECK(explained(file->leaveToKeychain(random)));
                return KeyPlace::Keychain;
            },
            done);
    };
    m_core.work(
        context,
        [folder = m_options.folder, &random = m_options.environment.random] {
            auto file = std::make_shared<KeyFile>(folder);
            auto name = explained(file->keychainName(random));
            return Named{std::move(file), std::move(name)};
        },
        [this, guard = QPointer<QObject>(context), done, leavePlain, leaveToKeychain,
         key = shared(key)](const Named& named) {
            if (!named.name) {
                done(crypto::Unexpected(named.name.error()));
                return;
            }
            if (!m_options.keychain) {
                leavePlain(named.file);
                return;
            }
            m_options.keychain->write(QString::fromStdString(*named.name),
                                      keychain::KeychainSecret(key->view()),
                                      [guard, file = named.file, leavePlain,
                                       leaveToKeychain](keychain::KeychainStatus status) {
                                          if (guard && status == keychain::KeychainStatus::Ok) {
                                              leaveToKeychain(file);
                                          } else if (guard) {
                                              leavePlain(file);
                                          }
                                      });
        });
}

void KeyPlaces::current(QObject* context, crypto::SecretBytes old,
                        std::function<void(KeyResult)> done)
{
    findPlace(context, [this, context, done = std::move(done),
                        old = std::make_shared<crypto::SecretBytes>(std::move(old))](
                           const PlaceResult& place) {
        if (!place) {
            done(crypto::Unexpected(place.error()));
        } else if (*place == KeyPlace::Passphrase) {
            readWhileOpen(context, std::move(*old), done);
        } else {
            read(context, *place, done);
        }
    });
}

void KeyPlaces::protect(QObject* context, crypto::SecretBytes old, crypto::SecretBytes passphrase,
                        KeyDone done)
{
    current(context, std::move(old),
            [this, context, done = std::move(done),
             passphrase = std::make_shared<crypto::SecretBytes>(std::move(passphrase))](
                const KeyResult& key) {
                if (!key) {
                    done(crypto::Unexpected(key.error()));
                    return;
                }
                m_core.work(
                    context,
                    [folder = m_options.folder, key = shared(*key), passphrase,
                     cost = m_options.passphraseCost,
                     &random = m_options.environment.random]() -> Status {
                        KeyFile file(folder);
                        return explained(storage::protectWithNewKey(file, *key, passphrase->view(),
                                                                    cost, random));
                    },
                    [this, done](const Status& result) {
                        if (result) {
                            forgetInKeychain();
                        }
                        done(result);
                    });
            });
}

// Beside a passphrase, a copy in the keychain would be a second way in.
void KeyPlaces::forgetInKeychain()
{
    if (!m_options.keychain) {
        return;
    }
    const auto name = KeyFile(m_options.folder).keychainName(m_options.environment.random);
    if (name) {
        m_options.keychain->remove(QString::fromStdString(*name), [](keychain::KeychainStatus) {});
    }
}

void KeyPlaces::unprotect(QObject* context, crypto::SecretBytes old,
                          std::function<void(PlaceResult)> done)
{
    current(context, std::move(old), [this, context, done = std::move(done)](const KeyResult& key) {
        if (key) {
            keepNew(context, *key, done);
        } else {
            done(crypto::Unexpected(key.error()));
        }
    });
}

} // namespace sotto::viewmodels
