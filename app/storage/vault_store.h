#pragma once

#include "app/storage/statement.h"

#include <limits>
#include <string>
#include <vector>

namespace sotto::storage {

/// What a device keeps of the account's vault. Plain rows: what they mean is core's business. A
/// thing is known by its type and a key of core's choice. Keys of messages rise with their rows, so
/// that a million of them leaves table and index of entries growing at their ends alone.
class VaultStore
{
public:
    explicit VaultStore(Database& database);

    // ---- things that changed here and are not in a record yet, in the order in which they changed
    struct Dirty
    {
        std::uint16_t type = 0;
        std::string key;
    };
    /// Again: it keeps its place.
    void mark(std::uint16_t type, std::string_view key);
    [[nodiscard]] std::vector<Dirty> dirty(std::size_t limit);
    void clean(std::uint16_t type, std::string_view key);
    [[nodiscard]] std::uint64_t countDirty();
    [[nodiscard]] bool isDirty(std::uint16_t type, std::string_view key);

    // ---- small things: their merged state with its stamps
    [[nodiscard]] std::optional<crypto::SecretBytes> state(std::uint16_t type,
                                                           std::string_view key);
    /// @p said: some record holds it, so that there is nothing to say as long as it stays.
    void putState(std::uint16_t type, std::string_view key, crypto::ByteView state,
                  bool said = true);
    /// False as well if there is no such state.
    [[nodiscard]] bool isSaid(std::uint16_t type, std::string_view key);
    /// All is to be said again.
    void forgetSaid();
    /// Of all states of that type, in the order in which they came.
    [[nodiscard]] std::vector<std::string> keys(std::uint16_t type);

    // ---- own records that the relay does not have yet
    struct Outgoing
    {
        std::uint64_t sequence = 0;
        crypto::Bytes head;
        crypto::Bytes body;
    };
    void addOutgoing(const Outgoing& record);
    /// By rising sequence; no more than so many records and bytes, one always.
    [[nodiscard]] std::vector<Outgoing> outgoing(std::size_t limit, std::size_t bytes);
    [[nodiscard]] std::uint64_t countOutgoing();
    /// Up to and including @p sequence.
    void removeOutgoing(std::uint64_t sequence);

    // ---- which records hold a thing's content
    struct Entry
    {
        std::uint16_t writer = 0;   ///< below 2^15
        std::uint64_t sequence = 0; ///< below 2^48
        crypto::FixedBytes<struct StoredRecordHashTag, 32> hash;
    };
    static constexpr std::size_t kAllEntries = std::size_t{1} << 48;
    void addEntry(const Entry& entry, std::uint16_t type, std::string_view key);
    /// By rising record, at most so many.
    [[nodiscard]] std::vector<Entry> entriesOf(std::uint16_t type, std::string_view key,
                                               std::size_t limit = kAllEntries);
    struct KnownEntry
    {
        std::int64_t record = 0; ///< rises with writer and sequence
        Entry entry;
        std::uint16_t type = 0;
        std::string key;
    };
    /// All of them, from behind @p record on.
    [[nodiscard]] std::vector<KnownEntry> entriesAfter(std::int64_t record, std::size_t limit);
    [[nodiscard]] std::optional<Entry> entryAt(std::uint16_t writer, std::uint64_t sequence);
    void removeEntry(std::uint16_t writer, std::uint64_t sequence);

    // ---- what is kept although nothing that is here speaks for it
    /// So many bytes more of it are taken; all if nobody said. What is beyond is dropped.
    void setRoom(std::size_t bytes) { m_room = bytes; }
    [[nodiscard]] std::size_t room() const { return m_room; }
    /// False, and nothing taken, if there is too little left.
    [[nodiscard]] bool takeRoom(std::size_t bytes);

    // ---- contents that wait for the message that they speak of; as far as there is room
    void addWaiting(std::string_view messageKey, crypto::ByteView content);
    /// Takes them out.
    [[nodiscard]] std::vector<crypto::SecretBytes> takeWaiting(std::string_view messageKey);

private:
    Database& m_database;
    std::vector<Statement> m_statements;
    std::size_t m_room = std::numeric_limits<std::size_t>::max();
};

} // namespace sotto::storage
