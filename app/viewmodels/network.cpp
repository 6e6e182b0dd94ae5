#include "app/viewmodels/network.h"

#include "app/core/changes.h"

#include <limits>

namespace sotto::viewmodels {

namespace {

/// Shorter interruptions are not worth a word.
constexpr int kPatienceMs = 5'000;
/// A backlog below this is over before anybody has read a sentence about it.
constexpr int kBacklogWorthSaying = 50;

Network::State stateOf(core::ConnectionState state)
{
    switch (state) {
    case core::ConnectionState::Connecting:
        return Network::State::Connecting;
    case core::ConnectionState::Online:
        return Network::State::Online;
    case core::ConnectionState::Offline:
        return Network::State::Offline;
    case core::ConnectionState::Refused:
        return Network::State::Refused;
    case core::ConnectionState::Stopped:
        break;
    }
    return Network::State::Stopped;
}

} // namespace

Network::Network(QObject* parent)
    : QObject(parent)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatienceMs);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_offline = true;
        Q_EMIT changed();
    });
}

QString Network::title() const
{
    if (!m_offline) {
        return {};
    }
    return m_state == State::Refused ? tr("The relay does not let Sotto in.") : tr("Offline.");
}

QString Network::text() const
{
    if (!m_offline) {
        return {};
    }
    const QString kept = tr("What you write is sent later.");
    return m_state == State::Refused && !m_explanation.isEmpty() ? m_explanation : kept;
}

QString Network::backlogText() const
{
    return m_backlog < kBacklogWorthSaying ? QString()
                                           : tr("Receiving %Ln messages\u2026", nullptr, m_backlog);
}

void Network::reconnect()
{
    Q_EMIT reconnectAsked();
}

void Network::show(const core::Connection& connection)
{
    m_state = stateOf(connection.state);
    m_explanation = QString::fromStdString(connection.explanation);
    m_backlog = static_cast<int>(
        std::min<std::uint64_t>(connection.backlog, std::numeric_limits<int>::max()));
    if (m_state == State::Online || m_state == State::Stopped) {
        m_patience.stop();
        m_offline = false;
    } else if (m_state == State::Refused) {
        m_offline = true;
    } else if (!m_offline && !m_patience.isActive()) {
        m_patience.start();
    }
    Q_EMIT changed();
}

void Network::clear()
{
    show({});
}

} // namespace sotto::viewmodels

#include "moc_network.cpp"
