#pragma once

#include "app/core/changes.h"
#include "app/core/environment.h"
#include "app/core/problem.h"
#include "app/storage/conversation_store.h"
#include "app/storage/early_change_store.h"
#include "app/storage/invite_store.h"
#include "app/storage/outbox_store.h"
#include "app/storage/state_store.h"
#include "app/storage/vault_store.h"
#include "crypto/base/timestamp.h"

#include <functional>

#include <QObject>

namespace sotto::core {

/// All stores of the one writing connection.
struct Stores
{
    explicit Stores(storage::Database& database);

    storage::StateStore state;
    storage::SettingsStore settings;
    storage::SessionStore sessions;
    storage::ContactStore contacts;
    storage::ConversationStore conversations;
    storage::MessageStore messages;
    storage::EarlyChangeStore earlyChanges;
    storage::OutboxStore outbox;
    storage::InviteStore invites;
    storage::VaultStore vault;
};

class Work;

/// What the parts of a Client share: the database, the environment, and the one place where a
/// failing database ends everything.
class Context
{
public:
    Context(storage::Database database, Environment& environment);

    std::function<void(const Changes&)> onChanged;
    std::function<void(const Problem&)> onFailed;
    /// Called by Work::commit() within the transaction, when all that it changes is known.
    std::function<void(Work&)> beforeCommit;

    [[nodiscard]] storage::Milliseconds nowMs() const { return environment.clock.now(); }
    [[nodiscard]] crypto::Timestamp now() const
    {
        return {static_cast<std::uint64_t>(nowMs()) / 1000};
    }
    /// Runs what may touch the database, from the event loop or a caller. False if it failed, now
    /// or before: memory and database may disagree, so nothing runs any more.
    template <class Call> bool guard(Call&& call)
    {
        if (m_failed) {
            return false;
        }
        try {
            call();
            return true;
        } catch (const storage::StorageFailure& failure) {
            fail(failure);
            return false;
        }
    }
    /// Runs @p call under guard() after so many milliseconds, unless the context is gone by then.
    void later(int delayMs, std::function<void()> call);
    /// The transaction that is open; null if there is none.
    [[nodiscard]] Work* running() const { return m_running; }
    [[nodiscard]] bool hasFailed() const { return m_failed; }
    [[nodiscard]] const QObject* lifetime() const { return &m_lifetime; }

    storage::Database database;
    Stores stores;
    Environment& environment;

private:
    friend class Work;
    void fail(const storage::StorageFailure& failure);

    Work* m_running = nullptr;
    bool m_failed = false;
    QObject m_lifetime;
};

/// One transaction with what it changes. To hold one is the proof that there is a transaction, so
/// everything that writes takes it. Without commit() nothing of it happened in the database; memory
/// is changed only by what cannot fail but with the database.
class Work
{
public:
    explicit Work(Context& context)
        : m_context(context)
        , m_transaction(context.database)
    {
        context.m_running = this;
    }
    ~Work() { leave(); }
    Work(const Work&) = delete;
    Work& operator=(const Work&) = delete;

    Changes changes;
    /// It takes in what the vault said, so that nothing of it has to be said.
    bool fromVault = false;

    /// Called once the transaction is on the disk, before the changes are told.
    void afterwards(std::function<void()> call) { m_afterwards.push_back(std::move(call)); }
    void commit();

    [[nodiscard]] Stores& stores() { return m_context.stores; }

private:
    void leave();

    Context& m_context;
    storage::Transaction m_transaction;
    std::vector<std::function<void()>> m_afterwards;
};

} // namespace sotto::core
