#include "app/viewmodels/core_thread.h"

#include "app/storage/storage_failure.h"

namespace sotto::viewmodels {

namespace {

core::ProblemKind kindOf(storage::FailureKind kind)
{
    switch (kind) {
    case storage::FailureKind::DiskFull:
        return core::ProblemKind::DiskFull;
    case storage::FailureKind::Damaged:
        return core::ProblemKind::DatabaseDamaged;
    case storage::FailureKind::Io:
        break;
    }
    return core::ProblemKind::Io;
}

} // namespace

CoreThread::CoreThread(core::Environment& environment)
    : m_environment(environment)
    , m_thread(QStringLiteral("core"))
{}

CoreThread::~CoreThread()
{
    m_thread.post([this] {
        m_client.reset();
        m_database.reset();
    });
}

void CoreThread::keepDatabase(storage::Database database)
{
    m_database.emplace(std::move(database));
}

void CoreThread::openClient()
{
    m_client = std::make_unique<core::Client>(std::move(*m_database), m_environment);
    m_database.reset();
    wire();
}

void CoreThread::post(std::function<void(core::Client&)> call)
{
    m_thread.post([this, call = std::move(call)] {
        if (!m_client) {
            return;
        }
        try {
            call(*m_client);
        } catch (const storage::StorageFailure& failure) {
            fail({kindOf(failure.kind()), failure.what()});
        }
    });
}

void CoreThread::wire()
{
    m_client->onChanged = [this](const core::Changes& changes) {
        m_thread.postHere([this, changes] { Q_EMIT changed(changes); });
    };
    m_client->onTyping = [this](core::RowId conversation, bool active) {
        m_thread.postHere([this, conversation, active] { Q_EMIT typing(conversation, active); });
    };
    m_client->onConnection = [this](const core::Connection& state) {
        m_thread.postHere([this, state] { Q_EMIT connection(state); });
    };
    m_client->onLinkStep = [this](core::LinkStep step) {
        m_thread.postHere([this, step] { Q_EMIT linkStep(step); });
    };
    m_client->onLinkFailed = [this](const core::Problem& problem) {
        m_thread.postHere([this, problem] { Q_EMIT linkFailed(problem); });
    };
    m_client->onFailed = [this](const core::Problem& problem) { fail(problem); };
}

void CoreThread::fail(const core::Problem& problem)
{
    m_thread.postHere([this, problem] { Q_EMIT failed(problem); });
}

} // namespace sotto::viewmodels

#include "moc_core_thread.cpp"
