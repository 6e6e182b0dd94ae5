#include "crypto/log/log_builder.h"

#include <algorithm>

namespace sotto::crypto {

namespace {

RecoveryPublicKey recoveryKeyOf(const SigningKey& key)
{
    return RecoveryPublicKey(key.publicKey().view());
}

std::vector<StampRelayKey> sorted(std::vector<StampRelayKey> relays)
{
    std::ranges::sort(relays);
    return relays;
}

Result<LogEntry, LogErrorKind> signAll(const EntryStatement& statement, const Authors& authors,
                                       const SigningKey* newRecovery, const DeviceKeys* newDevice)
{
    const Bytes signedBytes = statement.serialize();
    Bytes out = signedBytes;
    if (statement.byRecovery) {
        append(out, signAsRecovery(*authors.recovery, signedBytes));
    }
    if (statement.byDevice) {
        append(out, signAsDevice(authors.device->signing(), signedBytes));
    }
    if (newRecovery != nullptr) {
        append(out, proveRecovery(*newRecovery, signedBytes));
    }
    if (newDevice != nullptr) {
        append(out, proveSigning(newDevice->signing(), signedBytes));
        append(out, newDevice->identity().provePossession(signedBytes));
    }
    auto entry = LogEntry::parse(out);
    if (!entry) {
        return Unexpected(LogErrorKind::Malformed);
    }
    return std::move(*entry);
}

} // namespace

LogBuilder::Built LogBuilder::genesis(const SigningKey& provisionalRecovery,
                                      const DeviceKeys& device, NewDevicePolicy policy,
                                      std::vector<StampRelayKey> stampRelays, Timestamp claimed)
{
    if (stampRelays.size() > kStampRelaysMax) {
        return Unexpected(LogErrorKind::Malformed);
    }
    EntryStatement statement;
    statement.claimed = claimed;
    statement.body = GenesisBody{recoveryKeyOf(provisionalRecovery), device.publicKeys(), policy,
                                 sorted(std::move(stampRelays))};
    SOTTO_TRY(entry, signAll(statement, {}, &provisionalRecovery, &device));
    SOTTO_CHECK(judge(LogState{}, entry));
    return entry;
}

EntryStatement LogBuilder::statement(const Authors& authors, EntryBody body) const
{
    EntryStatement out;
    out.account = m_log.account();
    out.sequence = m_log.state().nextSequence;
    out.previous = m_log.head();
    out.claimed = m_claimed;
    out.byRecovery = authors.recovery != nullptr;
    if (authors.device != nullptr) {
        out.byDevice = authors.deviceId;
    }
    out.body = std::move(body);
    return out;
}

LogBuilder::Built LogBuilder::build(const Authors& authors, const EntryStatement& statement,
                                    const SigningKey* newRecovery,
                                    const DeviceKeys* newDevice) const
{
    SOTTO_TRY(entry, signAll(statement, authors, newRecovery, newDevice));
    SOTTO_CHECK(m_log.check(entry));
    return entry;
}

LogBuilder::Built LogBuilder::build(const Authors& authors, EntryBody body,
                                    const SigningKey* newRecovery,
                                    const DeviceKeys* newDevice) const
{
    return build(authors, statement(authors, std::move(body)), newRecovery, newDevice);
}

LogBuilder::Built LogBuilder::addDevice(const Authors& authors, const DeviceKeys& device) const
{
    return build(authors, AddDeviceBody{device.publicKeys()}, nullptr, &device);
}

LogBuilder::Built LogBuilder::confirm(const Authors& authors, const DeviceId& target) const
{
    return build(authors, ConfirmBody{target});
}

LogBuilder::Built LogBuilder::suspend(const Authors& authors, const DeviceId& target) const
{
    return build(authors, SuspendBody{target});
}

LogBuilder::Built LogBuilder::liftSuspension(const Authors& authors, const DeviceId& target) const
{
    return build(authors, LiftSuspensionBody{target});
}

LogBuilder::Built LogBuilder::removeDevice(const Authors& authors, const DeviceId& target) const
{
    return build(authors, RemoveDeviceBody{target});
}

LogBuilder::Built LogBuilder::replaceRecovery(const Authors& authors,
                                              const SigningKey& recovery) const
{
    return build(authors, ReplaceRecoveryBody{recoveryKeyOf(recovery)}, &recovery);
}

LogBuilder::Built LogBuilder::proposeRemoval(const Authors& authors, const DeviceId& target) const
{
    return build(authors, ProposeBody{RemoveDeviceBody{target}});
}

LogBuilder::Built LogBuilder::proposeRecovery(const Authors& authors,
                                              const SigningKey& recovery) const
{
    return build(authors, ProposeBody{ReplaceRecoveryBody{recoveryKeyOf(recovery)}}, &recovery);
}

LogBuilder::Built LogBuilder::veto(const Authors& authors, const EntryHash& proposal) const
{
    return build(authors, VetoBody{proposal});
}

LogBuilder::Built LogBuilder::refresh(const Authors& authors, const DeviceKeys& fresh) const
{
    const auto* device = authors.deviceId ? m_log.state().find(*authors.deviceId) : nullptr;
    if (device == nullptr) {
        return Unexpected(LogErrorKind::UnknownAuthor);
    }
    return build(authors, RefreshBody{device->generation + 1, fresh.publicKeys()}, nullptr, &fresh);
}

LogBuilder::Built LogBuilder::leave(const Authors& authors) const
{
    return build(authors, LeaveBody{});
}

LogBuilder::Built LogBuilder::setPolicy(const Authors& authors, NewDevicePolicy policy) const
{
    return build(authors, SetPolicyBody{policy});
}

LogBuilder::Built LogBuilder::setStampRelays(const Authors& authors,
                                             std::vector<StampRelayKey> stampRelays) const
{
    if (stampRelays.size() > kStampRelaysMax) {
        return Unexpected(LogErrorKind::Malformed);
    }
    return build(authors, SetStampRelaysBody{sorted(std::move(stampRelays))});
}

UnstampedCommit LogBuilder::prepareCommit(const Authors& authors, const EntryHash& proposal,
                                          const Stamp& proposalStamp) const
{
    UnstampedCommit out{statement(authors, CommitBody{proposal, proposalStamp, {}}), {}};
    out.subject = commitSubject(out.statement);
    return out;
}

LogBuilder::Built LogBuilder::finishCommit(const Authors& authors, UnstampedCommit commit,
                                           const Stamp& commitStamp) const
{
    std::get<CommitBody>(commit.statement.body).commitStamp = commitStamp;
    return build(authors, std::move(commit.statement));
}

} // namespace sotto::crypto
