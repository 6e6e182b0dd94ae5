#pragma once

#include "crypto/vault/vault_history.h"
#include "tests/crypto/vault/vault_world.h"

namespace sotto::test {

/// A device that comes with nothing but the phrase, and what it keeps of what it reads.
struct Newcomer
{
    using Taken = crypto::Result<crypto::AcceptedRecord, crypto::VaultError>;

    explicit Newcomer(VaultWorld& of)
        : world(of)
        , history(of.vault.view())
    {}

    [[nodiscard]] crypto::VaultSources sources()
    {
        crypto::VaultSources out = world.sources();
        out.hashes = [this](crypto::WriterIndex writer, std::uint64_t sequence) {
            const auto found = kept.find({writer, sequence});
            return found == kept.end() ? std::nullopt : std::optional(found->second);
        };
        return out;
    }
    void keep(const crypto::AcceptedRecord& record)
    {
        kept.emplace(std::pair(record.writer, record.sequence), record.hash);
        alarms.insert(alarms.end(), record.contradictions.begin(), record.contradictions.end());
    }

    Taken take(const crypto::VaultRecord& record)
    {
        auto out = history.take(record.serialize(), sources());
        if (out) {
            keep(*out);
        }
        return out;
    }
    /// The record at that place of what the relay stores.
    Taken take(std::size_t writer, std::uint64_t sequence)
    {
        return take(world.all.at(writer).records.at(sequence - 1));
    }
    Taken takeNewer(const crypto::VaultRecord& record)
    {
        auto out = history.takeNewer(record.serialize(), sources());
        if (out) {
            keep(*out);
        }
        return out;
    }
    /// From @p newest down to @p oldest.
    [[nodiscard]] crypto::Result<std::vector<crypto::AcceptedRecord>, crypto::VaultError>
    takeRun(std::size_t writer, std::uint64_t newest, std::uint64_t oldest)
    {
        std::vector<crypto::Bytes> records;
        for (std::uint64_t sequence = newest; sequence >= oldest; --sequence) {
            records.push_back(world.all.at(writer).records.at(sequence - 1).serialize());
        }
        auto out = history.takeRun(std::vector<crypto::ByteView>(records.begin(), records.end()),
                                   sources());
        if (out) {
            for (const auto& record : *out) {
                keep(record);
            }
        }
        return out;
    }

    /// What the relay shows: all that was written, unless @p shown says otherwise.
    [[nodiscard]] std::map<crypto::WriterIndex, std::uint64_t> heads() const
    {
        std::map<crypto::WriterIndex, std::uint64_t> out;
        for (std::size_t i = 0; i < world.all.size(); ++i) {
            if (!world.all[i].records.empty()) {
                out[static_cast<crypto::WriterIndex>(i)] = world.all[i].records.size();
            }
        }
        return out;
    }
    [[nodiscard]] std::vector<crypto::WantedRecords> wanted()
    {
        return history.wanted(heads(), world.sources().writers);
    }
    [[nodiscard]] std::vector<crypto::MissingRecords> missing()
    {
        return history.missing(heads(), world.sources().writers);
    }
    [[nodiscard]] bool isComplete() { return history.isComplete(heads(), world.sources().writers); }
    /// Takes what is wanted, all writers in turns, until nothing is. False if something is refused.
    [[nodiscard]] bool readAll()
    {
        for (auto next = wanted(); !next.empty(); next = wanted()) {
            for (const crypto::WantedRecords& one : next) {
                if (!takeRun(one.writer, one.newest, one.oldest)) {
                    return false;
                }
            }
        }
        return true;
    }

    VaultWorld& world;
    crypto::VaultHistory history;
    std::map<std::pair<crypto::WriterIndex, std::uint64_t>, crypto::RecordHash> kept;
    std::vector<crypto::Contradiction> alarms;
};

/// A record as a hostile program makes it: nothing of it is checked.
struct Forged
{
    crypto::WriterIndex writer = 0;
    std::uint64_t sequence = 1;
    crypto::RecordHash previous{};
    std::vector<crypto::SeenHead> seen{};
    bool checkpoint = false;
};

[[nodiscard]] inline crypto::VaultRecord forge(VaultWorld& world, const Forged& wanted)
{
    crypto::RecordBody body = world.put(1, "forged");
    if (wanted.checkpoint) {
        body.content = crypto::CheckpointRecord{};
    }
    body.seen = wanted.seen;
    crypto::RecordHeader header;
    header.vault = world.vault.bytes;
    header.writer = wanted.writer;
    header.sequence = wanted.sequence;
    header.previous = wanted.previous;
    header.epoch = world.shared.epoch();
    return *crypto::VaultRecord::make(header, body, world.shared.vaultRecordKey(),
                                      world.all.at(wanted.writer).key, world.random);
}

} // namespace sotto::test
