#include "crypto/log/log_rules.h"

#include "crypto/log/slow_change.h"

#include <algorithm>

namespace sotto::crypto {

namespace {

using Verdict = Result<Rank, LogErrorKind>;
using Check = Result<void, LogErrorKind>;
using Kind = LogErrorKind;

Check demand(bool fulfilled, Kind otherwise)
{
    if (!fulfilled) {
        return Unexpected(otherwise);
    }
    return {};
}

/// An entry together with the state before it and its author device, if it has one.
struct Question
{
    const LogState& state;
    const EntryStatement& entry;
    const DeviceRecord* author;

    [[nodiscard]] bool hasStanding() const { return author != nullptr && author->hasStanding(); }
    /// The rank, given whether the author device is senior to every target.
    [[nodiscard]] Rank rank(bool isSenior) const
    {
        if (!entry.byRecovery) {
            return author != nullptr ? Rank::Device : Rank::None;
        }
        if (!hasStanding()) {
            // A provisional key lies on the first device: alone it shows nothing.
            return state.recoveryIsProvisional ? Rank::None : Rank::Phrase;
        }
        return isSenior ? Rank::PhraseAndSenior : Rank::PhraseAndDevice;
    }
    [[nodiscard]] bool isSeniorTo(const DeviceRecord& target) const
    {
        return author != nullptr && LogState::isSenior(*author, target);
    }
    [[nodiscard]] Rank rankOverNobody() const { return rank(true); }
    [[nodiscard]] Rank rankOver(const DeviceRecord& target) const
    {
        return rank(isSeniorTo(target));
    }
    [[nodiscard]] Rank rankOverAll() const
    {
        return rank(author != nullptr && state.isSeniorToAllOthers(*author));
    }
    [[nodiscard]] Rank rankTowards(const SlowChange& change) const
    {
        if (const auto* removal = std::get_if<RemoveDeviceBody>(&change)) {
            const auto* target = state.find(removal->target);
            return target != nullptr ? rankOver(*target) : Rank::None;
        }
        return rankOverAll();
    }
    [[nodiscard]] Result<const DeviceRecord*, Kind> presentTarget(const DeviceId& id) const
    {
        const auto* target = state.find(id);
        SOTTO_CHECK(demand(target != nullptr, Kind::UnknownTarget));
        SOTTO_CHECK(demand(target->isPresent(), Kind::WrongStatus));
        return target;
    }
    /// Whether the rank suffices to bring about @p change slowly.
    [[nodiscard]] Result<Rank, Kind> maySlowly(const SlowChange& change) const
    {
        const Rank r = rankTowards(change);
        if (const auto* removal = std::get_if<RemoveDeviceBody>(&change)) {
            SOTTO_TRY(target, presentTarget(removal->target));
            const bool alone = r == Rank::Device && isSeniorTo(*target);
            SOTTO_CHECK(demand(r >= Rank::Phrase || alone, Kind::NotPermitted));
            SOTTO_CHECK(demand(r >= Rank::Phrase || target->status == DeviceStatus::Suspended,
                               Kind::WrongStatus));
            return r;
        }
        SOTTO_CHECK(
            demand(r >= Rank::Phrase || (r == Rank::Device && hasStanding()), Kind::NotPermitted));
        return r;
    }
};

/// Every key that the entry names is new to this log and proves its possession.
Check checkNamedKeys(const LogState& state, const LogEntry& entry)
{
    std::vector<Hash> keys;
    if (const auto* recovery = namedRecovery(entry.statement().body)) {
        keys.push_back(keyHash(*recovery));
    }
    if (const auto* device = namedDevice(entry.statement().body)) {
        keys.push_back(keyHash(device->signing));
        keys.push_back(keyHash(device->identity));
        keys.push_back(device->sealingHash);
    }
    std::ranges::sort(keys);
    const bool twice = std::ranges::adjacent_find(keys) != keys.end();
    const bool known =
        std::ranges::any_of(keys, [&](const Hash& key) { return state.usedKeys.contains(key); });
    SOTTO_CHECK(demand(!twice && !known, Kind::KeyReused));
    return demand(entry.provesPossession(), Kind::BadPossession);
}

Check checkPlace(const LogState& state, const EntryStatement& entry)
{
    SOTTO_CHECK(demand(entry.isGenesis() == (state.nextSequence == 0), Kind::NotGenesis));
    if (entry.isGenesis()) {
        return {};
    }
    SOTTO_CHECK(demand(entry.account == state.account, Kind::WrongAccount));
    SOTTO_CHECK(demand(entry.sequence == state.nextSequence, Kind::WrongSequence));
    return demand(entry.previous == state.head, Kind::WrongPrevious);
}

/// The authors are who they say, and have room left to write.
Check checkAuthors(const Question& q, const LogEntry& entry)
{
    if (q.entry.isGenesis()) {
        return {};
    }
    if (q.entry.byDevice) {
        SOTTO_CHECK(demand(q.author != nullptr, Kind::UnknownAuthor));
        SOTTO_CHECK(demand(q.author->status == DeviceStatus::Active, Kind::AuthorNotActive));
        SOTTO_CHECK(demand(verifyByDevice(entry, q.author->keys.signing), Kind::BadSignature));
    }
    if (q.entry.byRecovery) {
        SOTTO_CHECK(demand(verifyByRecovery(entry, q.state.recovery), Kind::BadSignature));
    }
    std::uint32_t limit = kLogEntriesMax;
    if (!q.entry.byRecovery) {
        limit = kLogEntriesByDeviceMax;
        SOTTO_CHECK(demand(q.author != nullptr, Kind::UnknownAuthor));
        SOTTO_CHECK(demand(q.author->loneEntries < kLoneEntriesMax, Kind::TooManyEntries));
    } else if (!q.hasStanding()) {
        limit = kLogEntriesByPhraseMax;
    }
    return demand(q.entry.sequence < limit, Kind::TooManyEntries);
}

// The rules proper: one overload for each kind of entry, what it demands and at which rank it acts.

Verdict permit(const Question&, const GenesisBody&)
{
    return Rank::PhraseAndSenior;
}

Verdict permit(const Question& q, const AddDeviceBody&)
{
    const Rank rank = q.rankOverNobody();
    SOTTO_CHECK(demand(rank >= Rank::Phrase, Kind::NotPermitted));
    const bool vouched = rank > Rank::Phrase;
    SOTTO_CHECK(demand(
        q.state.presentDevices() < (vouched ? kPresentDevicesMax : kPresentDevicesByPhraseMax) &&
            q.state.devices.size() < (vouched ? kDevicesEverMax : kDevicesEverByPhraseMax),
        Kind::TooManyDevices));
    return rank;
}

Verdict permit(const Question& q, const ConfirmBody& body)
{
    SOTTO_TRY(target, q.presentTarget(body.target));
    SOTTO_CHECK(demand(target->status == DeviceStatus::Active && !target->hasStanding(),
                       Kind::WrongStatus));
    SOTTO_CHECK(demand(q.isSeniorTo(*target), Kind::NotPermitted));
    return q.rankOver(*target);
}

Verdict permit(const Question& q, const SuspendBody& body)
{
    SOTTO_TRY(target, q.presentTarget(body.target));
    SOTTO_CHECK(demand(target->status == DeviceStatus::Active, Kind::WrongStatus));
    SOTTO_CHECK(demand(q.isSeniorTo(*target), Kind::NotPermitted));
    const Rank rank = q.rankOver(*target);
    const bool spent =
        std::ranges::find(target->spentSuspensions, q.author->id) != target->spentSuspensions.end();
    SOTTO_CHECK(demand(rank > Rank::Device || !spent, Kind::SuspensionSpent));
    return rank;
}

Verdict permit(const Question& q, const LiftSuspensionBody& body)
{
    SOTTO_TRY(target, q.presentTarget(body.target));
    SOTTO_CHECK(demand(target->status == DeviceStatus::Suspended, Kind::WrongStatus));
    const Rank rank = q.rankOver(*target);
    SOTTO_CHECK(demand(rank >= std::max(Rank::Phrase, target->suspendedBy), Kind::NotPermitted));
    return rank;
}

Verdict permit(const Question& q, const RemoveDeviceBody& body)
{
    SOTTO_TRY(target, q.presentTarget(body.target));
    const Rank rank = q.rankOver(*target);
    SOTTO_CHECK(demand(rank == Rank::PhraseAndSenior, Kind::NotPermitted));
    return rank;
}

Verdict permit(const Question& q, const ReplaceRecoveryBody&)
{
    const Rank rank = q.rankOverAll();
    SOTTO_CHECK(demand(rank == Rank::PhraseAndSenior, Kind::NotPermitted));
    return rank;
}

Verdict permit(const Question& q, const ProposeBody& body)
{
    SOTTO_TRY(rank, q.maySlowly(body.change));
    const bool open = std::ranges::any_of(q.state.pending, [&](const PendingChange& p) {
        return sameSubject(p.change, body.change) && p.rank >= rank;
    });
    SOTTO_CHECK(demand(!open, Kind::AlreadyPending));
    return rank;
}

Verdict permit(const Question& q, const CommitBody& body)
{
    const auto* pending = q.state.findPending(body.proposal);
    SOTTO_CHECK(demand(pending != nullptr, Kind::UnknownProposal));
    SOTTO_TRY(rank, q.maySlowly(pending->change));
    SOTTO_CHECK(demand(rank >= pending->rank &&
                           (rank > Rank::Device || pending->byDevice == q.entry.byDevice),
                       Kind::NotPermitted));
    if (const auto* slow = std::get_if<ReplaceRecoveryBody>(&pending->change)) {
        SOTTO_CHECK(demand(!q.state.usedKeys.contains(keyHash(slow->recovery)), Kind::KeyReused));
    }
    if (const auto stamps = checkStamps(q.state, q.entry); !stamps) {
        return Unexpected(stamps.error() == StampFault::TooEarly ? Kind::TooEarly : Kind::BadStamp);
    }
    return pending->rank; // a strong hand does not make a weak proposal strong
}

Verdict permit(const Question& q, const VetoBody& body)
{
    const auto* pending = q.state.findPending(body.proposal);
    SOTTO_CHECK(demand(pending != nullptr, Kind::UnknownProposal));
    const Rank rank = q.rankTowards(pending->change);
    SOTTO_CHECK(demand(rank >= pending->rank, Kind::NotPermitted));
    return rank;
}

Verdict permit(const Question& q, const RefreshBody& body)
{
    SOTTO_CHECK(demand(!q.entry.byRecovery, Kind::NotPermitted));
    SOTTO_CHECK(demand(body.generation == q.author->generation + 1, Kind::WrongGeneration));
    return Rank::Device;
}

Verdict permit(const Question& q, const LeaveBody&)
{
    SOTTO_CHECK(demand(!q.entry.byRecovery, Kind::NotPermitted));
    SOTTO_CHECK(
        demand(!q.state.recoveryIsProvisional || q.state.activeDevices() > 1, Kind::LastWayBack));
    return Rank::Device;
}

Verdict permit(const Question& q, const SetPolicyBody&)
{
    const Rank rank = q.rankOverNobody();
    SOTTO_CHECK(demand(rank >= Rank::PhraseAndDevice, Kind::NotPermitted));
    return rank;
}

Verdict permit(const Question& q, const SetStampRelaysBody&)
{
    const Rank rank = q.rankOverAll();
    SOTTO_CHECK(demand(rank == Rank::PhraseAndSenior, Kind::NotPermitted));
    return rank;
}

} // namespace

Result<Rank, LogErrorKind> judge(const LogState& state, const LogEntry& entry)
{
    const EntryStatement& statement = entry.statement();
    SOTTO_CHECK(checkPlace(state, statement));
    const Question question{state, statement,
                            statement.byDevice ? state.find(*statement.byDevice) : nullptr};
    SOTTO_CHECK(checkAuthors(question, entry));
    SOTTO_TRY(rank,
              std::visit([&](const auto& body) { return permit(question, body); }, statement.body));
    SOTTO_CHECK(checkNamedKeys(state, entry));
    return rank;
}

Rank rankTowards(const LogState& state, const EntryStatement& statement, const SlowChange& change)
{
    const auto* author = statement.byDevice ? state.find(*statement.byDevice) : nullptr;
    return Question{state, statement, author}.rankTowards(change);
}

} // namespace sotto::crypto
