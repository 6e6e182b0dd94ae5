#include "crypto/vault/vault_reader.h"

#include "crypto/base/writer.h"

#include <algorithm>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;

} // namespace

bool isListed(const WriterKeys& writers, WriterIndex writer)
{
    const auto key = writers(writer);
    return key && !key->struck;
}

VaultReader::VaultReader(std::span<const std::uint8_t, 32> vault)
{
    std::copy(vault.begin(), vault.end(), m_vault.begin());
}

VaultReader::Chain VaultReader::chainOf(WriterIndex writer) const
{
    const auto found = m_chains.find(writer);
    return found == m_chains.end() ? Chain{} : found->second;
}

Result<void, VaultErrorKind> VaultReader::checkPlace(const RecordHeader& header,
                                                     const RecordHash& hash, const Chain& chain,
                                                     const KnownHashes& hashes) const
{
    if (header.sequence <= chain.sequence) {
        const auto known = header.sequence == chain.sequence
                               ? std::optional(chain.hash)
                               : hashes(header.writer, header.sequence);
        return Unexpected(known && *known != hash ? VaultErrorKind::Fork
                                                  : VaultErrorKind::AlreadyRead);
    }
    if (header.sequence != chain.sequence + 1) {
        return Unexpected(VaultErrorKind::Gap);
    }
    if (header.previous != chain.hash) {
        return Unexpected(VaultErrorKind::Fork);
    }
    if (!m_chains.contains(header.writer) && m_chains.size() >= kVaultWritersMax) {
        return Unexpected(VaultErrorKind::TooMany);
    }
    if (header.epoch < chain.epoch) {
        return Unexpected(VaultErrorKind::EpochWentBack);
    }
    return {};
}

Result<std::optional<RecordBody>, VaultErrorKind> VaultReader::open(const VaultRecord& record,
                                                                    const EpochKeys& epochs)
{
    if (record.isStripped()) {
        return std::optional<RecordBody>();
    }
    const auto key = epochs(record.header.epoch);
    if (!key) {
        return Unexpected(VaultErrorKind::UnknownEpoch);
    }
    auto body = record.open(*key);
    if (!body) {
        return Unexpected(VaultErrorKind::DoesNotOpen);
    }
    return body;
}

Result<AcceptedRecord, VaultError>
VaultReader::follow(const VaultRecord& record, const VaultSources& sources, Chain& chain) const
{
    const RecordHeader& header = record.header;
    const auto fail = [&](VaultErrorKind kind) {
        return Unexpected(
            VaultError{kind, header.writer,
                       kind == VaultErrorKind::Gap ? chain.sequence + 1 : header.sequence});
    };
    const RecordHash hash = header.hash();
    if (const auto placed = checkPlace(header, hash, chain, sources.hashes); !placed) {
        return fail(placed.error());
    }
    AcceptedRecord out{header.writer, header.sequence, hash, std::nullopt, {}};
    SeenHeads seen = chain.seen;
    auto body = open(record, sources.epochs);
    if (!body) {
        return fail(body.error());
    }
    out.body = std::move(body).value();
    if (out.body) {
        for (const SeenHead& head : out.body->seen) {
            const auto before = seen.find(head.writer);
            if (before != seen.end() &&
                (head.sequence < before->second.sequence ||
                 (head.sequence == before->second.sequence && head.hash != before->second.hash))) {
                return fail(VaultErrorKind::SeenWentBack);
            }
            seen[head.writer] = head;
        }
    }
    findContradictions(out, sources);
    chain = Chain{header.sequence, hash, header.epoch, std::move(seen)};
    return out;
}

void VaultReader::findContradictions(AcceptedRecord& record, const VaultSources& sources) const
{
    // What others said of this record before it came.
    for (const auto& [writer, other] : m_chains) {
        const auto claim = other.seen.find(record.writer);
        if (writer != record.writer && claim != other.seen.end() &&
            claim->second.sequence == record.sequence && claim->second.hash != record.hash &&
            isListed(sources.writers, writer)) {
            record.contradictions.push_back({writer, claim->second, record.hash});
        }
    }
    // What this one says of others' that have been read.
    if (!record.body || !isListed(sources.writers, record.writer)) {
        return;
    }
    for (const SeenHead& claim : record.body->seen) {
        const auto chain = m_chains.find(claim.writer);
        if (chain == m_chains.end() || claim.sequence > chain->second.sequence) {
            continue;
        }
        const auto known = claim.sequence == chain->second.sequence
                               ? std::optional(chain->second.hash)
                               : sources.hashes(claim.writer, claim.sequence);
        if (known && *known != claim.hash) {
            record.contradictions.push_back({record.writer, claim, *known});
        }
    }
}

std::vector<SeenHead> VaultReader::namedOf(WriterIndex writer, const WriterKeys& writers) const
{
    std::vector<SeenHead> out;
    for (const auto& [by, other] : m_chains) {
        const auto found = other.seen.find(writer);
        if (found != other.seen.end() && isListed(writers, by)) {
            out.push_back(found->second);
        }
    }
    return out;
}

bool VaultReader::isVouchedFor(std::span<const AcceptedRecord> run, const WriterKeys& writers) const
{
    std::uint64_t last = 0;
    for (const SeenHead& claim : namedOf(run.front().writer, writers)) {
        if (claim.sequence < run.front().sequence) {
            continue; // of what was read before
        }
        if (claim.sequence > run.back().sequence ||
            run[claim.sequence - run.front().sequence].hash != claim.hash) {
            return false;
        }
        last = std::max(last, claim.sequence);
    }
    return last == run.back().sequence;
}

