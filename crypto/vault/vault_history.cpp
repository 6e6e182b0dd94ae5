#include "crypto/vault/vault_history.h"

#include "crypto/base/writer.h"

#include <algorithm>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;

VaultError errorAt(VaultErrorKind kind, const RecordHeader& header)
{
    return {kind, header.writer, header.sequence};
}

/// A newer one than @p than, or another one at the same place.
bool isNewerOrOther(const SeenHead& head, const SeenHead& than)
{
    return head.sequence > than.sequence ||
           (head.sequence == than.sequence && head.hash != than.hash);
}

} // namespace

const VaultHistory::End VaultHistory::kComplete{1, {}, 0, true, {}};

VaultHistory::VaultHistory(std::span<const std::uint8_t, 32> vault)
    : m_reader(vault)
{}

Result<VaultRecord, VaultError> VaultHistory::identify(ByteView bytes,
                                                       const VaultSources& sources) const
{
    auto record = VaultRecord::parse(bytes);
    if (!record) {
        return Unexpected(VaultError{});
    }
    if (record->header.vault != m_reader.m_vault) {
        return Unexpected(errorAt(VaultErrorKind::WrongVault, record->header));
    }
    if (!sources.writers(record->header.writer)) {
        return Unexpected(errorAt(VaultErrorKind::UnknownWriter, record->header));
    }
    return std::move(record).value();
}

Result<void, VaultError> VaultHistory::checkPlace(const VaultRecord& record, const RecordHash& hash,
                                                  const VaultSources& sources, const Chain& chain,
                                                  const End& end)
{
    const RecordHeader& header = record.header;
    const bool begins = end.sequence == 0;
    const bool isNext = !begins && header.sequence == end.sequence - 1;
    if (!isNext || hash != end.previous) {
        // Only what the writer signed is worth an alarm.
        const auto writer = sources.writers(header.writer);
        if (!writer || !record.verify(writer->key)) {
            return Unexpected(errorAt(VaultErrorKind::BadSignature, header));
        }
    }
    if (begins) {
        return {};
    }
    if (header.sequence > chain.sequence) {
        return Unexpected(VaultError{VaultErrorKind::Gap, header.writer, chain.sequence + 1});
    }
    if (header.sequence >= end.sequence) {
        const auto known = header.sequence == chain.sequence
                               ? std::optional(chain.hash)
                               : sources.hashes(header.writer, header.sequence);
        return Unexpected(errorAt(
            known && *known != hash ? VaultErrorKind::Fork : VaultErrorKind::AlreadyRead, header));
    }
    if (!isNext) {
        return Unexpected(VaultError{VaultErrorKind::Gap, header.writer, end.sequence - 1});
    }
    if (hash != end.previous) {
        return Unexpected(errorAt(VaultErrorKind::Fork, header));
    }
    if (header.epoch > end.epoch) {
        return Unexpected(errorAt(VaultErrorKind::EpochWentBack, header));
    }
    return {};
}

bool VaultHistory::namesNewer(const RecordBody& body, const End& end)
{
    return std::any_of(body.seen.begin(), body.seen.end(), [&](const SeenHead& head) {
        const auto later = end.seen.find(head.writer);
        return later != end.seen.end() && isNewerOrOther(head, later->second);
    });
}

void VaultHistory::move(const AcceptedRecord& record, const RecordHeader& header, Chain& chain,
                        End& end)
{
    if (end.sequence == 0) {
        chain = {record.sequence, record.hash, header.epoch, {}};
    }
    end.sequence = record.sequence;
    end.previous = header.previous;
    end.epoch = header.epoch;
    if (record.body) {
        end.settled = end.settled || std::holds_alternative<CheckpointRecord>(record.body->content);
        for (const SeenHead& head : record.body->seen) {
            chain.seen.try_emplace(head.writer, head); // unless a newer record names one
            end.seen.insert_or_assign(head.writer, head);
        }
    }
    if (end.sequence == 1) {
        end = kComplete;
    }
}

