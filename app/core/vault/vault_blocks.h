#pragma once

#include "app/core/vault/vault_book.h"
#include "net/client/object_connection.h"

namespace sotto::core {

/// Records of one writer, one behind the other, as the relay shows them: nothing of them was
/// checked but that they claim the places that were asked for.
struct VaultBlock
{
    crypto::WriterIndex writer = 0;
    std::uint64_t from = 0;
    std::vector<crypto::Bytes> records;
    std::size_t bytes = 0;

    /// Of the last one.
    [[nodiscard]] std::uint64_t to() const { return from + records.size() - 1; }
};

/// Reads blocks of records over the vault's connection, several at once.
class VaultBlocks
{
public:
    VaultBlocks(Context& context, VaultBook& book)
        : m_context(context)
        , m_book(book)
    {}

    /// The relay takes no more large reads at once; one is left for everybody else.
    static constexpr int kAtOnceMax = 3;

    /// A new connection, which outlives stop().
    void start(client::ObjectConnection& connection);
    /// Nothing that was asked for is answered any more.
    void stop();
    [[nodiscard]] bool isFree() const { return m_connection != nullptr && m_running < kAtOnceMax; }
    [[nodiscard]] bool isIdle() const { return m_running == 0; }

    /// All of them, or nothing: then it was told what is wrong, and the writer is held; or the
    /// connection went.
    using Done = std::function<void(std::optional<VaultBlock>)>;
    void read(crypto::WriterIndex writer, std::uint64_t from, std::uint64_t to, Done done);

private:
    void ask(std::shared_ptr<VaultBlock> block, std::uint64_t to, Done done);
    void take(std::shared_ptr<VaultBlock> block, std::uint64_t to, Done done,
              const client::Outcome<sotto::wire::Records>& outcome);

    Context& m_context;
    VaultBook& m_book;
    client::ObjectConnection* m_connection = nullptr;
    std::uint64_t m_run = 0; ///< of start()
    int m_running = 0;
};

} // namespace sotto::core
