#pragma once

#include "net/client/channel_socket.h"
#include "net/client/request_queue.h"

#include <unordered_map>

namespace sotto::client {

/// What an answer may take.
enum class Patience : std::uint8_t
{
    Answer,  ///< LinkTimings::answerMs
    Transfer ///< LinkTimings::transferAnswerMs
};

/// One connection to a relay: channel, Hello and Welcome, requests with their answers, events.
/// Requests of one turn of the event loop travel in one frame. Serves one connection: make another
/// one after onClosed. Its callbacks may destroy it.
class RelayLink : public QObject
{
public:
    /// A request on this connection.
    using Ticket = std::uint32_t;

    /// @p eapi: what the last connection for this object left; none for an anonymous one.
    explicit RelayLink(const RelayPlace& place, std::optional<crypto::Eapi> eapi = std::nullopt);

    /// The channel stands; requests made now travel in the first frame, behind Hello.
    std::function<void(const crypto::ChannelSession&)> onChannel;
    /// The relay's first traffic frame opened: session()->nextEapi() is there. Nothing of that
    /// frame was looked at yet.
    std::function<void(const crypto::ChannelSession&)> onFirstFrame;
    std::function<void(const wire::Welcome&)> onWelcome;
    std::function<void(wire::Event)> onEvent;
    /// Called once, after every pending request got the same error.
    std::function<void(ConnectionError)> onClosed;

    void open() { m_socket.open(); }
    /// The outcome's time runs from now, also while limits.h makes the request wait here. An answer
    /// that is a Refusal is an error (Refused). Before onWelcome only what onChannel asks for.
    Ticket request(SharedRequest request, Patience patience, Done<wire::Answer> done);
    /// The outcome is Cancelled, unless it is known already.
    void cancel(Ticket ticket);
    void acknowledge(std::uint64_t number);

    /// Finish frame, then close: onClosed and what is pending: Cancelled.
    void finish() { m_socket.finish(); }
    void probe() { m_socket.probe(); }
    void fail(ConnectionError error) { m_socket.fail(std::move(error)); }

    [[nodiscard]] const crypto::ChannelSession* session() const { return m_socket.session(); }
    [[nodiscard]] bool hasPending() const { return !m_pending.empty(); }

private:
    struct Pending
    {
        qint64 deadlineMs = 0; ///< by m_clock
        Done<wire::Answer> done;
    };

    void onEstablished();
    void onFrame(crypto::ByteView plaintext);
    /// False if the object was destroyed or the connection has ended.
    [[nodiscard]] bool take(wire::Answer answer);
    [[nodiscard]] bool take(wire::Event event);
    void onHello(Outcome<wire::Answer> outcome);
    void onSocketClosed(ConnectionError error);
    void settleLater(Ticket ticket, ConnectionError error);
    void expire();
    void flushSoon();
    void flush();

    ChannelSocket m_socket;
    RequestQueue m_queue;
    std::unordered_map<Ticket, Pending> m_pending;
    std::optional<ConnectionError> m_goodbye;
    QElapsedTimer m_clock;
    QTimer m_expiry;
    LinkTimings m_timings;
    bool m_sawFrame = false;
    bool m_flushIsDue = false;
    bool m_closed = false;
};

} // namespace sotto::client
