#pragma once

#include "app/core/people/people.h"
#include "app/core/vault/thing_states.h"

namespace sotto::core {

/// Contacts as the vault says them.
class StoredContacts
{
public:
    StoredContacts(Context& context, OwnAccount& own, People& people)
        : m_context(context)
        , m_own(own)
        , m_people(people)
    {}

    /// In the transaction that took what the vault says of them.
    std::function<void(Work&, RowId contact)> onTaken;

    /// @p key: the account. Stores what is stamped anew.
    [[nodiscard]] std::optional<wire::VaultContact> say(Work& work, const std::string& key,
                                                        Saying saying);
    Taken take(Work& work, const wire::VaultContact& said);

private:
    [[nodiscard]] wire::VaultContact presentOf(const Person& person, wire::VaultContact known,
                                               const wire::VaultContact* said);
    [[nodiscard]] wire::ContactReach reachOf(const Person& person);
    /// What this device did because of what it took is as new to the others as all that it does.
    void markOwnDoing(Work& work, std::size_t linesBefore, std::uint32_t introduction);
    [[nodiscard]] bool isUsable(const wire::VaultContact& said, const Person* known) const;

    Context& m_context;
    OwnAccount& m_own;
    People& m_people;
};

} // namespace sotto::core
