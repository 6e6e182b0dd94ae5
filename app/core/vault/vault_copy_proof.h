#pragma once

#include "app/core/vault/vault_book.h"
#include "net/client/object_connection.h"

namespace sotto::core {

/// Finds out whether another copy of this device's disk has written to the vault. What the relay or
/// another device says of that is a reason to look, and never a proof: anybody could stop a device
/// for good by it. The proof is a record at one of this device's places that its own key has signed
/// and that it did not write.
class VaultCopyProof
{
public:
    VaultCopyProof(Context& context, VaultBook& book)
        : m_context(context)
        , m_book(book)
    {}

    /// A new connection, which outlives stop().
    void start(client::ObjectConnection& connection);
    void stop();
    /// Has the relay show what stands at that place of this device. @p done: whether it proves a
    /// copy; then the book says so for good. Not called if the connection goes meanwhile.
    void look(std::uint64_t sequence, std::string technical, std::function<void(bool)> done);

private:
    [[nodiscard]] bool isByCopy(const sotto::wire::Records& records, std::uint64_t sequence);
    [[nodiscard]] std::optional<crypto::RecordHash> ownHash(std::uint64_t sequence);

    Context& m_context;
    VaultBook& m_book;
    client::ObjectConnection* m_connection = nullptr;
    std::uint64_t m_run = 0; ///< of start()
};

} // namespace sotto::core
