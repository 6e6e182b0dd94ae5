#pragma once

#include "app/core/people/people.h"
#include "app/core/vault/thing_states.h"

namespace sotto::core {

/// Messages as the vault says them. Their row is their merged state: nothing else is kept of them.
class StoredMessages
{
public:
    StoredMessages(Context& context, OwnAccount& own, People& people)
        : m_context(context)
        , m_own(own)
        , m_people(people)
    {}

    /// Of one that was removed its name alone.
    [[nodiscard]] std::optional<wire::VaultMessage> say(Work& work, RowId message);
    /// Its name alone, whatever became of it.
    [[nodiscard]] std::optional<wire::VaultMessage> nameOf(Work& work, RowId message);
    /// How far an own one got.
    [[nodiscard]] std::optional<wire::VaultMarks> sayMark(Work& work, RowId message);
    Taken take(Work& work, const wire::VaultMessage& said);
    Taken takeMarks(Work& work, const wire::VaultMarks& said);

    /// What a row or a name is called on all devices.
    [[nodiscard]] std::optional<wire::Target> targetOf(Work& work, RowId message);
    /// A row, or a name. @p contact: of the conversation. Nothing if nobody in it is the author.
    [[nodiscard]] RowId rowOf(Work& work, RowId conversation, const wire::Target& target);

private:
    /// Where a message belongs, as far as this device has it.
    struct Place
    {
        RowId contact = storage::kNoRow;
        RowId author = storage::kNoRow;
        storage::MessageUid uid;
        std::int64_t floor = 0;
        RowId conversation = storage::kNoRow; ///< kNoRow: there is none (yet)
    };
    [[nodiscard]] std::optional<Place> placeOf(Work& work, const wire::VaultMessage& message);
    [[nodiscard]] wire::VaultMessage contentOf(Work& work, const storage::Message& message);
    [[nodiscard]] std::string authorOf(RowId author) const;
    [[nodiscard]] const std::string& conversationOf(RowId conversation);
    Taken add(Work& work, Place place, const wire::VaultMessage& said);
    bool overtake(Work& work, const Place& place, RowId added);
    Taken change(Work& work, const Place& place, const storage::Message& row,
                 const wire::VaultMessage& said);
    Taken hide(Work& work, const Place& place);
    Taken stayGone(Work& work, const Place& place, const storage::MessageName& name,
                   const wire::VaultMessage& said);
    void apply(Work& work, storage::Message row, const wire::VaultMessage& merged);
    void raise(Work& work, const storage::Message& message, storage::MessageState state);
    void takeWaiting(Work& work, const wire::VaultMessage& arrived);
    void remove(Work& work, const storage::Message& message);

    Context& m_context;
    OwnAccount& m_own;
    People& m_people;
    std::map<RowId, std::string> m_conversations; ///< whose they are; never changes
};

} // namespace sotto::core
