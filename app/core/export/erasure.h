#pragma once

#include "app/core/account/relay_places.h"
#include "app/core/export/leaving.pb.h"
#include "app/core/export/object_roots.h"
#include "net/client/anonymous_lookups.h"
#include "net/client/reconnect_backoff.h"

#include <QObject>

namespace sotto::core {

/// Takes everything of an account away from its relays, one thing after the other. What is still
/// to go is on the disk, with all that it takes, so a kill costs nothing: what is gone already is
/// found gone. Of card, record and vault that is the change that deletes them, signed by their
/// roots; the roots themselves, and the words, never are. Where another device has changed the list
/// since, another one has to be signed: by the roots that are at hand, or it waits for the words.
class Erasure
{
public:
    Erasure(Context& context, RelayPlaces& places);
    ~Erasure();

    enum class Deleted : std::uint8_t
    {
        Yes,      ///< or was so before
        Conflict, ///< the list is another one
        Unknown,  ///< the relay could not be asked, or says something else
    };
    /// Asks once for one object, by what deletes it.
    [[nodiscard]] static client::RunningRequest requestDeletion(const client::RelayPlace& place,
                                                                const wire::LeavingTarget& target,
                                                                std::function<void(Deleted)> done);

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

    /// What deletions are signed with until the program ends.
    void setRoots(std::shared_ptr<const ObjectRoots> roots);
    /// Goes on with what is on the disk.
    void start();
    void stop();
    void retryNow();
    /// Why it does not go on for now: RelayUnreachable, RelayRefused, RelayWrong; WordsNeeded,
    /// which setRoots() ends.
    [[nodiscard]] const std::optional<Problem>& trouble() const { return m_trouble; }

private:
    struct Asking;

    [[nodiscard]] wire::LeavingState load();
    void store(Work& work, const wire::LeavingState& state);
    void next();
    void askForMailbox(const wire::LeavingTarget& target, client::RelayPlace place);
    void askForObject(const wire::LeavingTarget& target, const client::RelayPlace& place);
    void onObject(const client::Outcome<void>& outcome);
    void signAnew(const wire::LeavingTarget& target, const client::RelayPlace& place);
    void onList(const client::Outcome<sotto::wire::ObjectState>& outcome);
    void retryAfter(const client::ConnectionError& error);
    void change(const std::function<void(wire::LeavingState&)>& change);
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
    std::shared_ptr<const ObjectRoots> m_roots;
    int m_tries = 0; ///< of the target that is asked for
    client::ReconnectBackoff m_backoff;
    std::optional<Problem> m_trouble;
};

} // namespace sotto::core
