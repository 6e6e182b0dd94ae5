#pragma once

#include "app/core/devices/slow_commits.h"
#include "app/core/recovery/phrase_care.h"
#include "app/core/recovery/recovery.pb.h"
#include "app/core/recovery/strange_roots.h"

#include <array>

namespace sotto::core {

/// New words for who has lost the old ones: a device proposes them alone, each other one may veto,
/// and after 14 days, typed in, they come into force (PROTOCOL.md sections 3 and 15.9).
///
/// With the words, the roots of card and vault are proposed, by this device's keys in their lists:
/// nobody has the old roots any more that could replace them at once. What a device proposes there
/// and not in the log would go unnoticed: so the other devices veto it.
class LostWordsCare
{
public:
    template <class T> using Done = PhraseCare::Done<T>;
    struct Place
    {
        Context& context;
        OwnAccount& own;
        PhraseCare& care;
        SlowCommits& commits;
        std::function<AccountHead*()> head;
        std::function<TwelveWords*()> words;
        std::function<OwnObject*()> card;
        std::function<client::RelayPlace()> relay;
        /// All that other devices have said, in log, lists and vault, was read.
        std::function<bool()> isCurrent;
    };

    explicit LostWordsCare(Place place);
    ~LostWordsCare();

    /// Reads what is there, and goes on with it.
    void start();
    void stop();
    /// Log, lists, stamps or claims may have changed.
    void review();

    [[nodiscard]] LostWords info() const;
    // As Client has them.
    void begin(Done<crypto::SecretBytes> done);
    void confirm();
    void finish(crypto::SecretBytes words, Done<void> done);
    void cancel(Done<void> done);

    [[nodiscard]] StrangeRoots& strangers() { return m_strangers; }
    /// More of what other devices have said was read.
    void reviewStrangers();

private:
    struct Making;

    [[nodiscard]] std::array<OwnObject*, 2> lists() const;
    [[nodiscard]] bool hasLists() const;
    [[nodiscard]] const crypto::PendingChange* proposal() const;
    enum class Seen : bool
    {
        Here,
        AtRelay
    };
    /// The lists have the roots, proposed or in force.
    [[nodiscard]] bool haveRoots(Seen seen) const;
    [[nodiscard]] bool isWanted(const crypto::SigningPublicKey& root) const;
    [[nodiscard]] storage::Milliseconds dueAt() const;
    [[nodiscard]] std::optional<Problem> refusalToBegin() const;
    void stamped(const client::Outcome<crypto::Stamp>& stamp);
    void derived(crypto::Result<crypto::RecoveryKeys, crypto::MasterKeyError> keys);
    void keep(const crypto::RecoveryPhrase& phrase, const crypto::RecoveryKeys& keys);
    void answer(const crypto::Result<crypto::SecretBytes, Problem>& outcome);
    [[nodiscard]] crypto::Result<crypto::SecretBytes, Problem> shown() const;
    void goOn();
    void goOnLater();
    void proposeRoots();
    void propose();
    void proposed(const crypto::EntryHash& entry);
    void giveUp();
    void putIntoForce(const PhraseCare::Keys& keys, Done<void> done);
    void commitRoots(const PhraseCare::Keys& keys, Done<void> done, int looks);
    void end();
    void store();

    Place m_place;
    std::optional<wire::LostWordsState> m_state;
    std::unique_ptr<Making> m_making;
    StrangeRoots m_strangers;
    int m_looks = 0; ///< since something was to be done
    bool m_started = false;
    bool m_isProposing = false;
    bool m_isRefused = false; ///< the proposal, by the log as it is
    bool m_isVetoing = false;
    bool m_looksAgain = false;
};

} // namespace sotto::core
