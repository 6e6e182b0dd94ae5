#include "app/keychain/system_keychain.h"

#include "app/keychain/keychain_job.h"
#include "app/keychain/keychain_text.h"

#include <utility>

#include <QPointer>
#include <qt6keychain/keychain.h>

namespace sotto::keychain {

SystemKeychain::SystemKeychain(QString service, Times times, QObject* parent)
    : QObject(parent)
    , m_service(std::move(service))
    , m_times(times)
{}

SystemKeychain::SystemKeychain(QString service, QObject* parent)
    : SystemKeychain(std::move(service), Times{}, parent)
{}

void SystemKeychain::start(QKeychain::Job* job, const QString& entry, Done done)
{
    job->setKey(entry);
    auto* run = new KeychainJob(job, m_times, std::move(done), this);
    run->start();
}

void SystemKeychain::read(const QString& entry, ReadDone done)
{
    auto* job = new QKeychain::ReadPasswordJob(m_service);
    start(job, entry, [job, done = std::move(done)](KeychainStatus status) {
        if (status != KeychainStatus::Ok) {
            done(status, {});
            return;
        }
        QByteArray text = job->binaryData();
        auto secret = fromKeychainText(text);
        wipeText(text);
        if (secret) {
            done(KeychainStatus::Ok, std::move(*secret));
        } else {
            done(KeychainStatus::Failed, {});
        }
    });
}

void SystemKeychain::write(const QString& entry, const KeychainSecret& secret, Done done)
{
    auto* job = new QKeychain::WritePasswordJob(m_service);
    QString text = toKeychainText(secret);
    job->setTextData(text);
    wipeText(text);
    start(job, entry, std::move(done));
}

void SystemKeychain::remove(const QString& entry, Done done)
{
    auto* job = new QKeychain::DeletePasswordJob(m_service);
    start(job, entry, [done = std::move(done)](KeychainStatus status) {
        done(status == KeychainStatus::NotFound ? KeychainStatus::Ok : status);
    });
}

} // namespace sotto::keychain
