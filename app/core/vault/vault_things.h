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
    RecordMove = 13,
};

/// What one thing is called on this device: the type and a key of the stores. Of a message and of
/// its mark the number of its row, 8 bytes that rise (keyOf()); of a contact or a conversation the
/// account (nothing: the notes); of a setting its name; of a device or an alarm the identifier; of
/// what is signed the bytes themselves; nothing of the profile.
struct Thing
{
    ThingType type = ThingType::Message;
    std::string key;

    auto operator<=>(const Thing&) const = default;
};

/// What became of a content that was read.
struct Taken
{
    std::optional<Thing> thing; ///< nothing if it broke a rule, or waits for its contact
    /// The merged state is neither what was read nor what was here: it has been marked as dirty.
    bool isNews = false;
};

enum class Saying : std::uint8_t
{
    News,  ///< nothing if the last state that was said or taken still stands
    State, ///< whatever is so now
};

/// Between the stores and the vault: says what a thing's state is, and takes in what another device
/// says of it. Knows no relay and no encryption.
class VaultThings
{
public:
    VaultThings() = default;
    VaultThings(const VaultThings&) = delete;
    VaultThings& operator=(const VaultThings&) = delete;
    virtual ~VaultThings() = default;

    /// The present state, with the fields that changed since the last one that was said or taken
    /// stamped anew (in the running transaction). Nothing: there is nothing to say (any more).
    [[nodiscard]] virtual std::optional<wire::VaultContent> say(Work& work, const Thing& thing,
                                                                Saying saying) = 0;
    /// Merges @p said into the stores, in a Work that is fromVault. What breaks a rule is passed
    /// over. Of a snapshot each part is taken.
    virtual Taken take(Work& work, const wire::VaultContent& said) = 0;
    /// By what a content's record is called.
    [[nodiscard]] virtual crypto::RecordSource
    sourceOf(const wire::VaultContent& content) const = 0;
    /// All things that a snapshot holds.
    [[nodiscard]] virtual std::vector<Thing> forSnapshot(Work& work) = 0;
    /// All that there is has to be said again (oldest messages first).
    virtual void markAll(Work& work) = 0;
};

} // namespace sotto::core
