#pragma once

#include "app/core/delivery/outbox.h"

namespace sotto::core {

/// Envelopes of one posting. More wait for the answer, which costs a round trip for each so many.
inline constexpr std::size_t kBatch = 64;

/// What is under way to one device.
struct Outbox::Lane
{
    LaneKey key;
    bool posting = false;
    std::uint64_t postings = 0; ///< what an answer belongs to
    std::string token;          ///< by which was posted or asked last
    int tokensTried = 0;        ///< one behind the other, since it worked
    bool paused = false;
    bool fetchAgain = false; ///< a session is to be begun although there is one
    int failures = 0;        ///< in a row
    std::uint64_t pauses = 0;
    storage::Milliseconds lastReset = 0;
    storage::Milliseconds introduced = 0; ///< when it asked for our Introduction and got it
    std::uint32_t asked = 0;              ///< number of the Introduction that it was asked for
    storage::Milliseconds askedAt = 0;
    client::RunningRequest fetching;
    /// Why the last mailbox that was asked gave no bundle: another one may be the device's.
    std::optional<client::ConnectionError> fetchError;
};

} // namespace sotto::core
