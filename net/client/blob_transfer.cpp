#include "net/client/blob_transfer.h"

#include <algorithm>

#include <QPointer>

namespace sotto::client {

BlobTransfer::BlobTransfer(RelayPlace place)
    : m_link(place)
    , m_pauseMs(place.options.backoff.firstMs)
{
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, [this] { beginAnew(); });
    m_link.onState = [this](LinkState state, const ConnectionError* error) {
        onLinkState(state, error);
    };
}

void BlobTransfer::onLinkState(LinkState state, const ConnectionError* error)
{
    const QPointer<BlobTransfer> alive(this);
    if (const auto callback = onState) {
        callback(state, error);
    }
    if (!alive || m_ended) {
        return;
    }
    if (state == LinkState::Ready) {
        beginAnew();
    } else if (state == LinkState::Stopped && error != nullptr) {
        end(crypto::Unexpected(*error));
    }
}

void BlobTransfer::beginAnew()
{
    m_pause.stop();
    if (!m_ended && m_link.state() == LinkState::Ready) {
        ++m_turn;
        goOn();
    }
}

void BlobTransfer::ask(wire::Request request, Done<wire::Answer> done)
{
    m_link.request(std::move(request), Resend::OtherwiseLost, Patience::Transfer,
                   [this, turn = m_turn, done = std::move(done)](Outcome<wire::Answer> outcome) {
                       if (m_ended || turn != m_turn || (!outcome && passes(outcome.error()))) {
                           return;
                       }
                       done(std::move(outcome));
                   });
}

bool BlobTransfer::passes(const ConnectionError& error)
{
    if (error.kind == ErrorKind::Refused) {
        if (error.code != wire::RATE_LIMITED && error.code != wire::UNAVAILABLE) {
            return false;
        }
        ++m_turn;
        m_pause.start(static_cast<int>(std::max(m_pauseMs, error.retryAfterMs)));
        return true;
    }
    ++m_turn;
    if (error.kind == ErrorKind::TimedOut) {
        m_link.retryLater(error);
    }
    return true; // Ready begins anew
}

void BlobTransfer::cancel()
{
    m_link.stop();
}

void BlobTransfer::end(Outcome<void> outcome)
{
    if (std::exchange(m_ended, true)) {
        return;
    }
    m_pause.stop();
    const auto callback = onDone;
    // The connection may be on the stack, and is left politely.
    QMetaObject::invokeMethod(
        this,
        [this, callback, outcome = std::move(outcome)] {
            m_link.onState = nullptr;
            m_link.stop();
            if (callback) {
                callback(outcome);
            }
        },
        Qt::QueuedConnection);
}

bool BlobTransfer::report(std::uint64_t done, std::uint64_t total)
{
    const QPointer<BlobTransfer> alive(this);
    if (const auto callback = onProgress) {
        callback(done, total);
    }
    return alive && !m_ended;
}

} // namespace sotto::client
