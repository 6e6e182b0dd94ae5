#include "app/core/base/context.h"

#include <QTimer>

namespace sotto::core {

Stores::Stores(storage::Database& database)
    : state(database)
    , settings(database)
    , sessions(database)
    , contacts(database)
    , conversations(database)
    , messages(database)
    , earlyChanges(database)
    , outbox(database)
    , invites(database)
    , vault(database)
{}

Context::Context(storage::Database opened, Environment& environment_)
    : database(std::move(opened))
    , stores(database)
    , environment(environment_)
{}

void Context::later(int delayMs, std::function<void()> call)
{
    QTimer::singleShot(delayMs, &m_lifetime, [this, call = std::move(call)] { (void)guard(call); });
}

void Context::fail(const storage::StorageFailure& failure)
{
    m_failed = true;
    Problem problem;
    switch (failure.kind()) {
    case storage::FailureKind::DiskFull:
        problem.kind = ProblemKind::DiskFull;
        break;
    case storage::FailureKind::Damaged:
        problem.kind = ProblemKind::DatabaseDamaged;
        break;
    case storage::FailureKind::Io:
        problem.kind = ProblemKind::Io;
        break;
    }
    problem.technical = failure.what();
    // Not from here: what called may be in the middle of anything.
    QTimer::singleShot(0, &m_lifetime, [this, problem] {
        if (onFailed) {
            onFailed(problem);
        }
    });
}

void Work::leave()
{
    if (m_context.m_running == this) {
        m_context.m_running = nullptr;
    }
}

void Work::commit()
{
    if (m_context.beforeCommit) {
        m_context.beforeCommit(*this);
    }
    m_transaction.commit();
    leave();
    for (const auto& call : m_afterwards) {
        call();
    }
    if (!changes.isEmpty() && m_context.onChanged) {
        m_context.onChanged(changes);
    }
}

} // namespace sotto::core
