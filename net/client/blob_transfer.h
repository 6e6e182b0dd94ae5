#pragma once

#include "crypto/base/identifiers.h"
#include "net/client/persistent_link.h"

class QIODevice;

namespace sotto::client {

/// Pieces on their way at once: enough to fill a line. With what the system buffers they are the
/// memory that a transfer takes. Reads are limited to as many by wire::kLargeReadsInFlightMax.
inline constexpr std::size_t kBlobPiecesInFlight = 4;

/// What upload and download share: an anonymous connection of their own, going on where it was cut
/// off, pauses that the relay asks for, and the one end.
class BlobTransfer : public QObject
{
public:
    /// So many bytes are over. After a lost connection it may go back a little.
    std::function<void(std::uint64_t done, std::uint64_t total)> onProgress;
    /// Called once. A lost connection is not the end: it comes back.
    Done<void> onDone;
    std::function<void(LinkState, const ConnectionError*)> onState;

    void start() { m_link.start(); }
    void retryNow() { m_link.retryNow(); }
    /// Ends with Cancelled. What the relay has of it stays there until it expires, and a later
    /// transfer goes on with it.
    void cancel();

protected:
    explicit BlobTransfer(RelayPlace place);

    /// A connection is ready: begin where the transfer stands. What was asked before is not
    /// answered any more.
    virtual void goOn() = 0;
    /// @p done is called for answers of this turn and for errors that the transfer must deal with.
    void ask(wire::Request request, Done<wire::Answer> done);
    /// Forgets what is under way and calls goOn() anew.
    void beginAnew();
    void end(Outcome<void> outcome);
    /// False if the transfer was destroyed or ended meanwhile.
    [[nodiscard]] bool report(std::uint64_t done, std::uint64_t total);
    [[nodiscard]] bool hasEnded() const { return m_ended; }

private:
    void onLinkState(LinkState state, const ConnectionError* error);
    [[nodiscard]] bool passes(const ConnectionError& error);

    PersistentLink m_link;
    std::uint32_t m_pauseMs;
    QTimer m_pause;
    std::uint64_t m_turn = 0; ///< answers of an earlier one are passed over
    bool m_ended = false;
};

} // namespace sotto::client