Result<AcceptedRecord, VaultError> VaultHistory::step(const VaultRecord& record,
                                                      const VaultSources& sources, Chain& chain,
                                                      End& end) const
{
    const RecordHeader& header = record.header;
    AcceptedRecord out{header.writer, header.sequence, header.hash(), std::nullopt, {}};
    SOTTO_CHECK(checkPlace(record, out.hash, sources, chain, end));
    auto body = VaultReader::open(record, sources.epochs);
    if (!body) {
        return Unexpected(errorAt(body.error(), header));
    }
    out.body = std::move(body).value();
    if (out.body && namesNewer(*out.body, end)) {
        return Unexpected(errorAt(VaultErrorKind::SeenWentBack, header));
    }
    m_reader.findContradictions(out, sources);
    move(out, header, chain, end);
    return out;
}

bool VaultHistory::isVouchedFor(std::span<const AcceptedRecord> run,
                                const WriterKeys& writers) const
{
    const std::uint64_t newest = run.front().sequence;
    bool isNamed = false;
    for (const SeenHead& claim : m_reader.namedOf(run.front().writer, writers)) {
        if (claim.sequence > newest || claim.sequence < run.back().sequence ||
            run[newest - claim.sequence].hash != claim.hash) {
            return false;
        }
        isNamed = isNamed || claim.sequence == newest;
    }
    return isNamed;
}

Result<AcceptedRecord, VaultError> VaultHistory::take(ByteView bytes, const VaultSources& sources)
{
    SOTTO_TRY(record, identify(bytes, sources));
    const auto end = m_ends.find(record.header.writer);
    if (end != m_ends.end()) {
        return step(record, sources, m_reader.m_chains.at(record.header.writer), end->second);
    }
    const ByteView one[] = {bytes};
    SOTTO_TRY(taken, takeRun(one, sources));
    return std::move(taken.front());
}

Result<std::vector<AcceptedRecord>, VaultError>
VaultHistory::takeRun(std::span<const ByteView> records, const VaultSources& sources)
{
    std::vector<AcceptedRecord> out;
    Chain chain;
    End end;
    bool begins = false;
    for (const ByteView bytes : records) {
        SOTTO_TRY(record, identify(bytes, sources));
        const WriterIndex writer = record.header.writer;
        if (out.empty()) {
            const auto found = m_ends.find(writer);
            begins = found == m_ends.end();
            chain = m_reader.chainOf(writer);
            end = begins ? End{} : found->second;
        } else if (writer != out.front().writer) {
            return Unexpected(errorAt(VaultErrorKind::UnknownWriter, record.header));
        }
        SOTTO_TRY(taken, step(record, sources, chain, end));
        out.push_back(std::move(taken));
    }
    if (out.empty()) {
        return out;
    }
    const WriterIndex author = out.front().writer;
    if (begins && !isListed(sources.writers, author) && !isVouchedFor(out, sources.writers)) {
        return Unexpected(VaultError{VaultErrorKind::StruckWriter, author, out.front().sequence});
    }
    m_reader.m_chains.insert_or_assign(author, std::move(chain));
    m_ends.insert_or_assign(author, std::move(end));
    return out;
}

void VaultHistory::noteNewer(const AcceptedRecord& record)
{
    const auto [found, begins] = m_ends.try_emplace(record.writer, kComplete);
    End& end = found->second;
    if (end == kComplete || !record.body) {
        return;
    }
    for (const SeenHead& head : record.body->seen) {
        end.seen.try_emplace(head.writer, head); // so far the oldest one that is known
    }
}

Result<AcceptedRecord, VaultError> VaultHistory::takeNewer(ByteView record,
                                                           const VaultSources& sources)
{
    SOTTO_TRY(taken, m_reader.take(record, sources));
    noteNewer(taken);
    return taken;
}

Result<std::vector<AcceptedRecord>, VaultError>
VaultHistory::takeNewerRun(std::span<const ByteView> records, const VaultSources& sources)
{
    SOTTO_TRY(taken, m_reader.takeRun(records, sources));
    for (const AcceptedRecord& record : taken) {
        noteNewer(record);
    }
    return taken;
}

std::optional<std::uint64_t> VaultHistory::oldest(WriterIndex writer) const
{
    const auto end = m_ends.find(writer);
    return end == m_ends.end() ? std::nullopt : std::optional(end->second.sequence);
}

std::vector<MissingRecords> VaultHistory::missing(const std::map<WriterIndex, std::uint64_t>& shown,
                                                  const WriterKeys& writers) const
{
    return m_reader.missing(shown, writers);
}

