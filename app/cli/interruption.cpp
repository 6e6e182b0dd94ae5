#include "app/cli/interruption.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <stdexcept>
#include <unistd.h>

#include <QSocketNotifier>

namespace sotto::cli {

namespace {

/// Of the pipe through which the handler, which may do next to nothing, wakes the event loop.
volatile std::sig_atomic_t writeEnd = -1;

extern "C" void tellPipe(int)
{
    const int before = errno;
    const char byte = 0;
    // A full pipe has told already.
    [[maybe_unused]] const ssize_t written = ::write(writeEnd, &byte, 1);
    errno = before;
}

void handle(void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (const int signal : {SIGINT, SIGTERM}) {
        ::sigaction(signal, &action, nullptr);
    }
}

} // namespace

Interruption::Interruption()
{
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
        throw std::runtime_error("the system gives no pipe for signals");
    }
    m_readEnd = ends[0];
    writeEnd = ends[1];
    m_notifier = std::make_unique<QSocketNotifier>(m_readEnd, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] {
        m_came = true;
        m_notifier->setEnabled(false);
    });
    handle(tellPipe);
}

Interruption::~Interruption()
{
    handle(SIG_DFL);
    m_notifier.reset();
    ::close(m_readEnd);
    ::close(writeEnd);
    writeEnd = -1;
}

} // namespace sotto::cli
