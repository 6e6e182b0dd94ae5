#pragma once

#include "crypto/channel/channel_server.h"
#include "crypto/channel/login.h"
#include "net/relay/service/delivery_window.h"
#include "net/relay/service/service.h"
#include "net/wire/relay.pb.h"

#include <memory>
#include <optional>
#include <string_view>
#include <unordered_set>

namespace sotto::relay {

/// What a conversation needs of its connection. Called in the connection's thread.
class Outlet
{
public:
    virtual ~Outlet() = default;
    /// Queues one binary message.
    virtual void send(ByteView frame) = 0;
    /// The handshake is over: frames may have any size of the channel from now on.
    virtual void opened() = 0;
    /// Closes behind what was queued. @p code is wire::Code's number.
    virtual void close(std::uint16_t code, std::string_view reason) = 0;
    /// Bytes that are queued and that the peer's side has not taken.
    [[nodiscard]] virtual std::size_t unsentBytes() const = 0;
};

/// A request on its way to its answer.
struct Call
{
    std::uint32_t id = 0;
    std::size_t bytes = 0;
    std::size_t cost = 0; ///< StoreTask::cost
    bool largeRead = false;
};

/// One connection of a client: handshake of the channel, requests, answers, delivery. Lives in one
/// thread, waits for nothing, and is held in a shared_ptr; the store's answers come back through
/// the inbox. What a client may ask for stands in the *_requests.h beside this file.
class Conversation : public std::enable_shared_from_this<Conversation>
{
public:
    /// @p origin stands for the peer's address in RateLimits; 0 for loopback.
    Conversation(Service& service, std::shared_ptr<Inbox> inbox, Outlet& outlet,
                 std::uint64_t origin);

    /// One binary message of the peer.
    void receive(ByteView frame);
    /// Sends what has collected; called when the thread has nothing more at hand.
    void flush();
    /// Called about once a second: time-outs, reads to be tried again.
    void tick();
    /// The transport is gone. Nothing is sent any more.
    void ended();
    /// Says why, and closes.
    void leave(wire::Code code, std::string_view text);

    /// Hub: an envelope of the subscribed mailbox was committed.
    void offer(std::uint64_t epoch, std::uint64_t number, const SharedBytes& envelope);

    // ---- for the request handlers --------------------------------------------------------------

    [[nodiscard]] Service& service() { return m_service; }
    [[nodiscard]] std::uint64_t origin() const { return m_origin; }
    [[nodiscard]] const crypto::ChannelSession& channel() const { return *m_channel; }
    /// What this connection has proved, or null.
    [[nodiscard]] const crypto::Login* login() const { return m_login ? &*m_login : nullptr; }
    [[nodiscard]] bool loginUnderWay() const { return m_loginCall != 0; }
    /// A refusal of @p call ends it, whatever the reason.
    void loginBegins(const Call& call) { m_loginCall = call.id; }
    /// From here to its end this connection hears of the object's events.
    void watch(const ObjectName& name);
    void loginSucceeds(const crypto::Login& login);
    [[nodiscard]] bool saidHello() const { return m_saidHello; }
    void helloSaid() { m_saidHello = true; }
    /// The recovery record whose phrase this connection has proved, and its newest version then.
    /// Later ones take another fetch, so that each is an event.
    struct Fetched
    {
        ObjectId locator;
        std::uint64_t newest = 0;
    };
    [[nodiscard]] const Fetched* fetched() const { return m_fetched ? &*m_fetched : nullptr; }
    void recoveryFetched(const Fetched& fetched) { m_fetched = fetched; }
    [[nodiscard]] Hub::Listener listener();

    void answer(const Call& call, wire::Answer answer);
    void done(const Call& call);
    void refuse(const Call& call, wire::Code code, std::string_view text, std::uint64_t detail = 0,
                std::uint32_t retryAfterMs = 0);
    /// The client broke the protocol: refusal, Goodbye, end.
    void breach(const Call& call, wire::Code code, std::string_view text);
    /// True, and refused, if this connection has asked for more signatures than its share.
    [[nodiscard]] bool asksTooMuch(const Call& call);
    /// True, and refused, if the origin may not do that again so soon.
    [[nodiscard]] bool isLimited(const Call& call, LimitedAction action);
    void push(wire::Event event);

    /// Runs @p run in the store's next transaction and @p then with its result here, after the
    /// commit. If the store fails, the call is refused instead.
    template <class Run, class Then> void transact(const Call& call, Run run, Then then);
    /// What transact() submits, for who has to be called on the store's thread.
    [[nodiscard]] StoreTask taskOf(const Call& call, std::function<void(Store&)> run,
                                   std::function<void(StoreOutcome)> done) const
    {
        return {std::move(run), std::move(done), m_source, call.cost};
    }
    /// The same; @p tell then runs on the store's thread with the service and the result, also
    /// when this conversation is over by then: what others must hear does not depend on whether
    /// who did it waits for the answer.
    template <class Run, class Then, class Tell>
    void transact(const Call& call, Run run, Then then, Tell tell);
    /// The same with the store's reader.
    template <class Run, class Then> void read(const Call& call, Run run, Then then);

