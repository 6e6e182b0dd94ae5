#pragma once

#include <functional>
#include <memory>

class QSocketNotifier;

namespace sotto::relay {

/// Signals of the process as calls in the event loop of the thread that made this. One at a time.
class SignalWatch
{
public:
    struct Callbacks
    {
        std::function<void()> stop;   ///< SIGTERM, SIGINT
        std::function<void()> reload; ///< SIGHUP
    };

    /// Blocks these signals in this thread and all that it starts from now on. Called before the
    /// first thread starts: one that does not block them would be ended by them, and all with it.
    static void blockSignals();

    /// Signals that came since blockSignals() are told as well.
    explicit SignalWatch(Callbacks callbacks);
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;
    ~SignalWatch();

private:
    void read();

    Callbacks m_callbacks;
    int m_descriptor;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace sotto::relay
