#pragma once

#include "net/relay/store/store.h"

namespace sotto::relay {

/// What an operator may set. A maximum of 0 means none.
struct StoreOptions
{
    MailboxLimits mailbox;
    /// Of relay.db. A little more is used while a change is written (relay.db-wal).
    std::uint64_t databaseBytesMax = 0;
    std::uint64_t mailboxesMax = 0;
    std::uint64_t objectsMax = 0;
    std::uint64_t invitesMax = 0;
    std::uint64_t blobsMax = 0;
    /// Envelopes that wait in all mailboxes together: each has 40 to 60 bytes of memory here,
    /// however small it is. Beyond it every mailbox is full.
    std::uint64_t pendingEnvelopesMax = 5'000'000;
    /// Of all blobs, what was received: to announce one costs nothing, so it takes no place.
    std::uint64_t blobsBytesMax = 0;

    /// Ids of envelopes are remembered for so long after their arrival, but no more than so many
    /// beside those that wait: 32 MiB of memory and 50 MiB on the disk at a million. The oldest go
    /// first; a million is 24 hours at 11 envelopes a second.
    crypto::Duration rememberedFor = crypto::Duration::days(7);
    std::uint64_t rememberedIdsMax = 1'000'000;

    /// Owner keys and token hashes that are kept in memory.
    std::size_t mailboxCacheBytes = std::size_t{64} << 20;
    /// Acknowledgements and token counts are written so long after they came, at the latest: what
    /// a crash may lose of them.
    std::uint32_t writeBehindMs = 500;
};

} // namespace sotto::relay
