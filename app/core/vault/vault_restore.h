#pragma once

#include "app/core/vault/vault_blocks.h"
#include "app/core/vault/vault_taking.h"

namespace sotto::core {

/// Reads the chains backwards from where they were begun, the newest records first, with several
/// reads under way; of a device that joined, all of them, of others those of new writers. Goes on
/// from any record after a kill.
class VaultRestore
{
public:
    VaultRestore(Context& context, VaultBook& book, VaultBlocks& blocks, VaultTaking& taking)
        : m_context(context)
        , m_book(book)
        , m_blocks(blocks)
        , m_taking(taking)
    {}

    /// Something was taken, or cannot be.
    std::function<void()> onProgress;
    /// Of a device that joined: all people and conversations are known. Once.
    std::function<void()> onListRead;

    void start();
    void stop();
    void pump();
    /// Whether there is nothing (more) to be read: the relay said what it has.
    void check();
    [[nodiscard]] bool isIdle() const { return m_chains.empty() && !m_isTaking; }
    /// Records that were read, and that there are.
    [[nodiscard]] std::uint64_t restored() const;
    [[nodiscard]] std::uint64_t total() const;

private:
    /// What was asked for of one writer, downwards.
    struct Chain
    {
        std::uint64_t next = 0; ///< the highest record that was not asked for; 0: all were
        std::uint64_t run = 0;  ///< of a struck writer: the whole first block reaches down to here
        std::map<std::uint64_t, std::optional<VaultBlock>, std::greater<>> blocks; ///< by their end
    };
    void begin();
    void ask();
    void askOne(crypto::WriterIndex writer, Chain& chain);
    void takeSoon();
    void takeSome();
    [[nodiscard]] std::map<crypto::WriterIndex, Chain>::iterator ready();
    bool takeFrom(Work& work, Chain& chain, VaultBlock& block);
    void note(const crypto::AcceptedRecord& record);
    void noteSnapshot(const crypto::AcceptedRecord& record, const wire::VaultSnapshot& part);
    void noteCheckpoint(const crypto::AcceptedRecord& record);
    [[nodiscard]] bool isListRead() const;
    [[nodiscard]] bool reaches(const wire::SnapshotRead& snapshot) const;
    void settle(Work& work);

    Context& m_context;
    VaultBook& m_book;
    VaultBlocks& m_blocks;
    VaultTaking& m_taking;
    std::map<crypto::WriterIndex, Chain> m_chains;
    std::size_t m_recordBytes = 1'024; ///< of the newest block, in the middle
    std::uint64_t m_run = 0;           ///< of start()
    bool m_started = false;
    bool m_isTaking = false;
};

} // namespace sotto::core
