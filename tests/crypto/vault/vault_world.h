#pragma once

#include "crypto/vault/vault_contents.h"
#include "crypto/vault/vault_writer.h"
#include "tests/support/deterministic_random.h"

#include <list>

namespace sotto::test {

/// Some devices that write one vault, and what the relay stores of each.
struct VaultWorld
{
    struct Device
    {
        crypto::SigningKey key;
        crypto::VaultWriter writer;
        crypto::VaultReader reader;
        std::vector<crypto::VaultRecord> records{};
        bool struck = false;
    };

    explicit VaultWorld(std::uint64_t seed, std::size_t devices = 3)
        : random(seed)
        , vault(random.make<crypto::Hash>())
        , shared(crypto::SharedKey::first(random))
    {
        for (std::size_t i = 0; i < devices; ++i) {
            all.push_back({crypto::SigningKey::generate(random),
                           crypto::VaultWriter(vault.view(), static_cast<crypto::WriterIndex>(i)),
                           crypto::VaultReader(vault.view())});
        }
    }

    [[nodiscard]] crypto::VaultSources sources()
    {
        return {[this](crypto::WriterIndex i) -> std::optional<crypto::WriterKey> {
                    if (i >= all.size()) {
                        return std::nullopt;
                    }
                    return crypto::WriterKey{all[i].key.publicKey(), all[i].struck};
                },
                [this](crypto::Epoch epoch) -> std::optional<crypto::VaultRecordKey> {
                    if (epoch == shared.epoch()) {
                        return shared.vaultRecordKey();
                    }
                    for (const crypto::SharedKey& old : older) {
                        if (old.epoch() == epoch) {
                            return old.vaultRecordKey();
                        }
                    }
                    return std::nullopt;
                },
                [this](crypto::WriterIndex i,
                       std::uint64_t sequence) -> std::optional<crypto::RecordHash> {
                    if (i >= all.size() || sequence > all[i].records.size()) {
                        return std::nullopt;
                    }
                    return all[i].records[sequence - 1].header.hash();
                }};
    }

    [[nodiscard]] crypto::RecordBody put(std::uint8_t name, std::string_view text = "content")
    {
        crypto::PutRecord content;
        content.type = 7;
        content.id.bytes[0] = name;
        content.content = crypto::SecretBytes(crypto::asBytes(text));
        return {crypto::Timestamp{1000}, {}, std::move(content)};
    }
    crypto::VaultRecord write(std::size_t device, crypto::RecordBody body)
    {
        Device& d = all[device];
        d.records.push_back(*d.writer.write(std::move(body), shared, d.reader, d.key, random));
        return d.records.back();
    }
    /// @p device reads the next record of @p writer.
    [[nodiscard]] crypto::Result<crypto::AcceptedRecord, crypto::VaultError>
    read(std::size_t device, std::size_t writer)
    {
        const auto head = all[device].reader.head(static_cast<crypto::WriterIndex>(writer));
        const std::size_t next = head ? head->sequence : 0;
        return all[device].reader.take(all[writer].records.at(next).serialize(), sources());
    }

    /// @p device reads the next @p count records of @p writer in one run.
    [[nodiscard]] crypto::Result<std::vector<crypto::AcceptedRecord>, crypto::VaultError>
    readRun(std::size_t device, std::size_t writer, std::size_t count)
    {
        const auto head = all[device].reader.head(static_cast<crypto::WriterIndex>(writer));
        std::vector<crypto::Bytes> records;
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t next = (head ? head->sequence : 0) + i;
            records.push_back(all[writer].records.at(next).serialize());
        }
        const std::vector<crypto::ByteView> views(records.begin(), records.end());
        return all[device].reader.takeRun(views, sources());
    }

    DeterministicRandom random;
    crypto::Hash vault;
    crypto::SharedKey shared;
    std::list<crypto::SharedKey> older;
    std::vector<Device> all;
};

} // namespace sotto::test
