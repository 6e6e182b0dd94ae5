#include "app/core/vault/dirty_marks.h"

#include "app/core/settings.h"
#include "app/core/vault/thing_states.h"

namespace sotto::core {

namespace {

class Marking
{
public:
    Marking(Work& work, People& people)
        : m_stores(work.stores())
        , m_people(people)
    {}

    void mark(ThingType type, std::string_view key) { m_stores.vault.mark(numberOf(type), key); }
    void message(const ChangedMessage& changed)
    {
        mark(changed.stateOnly ? ThingType::Marks : ThingType::Message, keyOf(changed.message));
    }
    void conversation(RowId id)
    {
        // One that went stands in removedConversations.
        if (const auto known = m_stores.conversations.find(id)) {
            conversationWith(known->contact);
        }
    }
    void conversationWith(RowId contact)
    {
        if (contact == storage::kNoRow) {
            mark(ThingType::Conversation, {});
        } else if (const Person* const person = m_people.find(contact)) {
            mark(ThingType::Conversation, fieldOf(person->account().view()));
        }
    }
    void contact(RowId id)
    {
        if (const Person* const person = m_people.find(id)) {
            mark(ThingType::Contact, fieldOf(person->account().view()));
        }
    }

private:
    Stores& m_stores;
    People& m_people;
};

} // namespace

void markDirty(Work& work, People& people)
{
    if (work.fromVault) {
        return;
    }
    Marking marking(work, people);
    for (const RowId contact : work.changes.contacts) {
        marking.contact(contact);
    }
    for (const ChangedMessage& message : work.changes.messages) {
        marking.message(message);
    }
    for (const RowId conversation : work.changes.conversations) {
        marking.conversation(conversation);
    }
    for (const RowId contact : work.changes.removedConversations) {
        marking.conversationWith(contact);
    }
    if (work.changes.account) {
        marking.mark(ThingType::Profile, {});
    }
    if (work.changes.settings) {
        for (const std::string_view name : settings::kShared) {
            marking.mark(ThingType::Setting, name);
        }
    }
}

} // namespace sotto::core
