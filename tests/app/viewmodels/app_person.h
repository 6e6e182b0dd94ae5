#pragma once

#include "app/viewmodels/app.h"
#include "app/viewmodels/app_options.h"
#include "tests/app/core/client_world.h"

#include <QTemporaryDir>

namespace sotto::tests {

/// A keychain in memory that does what a test wants.
class MemoryKeychain final : public keychain::Keychain
{
public:
    void read(const QString& entry, ReadDone done) override;
    void write(const QString& entry, const keychain::KeychainSecret& secret, Done done) override;
    void remove(const QString& entry, Done done) override;

    keychain::KeychainStatus status = keychain::KeychainStatus::Ok;
    std::map<QString, keychain::KeychainSecret> entries;
};

/// One person with a profile folder that outlives the App.
class AppPerson
{
public:
    explicit AppPerson(test::World& world);

    /// A new App on the same folder.
    void restart();
    void stop() { app.reset(); }

    MemoryKeychain keychain;
    bool hasKeychain = false;
    QTemporaryDir folder;
    std::unique_ptr<viewmodels::App> app;

private:
    crypto::SystemRandom m_random;
    core::Environment m_environment;
    QString m_relay;
};

// Ways that several tests begin with; they check what they do.

/// A new profile with an account of that name.
void begin(AppPerson& person, const QString& name);
/// They are in touch, and each has the conversation open.
void befriend(AppPerson& alice, AppPerson& bob);
/// Makes the account's words: one space between.
void showWords(AppPerson& person, QString& words);

} // namespace sotto::tests
