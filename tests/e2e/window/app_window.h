#pragma once

#include "tests/e2e/window/screen.h"
#include "tests/e2e/window/screen_reader.h"

#include <memory>
#include <optional>

namespace sotto::test {

/// The program `sotto` on a profile of its own, with a home of its own, on that screen; used as a
/// person does: by mouse and keys alone, at what a reader of the screen finds.
///
/// What says bool has waited until it was so, and is false if it never was.
class AppWindow
{
public:
    /// @p folder is its own and empty. @p bus is the session's, with a ReaderService and nothing
    /// else that the test does not want.
    AppWindow(const Screen& screen, const QString& bus, const QString& folder,
              const QString& relay);
    ~AppWindow();

    [[nodiscard]] QString profile() const { return m_folder + QStringLiteral("/profile"); }
    /// For later starts.
    void setVariable(const QString& name, const QString& value);
    /// Starts it, waits for its window, gives that the keyboard.
    [[nodiscard]] bool start();
    /// A further start on the same profile: its exit code.
    [[nodiscard]] std::optional<int> startAgain() const;
    [[nodiscard]] qint64 process() const { return m_process.processId(); }
    [[nodiscard]] bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    /// Waits for its end.
    [[nodiscard]] std::optional<int> exitCode();
    void kill();

    /// Also finds it again.
    [[nodiscard]] bool isVisible();
    [[nodiscard]] quint32 window() const { return m_window; }
    void focus() const { Screen::focus(m_window); }
    [[nodiscard]] bool hasTitle(const QString& title) const;

    using Choice = ScreenReader::Choice;
    [[nodiscard]] bool shows(Spoken::Role role, const Choice& choice) const;
    [[nodiscard]] bool shows(Spoken::Role role, const QString& name) const;
    [[nodiscard]] bool hides(Spoken::Role role, const QString& name) const;
    /// Once it stands still and can be used.
    [[nodiscard]] bool click(Spoken::Role role, const Choice& choice) const;
    [[nodiscard]] bool click(Spoken::Role role, const QString& name) const;
    /// The field of that name has the keyboard.
    [[nodiscard]] bool isWritingIn(const QString& field) const;
    /// It is there and has not.
    [[nodiscard]] bool isNotWritingIn(const QString& field) const;
    [[nodiscard]] bool holds(const QString& field, const QString& text) const;
    /// Types into the field that has the keyboard, and sees it there.
    [[nodiscard]] bool write(const QString& field, const QString& text) const;
    void press(const QString& key) const { m_screen.press(key); }
    void type(const QString& text) const { m_screen.type(text); }

    [[nodiscard]] const ScreenReader& reader() const { return m_reader; }

private:
    [[nodiscard]] std::optional<Spoken> field(const QString& name) const;

    const Screen& m_screen;
    ScreenReader m_reader;
    QString m_folder;
    QProcessEnvironment m_environment;
    QProcess m_process;
    quint32 m_window = 0;
};

/// Names that begin so.
[[nodiscard]] ScreenReader::Choice beginningWith(const QString& text);
[[nodiscard]] ScreenReader::Choice containing(const QString& text);

/// Waits for a state, as long as the slowest machine may need.
[[nodiscard]] bool comesTrue(const std::function<bool()>& state);

} // namespace sotto::test
