#include "crypto/log/log_effects.h"

#include <algorithm>

namespace sotto::crypto {

namespace {

void recordKeys(LogState& state, const EntryBody& body)
{
    if (const auto* device = namedDevice(body)) {
        state.usedKeys.insert(keyHash(device->signing));
        state.usedKeys.insert(keyHash(device->identity));
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
    state.usedKeys.insert(keyHash(key));
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
        state.usedKeys.insert(keyHash(body.recovery));
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
        state.committed.push_back({done.proposal, done.sequence, entry.hash(), state.nextSequence,
                                   done.change, done.rank});
        std::erase_if(state.pending,
                      [&](const PendingChange& p) { return p.proposal == done.proposal; });
        const auto* removal = std::get_if<RemoveDeviceBody>(&done.change);
        if (removal != nullptr && rank < Rank::PhraseAndSenior &&
            state.isSeniorToAllOthers(*state.find(removal->target))) {
            ++state.verificationCleared;
        }
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
/// becomes the senior. True if that happened: contacts are told of it.
bool passStandingOn(LogState& state)
{
    const auto isSenior = [](const DeviceRecord& d) { return d.isPresent() && d.hasStanding(); };
    if (std::ranges::any_of(state.devices, isSenior)) {
        return false;
    }
    const auto heir = std::ranges::find(state.devices, DeviceStatus::Active, &DeviceRecord::status);
    if (heir == state.devices.end()) {
        return false;
    }
    heir->standingSince = state.nextSequence;
    return true;
}

} // namespace

void applyEntry(LogState& state, const LogEntry& entry, Rank rank)
{
    const EntryStatement& statement = entry.statement();
    if (statement.byDevice && !statement.byRecovery) {
        ++state.find(*statement.byDevice)->loneEntries;
    }
    recordKeys(state, statement.body);
    const std::uint32_t cleared = state.verificationCleared;
    std::visit(Effect{state, entry, rank}, statement.body);
    if (passStandingOn(state)) {
        state.verificationCleared = cleared + 1; // one entry is told once
    }
    state.head = entry.hash();
    ++state.nextSequence;
}

} // namespace sotto::crypto
