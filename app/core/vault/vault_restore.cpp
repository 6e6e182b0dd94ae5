#include "app/core/vault/vault_restore.h"

#include "net/wire/limits.h"

namespace sotto::core {

namespace {

/// Records of one transaction. The window stays fluid between two of them.
constexpr std::size_t kRecordsAtOnce = 256;
/// Blocks that were read and wait, of one writer: some megabytes.
constexpr std::size_t kBlocksMax = 6;
constexpr std::uint64_t kBlockMin = 4;
constexpr std::uint64_t kBlockMax = 640;
/// What protobuf and heads take of an answer.
constexpr std::size_t kAnswerBytes = sotto::wire::kRecordsBytesMax * 7 / 8;

} // namespace

void VaultRestore::start()
{
    m_started = true;
    m_chains.clear();
    m_isTaking = false;
    ++m_run;
}

void VaultRestore::stop()
{
    m_started = false;
    m_chains.clear();
    m_isTaking = false;
    ++m_run;
}

std::uint64_t VaultRestore::restored() const
{
    std::uint64_t out = 0;
    for (const crypto::SeenHead& head : m_book.history().forward().heads()) {
        const std::uint64_t oldest = m_book.history().oldest(head.writer).value_or(1);
        out += head.sequence - std::max<std::uint64_t>(oldest, 1) + 1;
    }
    return out;
}

std::uint64_t VaultRestore::total() const
{
    std::uint64_t out = 0;
    for (const auto& [writer, newest] : m_book.shown) {
        out += writer == m_book.place() ? 0 : newest;
    }
    return std::max(out, restored());
}

void VaultRestore::pump()
{
    if (m_started) {
        begin();
        ask();
        takeSoon();
    }
}

void VaultRestore::begin()
{
    auto shown = m_book.shown;
    shown.erase(m_book.place());
    for (const crypto::WantedRecords& wanted : m_book.history().wanted(shown, m_book.writers())) {
        if (!m_book.held.contains(wanted.writer) && !m_chains.contains(wanted.writer)) {
            Chain& chain = m_chains[wanted.writer];
            chain.next = wanted.newest;
            chain.run = wanted.oldest < wanted.newest ? wanted.oldest : 0;
        }
    }
}

void VaultRestore::ask()
{
    // One block of each in turn.
    for (bool asked = true; asked && m_blocks.isFree();) {
        asked = false;
        for (auto& [writer, chain] : m_chains) {
            if (m_blocks.isFree() && chain.next > 0 && chain.blocks.size() < kBlocksMax) {
                askOne(writer, chain);
                asked = true;
            }
        }
    }
}

void VaultRestore::askOne(crypto::WriterIndex writer, Chain& chain)
{
    const std::uint64_t to = chain.next;
    const std::uint64_t count =
        std::clamp<std::uint64_t>(kAnswerBytes / m_recordBytes, kBlockMin, kBlockMax);
    std::uint64_t from = to > count ? to - count + 1 : 1;
    if (chain.run > 0 && chain.blocks.empty()) {
        from = std::min(from, chain.run);
    }
    chain.next = from - 1;
    chain.blocks.emplace(to, std::nullopt);
    m_blocks.read(writer, from, to, [this, writer = writer, to](std::optional<VaultBlock> block) {
        const auto found = m_chains.find(writer);
        const auto place = found == m_chains.end() ? decltype(Chain::blocks)::iterator()
                                                   : found->second.blocks.find(to);
        if (found == m_chains.end() || place == found->second.blocks.end()) {
            return; // what it was asked for was given up
        }
        if (!block) {
            m_chains.erase(found); // held; or the next login begins again
        } else {
            m_recordBytes = std::max<std::size_t>(block->bytes / block->records.size(), 1);
            place->second = std::move(block);
        }
        pump();
    });
}

void VaultRestore::takeSoon()
{
    if (m_isTaking || ready() == m_chains.end()) {
        return;
    }
    m_isTaking = true;
    m_context.later(0, [this, run = m_run] {
        if (run == m_run) {
            m_isTaking = false;
            takeSome();
        }
    });
}

std::map<crypto::WriterIndex, VaultRestore::Chain>::iterator VaultRestore::ready()
{
    return std::find_if(m_chains.begin(), m_chains.end(), [this](const auto& entry) {
        const auto& [writer, chain] = entry;
        return !chain.blocks.empty() && chain.blocks.begin()->second &&
               !m_book.waiting.contains(writer);
    });
}

void VaultRestore::takeSome()
{
    const auto found = ready();
    if (found == m_chains.end()) {
        return;
    }
    auto& [writer, chain] = *found;
    bool goesOn = false;
    {
        Work work(m_context);
        work.fromVault = true;
        goesOn = takeFrom(work, chain, *chain.blocks.begin()->second);
        settle(work);
        m_book.storeHistory(work);
        work.commit();
    }
    if (!goesOn && !m_book.waiting.contains(writer)) {
        m_chains.erase(found);
    } else if (chain.blocks.begin()->second->records.empty()) {
        chain.blocks.erase(chain.blocks.begin());
        if (chain.blocks.empty() && chain.next == 0) {
            m_chains.erase(found);
        }
    }
    if (onProgress) {
        onProgress();
    }
    pump();
}

bool VaultRestore::takeFrom(Work& work, Chain& chain, VaultBlock& block)
{
    const std::size_t whole = chain.run > 0 ? block.records.size() : 0;
    const std::size_t count = std::max(whole, std::min(block.records.size(), kRecordsAtOnce));
    if (whole > 0) {
        const std::vector<crypto::ByteView> views(block.records.rbegin(), block.records.rend());
        const auto records = m_book.history().takeRun(views, m_book.sources());
        if (!records) {
            m_taking.refuse(records.error());
            return false;
        }
        for (const crypto::AcceptedRecord& record : *records) {
            m_taking.take(work, record);
            note(record);
        }
        block.records.clear();
        chain.run = 0;
        return true;
    }
    for (std::size_t taken = 0; taken < count; ++taken) {
        const auto record = m_book.history().take(block.records.back(), m_book.sources());
        if (!record) {
            m_taking.refuse(record.error());
            return false;
        }
        m_taking.take(work, *record);
        note(*record);
        block.records.pop_back();
    }
    return true;
}

// ---- the list of conversations -----------------------------------------------------------------

void VaultRestore::note(const crypto::AcceptedRecord& record)
{
    if (!m_book.state.restoring() || m_book.state.list_read() || !record.body ||
        !m_book.isListed(record.writer)) {
        return;
    }
    if (std::holds_alternative<crypto::CheckpointRecord>(record.body->content)) {
        return noteCheckpoint(record);
    }
    const auto* const put = std::get_if<crypto::PutRecord>(&record.body->content);
    wire::VaultContent content;
    if (put != nullptr && put->type == static_cast<crypto::RecordType>(ThingType::Snapshot) &&
        content.ParseFromArray(put->content.data(), static_cast<int>(put->content.size()))) {
        noteSnapshot(record, content.snapshot());
    }
}

void VaultRestore::noteSnapshot(const crypto::AcceptedRecord& record,
                                const wire::VaultSnapshot& part)
{
    auto& known = *m_book.state.mutable_snapshots_read();
    const auto found = std::find_if(known.begin(), known.end(), [&](const auto& snapshot) {
        return snapshot.writer() == record.writer && snapshot.number() == part.number();
    });
    wire::SnapshotRead& snapshot =
        found == known.end() ? *m_book.state.add_snapshots_read() : *found;
    snapshot.set_writer(record.writer);
    snapshot.set_number(part.number());
    snapshot.set_parts(part.parts());
    if (std::find(snapshot.read().begin(), snapshot.read().end(), part.part()) ==
        snapshot.read().end()) {
        snapshot.add_read(part.part());
    }
}

void VaultRestore::noteCheckpoint(const crypto::AcceptedRecord& record)
{
    // It stands right before the first part, and says what the writer had read by then.
    for (wire::SnapshotRead& snapshot : *m_book.state.mutable_snapshots_read()) {
        if (snapshot.writer() != record.writer || snapshot.first() != 0 ||
            static_cast<std::uint32_t>(snapshot.read_size()) < snapshot.parts()) {
            continue;
        }
        snapshot.set_first(record.sequence);
        for (const crypto::SeenHead& head : record.body->seen) {
            wire::SnapshotRead::Head& out = *snapshot.add_heads();
            out.set_writer(head.writer);
            out.set_sequence(head.sequence);
        }
    }
}

bool VaultRestore::reaches(const wire::SnapshotRead& snapshot) const
{
    if (snapshot.first() == 0 ||
        !m_book.isListed(static_cast<crypto::WriterIndex>(snapshot.writer())) ||
        !m_book.isClaimed(static_cast<crypto::WriterIndex>(snapshot.writer()))) {
        return false;
    }
    std::map<crypto::WriterIndex, std::uint64_t> holds;
    for (const wire::SnapshotRead::Head& head : snapshot.heads()) {
        holds[static_cast<crypto::WriterIndex>(head.writer())] = head.sequence();
    }
    holds[static_cast<crypto::WriterIndex>(snapshot.writer())] = snapshot.first();
    return std::all_of(m_book.shown.begin(), m_book.shown.end(), [&](const auto& shown) {
        const auto oldest = m_book.history().oldest(shown.first);
        return shown.first == m_book.place() || !m_book.isListed(shown.first) ||
               (oldest && *oldest <= holds[shown.first] + 1);
    });
}

bool VaultRestore::isListRead() const
{
    const auto& snapshots = m_book.state.snapshots_read();
    return m_book.isAllRead() || std::any_of(snapshots.begin(), snapshots.end(),
                                             [this](const auto& each) { return reaches(each); });
}

void VaultRestore::check()
{
    if (m_book.state.restoring() && m_book.isAllRead()) {
        Work work(m_context);
        settle(work);
        m_book.storeState(work);
        work.commit();
    }
}

void VaultRestore::settle(Work& work)
{
    if (!m_book.state.restoring()) {
        return;
    }
    if (!m_book.state.list_read() && isListRead()) {
        m_book.state.set_list_read(true);
        m_book.state.clear_snapshots_read();
        work.afterwards([this] {
            if (onListRead) {
                onListRead();
            }
        });
    }
    if (m_book.isAllRead()) {
        m_book.state.set_restoring(false);
    }
}

} // namespace sotto::core
