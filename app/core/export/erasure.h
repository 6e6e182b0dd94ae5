#pragma once

#include "app/core/account/relay_places.h"
#include "app/core/export/leaving.pb.h"
#include "net/client/anonymous_lookups.h"
#include "net/client/reconnect_backoff.h"

#include <QObject>

namespace sotto::core {

/// Takes everything of an account away from its relays, one thing after the other. What is still
/// to go is on the disk, with all that it takes, so a kill costs nothing: what is gone already is
/// found gone.
class Erasure
{
public:
    Erasure(Context& context, RelayPlaces& places);
    ~Erasure();

    /// trouble() is another one.
    std::function<void()> onTrouble;
    /// Once, from the event loop: the relays have nothing any more.
    std::function<void()> onEnd;

    /// There is an account that is being deleted: from begin() on, for good.
    [[nodiscard]] static bool isBegun(Context& context);
    /// In the transaction that decides it.
    static void begin(Work& work, const wire::LeavingState& state);
    /// Whether contacts are still being told; and that they were.
    [[nodiscard]] bool isTelling();
    void endTelling();

    /// Goes on with what is on the disk.
    void start();
    void stop();
    void retryNow();
    /// Why it does not go on for now: RelayUnreachable, RelayRefused, RelayWrong.
    [[nodiscard]] const std::optional<Problem>& trouble() const { return m_trouble; }

private:
    struct Asking;

    [[nodiscard]] wire::LeavingState load();
    void store(Work& work, const wire::LeavingState& state);
    void next();
    void askForMailbox(const wire::LeavingTarget& target, client::RelayPlace place);
    void askForObject(const wire::LeavingTarget& target, client::RelayPlace place);
    void askForInvite(const wire::LeavingTarget& target, const client::RelayPlace& place);
    void onAnswer(const client::Outcome<void>& outcome);
    void settle();
    void later(int delayMs);
    void setTrouble(std::optional<Problem> trouble);

    Context& m_context;
    RelayPlaces& m_places;
    bool m_started = false;
    std::uint64_t m_turn = 0; ///< what was planned in an earlier one is over
    std::unique_ptr<Asking> m_asking;
    client::ReconnectBackoff m_backoff;
    std::optional<Problem> m_trouble;
};

} // namespace sotto::core
