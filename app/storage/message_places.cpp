#include "app/storage/message_places.h"

#include <utility>
#include <vector>

namespace sotto::storage {

MessagePlaces::MessagePlaces(Database& database)
    : m_at(database, "SELECT id, claimed, author, uid FROM messages "
                     "WHERE conversation = ? AND position = ?")
    , m_move(database, "UPDATE messages SET position = ?2, "
                       "claimed = CASE ?3 WHEN ?2 THEN 0 ELSE ?3 END WHERE id = ?1")
{}

std::optional<MessagePlaces::Standing> MessagePlaces::at(RowId conversation, std::int64_t position)
{
    std::optional<Standing> out;
    if (m_at.with(conversation, position).step()) {
        out =
            Standing{m_at.integer(0), m_at.integer(1), m_at.integer(2), m_at.fixed<MessageUid>(3)};
        if (out->claimed == 0) {
            out->claimed = position;
        }
    }
    m_at.reset();
    return out;
}

void MessagePlaces::move(RowId id, std::int64_t position, std::int64_t claimed)
{
    m_move.with(id, position, claimed).run();
    m_moved = true;
}

// Of one claim and one uid there are two messages at most, the own one and the other person's.
bool MessagePlaces::comesFirst(const Standing& first, const Standing& second)
{
    return std::tuple(first.claimed, first.uid, first.author) <
           std::tuple(second.claimed, second.uid, second.author);
}

std::int64_t MessagePlaces::make(const MessagePlace& wanted)
{
    std::int64_t position = wanted.claimed;
    std::int64_t made = position;
    std::vector<std::pair<Standing, std::int64_t>> moves;
    // Whoever looks for a place: first the new one, then whom it displaced.
    Standing looking{kNoRow, wanted.claimed, wanted.author, wanted.uid};
    const auto stay = [&] {
        if (looking.id == kNoRow) {
            made = position;
        } else {
            moves.emplace_back(looking, position);
        }
    };
    for (;; ++position) {
        const auto standing = at(wanted.conversation, position);
        if (!standing) {
            stay();
            break;
        }
        if (comesFirst(looking, *standing)) {
            stay();
            looking = *standing;
        }
    }
    // From behind, so that each comes to a place that is free.
    for (auto step = moves.rbegin(); step != moves.rend(); ++step) {
        move(step->first.id, step->second, step->first.claimed);
    }
    return made;
}

void MessagePlaces::close(RowId conversation, std::int64_t position)
{
    for (;; ++position) {
        const auto next = at(conversation, position + 1);
        if (!next || next->claimed > position) {
            return;
        }
        move(next->id, position, next->claimed);
    }
}

RowId MessagePlaces::queuedAt(RowId conversation, std::int64_t position, std::int64_t claimed)
{
    const auto standing = at(conversation, position);
    return standing && standing->claimed <= claimed ? standing->id : kNoRow;
}

} // namespace sotto::storage
