#pragma once

#include "crypto/vault/vault_reader.h"

namespace sotto::crypto {

/// The own device's chain. Stored in the same transaction as the record that it wrote, before that
/// is sent: two different records of one number are a fork, which removes the device's credit. A
/// device that finds the vault ahead of its own state joins again as a new device.
class VaultWriter
{
public:
    VaultWriter(std::span<const std::uint8_t, 32> vault, WriterIndex writer);

    /// The next record. Names the heads in @p reader that changed since the last one; a checkpoint
    /// names all. body.seen is filled in here. Nothing, and no change, if it is too large or the
    /// epoch is older than that of the record before.
    [[nodiscard]] std::optional<VaultRecord> write(RecordBody body, const SharedKey& sharedKey,
                                                   const VaultReader& reader,
                                                   const SigningKey& signer, Random& random);

    [[nodiscard]] std::uint64_t sequence() const { return m_sequence; }
    [[nodiscard]] const RecordHash& head() const { return m_head; }
    [[nodiscard]] WriterIndex place() const { return m_writer; }
    /// Of the newest record; 0 before the first.
    [[nodiscard]] Epoch epoch() const { return m_epoch; }

    /// u8 version (1) || vault[32] || u16 writer || u64 sequence || head[32] || u32 epoch ||
    /// u16 n || n × SeenHead.
    [[nodiscard]] Bytes serialize() const;
    [[nodiscard]] static Result<VaultWriter, ParseError> parse(ByteView bytes);

private:
    std::array<std::uint8_t, 32> m_vault{};
    WriterIndex m_writer = 0;
    std::uint64_t m_sequence = 0;
    RecordHash m_head;
    Epoch m_epoch = 0;
    SeenHeads m_named;
};

} // namespace sotto::crypto
