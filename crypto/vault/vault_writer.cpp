#include "crypto/vault/vault_writer.h"

#include "crypto/base/writer.h"

#include <algorithm>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;

} // namespace

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
    SeenHeads named = m_named;
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
    writeSeenHeads(out, m_named);
    return std::move(out).take();
}

Result<VaultWriter, ParseError> VaultWriter::parse(ByteView bytes)
{
    Reader in(bytes);
    in.version(kVersion);
    const auto vault = in.fixed<ObjectId>();
    const WriterIndex writer = in.u16();
    VaultWriter out(vault.view(), writer);
    out.m_sequence = in.u64();
    out.m_head = in.fixed<RecordHash>();
    out.m_epoch = in.u32();
    out.m_named = readSeenHeads(in);
    const bool empty = out.m_sequence == 0;
    if (writer >= kVaultWritersMax || empty != out.m_head.isZero() ||
        (empty ? out.m_epoch != 0 : !isEpoch(out.m_epoch)) || out.m_named.contains(writer)) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    SOTTO_CHECK(in.finish());
    return out;
}

} // namespace sotto::crypto
