#pragma once

#include "app/core/account/relay_places.h"
#include "app/core/devices/link_request.h"
#include "app/core/devices/linking.pb.h"
#include "app/core/problem.h"

#include <functional>
#include <memory>

namespace sotto::core {

/// So many tries in a row may find nothing; then there is a pause. Nobody is locked out by it: it
/// is there so that a program in somebody else's hands does not ask a relay all day.
inline constexpr int kLinkTriesMax = 5;
inline constexpr storage::Milliseconds kLinkPauseMs = 30'000;

/// The joining of an account by its twelve words, on a device that has none. PROTOCOL.md 15.5.
///
/// Nothing is kept of a try that fails before Joining. From the transaction that begins Joining on,
/// everything that the relay is to be told is on the disk as the bytes that are sent, so that it
/// goes on after a kill without the words. Only if another device joined at the same moment are
/// they needed again: while they are at hand that is done unseen, else it ends with
/// LinkInterrupted. They are wiped with the end.
class Linking
{
public:
    /// What goes on under Client's roof.
    struct Place
    {
        Context& context;
        RelayPlaces& places;
        /// Makes the account of what was joined, in the transaction that ends it.
        std::function<void(Work&, const wire::LinkingState&)> keep;
    };

    explicit Linking(Place place);
    ~Linking();

    std::function<void(LinkStep)> onStep;
    /// Once for each start() or resume(), from the event loop. Refusals: NoRecord, PhraseReplaced,
    /// RecordBroken, RecordNewer, RelayUnreachable, RelayRefused, RelayWrong, AccountBehind,
    /// AccountForked, TooManyDevices, ClockWrong, OutOfMemory, TriesSpent, LinkInterrupted,
    /// Cancelled.
    std::function<void(crypto::Result<void, Problem>)> onEnd;

    /// Gives up what is under way.
    void start(LinkRequest request);
    /// Goes on with what a kill has interrupted, without words. False if there is nothing.
    bool resume();
    /// Gives up, if it has not reached Joining; wipes the words.
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_run != nullptr; }
    [[nodiscard]] bool isJoining() const;
    /// No more asking until the next start() or resume(); what is joining stays so.
    void stop();
    void retryNow();

private:
    class Run;
    void end(crypto::Result<void, Problem> outcome);

    Place m_place;
    std::unique_ptr<Run> m_run;
    int m_tries = 0;
    storage::Milliseconds m_pausedUntil = 0;
};

} // namespace sotto::core
