#pragma once

#include "app/core/vault/vault_book.h"
#include "net/client/object_connection.h"

namespace sotto::core {

/// Appends this device's records at the relay, in order and again until it has them; takes their
/// contents away that were buried. Finds out if another copy of this disk has written.
class VaultOutgoing
{
public:
    VaultOutgoing(Context& context, VaultBook& book);

    /// The relay took some of the records.
    std::function<void()> onProgress;

    /// A new connection, which outlives stop(). Nothing is sent before the relay has said what it
    /// has.
    void start(client::ObjectConnection& connection);
    void stop();
    /// What the relay has of this device, asked for when @p acknowledged records were known there.
    void compare(std::uint64_t there, std::uint64_t acknowledged);
    /// How many records the relay surely has.
    [[nodiscard]] std::uint64_t acknowledged();
    void send();
    /// Called once the relay has that record; or takes none of this device any more, so that an
    /// entry of the log, perhaps a suspension, comes into force without the vault.
    void whenThere(std::uint64_t sequence, std::function<void()> call);
    /// The relay has lost the vault, or shows of this device what it cannot go on from.
    void takesNone();
    [[nodiscard]] bool isIdle() const { return m_isIdle; }

private:
    void callUpTo(std::uint64_t last);
    void onAppended(std::uint64_t last, const client::Outcome<void>& outcome);
    void strip();
    void onStripped(const storage::VaultStore::Entry& entry, const client::Outcome<void>& outcome);

    Context& m_context;
    VaultBook& m_book;
    client::ObjectConnection* m_connection = nullptr;
    bool m_isCompared = false;
    bool m_isSending = false;
    bool m_isStripping = false;
    bool m_isIdle = true;
    bool m_takesNone = false; ///< since start()
    std::multimap<std::uint64_t, std::function<void()>> m_calls;
};

} // namespace sotto::core
