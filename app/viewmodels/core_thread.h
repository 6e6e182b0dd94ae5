#pragma once

#ifndef Q_MOC_RUN
#include "app/core/client.h"
#include "app/viewmodels/worker_thread.h"
#endif

#include <optional>

#include <QObject>

namespace sotto::viewmodels {

/// The thread on which core::Client lives, with the one connection that writes.
class CoreThread : public QObject
{
    Q_OBJECT

public:
    explicit CoreThread(core::Environment& environment);
    /// Ends the client there, which closes its database.
    ~CoreThread() override;

    /// Without a client: what blocks (opening, Argon2id).
    template <class Call, class Then> void work(QObject* context, Call call, Then then)
    {
        m_thread.work(context, std::move(call), std::move(then));
    }

    /// From within work(): keeps the database until the client begins with it.
    void keepDatabase(storage::Database database);
    /// From within work(), and after keepDatabase(): the client begins there.
    void openClient();

    /// For what tells nothing back. Without a client, nothing happens.
    void post(std::function<void(core::Client&)> call);

    /// @p call returns what @p then takes. Without a client, nothing happens.
    template <class Call, class Then> void ask(QObject* context, Call call, Then then)
    {
        using Value = std::invoke_result_t<Call&, core::Client&>;
        post([call = std::move(call), back = m_thread.deliver<Value>(context, std::move(then))](
                 core::Client& client) mutable { back(call(client)); });
    }

    /// @p call starts something and hands on the Done that it is given.
    template <class Value, class Call, class Then>
    void begin(QObject* context, Call call, Then then)
    {
        using Result = crypto::Result<Value, core::Problem>;
        post([call = std::move(call), back = m_thread.deliver<Result>(context, std::move(then))](
                 core::Client& client) mutable { call(client, back); });
    }

Q_SIGNALS:
    void changed(const sotto::core::Changes& changes);
    void typing(qint64 conversation, bool active);
    void connection(const sotto::core::Connection& connection);
    /// A joining comes on, or could not go on after a start.
    void linkStep(sotto::core::LinkStep step);
    void linkFailed(const sotto::core::Problem& problem);
    /// The database cannot go on.
    void failed(const sotto::core::Problem& problem);

private:
    void wire();
    void fail(const core::Problem& problem);

    core::Environment& m_environment;
    std::optional<storage::Database> m_database; ///< touched there alone
    std::unique_ptr<core::Client> m_client;      ///< touched there alone
    WorkerThread m_thread;
};

} // namespace sotto::viewmodels
