#pragma once

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include <QObject>
#include <QPointer>
#include <QThread>

namespace sotto::viewmodels {

/// A thread with an event loop, used from the thread that made it. What is posted runs there one
/// after the other; what comes back runs here, and not at all once @p context is gone.
class WorkerThread
{
public:
    explicit WorkerThread(const QString& name);
    /// Ends the thread after what was posted.
    ~WorkerThread();
    WorkerThread(const WorkerThread&) = delete;
    WorkerThread& operator=(const WorkerThread&) = delete;

    void post(std::function<void()> call);

    /// Runs @p call there, and here @p then with what it returned.
    template <class Call, class Then> void work(QObject* context, Call call, Then then)
    {
        using Value = std::invoke_result_t<Call&>;
        post([call = share(std::move(call)), back = deliver<Value>(context, std::move(then))] {
            back((*call)());
        });
    }

    /// A function that may be called there, once; it runs @p then here with its argument.
    template <class Value, class Then>
    [[nodiscard]] std::function<void(Value)> deliver(QObject* context, Then then)
    {
        return [this, context = QPointer<QObject>(context),
                then = share(std::move(then))](Value value) {
            postHere([context, then, value = share(std::move(value))] {
                if (context) {
                    (*then)(std::move(*value));
                }
            });
        };
    }

    /// From there: runs @p call here, if this object still lives then.
    void postHere(std::function<void()> call);

private:
    /// Functions of the standard library must be copied; what they hold may be movable alone.
    template <class Value> static std::shared_ptr<std::decay_t<Value>> share(Value&& value)
    {
        return std::make_shared<std::decay_t<Value>>(std::forward<Value>(value));
    }

    QThread m_thread;
    QObject m_here;
    QObject* m_there;
};

} // namespace sotto::viewmodels
