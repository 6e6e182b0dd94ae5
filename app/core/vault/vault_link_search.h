#pragma once

#include "app/core/vault/vault_blocks.h"
#include "app/core/vault/vault_taking.h"

namespace sotto::core {

/// After some days away a device is offered a key of an epoch whose links stand in records of
/// epochs that it cannot open yet. With the offered key, which is not in force, it looks through
/// those records, newest first, for links and for nothing else: a link proves itself by what it
/// opens.
class VaultLinkSearch
{
public:
    VaultLinkSearch(Context& context, VaultBook& book, VaultBlocks& blocks, StoredThings& things)
        : m_context(context)
        , m_book(book)
        , m_blocks(blocks)
        , m_things(things)
    {}

    /// There is a way from the offered key to the held one, or no record is left.
    std::function<void()> onEnd;

    /// Looks with the key of that epoch through what the relay shows and was not looked through
    /// with it since stop().
    void start(crypto::Epoch offered);
    void stop();
    void pump();
    [[nodiscard]] bool isIdle() const { return m_parts.empty() && !m_reading; }

private:
    struct Part
    {
        crypto::WriterIndex writer = 0;
        std::uint64_t first = 0; ///< not below this
        std::uint64_t last = 0;  ///< the next one going back
    };
    void onRead(const std::optional<VaultBlock>& block, std::uint64_t from);
    void take(const VaultBlock& block);

    Context& m_context;
    VaultBook& m_book;
    VaultBlocks& m_blocks;
    StoredThings& m_things;
    std::vector<Part> m_parts;
    std::optional<Part> m_reading;                         ///< what the next block is of
    std::map<crypto::WriterIndex, std::uint64_t> m_looked; ///< up to which record
    crypto::Epoch m_offered = 0;
    std::uint64_t m_run = 0; ///< of one offered key
};

} // namespace sotto::core
