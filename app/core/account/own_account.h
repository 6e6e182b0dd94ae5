#pragma once

#include "app/core/base/context.h"
#include "app/core/devices/linking.pb.h"
#include "app/core/state.pb.h"
#include "crypto/handshake/parties.h"
#include "crypto/log/device_log.h"
#include "crypto/objects/delivery_token.h"
#include "crypto/vault/shared_key.h"

namespace sotto::core {

namespace wire {
class VaultProfile;
}

/// This account as this device holds it: its keys, its device log, and what it is called.
class OwnAccount
{
public:
    explicit OwnAccount(Context& context)
        : m_context(context)
    {}

    /// From the database. False if there is none. @throws StorageFailure (Damaged) if it does not
    /// parse.
    bool load();
    /// The first device of a new account. @p recovery is the provisional recovery key.
    void create(Work& work, std::string name, crypto::ByteView picture,
                const crypto::SigningKey& recovery);
    /// A further device of an account: what joining it brought.
    void join(Work& work, const wire::LinkingState& joined);
    [[nodiscard]] bool exists() const { return m_keys != nullptr; }

    [[nodiscard]] const crypto::AccountId& id() const { return m_log->account(); }
    [[nodiscard]] const crypto::DeviceId& device() const { return m_device; }
    /// This device is the account's first.
    [[nodiscard]] bool beganAccount() const
    {
        return m_log->state().devices.front().id == m_device;
    }
    [[nodiscard]] crypto::OwnDevice own() const { return {{id(), m_device}, *m_keys}; }
    [[nodiscard]] const crypto::DeviceKeys& keys() const { return *m_keys; }
    [[nodiscard]] const crypto::DeviceLog& log() const { return *m_log; }
    [[nodiscard]] const crypto::SharedKey& sharedKey() const { return *m_sharedKey; }

    [[nodiscard]] const std::string& name() const { return m_state.name(); }
    [[nodiscard]] const std::string& picture() const { return m_state.picture(); }
    [[nodiscard]] storage::Milliseconds created() const
    {
        return static_cast<storage::Milliseconds>(m_state.created_ms());
    }
    /// Number of the newest Introduction.
    [[nodiscard]] std::uint32_t introduction() const { return m_state.introduction(); }
    [[nodiscard]] const std::string& token(crypto::TokenCohort cohort) const
    {
        return m_state.cohort_tokens(cohort);
    }

    /// This device joined, and must not publish the card before it has read the vault.
    [[nodiscard]] bool cardWaits() const { return m_state.card_waits(); }
    void setCardWaits(Work& work, bool waits);
    [[nodiscard]] const std::string& deviceName() const { return m_state.device_name(); }
    /// Where another own device is reached; replaces what was known.
    void setReach(Work& work, const wire::OtherDevice& reach);
    [[nodiscard]] const auto& otherDevices() const { return m_state.others(); }

    void setProfile(Work& work, std::string_view name, crypto::ByteView picture);
    /// Something that an Introduction says has changed: contacts are to get a new one.
    void renewIntroduction(Work& work);
    /// A fresh token for a cohort: whoever was let out of it cannot post any more.
    void renewToken(Work& work, crypto::TokenCohort cohort);
    /// What is so on all own devices (in a Work that is fromVault). @p told: the number of the
    /// newest Introduction of who said it; if contacts were told another thing from here under that
    /// number or a higher one, they are to get a new one.
    void takeVault(Work& work, const wire::VaultProfile& merged, std::uint32_t told);
    /// Extends the own log with an entry that LogBuilder made.
    void append(Work& work, const crypto::LogEntry& entry);
    /// The same with entries of other devices. False, and nothing changed, if they do not follow.
    [[nodiscard]] bool extend(Work& work, std::span<const crypto::Bytes> entries);
    /// A newer one that is in force.
    void setSharedKey(Work& work, const crypto::SharedKey& key);

private:
    void store(Work& work);

    Context& m_context;
    wire::AccountState m_state;
    std::unique_ptr<crypto::DeviceKeys> m_keys;
    std::optional<crypto::DeviceLog> m_log;
    std::optional<crypto::SharedKey> m_sharedKey;
    crypto::DeviceId m_device;
};

} // namespace sotto::core
