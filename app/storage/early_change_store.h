#pragma once

#include "app/storage/message_store.h"

namespace sotto::storage {

/// Of one author, the newest stay. A device posts 64 contents before it waits for an answer: so
/// much of a few devices at once may overtake a text.
inline constexpr std::size_t kEarlyChangesMax = 256;
/// Of the texts of one author: as many of the longest as one posting holds.
inline constexpr std::size_t kEarlyTextBytesMax = std::size_t{64} * 16'384;

/// What the author of a text made of it, and what came before the text itself.
struct EarlyChange
{
    RowId author = kNoRow;
    MessageUid uid; ///< of the text
    bool removes = false;
    Milliseconds sent = 0; ///< by the author's clock: the newest edit counts
    Milliseconds received = 0;
    std::string text; ///< none if it removes
};

/// Changes that wait for their texts. Changes need a Transaction of the caller.
class EarlyChangeStore
{
public:
    explicit EarlyChangeStore(Database& database);

    /// One for each text: a removal, else the newest edit. What exceeds the limits goes, the oldest
    /// first.
    void keep(const EarlyChange& change);
    /// Forgets it as well.
    [[nodiscard]] std::optional<EarlyChange> take(RowId author, const MessageUid& uid);
    void removeReceivedBefore(Milliseconds time);
    /// All of one author.
    void removeAll(RowId author);
    [[nodiscard]] std::uint64_t count(RowId author);

private:
    Database& m_database;
    std::vector<Statement> m_statements; ///< indexed by an enum of the .cpp file
};

} // namespace sotto::storage
