#pragma once

#include "net/client/encoded_request.h"
#include "net/wire/limits.h"

#include <deque>
#include <unordered_map>

namespace sotto::client {

/// The requests of one connection: gives them ids, keeps to the limits of limits.h (the rest waits
/// here, in order), and puts what may go into as few frames as possible.
class RequestQueue
{
public:
    /// True if it fits a frame at all.
    [[nodiscard]] static bool fits(const EncodedRequest& request);
    /// Takes a request that fits. Returns its id on this connection.
    [[nodiscard]] std::uint32_t push(SharedRequest request);
    /// For Acknowledge, which is not answered: id 0, ahead of all that waits.
    void pushUnanswered(SharedRequest request);

    /// A serialised ClientFrame with what may be sent now; empty if that is nothing.
    [[nodiscard]] crypto::SecretBytes nextFrame();
    /// Its answer came. False if no such request is in flight: the relay breaks the protocol.
    [[nodiscard]] bool answered(std::uint32_t id);
    /// Takes it back. False if it was sent: then its place stays taken until the answer comes.
    bool withdraw(std::uint32_t id);
    [[nodiscard]] bool isSent(std::uint32_t id) const { return m_sent.contains(id); }

private:
    struct Waiting
    {
        std::uint32_t id = 0;
        SharedRequest request;
    };
    struct Sent
    {
        std::size_t bytes = 0;
        bool isLargeRead = false;
    };

    [[nodiscard]] bool mayBeSent(const Waiting& waiting, std::size_t bytes) const;

    std::deque<Waiting> m_waiting;
    std::unordered_map<std::uint32_t, Sent> m_sent;
    std::size_t m_sentBytes = 0;
    std::size_t m_sentLargeReads = 0;
    std::uint32_t m_lastId = 0;
};

} // namespace sotto::client
