#pragma once

#include "app/core/vault/vault_blocks.h"
#include "app/core/vault/vault_taking.h"

namespace sotto::core {

/// Reads forward what the other writers append, in their order, and takes it in.
class VaultFollower
{
public:
    VaultFollower(Context& context, VaultBook& book, VaultBlocks& blocks, VaultTaking& taking)
        : m_context(context)
        , m_book(book)
        , m_blocks(blocks)
        , m_taking(taking)
    {}

    /// Something was taken, or cannot be.
    std::function<void()> onProgress;

    void start();
    void stop();
    /// Reads whatever the relay shows and was not read of writers whose chains were begun.
    void pump();
    [[nodiscard]] bool isIdle() const { return m_reading.empty(); }

private:
    struct Wanted
    {
        crypto::WriterIndex writer = 0;
        std::uint64_t from = 0;
        std::uint64_t to = 0;
        bool isRun = false; ///< of a struck writer: all or nothing
    };
    [[nodiscard]] std::optional<Wanted> wanted(crypto::WriterIndex writer,
                                               std::uint64_t newest) const;
    void take(const Wanted& wanted, const VaultBlock& block);
    void takeEach(Work& work, const VaultBlock& block);
    void takeRun(Work& work, const VaultBlock& block);

    Context& m_context;
    VaultBook& m_book;
    VaultBlocks& m_blocks;
    VaultTaking& m_taking;
    std::set<crypto::WriterIndex> m_reading;
    bool m_started = false;
};

} // namespace sotto::core
