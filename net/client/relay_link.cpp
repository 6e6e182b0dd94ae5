#include "net/client/relay_link.h"

#include <algorithm>
#include <limits>
#include <vector>

#include <QPointer>

namespace sotto::client {

RelayLink::RelayLink(const RelayPlace& place, std::optional<crypto::Eapi> eapi)
    : m_socket(place, std::move(eapi))
    , m_timings(place.options.link.timings)
{
    m_clock.start();
    m_expiry.setSingleShot(true);
    connect(&m_expiry, &QTimer::timeout, this, &RelayLink::expire);
    m_socket.onEstablished = [this] { onEstablished(); };
    m_socket.onFrame = [this](const crypto::SecretBytes& frame) { onFrame(frame.view()); };
    m_socket.onClosed = [this](ConnectionError error) { onSocketClosed(std::move(error)); };
}

void RelayLink::onEstablished()
{
    wire::Request hello;
    hello.mutable_hello()->set_oldest_version(wire::kProtocolVersion);
    hello.mutable_hello()->set_newest_version(wire::kProtocolVersion);
    request(encode(std::move(hello)), Patience::Answer,
            [this](Outcome<wire::Answer> outcome) { onHello(std::move(outcome)); });
    if (const auto callback = onChannel) {
        callback(*m_socket.session());
    }
}

void RelayLink::onHello(Outcome<wire::Answer> outcome)
{
    if (!outcome) {
        // What the connection ended with is told by onClosed.
        if (outcome.error().kind == ErrorKind::TimedOut ||
            outcome.error().kind == ErrorKind::Refused ||
            outcome.error().kind == ErrorKind::ClientTooOld) {
            m_socket.fail(outcome.error());
        }
        return;
    }
    if (!outcome->has_welcome() || outcome->welcome().version() != wire::kProtocolVersion) {
        return m_socket.fail({.kind = ErrorKind::ProtocolBroken, .technical = "no good Welcome"});
    }
    if (const auto callback = onWelcome) {
        callback(outcome->welcome());
    }
}

RelayLink::Ticket RelayLink::request(SharedRequest request, Patience patience,
                                     Done<wire::Answer> done)
{
    // What does not fit, or comes too late, gets a ticket as well, so that its outcome comes later.
    const bool fits = RequestQueue::fits(*request);
    const auto nothing = std::make_shared<const EncodedRequest>();
    const Ticket ticket = m_queue.push(fits ? std::move(request) : nothing);
    const auto allowedMs =
        patience == Patience::Transfer ? m_timings.transferAnswerMs : m_timings.answerMs;
    m_pending.emplace(ticket, Pending{m_clock.elapsed() + allowedMs, std::move(done)});
    if (!fits) {
        m_queue.withdraw(ticket);
        settleLater(ticket, {.kind = ErrorKind::Refused,
                             .code = wire::TOO_LARGE,
                             .detail = crypto::kMaxChannelPlaintextBytes});
    } else if (m_closed) {
        settleLater(ticket, {.kind = ErrorKind::Lost, .technical = "the connection has ended"});
    }
    if (!m_expiry.isActive() || m_expiry.remainingTime() > static_cast<int>(allowedMs)) {
        m_expiry.start(static_cast<int>(allowedMs));
    }
    flushSoon();
    return ticket;
}

void RelayLink::cancel(Ticket ticket)
{
    const bool neverSent = m_queue.withdraw(ticket);
    settleLater(ticket, {.kind = ErrorKind::Cancelled, .mayHaveHappened = !neverSent});
}

void RelayLink::settleLater(Ticket ticket, ConnectionError error)
{
    const auto it = m_pending.find(ticket);
    if (it == m_pending.end()) {
        return;
    }
    auto done = std::move(it->second.done);
    m_pending.erase(it);
    QMetaObject::invokeMethod(
        this,
        [done = std::move(done), error = std::move(error)] { done(crypto::Unexpected(error)); },
        Qt::QueuedConnection);
}

void RelayLink::acknowledge(std::uint64_t number)
{
    wire::Request request;
    request.mutable_acknowledge()->set_number(number);
    m_queue.pushUnanswered(encode(std::move(request)));
    flushSoon();
}

void RelayLink::flushSoon()
{
    if (m_flushIsDue || m_closed || m_socket.session() == nullptr) {
        return;
    }
    m_flushIsDue = true;
    QMetaObject::invokeMethod(this, &RelayLink::flush, Qt::QueuedConnection);
}

void RelayLink::flush()
{
    m_flushIsDue = false;
    const QPointer<RelayLink> alive(this);
    while (alive && !m_closed) {
        const crypto::SecretBytes frame = m_queue.nextFrame();
        if (frame.empty()) {
            return;
        }
        m_socket.send(frame.view());
    }
}

void RelayLink::onFrame(crypto::ByteView plaintext)
{
    const QPointer<RelayLink> alive(this);
    if (!m_sawFrame) {
        m_sawFrame = true;
        if (const auto callback = onFirstFrame) {
            callback(*m_socket.session());
            if (!alive) {
                return;
            }
        }
    }
    wire::ServerFrame frame;
    if (!frame.ParseFromArray(plaintext.data(), static_cast<int>(plaintext.size()))) {
        return m_socket.fail({.kind = ErrorKind::ProtocolBroken, .technical = "no ServerFrame"});
    }
    for (wire::Answer& answer : *frame.mutable_answers()) {
        if (!take(std::move(answer)) || !alive || m_closed) {
            return;
        }
    }
    for (wire::Event& event : *frame.mutable_events()) {
        if (!take(std::move(event)) || !alive || m_closed) {
            return;
        }
    }
    flushSoon(); // answers made room
}

bool RelayLink::take(wire::Answer answer)
{
    if (!m_queue.answered(answer.id())) {
        m_socket.fail(
            {.kind = ErrorKind::ProtocolBroken, .technical = "an answer without a request"});
        return false;
    }
    const auto it = m_pending.find(answer.id());
    if (it == m_pending.end()) {
        return true; // cancelled or timed out
    }
    const auto done = std::move(it->second.done);
    m_pending.erase(it);
    const QPointer<RelayLink> alive(this);
    if (answer.has_refusal()) {
        ConnectionError error = errorOf(answer.refusal(), ErrorKind::Refused);
        done(crypto::Unexpected(std::move(error)));
    } else {
        done(std::move(answer));
    }
    return !alive.isNull();
}

bool RelayLink::take(wire::Event event)
{
    if (event.has_goodbye()) {
        m_goodbye = errorOf(event.goodbye().reason(), ErrorKind::Dismissed);
        return true;
    }
    const QPointer<RelayLink> alive(this);
    if (const auto callback = onEvent) {
        callback(std::move(event));
    }
    return !alive.isNull();
}

void RelayLink::onSocketClosed(ConnectionError error)
{
    m_closed = true;
    m_expiry.stop();
    if (m_goodbye && error.kind == ErrorKind::Lost) {
        error = *m_goodbye;
    }
    auto pending = std::move(m_pending);
    m_pending.clear();
    const QPointer<RelayLink> alive(this);
    for (auto& [ticket, request] : pending) {
        ConnectionError own = error;
        own.mayHaveHappened = m_queue.isSent(ticket);
        request.done(crypto::Unexpected(std::move(own)));
        if (!alive) {
            return;
        }
    }
    if (const auto callback = onClosed) {
        callback(std::move(error));
    }
}

void RelayLink::expire()
{
    const qint64 now = m_clock.elapsed();
    qint64 earliest = std::numeric_limits<qint64>::max();
    std::vector<Ticket> late;
    for (const auto& [ticket, request] : m_pending) {
        if (request.deadlineMs <= now) {
            late.push_back(ticket);
        } else {
            earliest = std::min(earliest, request.deadlineMs);
        }
    }
    for (const Ticket ticket : late) {
        const bool neverSent = m_queue.withdraw(ticket);
        settleLater(ticket, {.kind = ErrorKind::TimedOut, .mayHaveHappened = !neverSent});
    }
    if (!m_pending.empty()) {
        m_expiry.start(static_cast<int>(earliest - now));
    }
}

} // namespace sotto::client
