#include "net/relay/server/signal_watch.h"

#include <csignal>
#include <stdexcept>
#include <sys/signalfd.h>
#include <unistd.h>

#include <QSocketNotifier>

namespace sotto::relay {

namespace {

sigset_t watchedSignals()
{
    sigset_t watched;
    sigemptyset(&watched);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
        sigaddset(&watched, signal);
    }
    return watched;
}

} // namespace

void SignalWatch::blockSignals()
{
    const sigset_t watched = watchedSignals();
    pthread_sigmask(SIG_BLOCK, &watched, nullptr);
}

SignalWatch::SignalWatch(Callbacks callbacks)
    : m_callbacks(std::move(callbacks))
{
    const sigset_t watched = watchedSignals();
    m_descriptor = signalfd(-1, &watched, SFD_NONBLOCK | SFD_CLOEXEC);
    if (m_descriptor < 0) {
        throw std::runtime_error("the system gives no descriptor for signals");
    }
    m_notifier = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(),
                     [this] { read(); });
}

SignalWatch::~SignalWatch()
{
    m_notifier.reset();
    close(m_descriptor);
}

void SignalWatch::read()
{
    signalfd_siginfo info{};
    while (::read(m_descriptor, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        if (info.ssi_signo == SIGHUP) {
            m_callbacks.reload();
        } else {
            m_callbacks.stop();
        }
    }
}

} // namespace sotto::relay
