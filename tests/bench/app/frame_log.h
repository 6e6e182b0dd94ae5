#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <pthread.h>
#include <vector>

#include <QElapsedTimer>
#include <QObject>

class QQuickWindow;

namespace sotto::bench {

struct Frame
{
    double intervalMs = 0; ///< since the one before
    /// What the window's thread worked for it, in CPU time: what is left when others use the
    /// machine as well.
    double workMs = 0;
    bool isMarked = false; ///< mark() was called since the one before
};

/// When a window's frames come, and what is in them. Belongs to the thread of the window; frames
/// may come from another one.
class FrameLog : public QObject
{
public:
    explicit FrameLog(QQuickWindow& window);

    /// What a frame showed that is waited for.
    struct Shown
    {
        double ms = 0;     ///< since expect()
        double workMs = 0; ///< of the window's thread since then
        int frames = 0;    ///< since then, this one included
    };
    /// From now on frames are looked at; @p ready is asked while a frame takes over what the items
    /// hold, with the window's thread standing still.
    void expect(std::function<bool()> ready);
    [[nodiscard]] std::optional<Shown> shown() const;
    /// Lets events pass until it is there. @throws std::runtime_error after a minute.
    Shown wait(const char* what);

    /// Draws frame after frame, as an animation would, and notes each.
    void begin();
    std::vector<Frame> end();
    /// The next frame holds what is looked for, e.g. new rows.
    void mark() { m_isMarked = true; }
    /// Called after each frame while they are noted.
    std::function<void()> onFrame;

    /// Lets events pass until no frame came for a while.
    void settle();

private:
    void synchronized();
    void swapped();
    [[nodiscard]] double workMs() const;

    QQuickWindow& m_window;
    clockid_t m_threadClock = {};
    QElapsedTimer m_clock;
    mutable std::mutex m_mutex;
    std::function<bool()> m_ready;
    std::optional<Shown> m_shown;
    Shown m_expectedFrom; ///< ms and workMs at expect()
    int m_frames = 0;
    int m_all = 0;
    bool m_isReady = false;
    bool m_isMarked = false;
    bool m_isNoting = false;
    Frame m_before; ///< intervalMs and workMs as absolute values
    std::vector<Frame> m_noted;
};

} // namespace sotto::bench
