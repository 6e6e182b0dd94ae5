#include "crypto/vault/vault_chain.h"

#include "crypto/base/writer.h"

#include <algorithm>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;

void writeHead(Writer& out, const SeenHead& head)
{
    out.u16(head.writer).u64(head.sequence).bytes(head.hash);
}

SeenHead readHead(Reader& in)
{
    SeenHead out;
    out.writer = in.u16();
    out.sequence = in.u64();
    out.hash = in.fixed<RecordHash>();
    if (out.writer >= kVaultWritersMax || out.sequence == 0) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    return out;
}

void writeHeads(Writer& out, const std::map<WriterIndex, SeenHead>& heads)
{
    out.count16(heads.size());
    for (const auto& [writer, head] : heads) {
        writeHead(out, head);
    }
}

std::map<WriterIndex, SeenHead> readHeads(Reader& in)
{
    std::map<WriterIndex, SeenHead> out;
    const std::size_t count = in.count16(kVaultWritersMax);
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        const SeenHead head = readHead(in);
        if (!out.empty() && head.writer <= out.rbegin()->first) {
            in.fail(ParseError::Kind::NonCanonical);
        }
        out.emplace(head.writer, head);
    }
    return out;
}

template <std::size_t N> std::array<std::uint8_t, N> readArray(Reader& in)
{
    return in.fixed<FixedBytes<struct RawArrayTag, N>>().bytes;
}

} // namespace

VaultReader::VaultReader(std::span<const std::uint8_t, 32> vault)
{
    std::copy(vault.begin(), vault.end(), m_vault.begin());
}

Result<void, VaultErrorKind> VaultReader::checkPlace(const RecordHeader& header,
                                                     const RecordHash& hash, bool struck,
                                                     const KnownHashes& hashes) const
{
    const auto found = m_chains.find(header.writer);
    const Chain chain = found == m_chains.end() ? Chain{} : found->second;
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
    if (found == m_chains.end() && m_chains.size() >= kVaultWritersMax) {
        return Unexpected(VaultErrorKind::TooMany);
    }
    bool vouchedFor = false;
    for (const auto& [writer, other] : m_chains) {
        const auto seen = other.seen.find(header.writer);
        if (seen == other.seen.end()) {
            continue;
        }
        if (seen->second.sequence == header.sequence && seen->second.hash != hash) {
            return Unexpected(VaultErrorKind::Fork);
        }
        vouchedFor = vouchedFor || seen->second.sequence >= header.sequence;
    }
    if (struck && !vouchedFor) {
        return Unexpected(VaultErrorKind::StruckWriter);
    }
    if (header.epoch < chain.epoch) {
        return Unexpected(VaultErrorKind::EpochWentBack);
    }
    return {};
}

Result<void, VaultErrorKind> VaultReader::checkSeen(const RecordHeader& header,
                                                    const RecordBody& body,
                                                    const KnownHashes& hashes) const
{
    const auto own = m_chains.find(header.writer);
    for (const SeenHead& head : body.seen) {
        if (own != m_chains.end()) {
            const auto before = own->second.seen.find(head.writer);
            if (before != own->second.seen.end() &&
                (head.sequence < before->second.sequence ||
                 (head.sequence == before->second.sequence && head.hash != before->second.hash))) {
                return Unexpected(VaultErrorKind::SeenWentBack);
            }
        }
        const auto chain = m_chains.find(head.writer);
        if (chain == m_chains.end() || head.sequence > chain->second.sequence) {
            continue; // what has not been read yet is checked when it comes
        }
        const auto known = head.sequence == chain->second.sequence
                               ? std::optional(chain->second.hash)
                               : hashes(head.writer, head.sequence);
        if (known && *known != head.hash) {
            return Unexpected(VaultErrorKind::Fork);
        }
    }
    return {};
}

Result<AcceptedRecord, VaultError> VaultReader::take(ByteView bytes, const VaultSources& sources)
{
    const auto record = VaultRecord::parse(bytes);
    if (!record) {
        return Unexpected(VaultError{});
    }
    const RecordHeader& header = record->header;
    const auto fail = [&](VaultErrorKind kind) {
        const auto known = m_chains.find(header.writer);
        const std::uint64_t next = known == m_chains.end() ? 1 : known->second.sequence + 1;
        return Unexpected(
            VaultError{kind, header.writer, kind == VaultErrorKind::Gap ? next : header.sequence});
    };
    if (header.vault != m_vault) {
        return fail(VaultErrorKind::WrongVault);
    }
    const auto writer = sources.writers(header.writer);
    if (!writer) {
        return fail(VaultErrorKind::UnknownWriter);
    }
    if (!record->verify(writer->key)) {
        return fail(VaultErrorKind::BadSignature);
    }
    const RecordHash hash = header.hash();
    if (const auto placed = checkPlace(header, hash, writer->struck, sources.hashes); !placed) {
        return fail(placed.error());
    }
    AcceptedRecord out{header.writer, header.sequence, hash, std::nullopt};
    if (!record->isStripped()) {
        const auto key = sources.epochs(header.epoch);
        if (!key) {
            return fail(VaultErrorKind::UnknownEpoch);
        }
        out.body = record->open(*key);
        if (!out.body) {
            return fail(VaultErrorKind::DoesNotOpen);
        }
        if (const auto seen = checkSeen(header, *out.body, sources.hashes); !seen) {
            return fail(seen.error());
        }
    }
    Chain& chain = m_chains[header.writer];
    chain.sequence = header.sequence;
    chain.hash = hash;
    chain.epoch = header.epoch;
    if (out.body) {
        for (const SeenHead& head : out.body->seen) {
            chain.seen[head.writer] = head;
        }
    }
    return out;
}

