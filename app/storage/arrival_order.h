#pragma once

#include "app/storage/message_store.h"

namespace sotto::storage {

/// Messages of others over all conversations, in the order in which they came to this device: for
/// programs that take each of them once.
class ArrivalOrder
{
public:
    explicit ArrivalOrder(Database& database);

    /// Those that came behind @p last (kNoRow: from the beginning), at most @p limit.
    [[nodiscard]] std::vector<Message> after(RowId last, std::size_t limit);

private:
    Statement m_after;
};

} // namespace sotto::storage