Result<AcceptedRecord, VaultError> VaultReader::take(ByteView bytes, const VaultSources& sources)
{
    const ByteView one[] = {bytes};
    const auto record = VaultRecord::parse(bytes);
    if (record && record->header.vault == m_vault) {
        const auto writer = sources.writers(record->header.writer);
        if (writer && writer->struck && record->verify(writer->key)) {
            return Unexpected(VaultError{VaultErrorKind::StruckWriter, record->header.writer,
                                         record->header.sequence});
        }
    }
    SOTTO_TRY(taken, takeRun(one, sources));
    return std::move(taken.front());
}

Result<std::vector<AcceptedRecord>, VaultError>
VaultReader::takeRun(std::span<const ByteView> records, const VaultSources& sources)
{
    std::vector<AcceptedRecord> out;
    std::optional<WriterIndex> author;
    Chain chain;
    for (const ByteView bytes : records) {
        const auto record = VaultRecord::parse(bytes);
        if (!record) {
            return Unexpected(VaultError{});
        }
        const RecordHeader& header = record->header;
        const auto fail = [&](VaultErrorKind kind) {
            return Unexpected(VaultError{kind, header.writer, header.sequence});
        };
        if (header.vault != m_vault) {
            return fail(VaultErrorKind::WrongVault);
        }
        const auto writer = sources.writers(header.writer);
        if (!writer || (author && *author != header.writer)) {
            return fail(VaultErrorKind::UnknownWriter);
        }
        if (!record->verify(writer->key)) {
            return fail(VaultErrorKind::BadSignature);
        }
        if (!author) {
            author = header.writer;
            chain = chainOf(header.writer);
        }
        SOTTO_TRY(accepted, follow(*record, sources, chain));
        out.push_back(std::move(accepted));
    }
    if (!author) {
        return out;
    }
    if (!isListed(sources.writers, *author) && !isVouchedFor(out, sources.writers)) {
        return Unexpected(VaultError{VaultErrorKind::StruckWriter, *author, chain.sequence});
    }
    m_chains[*author] = std::move(chain);
    return out;
}

std::vector<MissingRecords> VaultReader::missing(const WriterKeys& writers) const
{
    std::vector<MissingRecords> out;
    for (WriterIndex writer = 0; writer < kVaultWritersMax; ++writer) {
        const std::uint64_t read = chainOf(writer).sequence;
        MissingRecords most{writer, read + 1, read, writer};
        for (const auto& [by, other] : m_chains) {
            const auto seen = other.seen.find(writer);
            if (seen != other.seen.end() && seen->second.sequence > most.last &&
                isListed(writers, by)) {
                most.last = seen->second.sequence;
                most.seenBy = by;
            }
        }
        if (most.last > read) {
            out.push_back(most);
        }
    }
    return out;
}

std::vector<MissingRecords> VaultReader::missing(const std::map<WriterIndex, std::uint64_t>& shown,
                                                 const WriterKeys& writers) const
{
    std::vector<MissingRecords> known = missing(writers);
    for (const auto& [writer, chain] : m_chains) {
        const bool named =
            std::any_of(known.begin(), known.end(),
                        [&, index = writer](const MissingRecords& m) { return m.writer == index; });
        if (!named) {
            known.push_back({writer, 0, chain.sequence, writer});
        }
    }
    std::vector<MissingRecords> out;
    for (MissingRecords entry : known) {
        const auto found = shown.find(entry.writer);
        const std::uint64_t there = found == shown.end() ? 0 : found->second;
        if (entry.last > there) {
            entry.first = there + 1;
            out.push_back(entry);
        }
    }
    std::sort(out.begin(), out.end(),
              [](const MissingRecords& a, const MissingRecords& b) { return a.writer < b.writer; });
    return out;
}

std::vector<SeenHead> VaultReader::heads() const
{
    std::vector<SeenHead> out;
    for (const auto& [writer, chain] : m_chains) {
        out.push_back({writer, chain.sequence, chain.hash});
    }
    return out;
}

std::optional<SeenHead> VaultReader::head(WriterIndex writer) const
{
    const auto chain = m_chains.find(writer);
    if (chain == m_chains.end()) {
        return std::nullopt;
    }
    return SeenHead{writer, chain->second.sequence, chain->second.hash};
}

Bytes VaultReader::serialize() const
{
    Writer out;
    out.u8(kVersion).bytes(m_vault).count16(m_chains.size());
    for (const auto& [writer, chain] : m_chains) {
        writeSeenHead(out, {writer, chain.sequence, chain.hash});
        out.u32(chain.epoch);
        writeSeenHeads(out, chain.seen);
    }
    return std::move(out).take();
}

Result<VaultReader, ParseError> VaultReader::parse(ByteView bytes)
{
    Reader in(bytes);
    in.version(kVersion);
    const auto vault = in.fixed<ObjectId>();
    VaultReader out(vault.view());
    const std::size_t count = in.count16(kVaultWritersMax);
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        const SeenHead head = readSeenHead(in);
        Chain chain{head.sequence, head.hash, in.u32(), readSeenHeads(in)};
        if (!isEpoch(chain.epoch) || chain.seen.contains(head.writer)) {
            in.fail(ParseError::Kind::OutOfRange);
        }
        if (!out.m_chains.empty() && head.writer <= out.m_chains.rbegin()->first) {
            in.fail(ParseError::Kind::NonCanonical);
        }
        out.m_chains.emplace(head.writer, std::move(chain));
    }
    SOTTO_CHECK(in.finish());
    return out;
}

} // namespace sotto::crypto
