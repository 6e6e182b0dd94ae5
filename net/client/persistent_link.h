#pragma once

#include "net/client/reconnect_backoff.h"
#include "net/client/relay_link.h"

#include <map>
#include <memory>
#include <vector>

namespace sotto::client {

/// What becomes of a request whose connection is lost.
enum class Resend : std::uint8_t
{
    Always,       ///< it may be carried out twice, so it is sent again
    IfUnsent,     ///< sent again only if it surely did not happen; else Lost
    OtherwiseLost ///< it belongs to its connection
};

enum class LinkState : std::uint8_t
{
    Stopped,    ///< by us, or for good: the error says which
    Waiting,    ///< until the next attempt
    Connecting, ///< name, proxy, TLS, channel, Welcome
    LoggingIn,
    Ready
};

/// A connection to a relay that comes back by itself, and the requests that wait for it.
class PersistentLink : public QObject
{
public:
    /// A request, over all connections.
    using Ticket = std::uint64_t;

    explicit PersistentLink(RelayPlace place);

    /// Asked before each connection; without it all of them are anonymous.
    std::function<std::optional<crypto::Eapi>()> eapiOfLastTime;
    /// Given: asks on the new connection to be let in, and calls enter(), retryLater() or
    /// stopFor(). Without it a connection is Ready with the relay's Welcome.
    std::function<void(RelayLink&)> onChannel;
    std::function<void(const crypto::ChannelSession&)> onFirstFrame;
    std::function<void(const wire::Welcome&)> onWelcome;
    std::function<void(wire::Event)> onEvent;
    /// With the error that led there, if one did.
    std::function<void(LinkState, const ConnectionError*)> onState;

    void start();
    /// Says Finish where that is possible. All requests end with Cancelled.
    void stop();
    /// A person asks, or the network changed: no more waiting.
    void retryNow();

    void enter();
    void retryLater(ConnectionError error);
    /// Stops, and says why; requests end with the same error.
    void stopFor(ConnectionError error);

    Ticket request(wire::Request request, Resend resend, Patience patience,
                   Done<wire::Answer> done);
    void cancel(Ticket ticket);
    /// Lost if there is no connection: the next one begins with the newest number anyway.
    void acknowledge(std::uint64_t number);
    /// Replaces the connection: what was sent is awaited on the old one, the rest goes over a new
    /// one, which is made once something asks for it.
    void renew();
    /// Ends what renew() left behind; what was unanswered there goes over the new one.
    void cutRetiring();

    [[nodiscard]] LinkState state() const { return m_state; }
    [[nodiscard]] bool hasRequests() const { return !m_requests.empty(); }

private:
    struct Kept
    {
        SharedRequest request;
        Resend resend = Resend::IfUnsent;
        Patience patience = Patience::Answer;
        Done<wire::Answer> done;
        RelayLink* on = nullptr; ///< null while it waits
        RelayLink::Ticket ticket = 0;
    };

    void connectNow();
    void hook(RelayLink& link);
    void onLinkClosed(RelayLink& link, const ConnectionError& error);
    void waitAfter(const ConnectionError& error);
    void submit(Ticket ticket, Kept& kept);
    void submitWaiting();
    void settle(Ticket ticket, RelayLink* link, Outcome<wire::Answer> outcome);
    void end(const ConnectionError& error);
    void fail(Done<wire::Answer> done, ConnectionError error);
    void retire();
    /// True if a request is on no connection.
    [[nodiscard]] bool hasWaiting() const;
    [[nodiscard]] std::uint64_t livedMs() const;
    void enterState(LinkState state, const ConnectionError* error = nullptr);

    RelayPlace m_place;
    ReconnectBackoff m_backoff;
    std::unique_ptr<RelayLink> m_link;
    std::vector<std::unique_ptr<RelayLink>> m_retiring;
    std::map<Ticket, Kept> m_requests; ///< in the order in which they were made
    Ticket m_lastTicket = 0;
    LinkState m_state = LinkState::Stopped;
    std::optional<ConnectionError> m_stoppedFor;
    QTimer m_wait;
    QElapsedTimer m_readySince;
};

} // namespace sotto::client
