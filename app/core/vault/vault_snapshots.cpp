#include "app/core/vault/vault_snapshots.h"

#include "app/core/vault/history_choice.h"
#include "app/core/vault/limits.h"

namespace sotto::core {

namespace {

/// Contents of one part. With what a record adds it fits the largest padding.
constexpr std::size_t kPartBytes = 90'000;
/// What a content takes beside its bytes.
constexpr std::size_t kOverhead = 8;

Thing thingOf(std::uint64_t number)
{
    return {ThingType::Snapshot, std::to_string(number)};
}

} // namespace

bool VaultSnapshots::writeIfDue()
{
    if (m_book.state.since_snapshot() < kRecordsBetween || m_book.state.restoring() ||
        !m_context.stores.vault.dirty(1).empty()) {
        return false;
    }
    write();
    return true;
}

std::vector<wire::VaultSnapshot> VaultSnapshots::parts(Work& work)
{
    const HistoryChoice choice = historyChoice(work);
    std::vector<wire::VaultSnapshot> out(1);
    std::size_t size = 0;
    for (const Thing& thing : m_things.forSnapshot(work)) {
        auto content = m_things.say(work, thing, Saying::State);
        if (!content || !choice.holds(*content, m_context.nowMs())) {
            continue;
        }
        const std::size_t bytes = content->ByteSizeLong() + kOverhead;
        if (bytes > kPartBytes) {
            continue; // it has a record of its own
        }
        const bool isFull =
            size + bytes > kPartBytes || out.back().contents_size() == vault::kSnapshotContents;
        if (isFull) {
            out.emplace_back();
            size = 0;
        }
        size += bytes;
        *out.back().add_contents() = std::move(*content);
    }
    return out;
}

void VaultSnapshots::write()
{
    Work work(m_context);
    std::vector<wire::VaultSnapshot> snapshot = parts(work);
    const std::uint64_t number = m_book.state.snapshots() + 1;
    m_book.checkpoint(work);
    for (std::size_t part = 0; part < snapshot.size(); ++part) {
        wire::VaultContent content;
        *content.mutable_snapshot() = std::move(snapshot[part]);
        content.mutable_snapshot()->set_number(number);
        content.mutable_snapshot()->set_part(static_cast<std::uint32_t>(part));
        content.mutable_snapshot()->set_parts(static_cast<std::uint32_t>(snapshot.size()));
        m_book.put(work, thingOf(number), content);
    }
    buryLast(work);
    m_book.state.set_snapshots(number);
    m_book.state.set_since_snapshot(0);
    m_book.storeWriter(work);
    work.commit();
}

void VaultSnapshots::buryLast(Work& work)
{
    const Thing last = thingOf(m_book.state.snapshots());
    std::uint32_t part = 0;
    for (const auto& entry : work.stores().vault.entriesOf(numberOf(last.type), last.key)) {
        wire::VaultContent named;
        named.mutable_snapshot()->set_number(m_book.state.snapshots());
        named.mutable_snapshot()->set_part(part++);
        m_book.bury(work, named, entry);
    }
}

} // namespace sotto::core
