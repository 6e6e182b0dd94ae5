#pragma once

#include "net/wire/limits.h"

#include <cstdint>
#include <deque>
#include <optional>

namespace sotto::relay {

/// What one owner's connection was sent and has not acknowledged. It decides whether a new envelope
/// can go straight from the commit to the owner, or has to be read from the store later.
///
/// Numbers rise; a gap is an envelope that expired. Nothing is sent twice on one connection.
class DeliveryWindow
{
public:
    struct Limits
    {
        std::size_t envelopes = wire::kDeliveryWindowEnvelopes;
        std::size_t bytes = wire::kDeliveryWindowBytes;
    };
    /// What to read from the store next.
    struct Wanted
    {
        std::uint64_t after = 0;
        std::size_t count = 0;
        std::size_t bytes = 0;
        std::uint64_t upTo = 0; ///< if nothing is found, nothing is left up to this number
    };

    /// Delivery goes on behind @p acknowledged; @p newest is the mailbox's newest envelope.
    DeliveryWindow(std::uint64_t acknowledged, std::uint64_t newest)
        : DeliveryWindow(acknowledged, newest, Limits())
    {}
    DeliveryWindow(std::uint64_t acknowledged, std::uint64_t newest, Limits limits)
        : m_limits(limits)
        , m_sent(acknowledged)
        , m_acknowledged(acknowledged)
        , m_newest(newest)
    {}

    /// A commit brought that envelope. True if it is to be sent now, and counts as sent; else it
    /// will be wanted() once there is room.
    [[nodiscard]] bool offer(std::uint64_t number, std::size_t bytes);
    /// What to read, if something is behind, no read is under way, and enough of the window is
    /// free to make one worth it. The read is then under way.
    [[nodiscard]] std::optional<Wanted> wanted();
    /// Whether the first envelope that the read found, whose size nobody knew before, fits the
    /// window beside what is unacknowledged. If not, the read is over, and nothing is wanted until
    /// it does.
    [[nodiscard]] bool admits(std::size_t bytes);
    /// An envelope of the read, to be sent now.
    void sent(std::uint64_t number, std::size_t bytes);
    /// The read is over, and nothing is left up to @p upTo that was not sent.
    void readEnded(std::uint64_t upTo);
    /// False if that number was never sent: the client breaks the protocol.
    [[nodiscard]] bool acknowledge(std::uint64_t number);

    [[nodiscard]] std::uint64_t acknowledged() const { return m_acknowledged; }
    [[nodiscard]] std::size_t unacknowledged() const { return m_flight.size(); }

private:
    struct Flight
    {
        std::uint64_t number = 0;
        std::size_t bytes = 0;
    };

    [[nodiscard]] bool hasRoomFor(std::size_t bytes) const;
    void push(std::uint64_t number, std::size_t bytes);

    Limits m_limits;
    std::uint64_t m_sent;
    std::uint64_t m_acknowledged;
    std::uint64_t m_newest;
    std::deque<Flight> m_flight;
    std::size_t m_flightBytes = 0;
    bool m_reading = false;
    std::size_t m_awaitedBytes = 0; ///< of the next envelope, if it did not fit
};

} // namespace sotto::relay
