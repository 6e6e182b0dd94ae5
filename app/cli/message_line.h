#pragma once

#include "app/cli/session.h"
#include "app/storage/message_store.h"

namespace sotto::cli {

/// Stable names for programs: "text", "deleted", "contact-accepted" …
[[nodiscard]] std::string_view nameOf(storage::MessageKind kind);
/// "waiting", "sent", "delivered", "read", "failed"; "received" for those of others.
[[nodiscard]] std::string_view nameOf(storage::MessageState state);

/// Messages as lines of output. Knows who is who for as long as it lives.
class MessageLines
{
public:
    explicit MessageLines(Session& session);

    [[nodiscard]] std::string line(const storage::Message& message);

private:
    struct Person
    {
        std::string id;
        std::string name;
    };
    [[nodiscard]] Person person(storage::RowId contact);
    [[nodiscard]] Person otherOf(storage::RowId conversation);
    [[nodiscard]] std::string json(const storage::Message& message);
    [[nodiscard]] std::string plain(const storage::Message& message);

    Session& m_session;
    storage::ContactStore m_contacts;
    storage::ConversationStore m_conversations;
    storage::MessageStore m_messages;
    Person m_self;
};

} // namespace sotto::cli
