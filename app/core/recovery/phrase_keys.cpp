#include "app/core/recovery/phrase_keys.h"

#include "app/core/recovery/qt_normalizer.h"

#include <QFutureWatcher>
#include <QPromise>
#include <QThreadPool>

namespace sotto::core {

namespace {

/// The keys cannot be copied, and a future copies its result.
using Shared = std::shared_ptr<PhraseKeys::Outcome>;

PhraseKeys::Outcome derive(crypto::ByteView entropy, crypto::ByteView passphrase,
                           const crypto::MasterKeyVersion& version)
{
    const auto phrase = crypto::RecoveryPhrase::fromEntropy(entropy);
    SOTTO_TRY(master, crypto::deriveMasterKey(*phrase, passphrase, version, QtNormalizer()));
    return crypto::deriveRecoveryKeys(master);
}

} // namespace

struct PhraseKeys::Watch
{
    QFutureWatcher<Shared> watcher;
    Done done;
};

PhraseKeys::PhraseKeys(const crypto::RecoveryPhrase& phrase, crypto::ByteView passphrase,
                       const crypto::MasterKeyVersion& version, Done done)
    : m_watch(std::make_unique<Watch>())
{
    m_watch->done = std::move(done);
    // Queued: it may end the watcher.
    QObject::connect(
        &m_watch->watcher, &QFutureWatcherBase::finished, &m_watch->watcher,
        [watch = m_watch.get()] {
            const Shared keys = watch->watcher.result();
            const Done answer = std::move(watch->done);
            answer(std::move(*keys));
        },
        Qt::QueuedConnection);
    const auto promise = std::make_shared<QPromise<Shared>>();
    m_watch->watcher.setFuture(promise->future());
    QThreadPool::globalInstance()->start(
        [promise, entropy = std::make_shared<crypto::SecretBytes>(phrase.entropy()),
         secret = std::make_shared<crypto::SecretBytes>(passphrase), version] {
            promise->start();
            promise->addResult(
                std::make_shared<Outcome>(derive(entropy->view(), secret->view(), version)));
            promise->finish();
        });
}

PhraseKeys::~PhraseKeys() = default;

} // namespace sotto::core
