#pragma once

#include "app/core/account/own_account.h"
#include "app/core/devices/account_head.h"
#include "net/client/eapi_keeper.h"
#include "net/client/object_connection.h"

namespace sotto::core {

/// Entries of the own log as other devices have put them into the vault, read straight from it, the
/// newest records first. For a device that does not read the whole vault anyway.
class VaultEntries final : public EntrySource
{
public:
    struct Vault
    {
        client::RelayPlace place;
        crypto::Login login;
        crypto::SigningKey key;
        std::unique_ptr<client::EapiKeeper> eapi;
        crypto::SharedKey sharedKey; ///< records of its epoch are read
        /// And of the one before, where a proposal stands of both an entry and an epoch.
        std::optional<crypto::SharedKey> former = {};
    };
    using WhereVault = std::function<std::optional<Vault>()>;

    explicit VaultEntries(WhereVault where);
    ~VaultEntries() override;

    void find(const crypto::DeviceLog& known, IsHead isHead, Found found) override;
    void stop();

private:
    struct Search;
    WhereVault m_where;
    std::unique_ptr<Search> m_search;
};

} // namespace sotto::core
