#pragma once

#include "crypto/session/receive_index.h"
#include "crypto/session/work_budget.h"

namespace sotto::crypto {

// Work is counted in trials of a header key, about a microsecond each.

/// Trials for session messages whose tag is unknown, at once and each second. A device with a
/// thousand sessions looks through all of them for ten envelopes at once and one more each second.
inline constexpr std::uint32_t kTrialBudget = 20'000;
inline constexpr std::uint32_t kTrialsPerSecond = 2'000;
/// Keys derived for messages that an envelope overtook, before it shows whether it is genuine: only
/// who has seen one of the session's envelopes can cause that.
inline constexpr std::uint32_t kSkipBudget = 20'000;
inline constexpr std::uint32_t kSkipsPerSecond = 2'000;
/// So many cost less than accounting for them, and no message within the tag window needs more.
inline constexpr std::uint32_t kFreeSkips = kTagWindow + kTagsPerBlock;
/// First messages. On their own, so that session messages with random tags, which cost a sender
/// nothing, do not starve them: fifty a second are unsealed, whatever they turn out to be.
inline constexpr std::uint32_t kFirstMessageBudget = 50'000;
inline constexpr std::uint32_t kFirstMessagesPerSecond = 10'000;
/// To unseal one (X-Wing), and one more for each KiB of an attached log, and to answer its
/// handshake.
inline constexpr std::uint32_t kUnsealCost = 200;
inline constexpr std::uint32_t kAnswerCost = 400;
/// Attached logs, which anybody can make as long as is allowed: on their own, so that strangers
/// starve only strangers. Two entries a KiB, each with up to three signatures.
inline constexpr std::uint32_t kLogBlockCost = 400;
inline constexpr std::uint32_t kLogBudget =
    kLogBlockCost * static_cast<std::uint32_t>(kMaxAttachedLogBytes / kAttachedLogBlock);
inline constexpr std::uint32_t kLogsPerSecond = 10'000;

/// What a receiver looks up in the client's stores. Changes nothing.
class ReceiveStores
{
public:
    virtual ~ReceiveStores() = default;

    /// The sessions with a device; null if there are none.
    [[nodiscard]] virtual const SessionSet* findSessions(const DeviceAddress& peer) const = 0;
    /// The initiator's keys at the entry that the header names, from a verified log that is here
    /// already.
    [[nodiscard]] virtual std::optional<PeerDevice>
    findDevice(const HandshakeHeader& header) const = 0;
    /// The same from the log that came with the message, after it has been verified.
    [[nodiscard]] virtual std::optional<PeerDevice> verifyDevice(const HandshakeHeader& header,
                                                                 ByteView attachedLog) const = 0;
};

/// An envelope that opened. Nothing has changed yet: store what staged says, then
/// Receiver::commit().
struct ReceivedEnvelope
{
    DeviceAddress peer;
    StagedOpen staged;
    SecretBytes attachedLog; ///< of a stranger, if the message began a session; otherwise empty
};

/// Why nothing was received. The sender is not told; only what Held and UnknownReset of
/// FirstOpenError say is for the person.
struct ReceiveError
{
    enum class Kind : std::uint8_t
    {
        NothingOpens,  ///< nobody here can open it, or nobody may
        Busy,          ///< so much has come lately that this was not looked at
        UnknownDevice, ///< a first message of a device that is in no verified log
        Refused,       ///< a first message; see first
    };

    Kind kind = Kind::NothingOpens;
    FirstOpenError first = FirstOpenError::NotOpened;
    DeviceAddress sender; ///< of what is Refused
};

/// Finds the session of every envelope that reaches a device, with bounded work for what others
/// invent. PROTOCOL.md section 8.3.
class Receiver
{
public:
    explicit Receiver(Timestamp now);

    /// Call once for each stored set at start.
    void addAll(const SessionSet& set) { m_index.addAll(set); }
    /// Follows what SessionSet::start and expire change.
    void apply(const DeviceAddress& peer, const SessionId& session, const TagChanges& changes,
               Timestamp now)
    {
        m_index.apply(peer, session, changes, now);
    }

    /// Opens an envelope. Changes nothing but the budgets. Commit it, or drop it, before the next.
    [[nodiscard]] Result<ReceivedEnvelope, ReceiveError>
    open(ByteView envelope, const OwnDevice& own, const PrekeyStore& prekeys,
         const ReceiveStores& stores, Timestamp now);
    /// Makes the changes of an envelope that opened, in the set and in the prekey store: call
    /// within the transaction that stores both with the message.
    void commit(ReceivedEnvelope received, SessionSet& set, PrekeyStore& prekeys, Timestamp now);

    [[nodiscard]] const ReceiveIndex& index() const { return m_index; }
    /// Work spent so far, in trials.
    [[nodiscard]] std::uint64_t work() const;

private:
    using Opened = Result<ReceivedEnvelope, ReceiveError>;

    [[nodiscard]] Opened openIn(const SessionSet& set, const Session& session, std::uint32_t gap,
                                ByteView message, Timestamp now);
    [[nodiscard]] Opened openByTrial(ByteView message, const ReceiveStores& stores, Timestamp now);
    [[nodiscard]] Opened openFirst(ByteView envelope, const OwnDevice& own,
                                   const PrekeyStore& prekeys, const ReceiveStores& stores,
                                   Timestamp now);

    ReceiveIndex m_index;
    WorkBudget m_trials;
    WorkBudget m_skips;
    WorkBudget m_firsts;
    WorkBudget m_logs;
};

} // namespace sotto::crypto
