#include "tests/bench/app/frame_log.h"

#include <stdexcept>

#include <QCoreApplication>
#include <QQuickWindow>
#include <QTimer>

namespace sotto::bench {

namespace {

constexpr int kPatienceMs = 60'000;
/// Without a frame for so long, nothing moves.
constexpr int kStillMs = 120;
constexpr int kStillMsMax = 3'000;

double milliseconds(std::int64_t nanoseconds)
{
    return static_cast<double>(nanoseconds) / 1e6;
}

} // namespace

FrameLog::FrameLog(QQuickWindow& window)
    : m_window(window)
{
    pthread_getcpuclockid(pthread_self(), &m_threadClock);
    m_clock.start();
    connect(
        &window, &QQuickWindow::afterSynchronizing, this, [this] { synchronized(); },
        Qt::DirectConnection);
    connect(
        &window, &QQuickWindow::frameSwapped, this, [this] { swapped(); }, Qt::DirectConnection);
    connect(
        &window, &QQuickWindow::frameSwapped, this,
        [this] {
            if (m_isNoting) {
                if (onFrame) {
                    onFrame();
                }
                m_window.update();
            }
        },
        Qt::QueuedConnection);
}

double FrameLog::workMs() const
{
    timespec time = {};
    clock_gettime(m_threadClock, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

void FrameLog::expect(std::function<bool()> ready)
{
    const std::lock_guard lock(m_mutex);
    m_ready = std::move(ready);
    m_shown.reset();
    m_frames = 0;
    m_isReady = false;
    m_expectedFrom = {milliseconds(m_clock.nsecsElapsed()), workMs(), 0};
}

std::optional<FrameLog::Shown> FrameLog::shown() const
{
    const std::lock_guard lock(m_mutex);
    return m_shown;
}

void FrameLog::synchronized()
{
    const std::lock_guard lock(m_mutex);
    m_isReady = m_ready && m_ready();
}

void FrameLog::swapped()
{
    const std::lock_guard lock(m_mutex);
    const double now = milliseconds(m_clock.nsecsElapsed());
    const double work = workMs();
    ++m_frames;
    ++m_all;
    if (m_isReady) {
        m_shown = {now - m_expectedFrom.ms, work - m_expectedFrom.workMs, m_frames};
        m_ready = nullptr;
        m_isReady = false;
    }
    if (m_isNoting) {
        m_noted.push_back(
            {now - m_before.intervalMs, work - m_before.workMs, std::exchange(m_isMarked, false)});
        m_before = {now, work, false};
    }
}

FrameLog::Shown FrameLog::wait(const char* what)
{
    QElapsedTimer elapsed;
    elapsed.start();
    // So that waiting for events ends now and then.
    QTimer heartbeat;
    heartbeat.start(20);
    while (true) {
        if (const auto found = shown()) {
            return *found;
        }
        if (elapsed.hasExpired(kPatienceMs)) {
            throw std::runtime_error(std::string("waited in vain for ") + what);
        }
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
}

void FrameLog::begin()
{
    {
        const std::lock_guard lock(m_mutex);
        m_noted.clear();
        m_before = {milliseconds(m_clock.nsecsElapsed()), workMs(), false};
        m_isMarked = false;
        m_isNoting = true;
    }
    m_window.update();
}

std::vector<Frame> FrameLog::end()
{
    const std::lock_guard lock(m_mutex);
    m_isNoting = false;
    return std::exchange(m_noted, {});
}

void FrameLog::settle()
{
    QElapsedTimer all;
    all.start();
    QElapsedTimer still;
    still.start();
    QTimer heartbeat;
    heartbeat.start(10);
    int before = m_all;
    while (!still.hasExpired(kStillMs) && !all.hasExpired(kStillMsMax)) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        const std::lock_guard lock(m_mutex);
        if (std::exchange(before, m_all) != m_all) {
            still.start();
        }
    }
}

} // namespace sotto::bench