    /// The refusal for what the store could not do.
    void refuseForStore(const Call& call, StoreOutcome outcome);
    [[nodiscard]] bool isSubscribed() const { return m_subscribing; }
    void subscriptionBegins() { m_subscribing = true; }
    void subscribed(const Call& call, StoreOutcome outcome,
                    const std::optional<MailboxStore::Subscription>& subscription);

private:
    enum class State : std::uint8_t
    {
        AwaitsClientHello,
        AwaitsClientAccess,
        AwaitsEapi, ///< the store looks the named one up
        AwaitsFirst,
        Open,
        Closed,
    };
    struct Subscription
    {
        std::uint64_t epoch = 0;
        DeliveryWindow window;
        std::uint64_t acknowledged = 0; ///< what the store was told
    };
    void receiveClientHello(ByteView frame);
    void receiveClientAccess(ByteView frame);
    void answerAccess(const crypto::Eapi* known);
    void receiveFirst(ByteView frame);
    void eapiAdvanced(bool stored);
    void failHandshake();
    void receiveTraffic(ByteView frame);
    void receiveRequests(const crypto::ChannelSession::Received& received);
    void dispatch(wire::Request& request);
    void returned(const Call& call);
    void acknowledge(std::uint64_t number);
    /// Hands the store what was acknowledged since the last time.
    void submitAcknowledged();
    /// Makes room in the frame that collects for so many bytes.
    void collect(std::size_t bytes);
    void touch();
    void sendPending();
    void close(wire::Code code, std::string_view text);
    void pushDelivery(std::uint64_t number, const SharedBytes& envelope);
    void readPending();
    void readListed(std::vector<PendingEnvelope> pending, std::uint64_t upTo);
    void sendRead(std::span<const PendingEnvelope> wanted, std::span<const SharedBytes> envelopes,
                  std::uint64_t upTo);
    void readFailed();
    /// @p then runs here, unless the conversation is over by then.
    void submit(const Call& call, std::function<void(Store&)> run,
                std::function<void(Conversation&, StoreOutcome)> then,
                std::function<void()> committed = nullptr);
    void loginFails();
    void submitRead(std::function<void(StoreReader&)> run,
                    std::function<void(Conversation&, bool)> then);

    Service& m_service;
    std::shared_ptr<Inbox> m_inbox;
    Outlet& m_outlet;
    std::uint64_t m_origin;
    std::uint64_t m_source; ///< StoreTask::source
    State m_state = State::AwaitsClientHello;
    std::unique_ptr<crypto::ChannelServer> m_handshake;
    std::optional<crypto::ChannelSession> m_channel;
    bool m_saidHello = false;
    std::uint32_t m_loginCall = 0; ///< 0: none is under way
    bool m_subscribing = false;
    bool m_readFailed = false; ///< tick() tries again
    bool m_touched = false;
    /// What came before the EAPI's advance was durable; null afterwards.
    std::unique_ptr<std::vector<crypto::ChannelSession::Received>> m_held;
    std::optional<crypto::Login> m_login;
    std::optional<ObjectName> m_watched;
    std::optional<Fetched> m_fetched;
    std::unique_ptr<Subscription> m_subscription;
    std::unordered_set<std::uint32_t> m_calls; ///< those that are not answered
    std::size_t m_callBytes = 0;
    std::size_t m_largeReads = 0;
    std::unique_ptr<wire::ServerFrame> m_out;
    std::size_t m_outBytes = 0;
    TokenBucket m_signatures; ///< that may be made or verified for it
    std::uint64_t m_begunMs;
};

template <class Run, class Then> void Conversation::transact(const Call& call, Run run, Then then)
{
    using Value = std::invoke_result_t<Run&, Store&>;
    auto value = std::make_shared<std::optional<Value>>();
    submit(
        call, [value, run = std::move(run)](Store& store) mutable { value->emplace(run(store)); },
        [value, call, then = std::move(then)](Conversation& conversation, StoreOutcome outcome) {
            if (outcome == StoreOutcome::Committed) {
                then(conversation, call, std::move(**value));
            } else {
                conversation.refuseForStore(call, outcome);
            }
        });
}

template <class Run, class Then, class Tell>
void Conversation::transact(const Call& call, Run run, Then then, Tell tell)
{
    using Value = std::invoke_result_t<Run&, Store&>;
    auto value = std::make_shared<std::optional<Value>>();
    submit(
        call, [value, run = std::move(run)](Store& store) mutable { value->emplace(run(store)); },
        [value, call, then = std::move(then)](Conversation& conversation, StoreOutcome outcome) {
            if (outcome == StoreOutcome::Committed) {
                then(conversation, call, std::as_const(**value)); // another thread reads it too
            } else {
                conversation.refuseForStore(call, outcome);
            }
        },
        [value, &service = m_service, tell = std::move(tell)] {
            tell(service, std::as_const(**value));
        });
}

template <class Run, class Then> void Conversation::read(const Call& call, Run run, Then then)
{
    using Value = std::invoke_result_t<Run&, StoreReader&>;
    auto value = std::make_shared<std::optional<Value>>();
    submitRead(
        [value, run = std::move(run)](StoreReader& reader) mutable { value->emplace(run(reader)); },
        [value, call, then = std::move(then)](Conversation& conversation, bool ok) {
            if (ok) {
                then(conversation, call, std::move(**value));
            } else {
                conversation.refuseForStore(call, StoreOutcome::Failed);
            }
        });
}

} // namespace sotto::relay
