#pragma once

#include "app/storage/message_names.h"

#include <utility>

namespace sotto::storage {

/// Which place in its conversation a message wants.
struct MessagePlace
{
    RowId conversation = kNoRow;
    std::int64_t claimed = 0;
    RowId author = kNoRow;
    MessageUid uid;
};

/// Who stands where. The places of a conversation follow from what its messages claim alone, so
/// that all devices come to the same ones: in the order of claim and uid, each stands where it
/// claims, or on the next place if that is taken.
class MessagePlaces
{
public:
    explicit MessagePlaces(Database& database);

    /// The place of a message that has no row there yet; those behind it have moved.
    [[nodiscard]] std::int64_t make(const MessagePlace& wanted);
    /// The row of that place is gone: those move up that stood behind it in a queue.
    void close(RowId conversation, std::int64_t position);
    /// Who stands there because another one had the place that it claims, which is not above
    /// @p claimed.
    [[nodiscard]] RowId queuedAt(RowId conversation, std::int64_t position, std::int64_t claimed);
    /// Whether others moved since the last time that this was asked.
    [[nodiscard]] bool takeMoved() { return std::exchange(m_moved, false); }

private:
    struct Standing
    {
        RowId id = kNoRow;
        std::int64_t claimed = 0;
        RowId author = kNoRow;
        MessageUid uid;
    };
    [[nodiscard]] std::optional<Standing> at(RowId conversation, std::int64_t position);
    void move(RowId id, std::int64_t position, std::int64_t claimed);
    [[nodiscard]] static bool comesFirst(const Standing& first, const Standing& second);

    Statement m_at;
    Statement m_move;
    bool m_moved = false;
};

} // namespace sotto::storage
