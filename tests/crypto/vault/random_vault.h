#pragma once

#include "tests/crypto/vault/newcomer.h"

#include <cstdlib>

namespace sotto::test {

/// A vault that five devices wrote in some order. Of each of them the newcomer is shown one chain.
/// - 0 was copied: there are two chains of it, and 1 was shown the other one.
/// - 2 lies: it names other hashes of 0 and 1 than it read.
/// - 3 was struck at some time, and writes on.
/// Contents were taken away here and there, and epochs changed.
class RandomVault
{
public:
    static constexpr std::size_t kFork = 0;
    static constexpr std::size_t kMisled = 1;
    static constexpr std::size_t kLiar = 2;
    static constexpr std::size_t kStruck = 3;
    static constexpr std::size_t kDevices = 5;

    explicit RandomVault(std::uint64_t seed)
        : world(seed, kDevices)
        , m_choices(seed + 1'000'000)
    {
        const std::uint32_t steps = 30 + m_choices.below(60);
        const std::uint32_t forks = m_choices.below(steps);
        const std::uint32_t strikes = m_choices.below(steps);
        for (std::uint32_t step = 0; step < steps; ++step) {
            if (step == forks) {
                m_copy = world.all[kFork].writer;
                m_twins = world.all[kFork].records;
            }
            if (step == strikes) {
                world.all[kStruck].struck = true;
                m_removalNoted.fill(false);
            }
            if (m_choices.below(12) == 0) {
                world.older.push_back(world.shared.duplicate());
                world.shared = world.shared.next(world.random);
            }
            writeOne(m_choices.below(kDevices));
        }
        world.all[kStruck].struck = true;
        for (auto& device : world.all) {
            for (crypto::VaultRecord& record : device.records) {
                if (m_choices.below(9) == 0) {
                    record = record.stripped();
                }
            }
        }
    }

    VaultWorld world;

private:
    void writeOne(std::size_t who)
    {
        if (who == kFork && m_copy && m_choices.below(2) == 0) {
            m_twins.push_back(*m_copy->write(world.put(1, "twin"), world.shared,
                                             world.all[kFork].reader, world.all[kFork].key,
                                             world.random));
            return;
        }
        for (std::size_t other = 0; other < kDevices; ++other) {
            if (other != who && !world.all[other].struck && m_choices.below(2) == 0) {
                readSome(who, other);
            }
        }
        if (who == kLiar) {
            lie();
        } else if (world.all[kStruck].struck && !m_removalNoted[who] && m_choices.below(3) > 0) {
            m_removalNoted[who] = true;
            world.write(who, {crypto::Timestamp{5}, {}, crypto::CheckpointRecord{}});
        } else {
            world.write(who, world.put(static_cast<std::uint8_t>(m_choices.below(256))));
        }
    }

    void readSome(std::size_t who, std::size_t other)
    {
        const bool misled = m_copy && who == kMisled && other == kFork;
        const auto& records = misled ? m_twins : world.all[other].records;
        const auto head = world.all[who].reader.head(static_cast<crypto::WriterIndex>(other));
        std::size_t next = head ? head->sequence : 0;
        for (std::uint32_t i = m_choices.below(4); i > 0 && next < records.size(); --i, ++next) {
            if (!world.all[who].reader.take(records[next].serialize(), world.sources())) {
                std::abort(); // it takes what it is shown
            }
        }
    }

    void lie()
    {
        const auto& own = world.all[kLiar].records;
        Forged next{static_cast<crypto::WriterIndex>(kLiar), own.size() + 1, {}, {}, false};
        if (!own.empty()) {
            next.previous = own.back().header.hash();
        }
        for (crypto::SeenHead head : world.all[kLiar].reader.heads()) {
            if (head.sequence <= m_named[head.writer]) {
                continue;
            }
            m_named[head.writer] = head.sequence;
            if (head.writer < kLiar && m_choices.below(3) == 0) {
                head.hash = world.random.make<crypto::RecordHash>();
            }
            next.seen.push_back(head);
        }
        world.all[kLiar].records.push_back(forge(world, next));
    }

    DeterministicRandom m_choices;
    std::optional<crypto::VaultWriter> m_copy;
    std::vector<crypto::VaultRecord> m_twins;
    std::array<bool, kDevices> m_removalNoted{true, true, true, true, true};
    std::map<crypto::WriterIndex, std::uint64_t> m_named;
};

} // namespace sotto::test
