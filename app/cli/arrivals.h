#pragma once

#include "app/cli/message_line.h"
#include "app/storage/arrival_order.h"
#include "app/storage/state_store.h"

#include <map>

namespace sotto::cli {

/// Messages of others that no call has printed yet. Where printing stands is in the database: it is
/// moved on after the lines have left, so a kill between the two prints the last lines again, and
/// none is ever lost.
class Arrivals
{
public:
    explicit Arrivals(Session& session);

    /// Prints all that is new, in the order in which it came, and tells the senders that it was
    /// read.
    [[nodiscard]] crypto::Result<void, Refusal> print();
    [[nodiscard]] std::size_t printed() const { return m_printed; }

private:
    [[nodiscard]] bool isWanted(const storage::Message& message);
    void store(storage::RowId last);

    Session& m_session;
    storage::ArrivalOrder m_order;
    storage::StateStore m_state;
    storage::ConversationStore m_conversations;
    MessageLines m_lines;
    storage::RowId m_last = storage::kNoRow;
    bool m_first =
        false; ///< no call has printed anything yet: what was read elsewhere stays silent
    std::size_t m_printed = 0;
};

} // namespace sotto::cli
