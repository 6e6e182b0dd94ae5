#pragma once

#include "app/storage/message_store.h"
#include "app/viewmodels/message_text.h"

#include <optional>

#include <QDate>
#include <QString>

namespace sotto::viewmodels {

/// Messages of one author that lie closer together than this are one group.
inline constexpr storage::Milliseconds kGroupMs = std::int64_t{5} * 60 * 1000;

/// What a message quotes, as far as it is still there.
struct QuotedMessage
{
    QString author;
    QString excerpt;
};

/// A message as the model keeps it.
struct MessageRow
{
    storage::Message message;
    QString author; ///< "You" for an own one
    std::optional<QuotedMessage> quoted;
    /// Of an own text that the core has not taken yet; 0 for all others.
    std::int64_t ticket = 0;
    /// The latest day up to here: an author whose clock is behind begins no day again.
    QDate day;

    /// Made when it is first asked for.
    struct Shown
    {
        std::vector<TextPart> parts;
        int emojiOnly = 0;
    };
    mutable std::optional<Shown> shown;

    [[nodiscard]] bool isPending() const { return ticket != 0; }
    [[nodiscard]] bool isEvent() const
    {
        return message.kind != storage::MessageKind::Text &&
               message.kind != storage::MessageKind::Deleted;
    }
    [[nodiscard]] storage::Milliseconds time() const;
    [[nodiscard]] QString text() const;
};

/// Whether @p newer goes on with the group of @p older.
[[nodiscard]] bool isOneGroup(const MessageRow& older, const MessageRow& newer);

/// The line that Sotto adds, about the person @p name.
[[nodiscard]] QString eventLine(storage::MessageKind kind, const QString& name);

/// "Read" and so on; empty for a received one.
[[nodiscard]] QString stateText(storage::MessageState state);

} // namespace sotto::viewmodels
