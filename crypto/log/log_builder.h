#pragma once

#include "crypto/log/device_log.h"

namespace sotto::crypto {

/// Who signs an entry: the phrase, a device, or both. Borrowed for the time of one call.
struct Authors
{
    const SigningKey* recovery = nullptr;
    const DeviceKeys* device = nullptr; ///< its current keys
    std::optional<DeviceId> deviceId;   ///< stays the same when keys are refreshed

    [[nodiscard]] static Authors phrase(const SigningKey& recovery)
    {
        return {&recovery, nullptr, std::nullopt};
    }
    [[nodiscard]] static Authors oneDevice(const DeviceId& id, const DeviceKeys& keys)
    {
        return {nullptr, &keys, id};
    }
    [[nodiscard]] static Authors both(const SigningKey& recovery, const DeviceId& id,
                                      const DeviceKeys& keys)
    {
        return {&recovery, &keys, id};
    }
};

/// A commit that waits for the relay's stamp on commitSubject(statement).
struct UnstampedCommit
{
    EntryStatement statement;
    EntryHash subject;
};

/// Makes entries that follow on one log. Everything is checked by the rules that verify: what they
/// would refuse comes back as their error. The log itself is not changed; extend() it with the
/// bytes once the relay took them.
class LogBuilder
{
public:
    using Built = Result<LogEntry, LogErrorKind>;

    LogBuilder(const DeviceLog& log, Timestamp claimed)
        : m_log(log)
        , m_claimed(claimed)
    {}

    /// The first entry of a new account.
    [[nodiscard]] static Built genesis(const SigningKey& provisionalRecovery,
                                       const DeviceKeys& device, NewDevicePolicy policy,
                                       std::vector<StampRelayKey> stampRelays, Timestamp claimed);

    [[nodiscard]] Built addDevice(const Authors& authors, const DeviceKeys& device) const;
    [[nodiscard]] Built confirm(const Authors& authors, const DeviceId& target) const;
    [[nodiscard]] Built suspend(const Authors& authors, const DeviceId& target) const;
    [[nodiscard]] Built liftSuspension(const Authors& authors, const DeviceId& target) const;
    [[nodiscard]] Built removeDevice(const Authors& authors, const DeviceId& target) const;
    [[nodiscard]] Built replaceRecovery(const Authors& authors, const SigningKey& recovery) const;
    [[nodiscard]] Built proposeRemoval(const Authors& authors, const DeviceId& target) const;
    [[nodiscard]] Built proposeRecovery(const Authors& authors, const SigningKey& recovery) const;
    [[nodiscard]] Built veto(const Authors& authors, const EntryHash& proposal) const;
    [[nodiscard]] Built refresh(const Authors& authors, const DeviceKeys& fresh) const;
    [[nodiscard]] Built leave(const Authors& authors) const;
    [[nodiscard]] Built setPolicy(const Authors& authors, NewDevicePolicy policy) const;
    [[nodiscard]] Built setStampRelays(const Authors& authors,
                                       std::vector<StampRelayKey> stampRelays) const;

    /// First half of a commit; ask the relay to stamp its subject, then finish it while the head
    /// is still the same.
    [[nodiscard]] UnstampedCommit prepareCommit(const Authors& authors, const EntryHash& proposal,
                                                const Stamp& proposalStamp) const;
    [[nodiscard]] Built finishCommit(const Authors& authors, UnstampedCommit commit,
                                     const Stamp& commitStamp) const;

private:
    [[nodiscard]] EntryStatement statement(const Authors& authors, EntryBody body) const;
    [[nodiscard]] Built build(const Authors& authors, const EntryStatement& statement,
                              const SigningKey* newRecovery = nullptr,
                              const DeviceKeys* newDevice = nullptr) const;
    [[nodiscard]] Built build(const Authors& authors, EntryBody body,
                              const SigningKey* newRecovery = nullptr,
                              const DeviceKeys* newDevice = nullptr) const;

    const DeviceLog& m_log;
    Timestamp m_claimed;
};

} // namespace sotto::crypto