std::vector<MissingRecords> VaultReader::missing() const
{
    std::vector<MissingRecords> out;
    for (WriterIndex writer = 0; writer < kVaultWritersMax; ++writer) {
        const auto chain = m_chains.find(writer);
        const std::uint64_t read = chain == m_chains.end() ? 0 : chain->second.sequence;
        MissingRecords most{writer, read + 1, read, writer};
        for (const auto& [by, other] : m_chains) {
            const auto seen = other.seen.find(writer);
            if (seen != other.seen.end() && seen->second.sequence > most.last) {
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

std::vector<MissingRecords>
VaultReader::missing(const std::map<WriterIndex, std::uint64_t>& shown) const
{
    std::vector<MissingRecords> known = missing();
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
        writeHead(out, {writer, chain.sequence, chain.hash});
        out.u32(chain.epoch);
        writeHeads(out, chain.seen);
    }
    return std::move(out).take();
}

Result<VaultReader, ParseError> VaultReader::parse(ByteView bytes)
{
    Reader in(bytes);
    in.version(kVersion);
    VaultReader out(readArray<32>(in));
    const std::size_t count = in.count16(kVaultWritersMax);
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        const SeenHead head = readHead(in);
        Chain chain;
        chain.sequence = head.sequence;
        chain.hash = head.hash;
        chain.epoch = in.u32();
        chain.seen = readHeads(in);
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

VaultWriter::VaultWriter(std::span<const std::uint8_t, 32> vault, WriterIndex writer)
    : m_writer(writer)
{
    std::copy(vault.begin(), vault.end(), m_vault.begin());
}

std::optional<VaultRecord> VaultWriter::write(RecordBody body, const SharedKey& sharedKey,
                                              const VaultReader& reader, const SigningKey& signer,
                                              Random& random)
{
    if (sharedKey.epoch() < m_epoch) {
        return std::nullopt;
    }
    const bool all = std::holds_alternative<CheckpointRecord>(body.content);
    std::map<WriterIndex, SeenHead> named = m_named;
    body.seen.clear();
    for (const SeenHead& head : reader.heads()) {
        const auto before = named.find(head.writer);
        const bool changed = before == named.end() || head.sequence > before->second.sequence;
        if (head.writer != m_writer && (all || changed)) {
            body.seen.push_back(head);
            named[head.writer] = head;
        }
    }
    RecordHeader header;
    header.vault = m_vault;
    header.writer = m_writer;
    header.sequence = m_sequence + 1;
    header.previous = m_head;
    header.epoch = sharedKey.epoch();
    auto record = VaultRecord::make(header, body, sharedKey.vaultRecordKey(), signer, random);
    if (!record) {
        return std::nullopt;
    }
    m_sequence = header.sequence;
    m_head = record->header.hash();
    m_epoch = header.epoch;
    m_named = std::move(named);
    return record;
}

Bytes VaultWriter::serialize() const
{
    Writer out;
    out.u8(kVersion).bytes(m_vault).u16(m_writer).u64(m_sequence).bytes(m_head).u32(m_epoch);
    writeHeads(out, m_named);
    return std::move(out).take();
}

Result<VaultWriter, ParseError> VaultWriter::parse(ByteView bytes)
{
    Reader in(bytes);
    in.version(kVersion);
    const auto vault = readArray<32>(in);
    const WriterIndex writer = in.u16();
    VaultWriter out(vault, writer);
    out.m_sequence = in.u64();
    out.m_head = in.fixed<RecordHash>();
    out.m_epoch = in.u32();
    out.m_named = readHeads(in);
    const bool empty = out.m_sequence == 0;
    if (writer >= kVaultWritersMax || empty != out.m_head.isZero() ||
        (empty ? out.m_epoch != 0 : !isEpoch(out.m_epoch)) || out.m_named.contains(writer)) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    SOTTO_CHECK(in.finish());
    return out;
}

void Deletions::add(const AcceptedRecord& record)
{
    if (!record.body) {
        m_stripped.insert(record.hash);
    } else if (const auto* tombstone = std::get_if<TombstoneRecord>(&record.body->content)) {
        m_deleted.insert(tombstone->deleted);
    }
}

std::vector<RecordHash> Deletions::unexplained() const
{
    std::vector<RecordHash> out;
    std::set_difference(m_stripped.begin(), m_stripped.end(), m_deleted.begin(), m_deleted.end(),
                        std::back_inserter(out));
    return out;
}

Placement place(const PutRecord& put, std::span<const StoredPut> sameName)
{
    if (sameName.empty()) {
        return Placement::New;
    }
    for (const StoredPut& stored : sameName) {
        if (!put.replaces.isZero() && stored.hash == put.replaces) {
            return Placement::Replaces;
        }
    }
    for (const StoredPut& stored : sameName) {
        if (equalConstantTime(stored.content, put.content.view())) {
            return Placement::Same;
        }
    }
    return Placement::Conflict;
}

} // namespace sotto::crypto
