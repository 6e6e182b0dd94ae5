#pragma once

#ifndef Q_MOC_RUN
#include "app/storage/contact_store.h"
#include "app/storage/conversation_store.h"
#include "app/storage/message_store.h"
#include "app/storage/storage_failure.h"
#include "app/viewmodels/worker_thread.h"
#endif

#include <atomic>
#include <optional>

#include <QObject>

namespace sotto::viewmodels {

/// What one read-only connection offers.
struct ReadStores
{
    explicit ReadStores(storage::Database opened)
        : database(std::move(opened))
        , contacts(database)
        , conversations(database)
        , messages(database)
    {}

    storage::Database database;
    storage::ContactStore contacts;
    storage::ConversationStore conversations;
    storage::MessageStore messages;
};

/// Names the newest one of a row of requests: an older one that was not begun is never run, and
/// what it found is not told.
class ReadTicket
{
public:
    /// Overtakes all that was asked with this ticket before.
    void renew()
    {
        cancel();
        m_cancelled = std::make_shared<std::atomic<bool>>(false);
    }
    void cancel()
    {
        if (m_cancelled) {
            *m_cancelled = true;
        }
    }
    [[nodiscard]] std::shared_ptr<const std::atomic<bool>> token() const { return m_cancelled; }

private:
    std::shared_ptr<std::atomic<bool>> m_cancelled;
};

/// The thread that reads for the models, with a connection of its own.
class ReadThread : public QObject
{
    Q_OBJECT

public:
    ReadThread();
    /// What was asked and not begun is not answered any more.
    ~ReadThread() override;

    /// @p open runs there. What is asked before it is done waits; after a failure nothing is read.
    void open(std::function<crypto::Result<storage::Database, storage::OpenError>()> open);

    /// Runs @p call there with the stores, and here @p then with what it returned.
    template <class Call, class Then> void read(QObject* context, Call call, Then then)
    {
        ask(context, nullptr, std::move(call), std::move(then));
    }
    /// The same as the newest one of @p ticket.
    template <class Call, class Then>
    void read(QObject* context, ReadTicket& ticket, Call call, Then then)
    {
        ticket.renew();
        ask(context, ticket.token(), std::move(call), std::move(then));
    }

    /// Runs @p call there without an answer; @p otherwise, if there is nothing to read from.
    void readThere(std::function<void(ReadStores&)> call, std::function<void()> otherwise);

Q_SIGNALS:
    void failed(sotto::storage::FailureKind kind);
    void notOpened(sotto::storage::OpenError error);

private:
    using Token = std::shared_ptr<const std::atomic<bool>>;

    template <class Call, class Then> void ask(QObject* context, Token token, Call call, Then then)
    {
        using Value = std::invoke_result_t<Call&, ReadStores&>;
        auto back =
            m_thread.deliver<Value>(context, [token, then = std::move(then)](Value value) mutable {
                if (!token || !*token) {
                    then(std::move(value));
                }
            });
        run([token, call = std::move(call), back = std::move(back)](ReadStores& stores) mutable {
            if (!token || !*token) {
                back(call(stores));
            }
        });
    }
    void run(std::function<void(ReadStores&)> call);

    std::atomic<bool> m_ending = false;
    std::optional<ReadStores> m_stores; ///< touched there alone
    WorkerThread m_thread;
};

} // namespace sotto::viewmodels
