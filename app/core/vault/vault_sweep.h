#pragma once

#include "app/core/vault/vault_book.h"

namespace sotto::core {

/// Looks through all records that hold messages, and buries those whose messages went with their
/// conversation, were removed, or are older than the choice of history allows; VaultOutgoing then
/// takes their contents from the relay. Where the choice allows more than before, what is here and
/// not in the vault is said again. In small pieces.
class VaultSweep
{
public:
    VaultSweep(Context& context, VaultBook& book, StoredThings& things)
        : m_context(context)
        , m_book(book)
        , m_things(things)
    {}

    /// Records were written.
    std::function<void()> onWritten;

    void start();
    void stop();
    /// Conversations went.
    void soon();
    /// Settings changed: perhaps the choice is another one.
    void settingsChanged();
    [[nodiscard]] bool isIdle() const { return !m_isDue; }

private:
    void later(int delayMs);
    void step();
    [[nodiscard]] bool buryNext();
    [[nodiscard]] bool markNext();
    void bury(Work& work, const storage::VaultStore::KnownEntry& known);
    void end();

    Context& m_context;
    VaultBook& m_book;
    StoredThings& m_things;
    std::uint64_t m_run = 0;
    std::uint64_t m_turn = 0;  ///< of sweeping: the day of an earlier one does not end in another
    std::int64_t m_record = 0; ///< the last one that was looked at
    RowId m_message = std::numeric_limits<RowId>::min();
    bool m_isDue = false;
    bool m_isAgain = false;
};

} // namespace sotto::core
