#include "crypto/log/log_rules.h"

#include "crypto/log/slow_change.h"

#include <algorithm>
#include <array>

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

Hash keyOf(ByteView key)
{
    return Hash(key.first<32>());
}

/// Every key that the entry names is new to this log and proves its possession.
Check checkNamedKeys(const LogState& state, const LogEntry& entry)
{
    std::vector<Hash> keys;
    if (const auto* recovery = namedRecovery(entry.statement().body)) {
        keys.push_back(keyOf(*recovery));
    }
    if (const auto* device = namedDevice(entry.statement().body)) {
        keys.push_back(keyOf(device->signing));
        keys.push_back(keyOf(device->identity));
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

bool sameSubject(const SlowChange& a, const SlowChange& b)
{
    return a.index() == b.index() && (a == b || std::holds_alternative<ReplaceRecoveryBody>(a));
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
        SOTTO_CHECK(demand(!q.state.usedKeys.contains(keyOf(slow->recovery)), Kind::KeyReused));
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
        demand(!q.state.recoveryIsProvisional || q.state.presentDevices() > 1, Kind::LastWayBack));
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

// What an entry changes.

void recordKeys(LogState& state, const EntryBody& body)
{
    if (const auto* device = namedDevice(body)) {
        state.usedKeys.insert(keyOf(device->signing));
        state.usedKeys.insert(keyOf(device->identity));
        state.usedKeys.insert(device->sealingHash);
    }
}

void addDevice(LogState& state, const DevicePublicKeys& keys, bool vouched, bool waits)
{
    DeviceRecord device;
    device.id = keys.deviceId();
    device.keys = keys;
    device.addedAt = state.nextSequence;
    device.mustWait = waits;
    if (vouched) {
        device.standingSince = state.nextSequence;
    }
    state.devices.push_back(std::move(device));
}

/// What a device began alone ends with it.
void dropProposalsOf(LogState& state, const DeviceId& device)
{
    std::erase_if(state.pending, [&](const PendingChange& p) {
        return p.rank == Rank::Device && p.byDevice == device;
    });
}

void dropRemovalsOf(LogState& state, const DeviceId& target, Rank upTo)
{
    std::erase_if(state.pending, [&](const PendingChange& p) {
        const auto* removal = std::get_if<RemoveDeviceBody>(&p.change);
        return removal != nullptr && removal->target == target && p.rank <= upTo;
    });
}

void endDevice(LogState& state, const DeviceId& id, DeviceStatus status)
{
    state.find(id)->status = status;
    dropProposalsOf(state, id);
    dropRemovalsOf(state, id, Rank::PhraseAndSenior);
}

void replaceRecovery(LogState& state, const RecoveryPublicKey& key, Rank rank)
{
    state.recovery = key;
    state.recoveryIsProvisional = false;
    state.usedKeys.insert(keyOf(key));
    if (rank < Rank::PhraseAndSenior) {
        ++state.verificationCleared;
    }
    // What the old phrase began ends with it, and so does every other replacement.
    std::erase_if(state.pending, [](const PendingChange& p) {
        return p.byRecovery || std::holds_alternative<ReplaceRecoveryBody>(p.change);
    });
}

struct Effect
{
    LogState& state;
    const LogEntry& entry;
    Rank rank;

    void operator()(const GenesisBody& body) const
    {
        state.account = AccountId(entry.hash().view());
        state.recovery = body.recovery;
        state.usedKeys.insert(keyOf(body.recovery));
        state.policy = body.policy;
        state.stampRelays = body.stampRelays;
        addDevice(state, body.device, true, false);
    }
    void operator()(const AddDeviceBody& body) const
    {
        const bool vouched = rank > Rank::Phrase;
        addDevice(state, body.device, vouched,
                  !vouched && state.policy == NewDevicePolicy::ApprovalOrDay);
    }
    void operator()(const ConfirmBody& body) const
    {
        state.find(body.target)->standingSince = state.nextSequence;
    }
    void operator()(const SuspendBody& body) const
    {
        auto* target = state.find(body.target);
        target->status = DeviceStatus::Suspended;
        target->suspendedBy = rank;
        if (rank == Rank::Device) {
            target->spentSuspensions.push_back(*entry.statement().byDevice);
        }
        dropProposalsOf(state, body.target);
    }
    void operator()(const LiftSuspensionBody& body) const
    {
        auto* target = state.find(body.target);
        target->status = DeviceStatus::Active;
        target->suspendedBy = Rank::None;
        dropRemovalsOf(state, body.target, Rank::Device);
    }
    void operator()(const RemoveDeviceBody& body) const
    {
        endDevice(state, body.target, DeviceStatus::Removed);
    }
    void operator()(const ReplaceRecoveryBody& body) const
    {
        replaceRecovery(state, body.recovery, rank);
    }
    void operator()(const ProposeBody& body) const
    {
        std::erase_if(state.pending, [&](const PendingChange& p) {
            return sameSubject(p.change, body.change); // only weaker ones can be there
        });
        const auto& statement = entry.statement();
        state.pending.push_back({entry.hash(), statement.sequence, body.change, rank,
                                 statement.byRecovery, statement.byDevice});
    }
    void operator()(const CommitBody& body) const
    {
        const PendingChange done = *state.findPending(body.proposal);
        state.committed.push_back(
            {done.proposal, entry.hash(), state.nextSequence, done.change, done.rank});
        std::erase_if(state.pending,
                      [&](const PendingChange& p) { return p.proposal == done.proposal; });
        std::visit(*this, done.change);
    }
    void operator()(const VetoBody& body) const
    {
        std::erase_if(state.pending,
                      [&](const PendingChange& p) { return p.proposal == body.proposal; });
    }
    void operator()(const RefreshBody& body) const
    {
        auto* device = state.find(*entry.statement().byDevice);
        device->keys = body.device;
        device->generation = body.generation;
    }
    void operator()(const LeaveBody&) const
    {
        endDevice(state, *entry.statement().byDevice, DeviceStatus::Left);
    }
    void operator()(const SetPolicyBody& body) const { state.policy = body.policy; }
    void operator()(const SetStampRelaysBody& body) const { state.stampRelays = body.stampRelays; }
};

/// When no device of standing is left, the oldest active one that only the phrase vouches for
/// becomes the senior, which contacts are told of.
void passStandingOn(LogState& state)
{
    const auto isSenior = [](const DeviceRecord& d) { return d.isPresent() && d.hasStanding(); };
    if (std::ranges::any_of(state.devices, isSenior)) {
        return;
    }
    const auto heir = std::ranges::find(state.devices, DeviceStatus::Active, &DeviceRecord::status);
    if (heir != state.devices.end()) {
        heir->standingSince = state.nextSequence;
        ++state.verificationCleared;
    }
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

void applyEntry(LogState& state, const LogEntry& entry, Rank rank)
{
    const EntryStatement& statement = entry.statement();
    if (statement.byDevice && !statement.byRecovery) {
        ++state.find(*statement.byDevice)->loneEntries;
    }
    recordKeys(state, statement.body);
    std::visit(Effect{state, entry, rank}, statement.body);
    passStandingOn(state);
    state.head = entry.hash();
    ++state.nextSequence;
}

Rank rankTowards(const LogState& state, const EntryStatement& statement, const SlowChange& change)
{
    const auto* author = statement.byDevice ? state.find(*statement.byDevice) : nullptr;
    return Question{state, statement, author}.rankTowards(change);
}

} // namespace sotto::crypto
