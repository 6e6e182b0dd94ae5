#include "app/storage/vault_store.h"

#include <cassert>

namespace sotto::storage {

namespace {

enum Which : std::size_t
{
    kMark,
    kDirty,
    kClean,
    kCountDirty,
    kIsDirty,
    kState,
    kPutState,
    kIsSaid,
    kForgetSaid,
    kKeys,
    kAddOutgoing,
    kOutgoing,
    kCountOutgoing,
    kRemoveOutgoing,
    kAddEntry,
    kEntriesOf,
    kEntriesAfter,
    kEntryAt,
    kRemoveEntry,
    kAddWaiting,
    kWaiting,
    kRemoveWaiting,
};

/// In the order of Which.
std::vector<std::string> allSql()
{
    return {
        "INSERT OR IGNORE INTO vault_dirty (type, key) VALUES (?, ?)",
        "SELECT type, key FROM vault_dirty ORDER BY id LIMIT ?",
        "DELETE FROM vault_dirty WHERE type = ? AND key = ?",
        "SELECT count(*) FROM vault_dirty",
        "SELECT 1 FROM vault_dirty WHERE type = ? AND key = ?",
        "SELECT state FROM vault_states WHERE type = ? AND key = ?",
        "INSERT INTO vault_states (type, key, said, state) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (type, key) DO UPDATE SET said = excluded.said, state = excluded.state",
        "SELECT said FROM vault_states WHERE type = ? AND key = ?",
        "UPDATE vault_states SET said = 0 WHERE said != 0",
        "SELECT key FROM vault_states WHERE type = ? ORDER BY id",
        "INSERT INTO vault_outgoing (sequence, head, body) VALUES (?, ?, ?)",
        "SELECT sequence, head, body FROM vault_outgoing ORDER BY sequence LIMIT ?",
        "SELECT count(*) FROM vault_outgoing",
        "DELETE FROM vault_outgoing WHERE sequence <= ?",
        "INSERT OR REPLACE INTO vault_entries (record, type, key, hash) VALUES (?, ?, ?, ?)",
        "SELECT record, hash FROM vault_entries WHERE key = ? AND type = ? ORDER BY record "
        "LIMIT ?",
        "SELECT record, hash, type, key FROM vault_entries WHERE record > ? ORDER BY record "
        "LIMIT ?",
        "SELECT record, hash FROM vault_entries WHERE record = ?",
        "DELETE FROM vault_entries WHERE record = ?",
        "INSERT INTO vault_waiting (key, content) VALUES (?, ?)",
        "SELECT content FROM vault_waiting WHERE key = ? ORDER BY id",
        "DELETE FROM vault_waiting WHERE key = ?",
    };
}

constexpr int kSequenceBits = 48;

std::int64_t recordOf(std::uint16_t writer, std::uint64_t sequence)
{
    assert(writer < 0x8000 && sequence < (std::uint64_t{1} << kSequenceBits));
    return static_cast<std::int64_t>((std::uint64_t{writer} << kSequenceBits) | sequence);
}

VaultStore::Entry readEntry(const Statement& statement)
{
    const auto record = static_cast<std::uint64_t>(statement.integer(0));
    VaultStore::Entry out;
    out.writer = static_cast<std::uint16_t>(record >> kSequenceBits);
    out.sequence = record & ((std::uint64_t{1} << kSequenceBits) - 1);
    out.hash = statement.fixed<decltype(out.hash)>(1);
    return out;
}

/// Keys are bytes, whatever SQLite would make of a text; the empty one is no NULL.
crypto::ByteView bytesOf(std::string_view key)
{
    return crypto::asBytes(key.empty() ? std::string_view("") : key);
}

std::string keyAt(const Statement& statement, int column)
{
    const crypto::ByteView key = statement.view(column);
    return {reinterpret_cast<const char*>(key.data()), key.size()};
}

} // namespace

VaultStore::VaultStore(Database& database)
    : m_database(database)
{
    for (const std::string& sql : allSql()) {
        m_statements.emplace_back(database, sql);
    }
}

void VaultStore::mark(std::uint16_t type, std::string_view key)
{
    assert(m_database.isInTransaction());
    m_statements[kMark].with(int{type}, bytesOf(key)).run();
}

std::vector<VaultStore::Dirty> VaultStore::dirty(std::size_t limit)
{
    std::vector<Dirty> out;
    Statement& statement = m_statements[kDirty].with(static_cast<std::int64_t>(limit));
    while (statement.step()) {
        out.push_back({static_cast<std::uint16_t>(statement.integer(0)), keyAt(statement, 1)});
    }
    return out;
}

void VaultStore::clean(std::uint16_t type, std::string_view key)
{
    m_statements[kClean].with(int{type}, bytesOf(key)).run();
}

std::uint64_t VaultStore::countDirty()
{
    Statement& statement = m_statements[kCountDirty].with();
    const auto out = statement.step() ? static_cast<std::uint64_t>(statement.integer(0)) : 0;
    statement.reset();
    return out;
}

bool VaultStore::isDirty(std::uint16_t type, std::string_view key)
{
    Statement& statement = m_statements[kIsDirty].with(int{type}, bytesOf(key));
    const bool out = statement.step();
    statement.reset();
    return out;
}

std::optional<crypto::SecretBytes> VaultStore::state(std::uint16_t type, std::string_view key)
{
    std::optional<crypto::SecretBytes> out;
    Statement& statement = m_statements[kState].with(int{type}, bytesOf(key));
    if (statement.step()) {
        out = statement.secret(0);
    }
    statement.reset();
    return out;
}

void VaultStore::putState(std::uint16_t type, std::string_view key, crypto::ByteView state,
                          bool said)
{
    m_statements[kPutState].with(int{type}, bytesOf(key), said, state).run();
}

bool VaultStore::isSaid(std::uint16_t type, std::string_view key)
{
    Statement& statement = m_statements[kIsSaid].with(int{type}, bytesOf(key));
    const bool out = statement.step() && statement.boolean(0);
    statement.reset();
    return out;
}

void VaultStore::forgetSaid()
{
    m_statements[kForgetSaid].with().run();
}

std::vector<std::string> VaultStore::keys(std::uint16_t type)
{
    std::vector<std::string> out;
    Statement& statement = m_statements[kKeys].with(int{type});
    while (statement.step()) {
        out.push_back(keyAt(statement, 0));
    }
    return out;
}

void VaultStore::addOutgoing(const Outgoing& record)
{
    m_statements[kAddOutgoing]
        .with(static_cast<std::int64_t>(record.sequence), record.head, record.body)
        .run();
}

std::vector<VaultStore::Outgoing> VaultStore::outgoing(std::size_t limit, std::size_t bytes)
{
    std::vector<Outgoing> out;
    std::size_t size = 0;
    Statement& statement = m_statements[kOutgoing].with(static_cast<std::int64_t>(limit));
    while (statement.step()) {
        Outgoing record{static_cast<std::uint64_t>(statement.integer(0)), statement.blob(1),
                        statement.blob(2)};
        size += record.head.size() + record.body.size();
        if (size > bytes && !out.empty()) {
            break;
        }
        out.push_back(std::move(record));
    }
    statement.reset();
    return out;
}

std::uint64_t VaultStore::countOutgoing()
{
    Statement& statement = m_statements[kCountOutgoing].with();
    const auto out = statement.step() ? static_cast<std::uint64_t>(statement.integer(0)) : 0;
    statement.reset();
    return out;
}

void VaultStore::removeOutgoing(std::uint64_t sequence)
{
    m_statements[kRemoveOutgoing].with(static_cast<std::int64_t>(sequence)).run();
}

void VaultStore::addEntry(const Entry& entry, std::uint16_t type, std::string_view key)
{
    m_statements[kAddEntry]
        .with(recordOf(entry.writer, entry.sequence), int{type}, bytesOf(key), entry.hash)
        .run();
}

std::vector<VaultStore::Entry> VaultStore::entriesOf(std::uint16_t type, std::string_view key,
                                                     std::size_t limit)
{
    std::vector<Entry> out;
    Statement& statement =
        m_statements[kEntriesOf].with(bytesOf(key), int{type}, static_cast<std::int64_t>(limit));
    while (statement.step()) {
        out.push_back(readEntry(statement));
    }
    return out;
}

std::vector<VaultStore::KnownEntry> VaultStore::entriesAfter(std::int64_t record, std::size_t limit)
{
    std::vector<KnownEntry> out;
    Statement& statement =
        m_statements[kEntriesAfter].with(record, static_cast<std::int64_t>(limit));
    while (statement.step()) {
        out.push_back({statement.integer(0), readEntry(statement),
                       static_cast<std::uint16_t>(statement.integer(2)), keyAt(statement, 3)});
    }
    return out;
}

std::optional<VaultStore::Entry> VaultStore::entryAt(std::uint16_t writer, std::uint64_t sequence)
{
    std::optional<Entry> out;
    Statement& statement = m_statements[kEntryAt].with(recordOf(writer, sequence));
    if (statement.step()) {
        out = readEntry(statement);
    }
    statement.reset();
    return out;
}

void VaultStore::removeEntry(std::uint16_t writer, std::uint64_t sequence)
{
    m_statements[kRemoveEntry].with(recordOf(writer, sequence)).run();
}

bool VaultStore::takeRoom(std::size_t bytes)
{
    const bool isEnough = bytes <= m_room;
    m_room -= isEnough ? bytes : 0;
    return isEnough;
}

void VaultStore::addWaiting(std::string_view messageKey, crypto::ByteView content)
{
    if (takeRoom(messageKey.size() + content.size())) {
        m_statements[kAddWaiting].with(bytesOf(messageKey), content).run();
    }
}

std::vector<crypto::SecretBytes> VaultStore::takeWaiting(std::string_view messageKey)
{
    std::vector<crypto::SecretBytes> out;
    Statement& statement = m_statements[kWaiting].with(bytesOf(messageKey));
    while (statement.step()) {
        out.push_back(statement.secret(0));
    }
    if (!out.empty()) {
        m_statements[kRemoveWaiting].with(bytesOf(messageKey)).run();
    }
    return out;
}

} // namespace sotto::storage
