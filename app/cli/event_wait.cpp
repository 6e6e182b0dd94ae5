#include "app/cli/event_wait.h"

#include <exception>

#include <QAbstractEventDispatcher>
#include <QEventLoop>
#include <QTimer>

namespace sotto::cli {

namespace {

/// What depends on the time alone, such as giving up, is noticed so soon.
constexpr int kAskEveryMs = 100;

} // namespace

bool waitFor(const std::function<bool()>& done, int mostMs)
{
    if (done()) {
        return true;
    }
    QEventLoop loop;
    bool answer = false;
    std::exception_ptr thrown; // must not pass through the event loop
    const auto ask = [&] {
        try {
            answer = answer || thrown || done();
        } catch (...) {
            thrown = std::current_exception();
        }
        if (answer || thrown) {
            loop.quit();
        }
    };
    QObject::connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock,
                     &loop, ask);
    QTimer heartbeat;
    QObject::connect(&heartbeat, &QTimer::timeout, &loop, ask);
    heartbeat.start(kAskEveryMs);
    QTimer deadline;
    deadline.setSingleShot(true);
    deadline.setTimerType(Qt::PreciseTimer);
    QObject::connect(&deadline, &QTimer::timeout, &loop, &QEventLoop::quit);
    if (mostMs >= 0) {
        deadline.start(mostMs);
    }
    loop.exec();
    if (thrown) {
        std::rethrow_exception(thrown);
    }
    return answer || done();
}

} // namespace sotto::cli
