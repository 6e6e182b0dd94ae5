#include "net/client/persistent_link.h"

#include "net/client/network_change.h"

#include <algorithm>

#include <QPointer>

namespace sotto::client {

namespace {

bool mayBeResent(Resend resend, const ConnectionError& error)
{
    const bool isOfConnection = error.kind != ErrorKind::Refused &&
                                error.kind != ErrorKind::TimedOut &&
                                error.kind != ErrorKind::Cancelled;
    return isOfConnection && !endsReconnecting(error) &&
           (resend == Resend::Always || (resend == Resend::IfUnsent && !error.mayHaveHappened));
}

} // namespace

PersistentLink::PersistentLink(RelayPlace place)
    : m_place(std::move(place))
    , m_backoff(m_place.options.backoff)
{
    m_wait.setSingleShot(true);
    connect(&m_wait, &QTimer::timeout, this, &PersistentLink::connectNow);
    onNetworkBack(this, [this] {
        m_backoff.reset();
        if (m_state == LinkState::Waiting) {
            connectNow();
        } else if (m_state == LinkState::Ready) {
            m_link->probe();
        }
    });
}

void PersistentLink::start()
{
    if (m_state == LinkState::Stopped) {
        m_stoppedFor.reset();
        connectNow();
    }
}

void PersistentLink::retryNow()
{
    m_backoff.reset();
    if (m_state == LinkState::Waiting || m_state == LinkState::Stopped) {
        m_stoppedFor.reset();
        connectNow();
    }
}

void PersistentLink::connectNow()
{
    m_wait.stop();
    m_readySince.invalidate();
    m_link = std::make_unique<RelayLink>(m_place, eapiOfLastTime ? eapiOfLastTime() : std::nullopt);
    hook(*m_link);
    const QPointer<RelayLink> link(m_link.get());
    enterState(LinkState::Connecting);
    if (link) {
        link->open();
    }
}

void PersistentLink::hook(RelayLink& link)
{
    link.onChannel = [this, &link](const crypto::ChannelSession&) {
        if (!onChannel) {
            return;
        }
        const QPointer<RelayLink> alive(&link);
        enterState(LinkState::LoggingIn);
        if (alive) {
            onChannel(link);
        }
    };
    link.onFirstFrame = [this](const crypto::ChannelSession& session) {
        if (onFirstFrame) {
            onFirstFrame(session);
        }
    };
    link.onWelcome = [this](const wire::Welcome& welcome) {
        const QPointer<PersistentLink> alive(this);
        if (onWelcome) {
            onWelcome(welcome);
        }
        if (alive && !onChannel) {
            enter();
        }
    };
    link.onEvent = [this](wire::Event event) {
        if (onEvent) {
            onEvent(std::move(event));
        }
    };
    link.onClosed = [this, &link](const ConnectionError& error) { onLinkClosed(link, error); };
}

void PersistentLink::enter()
{
    m_readySince.start();
    const QPointer<PersistentLink> alive(this);
    enterState(LinkState::Ready);
    if (alive) {
        submitWaiting();
    }
}

void PersistentLink::submitWaiting()
{
    if (m_state != LinkState::Ready) {
        return;
    }
    for (auto& [ticket, kept] : m_requests) {
        if (kept.on == nullptr) {
            submit(ticket, kept);
        }
    }
}

void PersistentLink::submit(Ticket ticket, Kept& kept)
{
    RelayLink* link = m_link.get();
    kept.on = link;
    kept.ticket = link->request(kept.request, kept.patience,
                                [this, ticket, link](Outcome<wire::Answer> outcome) {
                                    settle(ticket, link, std::move(outcome));
                                });
}

PersistentLink::Ticket PersistentLink::request(wire::Request request, Resend resend,
                                               Patience patience, Done<wire::Answer> done)
{
    const Ticket ticket = ++m_lastTicket;
    if (m_stoppedFor) {
        fail(std::move(done), *m_stoppedFor);
        return ticket;
    }
    Kept& kept = m_requests[ticket];
    kept.request = encode(std::move(request));
    kept.resend = resend;
    kept.patience = patience;
    kept.done = std::move(done);
    if (m_state == LinkState::Ready) {
        submit(ticket, kept);
    }
    return ticket;
}

void PersistentLink::cancel(Ticket ticket)
{
    const auto it = m_requests.find(ticket);
    if (it == m_requests.end()) {
        return;
    }
    if (it->second.on != nullptr) {
        return it->second.on->cancel(it->second.ticket); // settle() tells
    }
    fail(std::move(it->second.done), {.kind = ErrorKind::Cancelled});
    m_requests.erase(it);
}

void PersistentLink::acknowledge(std::uint64_t number)
{
    if (m_state == LinkState::Ready) {
        m_link->acknowledge(number);
    }
}

void PersistentLink::settle(Ticket ticket, RelayLink* link, Outcome<wire::Answer> outcome)
{
    const auto it = m_requests.find(ticket);
    if (it == m_requests.end()) {
        return;
    }
    Kept& kept = it->second;
    if (!outcome && mayBeResent(kept.resend, outcome.error())) {
        kept.on = nullptr;
        if (link != m_link.get() && m_state == LinkState::Ready) {
            submit(ticket, kept);
        }
        return;
    }
    const auto done = std::move(kept.done);
    m_requests.erase(it);
    const bool isRetiring = link != nullptr && link != m_link.get();
    if (isRetiring && outcome && !link->hasPending()) {
        link->finish();
    }
    done(std::move(outcome));
}

void PersistentLink::onLinkClosed(RelayLink& link, const ConnectionError& error)
{
    if (&link != m_link.get()) {
        std::erase_if(m_retiring, [&link](const auto& other) { return other.get() == &link; });
        if (m_state == LinkState::Stopped && hasWaiting() && !m_stoppedFor) {
            connectNow();
        }
        return;
    }
    const ConnectionError reason = error; // it may be the link's
    if (endsReconnecting(reason)) {
        return stopFor(reason);
    }
    waitAfter(reason);
}

void PersistentLink::waitAfter(const ConnectionError& error)
{
    const std::uint32_t delay = m_backoff.nextDelayMs(*m_place.random, livedMs());
    m_link.reset();
    m_wait.start(static_cast<int>(
        std::max(delay, std::min(error.retryAfterMs, m_place.options.backoff.longestMs))));
    enterState(LinkState::Waiting, &error);
}

void PersistentLink::retryLater(ConnectionError error)
{
    if (m_link) {
        waitAfter(error);
    }
}

std::uint64_t PersistentLink::livedMs() const
{
    return m_readySince.isValid() ? static_cast<std::uint64_t>(m_readySince.elapsed()) : 0;
}

void PersistentLink::retire()
{
    // From the event loop: the link may be on the stack.
    RelayLink* link = m_link.get();
    m_retiring.push_back(std::move(m_link));
    if (!link->hasPending()) {
        QMetaObject::invokeMethod(
            link, [link] { link->finish(); }, Qt::QueuedConnection);
    }
}

void PersistentLink::stop()
{
    if (m_state == LinkState::Ready) {
        m_link->finish();
        m_retiring.push_back(std::move(m_link));
    }
    const ConnectionError error{.kind = ErrorKind::Cancelled, .technical = "stopped"};
    end(error);
    enterState(LinkState::Stopped, &error);
}

void PersistentLink::stopFor(ConnectionError error)
{
    end(error);
    m_stoppedFor = error;
    enterState(LinkState::Stopped, &error);
}

void PersistentLink::end(const ConnectionError& error)
{
    m_wait.stop();
    m_link.reset();
    auto requests = std::move(m_requests);
    m_requests.clear();
    for (auto& [ticket, kept] : requests) {
        ConnectionError own = error;
        own.mayHaveHappened = kept.on != nullptr;
        fail(std::move(kept.done), std::move(own));
    }
}

void PersistentLink::fail(Done<wire::Answer> done, ConnectionError error)
{
    QMetaObject::invokeMethod(
        this,
        [done = std::move(done), error = std::move(error)] { done(crypto::Unexpected(error)); },
        Qt::QueuedConnection);
}

void PersistentLink::renew()
{
    if (!m_link) {
        return;
    }
    m_wait.stop();
    retire();
    // Without a request there is no hurry to be seen at the relay again.
    if (hasWaiting()) {
        return connectNow();
    }
    enterState(LinkState::Stopped);
}

bool PersistentLink::hasWaiting() const
{
    return std::ranges::any_of(m_requests,
                               [](const auto& entry) { return entry.second.on == nullptr; });
}

void PersistentLink::cutRetiring()
{
    // Each closes itself, and onLinkClosed() takes it out of the list.
    std::vector<QPointer<RelayLink>> links;
    links.reserve(m_retiring.size());
    for (const auto& link : m_retiring) {
        links.emplace_back(link.get());
    }
    for (const auto& link : links) {
        if (link) {
            link->fail({.kind = ErrorKind::Lost, .technical = "replaced by a newer connection"});
        }
    }
}

void PersistentLink::enterState(LinkState state, const ConnectionError* error)
{
    m_state = state;
    if (const auto callback = onState) {
        callback(state, error);
    }
}

} // namespace sotto::client
