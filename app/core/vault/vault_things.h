#pragma once

#include "app/core/base/context.h"
#include "app/core/vault/vault.pb.h"
#include "crypto/vault/vault_record.h"

#include <optional>
#include <string>

namespace sotto::core {

/// The numbers of VaultContent's bodies, which are the types of records (PROTOCOL.md 15.1).
enum class ThingType : crypto::RecordType
{
    Message = 1,
    Marks = 2,
    Contact = 3,
    Conversation = 4,
    Setting = 5,
    Device = 6,
    EpochLinks = 7,
    Profile = 8,
    Snapshot = 9,
    LogEntry = 10,
    WrappingKey = 11,
    Alarm = 12,
};

/// What one thing is called on this device: the type and a key of the stores (a row's number, a
/// setting's name, a device's identifier).
struct Thing
{
    ThingType type = ThingType::Message;
    std::string key;

    auto operator<=>(const Thing&) const = default;
};

/// Between the stores and the vault: says what a thing's state is, and takes in what another device
/// says of it. Knows no relay and no encryption.
class VaultThings
{
public:
    virtual ~VaultThings() = default;

    /// The present state, with the fields that changed since the last one that was said or taken
    /// stamped anew (in the running transaction). Nothing: there is nothing to say (any more).
    [[nodiscard]] virtual std::optional<wire::VaultContent> say(Work& work, const Thing& thing) = 0;
    /// Merges @p said into the stores. Returns the thing if the merged state is another one than
    /// @p said, so that it has to be said again. What breaks a rule is passed over.
    virtual std::optional<Thing> take(Work& work, const wire::VaultContent& said) = 0;
    /// By what a content's record is called.
    [[nodiscard]] virtual crypto::RecordSource sourceOf(const wire::VaultContent& content) const = 0;
    /// All things that a snapshot holds, and all that there are (oldest messages first).
    [[nodiscard]] virtual std::vector<Thing> forSnapshot() = 0;
    virtual void markAll(Work& work) = 0;
};

} // namespace sotto::core
