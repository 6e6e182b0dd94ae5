#pragma once

#include "app/core/problem.h"
#include "app/storage/message_store.h"

#include <optional>
#include <string>
#include <vector>

/// What can be exported, wherever it comes from: nothing of it is secret but what people wrote.
namespace sotto::core {

struct ExportAccount
{
    std::string id; ///< hexadecimal digits
    std::string name;
};

struct ExportConversation
{
    bool isNotes = false;
    std::string account; ///< of the contact, in hexadecimal digits; empty for the notes
    std::string name;    ///< as they call themselves
    std::string nickname;
    bool verified = false;
};

struct ExportMessage
{
    std::string id; ///< hexadecimal digits, its author's name for it
    bool isOwn = false;
    storage::MessageKind kind = storage::MessageKind::Text;
    storage::MessageState state = storage::MessageState::Received;
    storage::Milliseconds sent = 0;
    storage::Milliseconds received = 0; ///< of an own one: when it was written
    storage::Milliseconds edited = 0;   ///< 0: never
    std::string text;
    struct Quoted
    {
        std::string id;
        bool isOwn = false;
    };
    std::optional<Quoted> quoted;
};

/// Hands out conversations one after the other, and of each its messages in order.
class ExportSource
{
public:
    ExportSource() = default;
    ExportSource(const ExportSource&) = delete;
    ExportSource& operator=(const ExportSource&) = delete;
    virtual ~ExportSource() = default;

    /// Known once next() was called.
    [[nodiscard]] virtual ExportAccount account() const = 0;
    /// How many messages there will be, as far as is known.
    [[nodiscard]] virtual std::uint64_t total() const = 0;
    /// The next conversation; nothing behind the last one.
    [[nodiscard]] virtual crypto::Result<std::optional<ExportConversation>, Problem> next() = 0;
    /// The next messages of that, at most so many; none behind the last ones.
    [[nodiscard]] virtual crypto::Result<std::vector<ExportMessage>, Problem>
    messages(std::size_t limit) = 0;
};

} // namespace sotto::core
