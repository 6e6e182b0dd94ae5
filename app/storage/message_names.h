#pragma once

#include "app/storage/statement.h"

#include <vector>

namespace sotto::storage {

/// Chosen at random by the author of a content; means something together with the author only.
using MessageUid = crypto::FixedBytes<struct MessageUidTag, 16>;

/// Why a message has a name and no row.
enum class Absence : std::uint8_t
{
    Missing = 0,          ///< quoted, and not here yet
    Removed = 1,          ///< alone: it shall not come (again)
    WithConversation = 2, ///< with all that was there: as Removed
};

/// What a message is called on all devices, as far as this one's rows can say it.
struct MessageName
{
    RowId id = kNoRow;
    RowId contact = kNoRow; ///< of the conversation; kNoRow: notes to oneself
    RowId author = kNoRow;  ///< contacts.id; kNoRow is this person
    MessageUid uid;
    Absence absence = Absence::Missing;

    [[nodiscard]] bool isGone() const { return absence != Absence::Missing; }
};

/// Names of messages that have no row: of those that were removed, which keep the number of their
/// row, and of those that are quoted and not here yet, which have negative numbers.
class MessageNames
{
public:
    explicit MessageNames(Database& database);

    [[nodiscard]] std::optional<MessageName> find(RowId id);
    [[nodiscard]] std::optional<MessageName> find(RowId contact, RowId author,
                                                  const MessageUid& uid);
    /// Of a message of @p conversation.
    [[nodiscard]] std::optional<MessageName> findIn(RowId conversation, RowId author,
                                                    const MessageUid& uid);
    /// The name, with a number of its own if it is new; its absence is raised to @p absence.
    RowId note(RowId contact, RowId author, const MessageUid& uid, Absence absence);
    /// The names of rows that are about to be removed.
    void keepOf(RowId message);
    void keepUpTo(RowId conversation, std::int64_t position);
    /// The message came: what quotes it names its row from now on.
    void resolve(RowId name, RowId message);

private:
    Database& m_database;
    std::vector<Statement> m_statements; ///< indexed by an enum of the .cpp file
};

} // namespace sotto::storage
