#pragma once

#include "app/core/account/own_account.h"
#include "app/core/devices/account_head.h"
#include "app/core/objects/own_object.h"
#include "app/core/recovery/own_log.h"

#include <deque>
#include <map>

namespace sotto::core {

/// The account's head over its recovery record.
///
/// What is proposed is on the disk before it is sent, with the version that proposes it; it comes
/// into force in the transaction that learns that the relay took that version, also where that
/// answer was lost and another device has written since. What another device has decided is read
/// from the EntrySources; until it was, this device names nothing. Who stands behind this device in
/// the record's list keeps it from deciding for a while only: what nobody can find is then passed
/// over.
class RelayAccountHead final : public AccountHead
{
public:
    /// Puts a proposal's entry, or its links, into the vault; calls back once they are there.
    using Deposit = std::function<void(const crypto::LogEntry*, const crypto::EpochLinks*,
                                       std::function<void()>)>;
    /// What it needs of those who know more.
    struct Place
    {
        /// The recovery record; null while there are no words.
        std::function<OwnObject*()> record;
        /// The record is to say what named() says. In the running transaction.
        std::function<void()> publish;
        /// What the relay has is what named() says.
        std::function<void()> count;
        /// Contacts are to learn of the log. In the running transaction.
        std::function<void(Work&)> onLog;
        /// The links of an epoch, if they are at hand.
        crypto::EpochLinkSource links;
        /// Before a proposal is named.
        Deposit deposit;
        /// False while the log names words whose record is not known here.
        std::function<bool()> mayWrite;
    };

    RelayAccountHead(Context& context, OwnAccount& own, Place place);

    /// A contradiction between devices: AccountForked. A version that was passed over: VaultBehind.
    std::function<void(const Problem&)> onTrouble;
    /// The shared key is another one: to be sent to the other devices if it was made here.
    std::function<void(const crypto::SharedKey&, bool isOurs)> onKey;
    /// The record names a shared key that nobody has offered yet (again, from time to time).
    std::function<void(crypto::Epoch)> onKeyNeeded;

    /// Asked in this order until one knows. Outlives it.
    void addSource(EntrySource& source) { m_sources.push_back(&source); }
    void load();
    void start();
    void stop();

    // for the record's OwnObject
    [[nodiscard]] Verdict onForeign(const ForeignVersion& version);
    void onTaken(const crypto::Hash& digest);
    void onSettled();

    // OwnLog's part
    [[nodiscard]] NamedHead named() const;
    [[nodiscard]] bool mayName() const { return !m_published && !m_isForked; }

    /// What other devices have decided is known, or cannot be found for now.
    [[nodiscard]] bool isIdle() const
    {
        return !m_started || !m_published || m_isForked || m_isWaiting;
    }

    /// A key that is not in force yet; null: none.
    [[nodiscard]] const crypto::SharedKey* offered() const;

    // AccountHead
    void append(MakeEntry make, Decided decided) override;
    void rotate(Decided decided, IsWanted isWanted = {}) override;
    void look() override;
    void offerKey(crypto::SharedKey key) override;

private:
    struct Rotation
    {
        Decided decided;
        IsWanted isWanted;
    };
    struct Wish
    {
        MakeEntry make;
        Decided decided;
    };
    /// Not in force. One of both at least.
    struct Proposal
    {
        std::optional<crypto::LogEntry> entry;
        std::optional<crypto::EpochProposal> epoch;
        std::optional<crypto::Hash> digest; ///< of the version that proposes it, once there is one
    };

    void pump();
    [[nodiscard]] bool wish(Proposal& proposal);
    void wishKey(Proposal& proposal);
    void decideHere(Proposal proposal);
    void propose(Proposal proposal);
    void name();
    void takeIntoForce(Work& work);
    void dropProposal();
    void answer(const crypto::Result<void, Problem>& outcome);
    void resolve();
    void adopt();
    [[nodiscard]] bool isNamed(const crypto::SharedKey& offered) const;
    void resolveLater(int delayMs);
    void giveTime();
    void overdueIn(int delayMs);
    [[nodiscard]] bool mayPassOver() const;
    void passOver();
    [[nodiscard]] std::optional<crypto::SharedKey> keyNamed() const;
    void resolveHead();
    void ask(std::size_t source);
    void onEntries(std::size_t source, std::optional<std::vector<crypto::Bytes>> entries);
    [[nodiscard]] std::optional<std::size_t> placeOf(const crypto::DeviceLog& log) const;
    void caughtUp();
    void fork(const char* technical);
    void store(Work& work);

    Context& m_context;
    OwnAccount& m_own;
    Place m_place;
    std::vector<EntrySource*> m_sources;
    std::deque<Wish> m_wishes;
    std::vector<Rotation> m_rotations;
    // Of the proposal: they are told, or wished again should another device be first.
    std::vector<Wish> m_deciding;
    std::vector<Rotation> m_rotating;
    std::optional<Proposal> m_proposal;
    /// What another device's version names that is not known here yet.
    std::optional<crypto::ObjectHeader> m_published;
    std::map<crypto::ListIndex, int> m_passedOver; ///< versions, by their signers, in this run
    std::deque<crypto::SharedKey> m_offered;       ///< the newest last
    bool m_started = false;
    bool m_isForked = false;
    bool m_isWaiting = false; ///< nobody knew more of what is published
    bool m_isNaming = false;
    bool m_isOverdue = false;      ///< what is published has had its time
    std::uint64_t m_versions = 0;  ///< so many were published by others
    std::uint64_t m_proposals = 0; ///< so many were there
    std::uint64_t m_turn = 0;      ///< of reading what was decided
};

} // namespace sotto::core
