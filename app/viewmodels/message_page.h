#pragma once

#include "app/viewmodels/message_row.h"
#include "app/viewmodels/read_thread.h"

#include <vector>

namespace sotto::viewmodels {

/// A page of a conversation, by rising position.
struct MessagePage
{
    std::vector<MessageRow> rows;
    bool hasOlder = false;
    bool hasNewer = false;
};

// All of these run where the stores are.
[[nodiscard]] MessagePage readNewest(ReadStores& stores, storage::RowId conversation,
                                     std::size_t limit);
[[nodiscard]] MessagePage readBefore(ReadStores& stores, storage::RowId conversation,
                                     std::int64_t position, std::size_t limit);
[[nodiscard]] MessagePage readAfter(ReadStores& stores, storage::RowId conversation,
                                    std::int64_t position, std::size_t limit);
/// With @p message in its middle; empty if it is not there.
[[nodiscard]] MessagePage readAround(ReadStores& stores, storage::RowId conversation,
                                     storage::RowId message, std::size_t limit);
/// Those of @p messages that are still there.
[[nodiscard]] std::vector<MessageRow> readRows(ReadStores& stores, storage::RowId conversation,
                                               const std::vector<storage::RowId>& messages);

} // namespace sotto::viewmodels
