#pragma once

#include "app/storage/statement.h"

#include <functional>

namespace sotto::storage {

/// Named blobs: what there is once (device keys, log, prekeys, mailboxes).
class StateStore
{
public:
    explicit StateStore(Database& database);

    [[nodiscard]] std::optional<crypto::SecretBytes> find(std::string_view name);
    void put(std::string_view name, crypto::ByteView value);
    void remove(std::string_view name);

private:
    Statement m_find;
    Statement m_put;
    Statement m_remove;
};

/// Named texts that a person may change (appearance, receipts, proxy …).
class SettingsStore
{
public:
    explicit SettingsStore(Database& database);

    [[nodiscard]] std::optional<std::string> find(std::string_view name);
    void put(std::string_view name, std::string_view value);

private:
    Statement m_find;
    Statement m_put;
};

/// The sessions with each device, as SessionSet::serialize() gives them. A peer is account ||
/// device.
class SessionStore
{
public:
    using Peer = crypto::FixedBytes<struct SessionPeerTag, 64>;

    explicit SessionStore(Database& database);

    [[nodiscard]] std::optional<crypto::SecretBytes> find(const Peer& peer);
    void forEach(const std::function<void(const Peer&, crypto::ByteView)>& visit);
    void put(const Peer& peer, crypto::ByteView state);
    void remove(const Peer& peer);

private:
    Statement m_find;
    Statement m_all;
    Statement m_put;
    Statement m_remove;
};

} // namespace sotto::storage
