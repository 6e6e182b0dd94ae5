#pragma once

#include "app/storage/row_id.h"

#include <set>
#include <string>
#include <vector>

namespace sotto::core {

using storage::RowId;

struct ChangedMessage
{
    enum class What : std::uint8_t
    {
        Added,
        Changed,
        Removed
    };
    RowId conversation = storage::kNoRow;
    RowId message = storage::kNoRow;
    What what = What::Added;
    bool stateOnly = false; ///< Changed, and nothing but how far an own one got
};

/// What to read again, after the transaction that changed it.
struct Changes
{
    std::vector<ChangedMessage> messages; ///< in the order in which it happened
    std::set<RowId> conversations;        ///< their summaries: new, gone or different
    std::set<RowId> contacts;
    /// With whom a conversation went, with all its messages (contacts; kNoRow: the notes).
    std::set<RowId> removedConversations;
    bool account = false;
    bool invites = false;
    bool settings = false;
    bool words = false;

    [[nodiscard]] bool isEmpty() const
    {
        return messages.empty() && conversations.empty() && contacts.empty() && !account &&
               !invites && !settings && !words;
    }
};

enum class ConnectionState : std::uint8_t
{
    Stopped,
    Connecting,
    Online,
    Offline, ///< waits for the next attempt
    Refused, ///< the relay is not the one that is known, or does not want us: explanation says it
};

struct Connection
{
    ConnectionState state = ConnectionState::Stopped;
    std::string explanation;   ///< for people, translated; empty if all is well
    std::uint64_t backlog = 0; ///< envelopes at the relay that were not stored yet
};

/// Whether the twelve words were made and written down.
enum class WordsState : std::uint8_t
{
    None,      ///< never shown
    Shown,     ///< made, kept wrapped until the person confirms
    Confirmed, ///< written down, forgotten here
};

/// New words that this device has made without the old ones, and that are not in force yet.
struct LostWords
{
    enum class Stage : std::uint8_t
    {
        None,    ///< there are none
        Waiting, ///< the relay may not know of it yet, or the time is not over
        Ready,   ///< typing them puts them into force
        Stopped, ///< somebody has stopped a part of it: typing them begins the two weeks anew
    };
    Stage stage = Stage::None;
    bool areShown = false;           ///< and not confirmed as written down
    storage::Milliseconds dueAt = 0; ///< when they can come into force; 0 until the relay knows
};

struct DeviceInfo
{
    std::string id;                  ///< hexadecimal
    std::string name;                ///< own devices only
    storage::Milliseconds added = 0; ///< as its log claims
    bool isThis = false;
    bool isActive = true;
};

} // namespace sotto::core
