#pragma once

#include "app/keychain/keychain.h"
#include "app/keychain/system_keychain.h"

#include <QObject>
#include <QPointer>
#include <QTimer>
#include <qt6keychain/keychain.h>

namespace sotto::keychain {

/// One job of QtKeychain that surely ends. Deletes itself.
///
/// What the library answers is not enough: a keychain whose password box was shut looks like one
/// without the entry, and one that is gone like any failure. So the service itself is asked how it
/// is before anything but success is told.
class KeychainJob : public QObject
{
    Q_OBJECT

public:
    KeychainJob(QKeychain::Job* job, SystemKeychain::Times times, Keychain::Done done,
                QObject* parent);

    void start();

private:
    void finish();
    void checkOnIt();
    void end(KeychainStatus status);

    QPointer<QKeychain::Job>
        m_job; ///< deletes itself when it is done; left alone when this gives up
    SystemKeychain::Times m_times;
    Keychain::Done m_done;
    QTimer m_timer;
};

} // namespace sotto::keychain
