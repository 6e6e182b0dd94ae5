#include "net/relay/server/listener.h"

#include <QTimer>

namespace sotto::relay {

namespace {

/// What the kernel keeps for a storm of reconnecting clients.
constexpr int kBacklog = 4'096;
constexpr int kRetryMs = 200;

} // namespace

Listener::Listener(Taker taker)
    : m_taker(std::move(taker))
{
    setListenBacklogSize(kBacklog);
    // Qt stops to accept when there is no descriptor left; there will be, once others have gone.
    connect(this, &QTcpServer::acceptError, this,
            [this] { QTimer::singleShot(kRetryMs, this, [this] { resumeAccepting(); }); });
}

void Listener::incomingConnection(qintptr descriptor)
{
    m_taker(descriptor);
}

} // namespace sotto::relay
