#include "tests/e2e/window/screen.h"

#include <csignal>
#include <memory>
#include <stdexcept>
#include <sys/prctl.h>
#include <xcb/xcb.h>

#include <QGuiApplication>

namespace sotto::test {

namespace {

/// For what takes a fraction of a second; on a machine that has much else to do, more.
constexpr int kPatienceMs = 60'000;

xcb_connection_t* connection()
{
    return qGuiApp->nativeInterface<QNativeInterface::QX11Application>()->connection();
}

xcb_atom_t atom(const QByteArray& name)
{
    const auto cookie =
        xcb_intern_atom(connection(), 0, static_cast<std::uint16_t>(name.size()), name.constData());
    const std::unique_ptr<xcb_intern_atom_reply_t, decltype(&std::free)> reply(
        xcb_intern_atom_reply(connection(), cookie, nullptr), &std::free);
    return reply ? reply->atom : xcb_atom_t{XCB_ATOM_NONE};
}

} // namespace

Screen::Screen()
{
    m_server.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    // It takes the first number that is free, and prints it once it can be used.
    m_server.start(
        "Xvfb", {"-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset"});
    while (m_server.waitForReadyRead(kPatienceMs) && !m_server.canReadLine()) {
    }
    const QByteArray number = m_server.readLine().trimmed();
    if (number.isEmpty()) {
        throw std::runtime_error("no Xvfb: " + m_server.errorString().toStdString() + ' ' +
                                 m_server.readAllStandardError().toStdString());
    }
    m_name = ':' + number;
    qputenv("DISPLAY", m_name);
}

Screen::~Screen()
{
    m_server.kill();
    m_server.waitForFinished(kPatienceMs);
}

QByteArray Screen::xdotool(const QStringList& words) const
{
    QProcess process;
    process.start("xdotool", words);
    if (!process.waitForFinished(kPatienceMs)) {
        throw std::runtime_error("xdotool: " + process.errorString().toStdString());
    }
    return process.readAllStandardOutput();
}

void Screen::click(QPoint at) const
{
    (void)xdotool({"mousemove", QString::number(at.x()), QString::number(at.y()), "click", "1"});
}

void Screen::press(const QString& key) const
{
    (void)xdotool({"key", "--clearmodifiers", key});
}

void Screen::type(const QString& text) const
{
    (void)xdotool({"type", "--delay", "2", text});
}

QList<quint32> Screen::windowsOf(qint64 process) const
{
    QList<quint32> out;
    const QByteArray found =
        xdotool({"search", "--onlyvisible", "--pid", QString::number(process)});
    for (const QByteArray& line : found.split('\n')) {
        if (!line.isEmpty()) {
            out.append(line.toUInt());
        }
    }
    return out;
}

QString Screen::titleOf(quint32 window) const
{
    return QString::fromUtf8(xdotool({"getwindowname", QString::number(window)})).trimmed();
}

void Screen::focus(quint32 window)
{
    xcb_set_input_focus(connection(), XCB_INPUT_FOCUS_PARENT, window, XCB_CURRENT_TIME);
    xcb_flush(connection());
}

void Screen::focusNothing()
{
    focus(XCB_NONE);
}

void Screen::askToClose(quint32 window)
{
    xcb_client_message_event_t message{};
    message.response_type = XCB_CLIENT_MESSAGE;
    message.format = 32;
    message.window = window;
    message.type = atom("WM_PROTOCOLS");
    message.data.data32[0] = atom("WM_DELETE_WINDOW");
    message.data.data32[1] = XCB_CURRENT_TIME;
    xcb_send_event(connection(), 0, window, XCB_EVENT_MASK_NO_EVENT,
                   reinterpret_cast<const char*>(&message));
    xcb_flush(connection());
}

} // namespace sotto::test
