#pragma once

#include "app/keychain/keychain.h"

#include <chrono>
#include <memory>

#include <QObject>

namespace QKeychain {
class Job;
}

namespace sotto::keychain {

/// How long a keychain may take that is asked nothing of the person. A hung one must not hang the
/// start.
constexpr std::chrono::milliseconds kKeychainTime{10'000};
/// How long a person may take to unlock it.
constexpr std::chrono::milliseconds kUnlockTime{120'000};

/// The system's keychain (GNOME Keyring, KeePassXC, KDE Wallet …) through QtKeychain. Entries are
/// text, the base64url of the 32 bytes without padding, so that a person can move them by hand.
///
/// Bytes on their way pass through buffers of QtKeychain and of the bus that nobody wipes; those
/// that can be reached here are wiped.
class SystemKeychain : public QObject, public Keychain
{
    Q_OBJECT

public:
    struct Times
    {
        std::chrono::milliseconds answer = kKeychainTime;
        std::chrono::milliseconds unlock = kUnlockTime;
    };

    /// @p service is the name under which entries are filed, the program's.
    explicit SystemKeychain(QString service, Times times, QObject* parent = nullptr);
    explicit SystemKeychain(QString service, QObject* parent = nullptr);

    void read(const QString& entry, ReadDone done) override;
    void write(const QString& entry, const KeychainSecret& secret, Done done) override;
    void remove(const QString& entry, Done done) override;

private:
    void start(QKeychain::Job* job, const QString& entry, Done done);

    QString m_service;
    Times m_times;
};

} // namespace sotto::keychain
