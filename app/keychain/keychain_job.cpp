#include "app/keychain/keychain_job.h"

#include "app/keychain/secret_service.h"

#include <utility>

namespace sotto::keychain {

namespace {

KeychainStatus statusOf(QKeychain::Error error, SecretServiceState state)
{
    switch (error) {
    case QKeychain::NoError:
        return KeychainStatus::Ok;
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return KeychainStatus::Unavailable;
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return state == SecretServiceState::Locked ? KeychainStatus::Locked
                                                   : KeychainStatus::Denied;
    case QKeychain::EntryNotFound:
        if (state == SecretServiceState::Silent) { // locked or not, nobody can tell
            return KeychainStatus::Unavailable;
        }
        return state == SecretServiceState::Locked ? KeychainStatus::Locked
                                                   : KeychainStatus::NotFound;
    case QKeychain::CouldNotDeleteEntry:
    case QKeychain::OtherError:
        break;
    }
    switch (state) {
    case SecretServiceState::Locked:
        return KeychainStatus::Locked;
    case SecretServiceState::Unlocked:
    case SecretServiceState::Empty:
        return KeychainStatus::Failed;
    default:
        return KeychainStatus::Unavailable;
    }
}

} // namespace

KeychainJob::KeychainJob(QKeychain::Job* job, SystemKeychain::Times times, Keychain::Done done,
                         QObject* parent)
    : QObject(parent)
    , m_job(job)
    , m_times(times)
    , m_done(std::move(done))
{
    m_timer.setSingleShot(true);
}

void KeychainJob::start()
{
    if (!hasSessionBus()) {
        QTimer::singleShot(0, this, [this] { end(KeychainStatus::Unavailable); });
        m_job->deleteLater();
        return;
    }
    connect(m_job, &QKeychain::Job::finished, this, &KeychainJob::finish);
    connect(&m_timer, &QTimer::timeout, this, &KeychainJob::checkOnIt);
    m_timer.start(m_times.answer);
    m_job->start();
}

void KeychainJob::finish()
{
    m_timer.stop();
    disconnect(&m_timer, nullptr, this, nullptr);
    if (m_job->error() == QKeychain::NoError) {
        end(KeychainStatus::Ok);
        return;
    }
    const QKeychain::Error error = m_job->error();
    askSecretService(this,
                     [this, error](SecretServiceState state) { end(statusOf(error, state)); });
}

// It takes long: either somebody is looking for a password, or it hangs.
void KeychainJob::checkOnIt()
{
    askSecretService(this, [this](SecretServiceState state) {
        if (!m_timer.isActive() && state == SecretServiceState::Locked) {
            connect(&m_timer, &QTimer::timeout, this, [this] { end(KeychainStatus::Locked); });
            disconnect(&m_timer, &QTimer::timeout, this, &KeychainJob::checkOnIt);
            m_timer.start(m_times.unlock);
        } else {
            end(KeychainStatus::Unavailable);
        }
    });
}

void KeychainJob::end(KeychainStatus status)
{
    m_timer.stop();
    if (m_job != nullptr) {
        disconnect(m_job, nullptr, this, nullptr);
    }
    deleteLater();
    if (const Keychain::Done done = std::exchange(m_done, nullptr)) {
        done(status);
    }
}

} // namespace sotto::keychain
