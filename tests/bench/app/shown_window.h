#pragma once

#include "app/core/environment.h"
#include "app/viewmodels/app.h"
#include "app/viewmodels/app_options.h"
#include "tests/bench/app/frame_log.h"

#include <filesystem>

#include <QQmlApplicationEngine>

class QQuickItem;

namespace sotto::bench {

/// The program's window on a profile: view-models, threads and pages as in the program, in this
/// process.
class ShownWindow
{
public:
    /// Returns at once; wait for the list with showsList().
    explicit ShownWindow(const std::filesystem::path& folder);
    ~ShownWindow();

    [[nodiscard]] viewmodels::App& app() { return *m_app; }
    [[nodiscard]] QQuickWindow& window() { return *m_window; }
    [[nodiscard]] FrameLog& frames() { return *m_frames; }
    /// The conversation of a profile that knows one person.
    [[nodiscard]] storage::RowId onlyPerson() const;
    /// The list of messages of the open conversation; null if there is none.
    [[nodiscard]] QQuickItem* messageList() const;
    /// The item of the newest message, if it is in view.
    [[nodiscard]] QQuickItem* newestRow() const;
    /// Brings the keyboard to where one writes. @throws std::runtime_error
    void activate();
    void press(Qt::Key key, const QString& text);
    /// Keeps the message list flicked at this speed, in pixels a second; towards older messages if
    /// it is positive. To be called with each frame.
    void flick(double speed);
    /// The list stands at the oldest row that is there, and there would be more.
    [[nodiscard]] bool isWaitingForRows() const;

private:
    crypto::SystemRandom m_random;
    core::SystemClock m_clock;
    core::Environment m_environment;
    std::unique_ptr<viewmodels::App> m_app;
    std::unique_ptr<QQmlApplicationEngine> m_engine;
    std::unique_ptr<FrameLog> m_frames;
    QQuickWindow* m_window = nullptr;
};

} // namespace sotto::bench
