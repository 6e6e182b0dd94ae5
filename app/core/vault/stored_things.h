#pragma once

#include "app/core/vault/stored_account.h"
#include "app/core/vault/stored_contacts.h"
#include "app/core/vault/stored_conversations.h"

namespace sotto::core {

/// The stores, the account and the people, as the vault says them.
class StoredThings final : public VaultThings
{
public:
    StoredThings(Context& context, OwnAccount& own, People& people);

    [[nodiscard]] StoredAccount& account() { return m_account; }
    [[nodiscard]] StoredContacts& contacts() { return m_contacts; }

    /// What a message's record is called by (VaultContent with its name alone).
    [[nodiscard]] std::optional<wire::VaultContent> nameOf(Work& work, RowId message);

    /// Whether there is room for a signed thing that is not known yet. All are kept without it.
    std::function<bool(Work&, const wire::VaultContent&, std::size_t bytes)> keepsSigned;
    /// Whether a snapshot says a thing. All of them without it.
    std::function<bool(const Thing&)> isInForce;

    // VaultThings
    [[nodiscard]] std::optional<wire::VaultContent> say(Work& work, const Thing& thing,
                                                        Saying saying) override;
    Taken take(Work& work, const wire::VaultContent& said) override;
    [[nodiscard]] crypto::RecordSource sourceOf(const wire::VaultContent& content) const override;
    [[nodiscard]] std::vector<Thing> forSnapshot(Work& work) override;
    void markAll(Work& work) override;

private:
    Taken takeBody(Work& work, const wire::VaultContent& said);
    Taken takeSigned(Work& work, ThingType type, const std::string& key,
                     const wire::VaultContent& said);
    void takeWaiting(Work& work, const std::string& account);
    [[nodiscard]] std::optional<wire::VaultContent> sayBody(Work& work, const Thing& thing,
                                                            Saying saying);
    [[nodiscard]] std::vector<Thing> smallThings(Work& work);

    Context& m_context;
    OwnAccount& m_own;
    People& m_people;
    StoredMessages m_messages;
    StoredConversations m_conversations;
    StoredContacts m_contacts;
    StoredAccount m_account;
};

} // namespace sotto::core
