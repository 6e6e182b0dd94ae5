// Client: copies of what it holds, for people, for programs and for the twelve words.
#include "app/core/base/wire_bytes.h"
#include "app/core/client_parts.h"
#include "app/core/export/backup_import.h"
#include "app/core/export/backup_run.h"
#include "app/core/export/export_run.h"
#include "app/core/export/stored_source.h"
#include "app/core/recovery/phrase_keys.h"

namespace sotto::core {

namespace {

/// The derivation of the words' keys, one version after the other, until one opens the file.
struct Unlocking
{
    BackupFile file;
    crypto::RecoveryPhrase phrase;
    crypto::SecretBytes passphrase;
    std::unique_ptr<PhraseKeys> deriving = nullptr;
    std::size_t version = 0;
    bool isCancelled = false; ///< what derives cannot be stopped: it is not listened to
};

using Unlocked = std::function<void(crypto::Result<BackupFile, Problem>)>;

void unlock(Context& context, const std::shared_ptr<Unlocking>& it, Unlocked done)
{
    it->deriving = std::make_unique<PhraseKeys>(
        it->phrase, it->passphrase.view(), crypto::masterKeyVersions()[it->version],
        [&context, unlocking = std::weak_ptr(it),
         done = std::move(done)](PhraseKeys::Outcome keys) {
            const auto running = unlocking.lock();
            context.guard([&] {
                if (running->isCancelled) {
                    return done(crypto::Unexpected(Problem{ProblemKind::Cancelled}));
                }
                if (!keys) {
                    return done(crypto::Unexpected(Problem{ProblemKind::OutOfMemory, "Argon2id"}));
                }
                const auto unlocked = running->file.unlock(*keys);
                if (unlocked) {
                    return done(std::move(running->file));
                }
                if (unlocked.error().kind == ProblemKind::WordsOpenNothing &&
                    ++running->version < crypto::masterKeyVersions().size()) {
                    return unlock(context, running, done);
                }
                done(crypto::Unexpected(unlocked.error()));
            });
        });
}

} // namespace

void Client::exportTo(ExportRequest request, OnExportProgress onProgress,
                      Done<std::filesystem::path> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        return done(crypto::Unexpected(ready.error()));
    }
    m_parts->context.guard([&] {
        const bool isAll = request.conversation == storage::kNoRow;
        if (!isAll && !m_parts->context.stores.conversations.find(request.conversation)) {
            return done(crypto::Unexpected(Problem{ProblemKind::NoSuchContact}));
        }
        auto source = std::make_unique<StoredSource>(
            m_parts->context.database,
            ExportAccount{hexOf(m_parts->own.id().view()), m_parts->own.name()},
            request.conversation);
        m_parts->exporting.start(
            std::make_unique<ExportRun>(ExportPlace{std::move(request.folder), request.format,
                                                    isAll, m_parts->context.nowMs()},
                                        std::move(source)),
            std::move(onProgress), std::move(done));
    });
}

void Client::backupTo(const std::filesystem::path& file, OnExportProgress onProgress,
                      Done<void> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        return done(crypto::Unexpected(ready.error()));
    }
    m_parts->context.guard([&] {
        TwelveWords* const words = m_parts->objects.words();
        auto seal = words != nullptr ? words->backupSeal() : std::nullopt;
        if (!seal) {
            return done(crypto::Unexpected(Problem{ProblemKind::NoWords}));
        }
        m_parts->exporting.start(
            std::make_unique<BackupRun>(
                BackupRun::Account{m_parts->context, m_parts->things, m_parts->own.id()}, file,
                std::move(*seal)),
            std::move(onProgress), [done = std::move(done)](const Exporting::Outcome& outcome) {
                done(outcome ? crypto::Result<void, Problem>()
                             : crypto::Unexpected(outcome.error()));
            });
    });
}

void Client::takeBackup(BackupRequest request, OnExportProgress onProgress, Done<void> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        return done(crypto::Unexpected(ready.error()));
    }
    if (m_parts->unlocking || m_parts->exporting.isRunning()) {
        return done(crypto::Unexpected(Problem{ProblemKind::ExportRunning}));
    }
    auto opened = BackupFile::open(request.file);
    if (!opened) {
        return done(crypto::Unexpected(opened.error()));
    }
    const auto unlocking = std::make_shared<Unlocking>(
        Unlocking{std::move(*opened), std::move(request.phrase), std::move(request.passphrase)});
    m_parts->unlocking = unlocking;
    unlock(m_parts->context, unlocking,
           [this, onProgress = std::move(onProgress),
            done = std::move(done)](crypto::Result<BackupFile, Problem> unlocked) {
               const auto ended = std::exchange(m_parts->unlocking, nullptr);
               if (unlocked && unlocked->account() != m_parts->own.id()) {
                   unlocked = crypto::Unexpected(Problem{ProblemKind::BackupForeign});
               }
               if (!unlocked) {
                   return done(crypto::Unexpected(unlocked.error()));
               }
               m_parts->exporting.start(std::make_unique<BackupImport>(m_parts->context,
                                                                       m_parts->things,
                                                                       std::move(*unlocked)),
                                        onProgress, [done](const Exporting::Outcome& outcome) {
                                            done(outcome ? crypto::Result<void, Problem>()
                                                         : crypto::Unexpected(outcome.error()));
                                        });
           });
}

void Client::cancelExport()
{
    if (m_parts->unlocking) {
        std::static_pointer_cast<Unlocking>(m_parts->unlocking)->isCancelled = true;
    }
    m_parts->exporting.cancel();
}

} // namespace sotto::core
