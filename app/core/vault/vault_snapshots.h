#pragma once

#include "app/core/vault/vault_book.h"

namespace sotto::core {

/// Repeats, now and then, what a device that joins has to know before it shows anything: people,
/// conversations with their newest message, settings, devices, log. A checkpoint stands before the
/// first part: what it names is what the snapshot holds. The snapshot before goes.
class VaultSnapshots
{
public:
    VaultSnapshots(Context& context, VaultBook& book, StoredThings& things)
        : m_context(context)
        , m_book(book)
        , m_things(things)
    {}

    /// Own records between two snapshots.
    static constexpr std::uint64_t kRecordsBetween = 1'024;

    /// Writes one if it is time, and nothing else waits to be written.
    bool writeIfDue();
    void write();

private:
    [[nodiscard]] std::vector<wire::VaultSnapshot> parts(Work& work);
    void buryLast(Work& work);

    Context& m_context;
    VaultBook& m_book;
    StoredThings& m_things;
};

} // namespace sotto::core
