#pragma once

#include <QByteArray>
#include <QPoint>
#include <QProcess>
#include <QStringList>

namespace sotto::test {

/// An X server of this test's own (Xvfb), with a keyboard and a mouse that xdotool moves. No window
/// manager: a window has the keyboard when it is given to it.
///
/// Afterwards it is this process's display as well, so it is made before any QGuiApplication.
class Screen
{
public:
    /// @throws std::runtime_error if there is no Xvfb, or it does not start
    Screen();
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;
    ~Screen();

    /// ":7"
    [[nodiscard]] const QByteArray& name() const { return m_name; }

    void click(QPoint at) const;
    /// One key as xdotool calls it, with what is held: "Return", "ctrl+k".
    void press(const QString& key) const;
    /// Characters of an American keyboard.
    void type(const QString& text) const;

    /// The windows of a process that are to be seen.
    [[nodiscard]] QList<quint32> windowsOf(qint64 process) const;
    [[nodiscard]] QString titleOf(quint32 window) const;
    static void focus(quint32 window);
    /// Nobody has the keyboard, as if the person were elsewhere.
    static void focusNothing();
    /// What the button in a window's frame does.
    static void askToClose(quint32 window);

private:
    /// What it printed.
    [[nodiscard]] QByteArray xdotool(const QStringList& words) const;

    QProcess m_server;
    QByteArray m_name;
};

} // namespace sotto::test
