#pragma once

#include "app/core/account/own_account.h"
#include "crypto/log/slow_change.h"
#include "crypto/vault/contact_point.h"

#include <map>
#include <set>

namespace sotto::core {

namespace wire {
class ContactReach;
class VaultContact;
} // namespace wire

/// Somebody this account knows: the row that is shown, and what the protocol needs.
struct Person
{
    storage::Contact row;
    wire::ContactState state;
    std::optional<crypto::DeviceLog> log; ///< none before their first Introduction was verified
    std::vector<crypto::ContactMailbox> mailboxes;
    /// When this device saw what of the log: what a relay's stamps say is not enough.
    crypto::Sightings sightings;
    /// Devices of theirs that the words alone brought, and that have to wait (NewDevicePolicy).
    std::set<crypto::DeviceId> waiting;
    /// Devices that a slow change has removed before this device could know of it for 14 days.
    std::set<crypto::DeviceId> kept;

    [[nodiscard]] crypto::AccountId account() const { return crypto::AccountId(row.account.bytes); }
    /// Those that are written to, and heard. In the order of the log.
    [[nodiscard]] std::vector<crypto::DeviceId> activeDevices() const;
    [[nodiscard]] bool isActive(const crypto::DeviceId& device) const;
    /// Their keys, if the log has the device as active.
    [[nodiscard]] std::optional<crypto::PeerDevice> peer(const crypto::DeviceId& device) const;
    /// Where a device's mailbox is, once its bundle was seen there.
    [[nodiscard]] const crypto::ContactMailbox* mailboxOf(const crypto::DeviceId& device) const;
    [[nodiscard]] const wire::SeenBundle* seenBundle(const crypto::DeviceId& device) const;
    /// Whether they may be written to now (a held one keeps what is written).
    [[nodiscard]] bool isSelf() const { return row.standing == storage::ContactStanding::Self; }
    [[nodiscard]] bool takesMessages() const
    {
        return row.standing == storage::ContactStanding::Contact ||
               row.standing == storage::ContactStanding::Asked;
    }
};

/// What became of an Introduction.
enum class IntroductionOutcome : std::uint8_t
{
    Taken,
    Old,      ///< not newer than what is known
    Refused,  ///< breaks the protocol or names another account
    ForkedLog ///< a device log that contradicts the known one: sending is held
};

/// Everybody, in memory and in the database.
class People
{
public:
    People(Context& context, OwnAccount& own)
        : m_context(context)
        , m_own(own)
    {}

    void load();

    [[nodiscard]] Person* find(RowId id);
    [[nodiscard]] Person* find(const crypto::AccountId& account);
    [[nodiscard]] std::map<RowId, Person>& all() { return m_people; }

    Person& add(Work& work, const crypto::AccountId& account, storage::ContactStanding standing);
    /// This account, as its other devices are reached; with the own log as it is now.
    Person& self(Work& work);
    /// Both the row and the state.
    void store(Work& work, Person& person);
    /// Replaces what is known of how to reach them, and their name.
    IntroductionOutcome take(Work& work, Person& person, const wire::Introduction& introduction);
    /// The log inside a contact point continues what is known. @p reference must have no prefix.
    [[nodiscard]] IntroductionOutcome takeLog(Work& work, Person& person,
                                              const crypto::LogReference& reference);
    /// The same for a whole ContactPoint, which then says where they are reached.
    [[nodiscard]] IntroductionOutcome takePoint(Work& work, Person& person,
                                                const std::string& contactPoint);
    /// A new slot key for everybody: with those before nobody reads the next card. The Introduction
    /// is to be renewed with it.
    void renewSlotKeys(Work& work);
    /// Time has passed: devices that have waited long enough are used, those whose removal was open
    /// long enough are not any more. Returns whom that concerns.
    std::vector<RowId> review(Work& work);
    /// What the own other devices know of a person (in a Work that is fromVault): the log first,
    /// which is judged like any other one, then all that was merged.
    void takeVaultLog(Work& work, Person& person, const std::string& log);
    void takeVault(Work& work, Person& person, const wire::VaultContact& merged, bool isNew);
    /// A device of theirs is not active any more: what waits for it is for nobody.
    std::function<void(Work&, const Person&, const crypto::DeviceId&)> onDeviceEnded;
    /// Names the own card in an Introduction.
    std::function<void(const Person&, wire::Introduction&)> nameCard;
    /// The newest Introduction of this account for one person.
    [[nodiscard]] wire::Introduction introductionFor(const Person& person,
                                                     const wire::Mailboxes& mailboxes) const;
    /// A line in the conversation with them, if there is one. With @p about, which says what
    /// happened, all own devices that see it happen write one and the same line.
    void note(Work& work, const Person& person, storage::MessageKind kind, std::string text,
              crypto::ByteView about = {});
    [[nodiscard]] RowId conversationOf(Work& work, const Person& person);

private:
    void judgeDevices(Person& person) const;
    void noteNewDevices(Work& work, Person& person, const std::vector<crypto::DeviceId>& before);
    void takeReach(Work& work, Person& person, const wire::ContactReach& reach);
    void forgetReach(Work& work, Person& person);

    Context& m_context;
    OwnAccount& m_own;
    std::map<RowId, Person> m_people;
    std::map<crypto::AccountId, RowId> m_byAccount;
};

/// How this account is reached: its log and its active mailbox.
[[nodiscard]] crypto::ContactPoint ownContactPoint(const OwnAccount& own,
                                                   const wire::Mailboxes& mailboxes);
[[nodiscard]] crypto::SecretBytes serialize(const crypto::ContactPoint& point);
[[nodiscard]] std::optional<crypto::ContactPoint> parseContactPoint(crypto::ByteView bytes);
/// 1 to kNameBytesMax bytes of UTF-8 without control characters, trimmed; empty if it is none.
[[nodiscard]] std::string cleanName(std::string_view name);

} // namespace sotto::core
