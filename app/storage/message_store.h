#pragma once

#include "app/storage/message_names.h"
#include "app/storage/message_places.h"

#include <vector>

namespace sotto::storage {

class Tokenizer;

enum class MessageKind : std::uint8_t
{
    Text = 1,
    Deleted = 2, ///< its author took it back; the text is gone
    /// Lines that Sotto adds. `text` holds what they are about (a name), if anything.
    ContactAccepted = 16,    ///< both can write now
    DeviceAdded = 17,        ///< they added a device
    NumberCompared = 18,     ///< this person compared safety numbers
    NumberChanged = 19,      ///< the verified mark was cleared
    NotReadable = 20,        ///< a message could not be read
    NewerVersionNeeded = 21, ///< a kind of message that this version does not know
    AccountDeleted = 22,     ///< they deleted their account
};

/// Of an own message; it only rises (see MessageStore::raiseState()), except that Failed goes back
/// to Waiting. Received ones are Received.
enum class MessageState : std::uint8_t
{
    Waiting = 0,
    Sent = 1,      ///< the relays of all their devices have it
    Delivered = 2, ///< one of their devices has it
    Read = 3,
    Failed = 4,
    Received = 8,
};

struct Message
{
    RowId id = kNoRow;
    RowId conversation = kNoRow;
    std::int64_t position = 0;
    /// The lowest position that one of the own devices gave it; its place is this or the next free
    /// one.
    std::int64_t claimed = 0;
    RowId author = kNoRow; ///< contacts.id; kNoRow is this person
    MessageUid uid;
    MessageKind kind = MessageKind::Text;
    MessageState state = MessageState::Received;
    Milliseconds sent = 0;
    Milliseconds received = 0;
    Milliseconds edited = 0; ///< when its author changed it last, by the author's clock; 0: never
    std::string text;
    RowId quoted = kNoRow; ///< a message, or the name of one that is not here (MessageNames)

    [[nodiscard]] bool isOwn() const { return author == kNoRow; }
};

/// Part of a found text; matches are in UTF-8 bytes of `text`.
struct SearchHit
{
    Message message; ///< with its whole text
    struct Match
    {
        std::size_t begin = 0;
        std::size_t end = 0;
    };
    std::vector<Match> matches; ///< the first ones, at most 8
};

/// Messages, and what a conversation counts of them. Adding and changing needs a Transaction of the
/// caller. Works on a read-only connection as far as it only reads.
class MessageStore
{
public:
    explicit MessageStore(Database& database);
    ~MessageStore();

    /// Gives it a position behind all others (message.id, .position and .claimed are ignored) and
    /// counts it: as unread if it is Received and a Text. Nothing if the author's uid is there
    /// already, or was removed.
    std::optional<RowId> add(const Message& message);
    /// The same at message.claimed, among those that are there already: what stands behind what was
    /// read counts as unread, what is the last one as the newest. On the same place the lower uid
    /// stands first, whichever came first.
    std::optional<RowId> addAt(const Message& message);
    /// Moves it to a lower position. Nothing happens if that is not lower than the claimed one.
    void lower(RowId id, std::int64_t position);
    /// Kind, state, sent, edited, quoted and text.
    void replace(const Message& message);
    [[nodiscard]] std::optional<Message> find(RowId id);
    [[nodiscard]] std::optional<Message> findByUid(RowId conversation, RowId author,
                                                   const MessageUid& uid);
    /// False if it is there already or higher. Failed is above Sent, since a relay may have had
    /// what nobody acknowledged, and below Delivered.
    bool raiseState(RowId id, MessageState state);
    void setState(RowId id, MessageState state);
    void setText(RowId id, std::string_view text, Milliseconds edited);
    /// Leaves the row as MessageKind::Deleted, without its text, in index and table.
    void erase(RowId id);
    /// The row too: "delete for me". Its name stays, so that it does not come again.
    void remove(RowId id);
    /// All that claimed a place up to and including @p position. Returns what they were.
    std::vector<RowId> removeUpTo(RowId conversation, std::int64_t position);
    void removeAll(RowId conversation);
    /// Numbers of rows above @p last, rising: in the order in which they came here.
    [[nodiscard]] std::vector<RowId> idsAfter(RowId last, std::size_t limit);
    /// The message, or its name if it is not here (yet): for Message::quoted.
    [[nodiscard]] RowId reference(RowId conversation, RowId author, const MessageUid& uid);
    [[nodiscard]] MessageNames& names() { return m_names; }

    /// Reads up to and including @p position. Returns the uids of the texts of others that were
    /// unread, at most @p limit of them, for read receipts.
    std::vector<MessageUid> markRead(RowId conversation, std::int64_t position, std::size_t limit);

    /// The newest text of others counts as unread again, and only it. Nothing if there is none.
    void markUnread(RowId conversation);

    // Pages, by rising position.
    [[nodiscard]] std::vector<Message> newest(RowId conversation, std::size_t limit);
    [[nodiscard]] std::vector<Message> before(RowId conversation, std::int64_t position,
                                              std::size_t limit);
    [[nodiscard]] std::vector<Message> after(RowId conversation, std::int64_t position,
                                             std::size_t limit);
    [[nodiscard]] std::uint64_t count(RowId conversation);

    /// Full text, newest first: all words of @p query, each as the beginning of a word; in scripts
    /// without spaces as a part of the text; case and accents do not matter. Of one conversation,
    /// or of all (kNoRow). @p beforeId (0: none) goes on behind the last hit of an earlier call.
    /// A hostile query is just words. At most @p limit.
    [[nodiscard]] std::vector<SearchHit> search(std::string_view query, RowId conversation,
                                                RowId beforeId, std::size_t limit);

private:
    void recount(RowId conversation);
    /// False if it was removed once. Else it may be quoted already.
    [[nodiscard]] bool mayCome(const Message& message, RowId& quotedAs);
    /// Makes it found by its words and by what quotes it.
    void arrived(RowId id, const Message& message, RowId quotedAs);
    void take(RowId id, const MessagePlace& place);
    /// Among the words that begin like it.
    [[nodiscard]] bool isCommon(const std::string& word);

    Database& m_database;
    std::unique_ptr<Tokenizer> m_tokenizer;
    MessageNames m_names;
    MessagePlaces m_places;
    std::vector<Statement> m_statements; ///< indexed by an enum of the .cpp file
    Statement m_search;
};

} // namespace sotto::storage