bool VaultHistory::isSettled(const std::map<WriterIndex, std::uint64_t>& shown,
                             const WriterKeys& writers) const
{
    return std::all_of(shown.begin(), shown.end(), [&](const auto& head) {
        const auto end = m_ends.find(head.first);
        return head.second == 0 || !isListed(writers, head.first) ||
               (end != m_ends.end() && end->second.settled);
    });
}

std::optional<WantedRecords> VaultHistory::anchorOf(WriterIndex writer, std::uint64_t shown,
                                                    const WriterKeys& writers, bool settled) const
{
    if (shown == 0 || !writers(writer)) {
        return std::nullopt;
    }
    if (isListed(writers, writer)) {
        return WantedRecords{writer, shown, shown};
    }
    const std::vector<SeenHead> named = m_reader.namedOf(writer, writers);
    if (!settled || named.empty()) {
        return std::nullopt;
    }
    const auto [oldest, newest] =
        std::minmax_element(named.begin(), named.end(), [](const SeenHead& a, const SeenHead& b) {
            return a.sequence < b.sequence;
        });
    if (newest->sequence > shown) {
        return std::nullopt;
    }
    return WantedRecords{writer, newest->sequence, oldest->sequence};
}

std::vector<WantedRecords> VaultHistory::wanted(const std::map<WriterIndex, std::uint64_t>& shown,
                                                const WriterKeys& writers) const
{
    const bool settled = isSettled(shown, writers);
    std::vector<WantedRecords> out;
    for (const auto& [writer, end] : m_ends) {
        if (end.sequence > 1) {
            out.push_back({writer, end.sequence - 1, end.sequence - 1});
        }
    }
    for (const auto& [writer, sequence] : shown) {
        if (m_ends.contains(writer)) {
            continue;
        }
        if (const auto anchor = anchorOf(writer, sequence, writers, settled)) {
            out.push_back(*anchor);
        }
    }
    std::sort(out.begin(), out.end(),
              [](const WantedRecords& a, const WantedRecords& b) { return a.writer < b.writer; });
    return out;
}

bool VaultHistory::isComplete(const std::map<WriterIndex, std::uint64_t>& shown,
                              const WriterKeys& writers) const
{
    return wanted(shown, writers).empty();
}

Bytes VaultHistory::serialize() const
{
    Writer out;
    out.u8(kVersion).bytes32(m_reader.serialize());
    for (const auto& [writer, end] : m_ends) {
        out.u64(end.sequence).bytes(end.previous).u32(end.epoch).u8(end.settled ? 1 : 0);
        writeSeenHeads(out, end.seen);
    }
    return std::move(out).take();
}

VaultHistory::End VaultHistory::readEnd(Reader& in, WriterIndex writer, const Chain& chain)
{
    End end;
    end.sequence = in.u64();
    end.previous = in.fixed<RecordHash>();
    end.epoch = in.u32();
    end.settled = in.flag();
    end.seen = readSeenHeads(in);
    const bool ordered =
        end.sequence >= 1 && end.sequence <= chain.sequence && !end.seen.contains(writer);
    const bool isOpen = end.sequence > 1 && !end.previous.isZero() && isEpoch(end.epoch) &&
                        end.epoch <= chain.epoch;
    const bool newer = std::any_of(end.seen.begin(), end.seen.end(), [&](const auto& oldest) {
        const auto newest = chain.seen.find(oldest.first);
        return newest == chain.seen.end() || isNewerOrOther(oldest.second, newest->second);
    });
    if (!ordered || newer || (!isOpen && end != kComplete)) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    return end;
}

Result<VaultHistory, ParseError> VaultHistory::parse(ByteView bytes)
{
    Reader in(bytes);
    in.version(kVersion);
    const ByteView newest = in.bytes32(kVaultReaderBytesMax);
    SOTTO_CHECK(in.check());
    SOTTO_TRY(reader, VaultReader::parse(newest));
    VaultHistory out(reader.m_vault);
    for (const auto& [writer, chain] : reader.m_chains) {
        out.m_ends.emplace(writer, readEnd(in, writer, chain));
    }
    SOTTO_CHECK(in.finish());
    out.m_reader = std::move(reader);
    return out;
}

} // namespace sotto::crypto
