#include "app/core/vault/vault_sweep.h"

#include "app/core/settings.h"
#include "app/core/vault/history_choice.h"

namespace sotto::core {

namespace {

/// Rows that are looked at in one piece, some milliseconds.
constexpr std::size_t kRowsAtOnce = 256;
constexpr int kSoonMs = 1'000;
/// So much later each further device looks whether another one has done it.
constexpr int kTurnMs = 60 * 1000;
constexpr int kDayMs = 24 * 3600 * 1000;
constexpr std::int64_t kMicroseconds = 1'000; ///< a millisecond has

std::string choiceNow(storage::SettingsStore& settings)
{
    return settings.find(settings::kHistory)
        .value_or(std::string(settings::defaultOf(settings::kHistory)));
}

} // namespace

void VaultSweep::start()
{
    ++m_run;
    m_isDue = false;
    soon();
}

void VaultSweep::stop()
{
    ++m_run;
    m_isDue = m_isAgain = false;
}

void VaultSweep::soon()
{
    if (std::exchange(m_isDue, true)) {
        m_isAgain = true;
        return;
    }
    ++m_turn;
    m_record = 0;
    m_message = std::numeric_limits<RowId>::min();
    later(kSoonMs + m_book.rank() * kTurnMs);
}

void VaultSweep::settingsChanged()
{
    if (m_book.state.history_choice() != choiceNow(m_context.stores.settings)) {
        soon();
    }
}

void VaultSweep::later(int delayMs)
{
    m_context.later(delayMs, [this, run = m_run] {
        if (run == m_run) {
            step();
        }
    });
}

void VaultSweep::step()
{
    if (m_book.state.restoring() || !m_book.state.begun()) {
        return later(kTurnMs);
    }
    if (buryNext() || markNext()) {
        later(0);
    } else {
        end();
    }
}

bool VaultSweep::buryNext()
{
    const auto entries = m_context.stores.vault.entriesAfter(m_record, kRowsAtOnce);
    if (entries.empty()) {
        return false;
    }
    m_record = entries.back().record;
    Work work(m_context);
    const std::uint64_t before = m_book.writer().sequence();
    for (const auto& known : entries) {
        if (known.type == numberOf(ThingType::Message)) {
            bury(work, known);
        }
    }
    if (m_book.writer().sequence() == before) {
        return true;
    }
    m_book.storeWriter(work);
    work.commit();
    if (onWritten) {
        onWritten();
    }
    return true;
}

void VaultSweep::bury(Work& work, const storage::VaultStore::KnownEntry& known)
{
    const RowId id = rowOf(known.key);
    const auto row = work.stores().messages.find(id);
    const storage::Milliseconds oldest = historyChoice(work).oldest(m_context.nowMs());
    const auto name = row ? std::nullopt : work.stores().messages.names().find(id);
    const bool isOver = row ? row->claimed / kMicroseconds < oldest : name && name->isGone();
    const auto hash = static_cast<std::uint16_t>(EntryType::Tombstone);
    if (!isOver ||
        !work.stores().vault.entriesOf(hash, fieldOf(known.entry.hash.view()), 1).empty()) {
        return;
    }
    if (const auto named = m_things.nameOf(work, id)) {
        m_book.bury(work, *named, known.entry);
    }
}

bool VaultSweep::markNext()
{
    // What the choice before did not allow.
    if (m_book.state.history_choice() == choiceNow(m_context.stores.settings)) {
        return false;
    }
    const std::vector<RowId> rows = m_context.stores.messages.idsAfter(m_message, kRowsAtOnce);
    if (rows.empty()) {
        return false;
    }
    m_message = rows.back();
    Work work(m_context);
    for (const RowId row : rows) {
        const std::string key = keyOf(row);
        if (work.stores().vault.entriesOf(numberOf(ThingType::Message), key, 1).empty()) {
            work.stores().vault.mark(numberOf(ThingType::Message), key);
        }
    }
    work.commit();
    return true;
}

void VaultSweep::end()
{
    m_isDue = false;
    if (m_book.state.history_choice() != choiceNow(m_context.stores.settings)) {
        Work work(m_context);
        m_book.state.set_history_choice(choiceNow(work.stores().settings));
        m_book.storeState(work);
        work.commit();
    }
    if (std::exchange(m_isAgain, false)) {
        return soon();
    }
    m_context.later(kDayMs, [this, run = m_run, turn = m_turn] {
        if (run == m_run && turn == m_turn) {
            soon();
        }
    });
}

} // namespace sotto::core
