#include "app/storage/state_store.h"

namespace sotto::storage {

StateStore::StateStore(Database& database)
    : m_find(database, "SELECT value FROM state WHERE name = ?")
    , m_put(database, "INSERT OR REPLACE INTO state (name, value) VALUES (?, ?)")
    , m_remove(database, "DELETE FROM state WHERE name = ?")
{}

std::optional<crypto::SecretBytes> StateStore::find(std::string_view name)
{
    std::optional<crypto::SecretBytes> out;
    if (m_find.with(name).step()) {
        out = m_find.secret(0);
    }
    m_find.reset();
    return out;
}

void StateStore::put(std::string_view name, crypto::ByteView value)
{
    m_put.with(name, value).run();
}

void StateStore::remove(std::string_view name)
{
    m_remove.with(name).run();
}

SettingsStore::SettingsStore(Database& database)
    : m_find(database, "SELECT value FROM settings WHERE name = ?")
    , m_put(database, "INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)")
{}

std::optional<std::string> SettingsStore::find(std::string_view name)
{
    std::optional<std::string> out;
    if (m_find.with(name).step()) {
        out = m_find.text(0);
    }
    m_find.reset();
    return out;
}

void SettingsStore::put(std::string_view name, std::string_view value)
{
    m_put.with(name, value).run();
}

SessionStore::SessionStore(Database& database)
    : m_find(database, "SELECT state FROM sessions WHERE peer = ?")
    , m_all(database, "SELECT peer, state FROM sessions ORDER BY peer")
    , m_put(database, "INSERT OR REPLACE INTO sessions (peer, state) VALUES (?, ?)")
    , m_remove(database, "DELETE FROM sessions WHERE peer = ?")
{}

std::optional<crypto::SecretBytes> SessionStore::find(const Peer& peer)
{
    std::optional<crypto::SecretBytes> out;
    if (m_find.with(peer).step()) {
        out = m_find.secret(0);
    }
    m_find.reset();
    return out;
}

void SessionStore::forEach(const std::function<void(const Peer&, crypto::ByteView)>& visit)
{
    m_all.reset();
    while (m_all.step()) {
        visit(m_all.fixed<Peer>(0), m_all.view(1));
    }
}

void SessionStore::put(const Peer& peer, crypto::ByteView state)
{
    m_put.with(peer, state).run();
}

void SessionStore::remove(const Peer& peer)
{
    m_remove.with(peer).run();
}

} // namespace sotto::storage
