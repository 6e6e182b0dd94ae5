#include "net/relay/service/conversation.h"

#include "net/relay/service/requests.h"
#include "net/wire/large_read.h"

#include <algorithm>
#include <cassert>

namespace sotto::relay {

namespace {

/// A frame is sent when it has grown so far, although more may be at hand.
constexpr std::size_t kFrameBytesGoal = 262'144;
/// What may wait for a peer that does not read: the delivery window, the large reads in flight,
/// and as much again. Beyond it the peer is disconnected.
constexpr std::size_t kUnsentBytesMax = std::size_t{10} << 20;
/// When all connections together keep so much waiting, a share of it is smaller: one largest frame
/// and what collects beside it. Some thousand honest readers on slow lines stay below; hundreds of
/// connections that ask and never read would else take all of a small machine's memory.
constexpr std::size_t kAllUnsentBytesMax = std::size_t{256} << 20;
constexpr std::size_t kUnsentBytesCrowded = std::size_t{3} << 19;
/// Requests of one connection that cost signatures, whether they succeed or not: some 50 us each,
/// and a megabyte of them, which the socket may hold, would keep everybody else on this thread
/// waiting for seconds. Behind a proxy there are no addresses to tell them by.
constexpr Rate kSignatures{64, 16};
/// Frames that came before the EAPI's advance was durable.
constexpr std::size_t kHeldFramesMax = 16;

} // namespace

Conversation::Conversation(Service& service, std::shared_ptr<Inbox> inbox, Outlet& outlet,
                           std::uint64_t origin)
    : m_service(service)
    , m_inbox(std::move(inbox))
    , m_outlet(outlet)
    , m_origin(origin)
    , m_source(++service.newestSource)
    , m_signatures(kSignatures, service.clock.monotonicMs())
    , m_begunMs(service.clock.monotonicMs())
{}

void Conversation::receive(ByteView frame)
{
    m_touched = true; // flushed below
    switch (m_state) {
    case State::AwaitsClientHello:
        receiveClientHello(frame);
        break;
    case State::AwaitsClientAccess:
        receiveClientAccess(frame);
        break;
    case State::AwaitsEapi:
        failHandshake();
        break; // it has to wait for our answer
    case State::AwaitsFirst:
        receiveFirst(frame);
        break;
    case State::Open:
        receiveTraffic(frame);
        break;
    case State::Closed:
        break;
    }
    flush();
}

// ---- traffic -----------------------------------------------------------------------------------

void Conversation::receiveTraffic(ByteView frame)
{
    auto received = m_channel->receive(frame);
    if (!received) {
        // The channel is closed for good: nothing more can be sealed for this peer.
        ServiceCounters::add(m_service.counters.disconnectedForFault);
        close(wire::MALFORMED, "channel");
        return;
    }
    if (m_held) {
        if (m_held->size() >= kHeldFramesMax) {
            leave(wire::TOO_MANY_REQUESTS, "too many frames before the first answer");
            return;
        }
        m_held->push_back(std::move(*received));
        return;
    }
    receiveRequests(*received);
}

void Conversation::receiveRequests(const crypto::ChannelSession::Received& received)
{
    if (received.finished) {
        sendPending();
        if (auto finish = m_channel->finish()) {
            m_outlet.send(*finish);
        }
        close(wire::CODE_UNSPECIFIED, "finished");
        return;
    }
    wire::ClientFrame frame;
    const ByteView plaintext = received.plaintext.view();
    if (!frame.ParseFromArray(plaintext.data(), static_cast<int>(plaintext.size()))) {
        ServiceCounters::add(m_service.counters.disconnectedForFault);
        leave(wire::MALFORMED, "not a ClientFrame");
        return;
    }
    // Nobody has heard an answer to a request of the same frame. So a frame of requests that are
    // answered at once does not keep the thread from other connections for long.
    const auto unanswered = std::ranges::count_if(frame.requests(), [](const auto& request) {
        return request.body_case() != wire::Request::kAcknowledge;
    });
    if (static_cast<std::size_t>(unanswered) > wire::kRequestsInFlightMax) {
        breach({}, wire::TOO_MANY_REQUESTS, "more requests in a frame than the protocol allows");
        return;
    }
    for (wire::Request& request : *frame.mutable_requests()) {
        if (m_state != State::Open) {
            return;
        }
        dispatch(request);
    }
}

void Conversation::dispatch(wire::Request& request)
{
    if (request.body_case() == wire::Request::kAcknowledge) {
        acknowledge(request.acknowledge().number());
        return;
    }
    ServiceCounters::add(m_service.counters.requests);
    const std::size_t bytes = request.ByteSizeLong();
    const Call call{request.id(), bytes, costOf(request, bytes),
                    wire::isLargeRead(request.body_case())};
    if (call.id == 0 || !m_calls.insert(call.id).second) {
        breach({}, wire::MALFORMED, "a request needs an id of its own");
        return;
    }
    m_callBytes += call.bytes;
    m_largeReads += call.largeRead ? 1 : 0;
    if (m_calls.size() > wire::kRequestsInFlightMax ||
        m_callBytes > wire::kRequestBytesInFlightMax ||
        m_largeReads > wire::kLargeReadsInFlightMax) {
        breach(call, wire::TOO_MANY_REQUESTS, "more unanswered requests than the protocol allows");
        return;
    }
    handleRequest(*this, call, request);
}

void Conversation::returned(const Call& call)
{
    if (m_calls.erase(call.id) != 0) {
        m_callBytes -= call.bytes;
        m_largeReads -= call.largeRead ? 1 : 0;
    }
}

void Conversation::answer(const Call& call, wire::Answer answer)
{
    if (m_state != State::Open) {
        return;
    }
    returned(call);
    answer.set_id(call.id);
    collect(answer.ByteSizeLong());
    *m_out->add_answers() = std::move(answer);
}

void Conversation::done(const Call& call)
{
    wire::Answer done;
    done.mutable_done();
    answer(call, std::move(done));
}

void Conversation::refuse(const Call& call, wire::Code code, std::string_view text,
                          std::uint64_t detail, std::uint32_t retryAfterMs)
{
    ServiceCounters::add(m_service.counters.refusals);
    if (call.id == m_loginCall) {
        loginFails();
    }
    wire::Answer refused;
    wire::Refusal& refusal = *refused.mutable_refusal();
    refusal.set_code(code);
    refusal.set_text(std::string(text));
    refusal.set_detail(detail);
    refusal.set_retry_after_ms(retryAfterMs);
    answer(call, std::move(refused));
}

void Conversation::refuseForStore(const Call& call, StoreOutcome outcome)
{
    if (outcome == StoreOutcome::DiskFull) {
        refuse(call, wire::STORAGE_FULL, "the relay's disk is full; nothing was changed", 0,
               60'000);
    } else {
        refuse(call, wire::UNAVAILABLE, "the relay could not store it; nothing was changed", 0,
               5'000);
    }
}

void Conversation::breach(const Call& call, wire::Code code, std::string_view text)
{
    ServiceCounters::add(m_service.counters.disconnectedForFault);
    if (call.id != 0) {
        refuse(call, code, text);
    }
    leave(code, text);
}

bool Conversation::isLimited(const Call& call, LimitedAction action)
{
    if (m_service.rates.take(action, m_origin, m_service.clock.monotonicMs())) {
        return false;
    }
    ServiceCounters::add(m_service.counters.rateLimited);
    refuse(call, wire::RATE_LIMITED, "too often from this address; try again later", 0, 30'000);
    return true;
}

bool Conversation::asksTooMuch(const Call& call)
{
    if (m_signatures.take(kSignatures, m_service.clock.monotonicMs())) {
        return false;
    }
    ServiceCounters::add(m_service.counters.rateLimited);
    refuse(call, wire::RATE_LIMITED, "too often on this connection; try again later", 0, 1'000);
    return true;
}

void Conversation::push(wire::Event event)
{
    if (m_state != State::Open) {
        return;
    }
    collect(event.ByteSizeLong());
    *m_out->add_events() = std::move(event);
}

void Conversation::collect(std::size_t bytes)
{
    // Tag and length of the repeated field: at most 2 and 5 bytes.
    const std::size_t all = bytes + 8;
    if (m_outBytes + all > kFrameBytesGoal) {
        sendPending();
    }
    if (!m_out) {
        m_out = std::make_unique<wire::ServerFrame>();
        touch();
    }
    m_outBytes += all;
}

void Conversation::touch()
{
    if (!m_touched) {
        m_touched = true;
        m_inbox->touch(weak_from_this());
    }
}

void Conversation::flush()
{
    m_touched = false;
    if (m_state == State::Open) {
        submitAcknowledged();
        readPending();
        sendPending();
    }
}

void Conversation::sendPending()
{
    if (!m_out) {
        return;
    }
    crypto::SecretBytes plaintext(m_out->ByteSizeLong());
    m_out->SerializeToArray(plaintext.data(), static_cast<int>(plaintext.size()));
    m_out.reset();
    m_outBytes = 0;
    const auto frame = m_channel->seal(plaintext.view());
    assert(frame); // collect() keeps it below the channel's limit
    m_outlet.send(*frame);
    const bool isCrowded = m_service.unsentBytes > kAllUnsentBytesMax;
    if (m_outlet.unsentBytes() > (isCrowded ? kUnsentBytesCrowded : kUnsentBytesMax)) {
        close(wire::TOO_SLOW, "reads too slowly");
    }
}

void Conversation::leave(wire::Code code, std::string_view text)
{
    if (m_state != State::Open) {
        failHandshake();
        return;
    }
    // Before the EAPI's advance is durable the client must hear nothing under K3.
    if (!m_held) {
        wire::Event goodbye;
        goodbye.mutable_goodbye()->mutable_reason()->set_code(code);
        goodbye.mutable_goodbye()->mutable_reason()->set_text(std::string(text));
        push(std::move(goodbye));
        sendPending();
        if (m_state == State::Open) {
            if (const auto finish = m_channel->finish()) {
                m_outlet.send(*finish);
            }
        }
    }
    close(code, text);
}

void Conversation::close(wire::Code code, std::string_view text)
{
    if (m_state == State::Closed) {
        return;
    }
    submitAcknowledged();
    ended();
    m_outlet.close(static_cast<std::uint16_t>(code), text);
}

void Conversation::ended()
{
    if (m_state == State::Closed) {
        return;
    }
    m_state = State::Closed;
    m_handshake.reset();
    m_held.reset();
    m_out.reset();
    if (m_subscription) {
        m_service.hub.unsubscribe(crypto::MailboxId(m_login->id.view()), m_subscription->epoch);
        m_subscription.reset();
    }
    if (m_watched) {
        m_service.hub.unwatch(*m_watched, this);
    }
}

void Conversation::tick()
{
    const std::uint64_t now = m_service.clock.monotonicMs();
    if (m_state == State::Closed) {
        return;
    }
    if (m_state != State::Open) {
        if (now - m_begunMs > wire::kHandshakeTimeoutMs) {
            failHandshake();
        }
        return;
    }
    if (m_readFailed) {
        m_readFailed = false;
        flush();
    }
}

void Conversation::watch(const ObjectName& name)
{
    m_watched = name;
    m_service.hub.watch(name, listener());
}

void Conversation::loginSucceeds(const crypto::Login& login)
{
    m_loginCall = 0;
    m_login = login;
}

void Conversation::loginFails()
{
    m_loginCall = 0;
    if (m_watched) {
        m_service.hub.unwatch(*m_watched, this);
        m_watched.reset();
    }
}

Hub::Listener Conversation::listener()
{
    return {m_inbox, weak_from_this(), this};
}

// ---- the store ---------------------------------------------------------------------------------

void Conversation::submit(const Call& call, std::function<void(Store&)> run,
                          std::function<void(Conversation&, StoreOutcome)> then,
                          std::function<void()> committed)
{
    m_service.store.submit(taskOf(
        call, std::move(run),
        [inbox = m_inbox, self = weak_from_this(), then = std::move(then),
         committed = std::move(committed)](StoreOutcome outcome) mutable {
            inbox->push([self = std::move(self), then = std::move(then), outcome] {
                if (const auto alive = self.lock(); alive && alive->m_state != State::Closed) {
                    then(*alive, outcome);
                }
            });
            if (committed && outcome == StoreOutcome::Committed) {
                committed();
            }
        }));
}

void Conversation::submitRead(std::function<void(StoreReader&)> run,
                              std::function<void(Conversation&, bool)> then)
{
    const auto give = [inbox = m_inbox, self = weak_from_this(), then = std::move(then)](bool ok) {
        inbox->push([self, then, ok] {
            if (const auto alive = self.lock(); alive && alive->m_state != State::Closed) {
                then(*alive, ok);
            }
        });
        inbox->wake();
    };
    m_service.store.submitRead(
        [run = std::move(run), give](StoreReader& reader) {
            run(reader);
            give(true);
        },
        [give] { give(false); });
}

} // namespace sotto::relay
