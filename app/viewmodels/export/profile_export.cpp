// Copies of what the account holds: how the pages for them reach the client.
#include "app/viewmodels/app_parts.h"

namespace sotto::viewmodels {

void App::Parts::wireExport()
{
    connect(&conversationExport, &ConversationExport::startAsked, &app, [this] { beginExport(); });
    connect(&backupMaking, &BackupMaking::startAsked, &app, [this] { beginBackup(); });
    connect(&backupTaking, &BackupTaking::startAsked, &app, [this] { beginTaking(); });
    for (LongTask* const task :
         std::initializer_list<LongTask*>{&conversationExport, &backupMaking, &backupTaking}) {
        connect(task, &LongTask::cancelAsked, &app, [this] {
            if (m_core) {
                m_core->post([](core::Client& client) { client.cancelExport(); });
            }
        });
        connect(task, &LongTask::showAsked, &app,
                [this](const QUrl& folder) { options.openUrl(folder); });
    }
    // There is one set of fields for words, and what an alarm asks for goes first.
    connect(&phraseCare, &PhraseCare::changed, &app, [this] {
        if (phraseCare.task() != PhraseCare::Task::Nothing && backupTaking.isOpen()) {
            backupTaking.leave();
        }
    });
}

core::OnExportProgress App::Parts::tellProgress(LongTask& task)
{
    return [here = here(), &task](const core::ExportProgress& progress) {
        here([&task, progress] { task.onProgress(progress.done, progress.total); });
    };
}

void App::Parts::beginExport()
{
    if (!m_core) {
        return conversationExport.onFailed({core::ProblemKind::NoAccount});
    }
    m_core->begin<std::filesystem::path>(
        m_attempt.get(),
        [request = conversationExport.request(), onProgress = tellProgress(conversationExport)](
            core::Client& client, core::Done<std::filesystem::path> done) {
            client.exportTo(request, onProgress, std::move(done));
        },
        [this](const crypto::Result<std::filesystem::path, core::Problem>& result) {
            result ? conversationExport.onDone(*result)
                   : conversationExport.onFailed(result.error());
        });
}

void App::Parts::beginBackup()
{
    if (!m_core) {
        return backupMaking.onFailed({core::ProblemKind::NoAccount});
    }
    m_core->begin<void>(
        m_attempt.get(),
        [file = backupMaking.file(),
         onProgress = tellProgress(backupMaking)](core::Client& client, core::Done<void> done) {
            client.backupTo(file, onProgress, std::move(done));
        },
        [this](const crypto::Result<void, core::Problem>& result) {
            result ? backupMaking.onDone(backupMaking.file())
                   : backupMaking.onFailed(result.error());
        });
}

void App::Parts::beginTaking()
{
    auto asked = backupTaking.request();
    if (!m_core || !asked) {
        return backupTaking.onFailed({core::ProblemKind::NoAccount});
    }
    m_core->begin<void>(
        m_attempt.get(),
        [request = std::make_shared<core::BackupRequest>(std::move(*asked)),
         onProgress = tellProgress(backupTaking)](core::Client& client, core::Done<void> done) {
            client.takeBackup(std::move(*request), onProgress, std::move(done));
        },
        [this](const crypto::Result<void, core::Problem>& result) {
            result ? backupTaking.onDone({}) : backupTaking.onFailed(result.error());
        });
}

} // namespace sotto::viewmodels
