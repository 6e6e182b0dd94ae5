#pragma once

#include "net/relay/store/mailbox_index.h"
#include "net/relay/store/reclaim.h"

namespace sotto::relay {

/// Builds the index from the tables `arrival` and `cursor`: under a second for a million rows. What
/// a crash left behind (envelopes of acknowledged or removed ones) is given to @p reclaim.
void loadMailboxIndex(Database& database, MailboxIndex& index, Reclaim& reclaim);

} // namespace sotto::relay
