#pragma once

#include "app/core/account/own_account.h"
#include "crypto/vault/epoch_chain.h"
#include "crypto/vault/vault_reader.h"

#include <map>

namespace sotto::core {

/// The keys of all epochs, opened from the newest one by the links that the vault holds. Of an
/// epoch that two devices began at once there are two links; those that open are the right ones.
class VaultKeys
{
public:
    VaultKeys(Context& context, OwnAccount& own);

    /// A key that another device has offered and that is not in force; null if there is none.
    std::function<const crypto::SharedKey*()> offered;

    /// Reads the stored links.
    void load();
    /// Links that were stored since. False if they were known, or are none.
    bool learn(const std::string& links);
    /// Whether they are what leads from a key that is held, or offered, to the oldest that it can.
    [[nodiscard]] bool opens(const std::string& links) const;
    /// What a record of that epoch is sealed with, if this device can open it.
    [[nodiscard]] std::optional<crypto::VaultRecordKey> recordKey(crypto::Epoch epoch);
    /// The same by way of the offered key: for links alone, until that key is in force.
    [[nodiscard]] std::optional<crypto::VaultRecordKey> offeredRecordKey(crypto::Epoch epoch) const;
    /// By which records are called; nothing while the first epoch's key is unknown.
    [[nodiscard]] const crypto::RecordIdKey* idKey();
    /// The links by which a key of that epoch opens older ones.
    [[nodiscard]] std::optional<crypto::EpochLinks> links(crypto::Epoch epoch) const;
    /// Those that lead from the newest key to @p older, newest first. Empty if one is missing.
    [[nodiscard]] std::vector<crypto::EpochLinks> wayTo(crypto::Epoch older) const;

private:
    using Step = std::pair<crypto::SharedKey, const crypto::EpochLinks*>;
    [[nodiscard]] std::optional<Step> step(const crypto::SharedKey& from,
                                           crypto::Epoch target) const;
    [[nodiscard]] std::optional<crypto::SharedKey> open(const crypto::SharedKey& from,
                                                        crypto::Epoch epoch) const;

    Context& m_context;
    OwnAccount& m_own;
    std::multimap<crypto::Epoch, crypto::EpochLinks> m_links;
    std::map<crypto::Epoch, crypto::VaultRecordKey> m_recordKeys;
    std::optional<crypto::RecordIdKey> m_idKey;
    std::optional<crypto::SharedKey> m_former;
};

} // namespace sotto::core
