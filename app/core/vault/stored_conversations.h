#pragma once

#include "app/core/vault/stored_messages.h"

namespace sotto::core {

/// Conversations as the vault says them: pinned, muted, draft, how far they are read, and up to
/// where all is removed. One without a row has the defaults of all these.
class StoredConversations
{
public:
    StoredConversations(Context& context, OwnAccount& own, People& people, StoredMessages& messages)
        : m_context(context)
        , m_own(own)
        , m_people(people)
        , m_messages(messages)
    {}

    /// @p key: the account, or nothing for the notes. Stores what is stamped anew.
    [[nodiscard]] std::optional<wire::VaultConversation> say(Work& work, const std::string& key,
                                                             Saying saying);
    Taken take(Work& work, const wire::VaultConversation& said);
    [[nodiscard]] std::vector<std::string> keys(Work& work);

private:
    struct Row
    {
        RowId contact = storage::kNoRow;
        std::optional<storage::Conversation> stored;
    };
    [[nodiscard]] std::optional<Row> rowOf(Work& work, const std::string& key);
    [[nodiscard]] wire::VaultConversation presentOf(Work& work, const Row& row,
                                                    wire::VaultConversation known,
                                                    const wire::VaultConversation* said);
    void apply(Work& work, Row row, const wire::VaultConversation& merged);

    Context& m_context;
    OwnAccount& m_own;
    People& m_people;
    StoredMessages& m_messages;
};

} // namespace sotto::core
