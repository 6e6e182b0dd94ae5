#include "app/core/devices/linking.h"

#include "app/core/base/wire_bytes.h"
#include "app/core/devices/link_run.h"

namespace sotto::core {

Linking::Linking(Place place)
    : m_place(std::move(place))
{}

Linking::~Linking() = default;

void Linking::start(LinkRequest request)
{
    m_run = std::make_unique<Run>(
        m_place, [this](LinkStep step) { onStep ? onStep(step) : void(); },
        [this](crypto::Result<void, Problem> outcome) { end(std::move(outcome)); });
    if (m_place.context.nowMs() < m_pausedUntil) {
        m_run->fail({.kind = ProblemKind::TriesSpent});
    } else {
        m_run->begin(std::move(request));
    }
}

bool Linking::resume()
{
    if (m_run && m_run->isJoining()) {
        m_run->send();
        return true;
    }
    const auto stored = m_place.context.stores.state.find(kLinkingRow);
    auto joining = stored ? Joining::parse(stored->view()) : std::nullopt;
    if (!joining) {
        return false;
    }
    m_run = std::make_unique<Run>(
        m_place, [this](LinkStep step) { onStep ? onStep(step) : void(); },
        [this](crypto::Result<void, Problem> outcome) { end(std::move(outcome)); });
    m_run->resume(std::move(*joining));
    return true;
}

bool Linking::isJoining() const
{
    return m_run && m_run->isJoining();
}

void Linking::cancel()
{
    if (m_run && !m_run->isJoining()) {
        m_run->fail({.kind = ProblemKind::Cancelled});
    }
}

void Linking::stop()
{
    if (m_run) {
        m_run->stop();
    }
}

void Linking::retryNow()
{
    if (m_run && m_run->isJoining()) {
        m_run->retryNow();
    }
}

void Linking::end(crypto::Result<void, Problem> outcome)
{
    m_run.reset();
    if (outcome) {
        m_tries = 0;
    } else if (outcome.error().kind == ProblemKind::NoRecord && ++m_tries == kLinkTriesMax) {
        m_tries = 0;
        m_pausedUntil = m_place.context.nowMs() + kLinkPauseMs;
    }
    if (onEnd) {
        onEnd(std::move(outcome));
    }
}

} // namespace sotto::core
