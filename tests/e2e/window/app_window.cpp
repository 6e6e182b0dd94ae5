#include "tests/e2e/window/app_window.h"

#include <csignal>
#include <sys/prctl.h>

#include <QDir>
#include <QFile>
#include <QTest>

namespace sotto::test {

namespace {

constexpr int kPatienceMs = 60'000;

/// What a program of this user's own may say of the person's real desktop.
constexpr const char* kPrefixesOfTheDesktop[] = {"QT_",    "QML_",  "QSG_", "XDG_",
                                                 "SOTTO_", "DBUS_", "LC_",  "WAYLAND_"};

QProcessEnvironment cleanEnvironment()
{
    QProcessEnvironment out = QProcessEnvironment::systemEnvironment();
    for (const QString& name : out.keys()) {
        for (const char* prefix : kPrefixesOfTheDesktop) {
            if (name.startsWith(QLatin1StringView(prefix))) {
                out.remove(name);
            }
        }
    }
    return out;
}

void dieWithThisTest()
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
}

} // namespace

ScreenReader::Choice beginningWith(const QString& text)
{
    return [text](const QString& name) { return name.startsWith(text); };
}

ScreenReader::Choice containing(const QString& text)
{
    return [text](const QString& name) { return name.contains(text); };
}

bool comesTrue(const std::function<bool()>& state)
{
    return QTest::qWaitFor(state, kPatienceMs);
}

AppWindow::AppWindow(const Screen& screen, const QString& bus, const QString& folder,
                     const QString& relay)
    : m_screen(screen)
    , m_reader(bus)
    , m_folder(folder)
    , m_environment(cleanEnvironment())
{
    const QString runtime = folder + "/run";
    QDir().mkpath(runtime);
    QFile::setPermissions(runtime, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    const std::pair<const char*, QString> values[] = {
        {"HOME", folder},
        {"XDG_RUNTIME_DIR", runtime},
        {"DISPLAY", screen.name()},
        {"LC_ALL", "C.UTF-8"},
        {"QT_QPA_PLATFORM", "xcb"},
        {"QT_QUICK_BACKEND", "software"},
        {"QT_IM_MODULE", "compose"},
        {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON", "1"},
        {"DBUS_SESSION_BUS_ADDRESS", bus},
        {"DBUS_SYSTEM_BUS_ADDRESS", "disabled:"},
        {"SOTTO_RELAY", relay},
    };
    for (const auto& [name, value] : values) {
        m_environment.insert(name, value);
    }
    m_process.setProcessChannelMode(QProcess::ForwardedChannels);
    m_process.setChildProcessModifier(&dieWithThisTest);
}

AppWindow::~AppWindow()
{
    kill();
}

void AppWindow::setVariable(const QString& name, const QString& value)
{
    m_environment.insert(name, value);
}

bool AppWindow::start()
{
    m_process.setProcessEnvironment(m_environment);
    m_process.start(SOTTO_PROGRAM, {"--profile", profile()});
    if (!m_process.waitForStarted(kPatienceMs)) {
        return false;
    }
    m_reader.lookAt(process());
    const bool came = comesTrue([this] {
        m_window = m_screen.windowsOf(process()).value(0);
        return m_window != 0;
    });
    if (came) {
        focus();
    }
    return came;
}

std::optional<int> AppWindow::startAgain() const
{
    QProcess second;
    second.setProcessEnvironment(m_environment);
    second.setProcessChannelMode(QProcess::ForwardedChannels);
    second.setChildProcessModifier(&dieWithThisTest);
    second.start(SOTTO_PROGRAM, {"--profile", profile()});
    if (!comesTrue([&] { return second.state() == QProcess::NotRunning; }) ||
        second.exitStatus() != QProcess::NormalExit) {
        second.kill();
        second.waitForFinished();
        return {};
    }
    return second.exitCode();
}

std::optional<int> AppWindow::exitCode()
{
    if (!comesTrue([this] { return !isRunning(); }) ||
        m_process.exitStatus() != QProcess::NormalExit) {
        return {};
    }
    return m_process.exitCode();
}

void AppWindow::kill()
{
    if (isRunning()) {
        m_process.kill();
        m_process.waitForFinished(kPatienceMs);
    }
}

bool AppWindow::isVisible()
{
    // One that was closed into the tray comes back as another one of the X server.
    const QList<quint32> windows = m_screen.windowsOf(process());
    if (!windows.isEmpty() && !windows.contains(m_window)) {
        m_window = windows.first();
    }
    return !windows.isEmpty();
}

bool AppWindow::hasTitle(const QString& title) const
{
    return comesTrue([&] { return m_screen.titleOf(m_window) == title; });
}

bool AppWindow::shows(Spoken::Role role, const Choice& choice) const
{
    return comesTrue([&] { return m_reader.find(role, choice).has_value(); });
}

bool AppWindow::shows(Spoken::Role role, const QString& name) const
{
    return shows(role, [&](const QString& is) { return is == name; });
}

bool AppWindow::hides(Spoken::Role role, const QString& name) const
{
    const auto same = [&](const QString& is) { return is == name; };
    return comesTrue([&] { return !m_reader.find(role, same).has_value(); });
}

bool AppWindow::click(Spoken::Role role, const Choice& choice) const
{
    QString before;
    QRect where;
    const bool rests = comesTrue([&] {
        const auto item = m_reader.find(role, choice);
        const QRect now = item && m_reader.isEnabled(*item) ? m_reader.place(*item) : QRect();
        const bool same = !now.isEmpty() && now == where && item->path == before;
        where = now;
        before = item ? item->path : QString();
        return same;
    });
    if (rests) {
        m_screen.click(where.center());
    }
    return rests;
}

bool AppWindow::click(Spoken::Role role, const QString& name) const
{
    return click(role, [&](const QString& is) { return is == name; });
}

std::optional<Spoken> AppWindow::field(const QString& name) const
{
    return m_reader.find(Spoken::Text, [&](const QString& is) { return is == name; });
}

bool AppWindow::isWritingIn(const QString& name) const
{
    return comesTrue([&] {
        const auto item = field(name);
        return item && m_reader.isFocused(*item);
    });
}

bool AppWindow::isNotWritingIn(const QString& name) const
{
    return comesTrue([&] {
        const auto item = field(name);
        return item && !m_reader.isFocused(*item);
    });
}

bool AppWindow::holds(const QString& name, const QString& text) const
{
    return comesTrue([&] {
        const auto item = field(name);
        return item && m_reader.textOf(*item) == text;
    });
}

bool AppWindow::write(const QString& name, const QString& text) const
{
    if (!isWritingIn(name)) {
        return false;
    }
    m_screen.type(text);
    return holds(name, text);
}

} // namespace sotto::test
