#pragma once

#include "app/core/account/own_account.h"
#include "app/core/vault/thing_states.h"

namespace sotto::core {

/// What the vault says of the account itself: profile, shared settings, own devices, alarms, and
/// what is signed.
class StoredAccount
{
public:
    StoredAccount(Context& context, OwnAccount& own)
        : m_context(context)
        , m_own(own)
    {}

    /// In the transaction that took news of a device.
    std::function<void(Work&, const std::string& id)> onDevice;
    /// Whether a device has said itself how it is reached; without it all is believed.
    std::function<bool(const wire::VaultDevice&)> isReachGood;
    /// In the transaction that took another profile.
    std::function<void(Work&)> onProfile;

    [[nodiscard]] std::optional<wire::VaultProfile> sayProfile(Work& work, Saying saying);
    Taken takeProfile(Work& work, const wire::VaultProfile& said);
    [[nodiscard]] std::optional<wire::VaultSetting> saySetting(Work& work, const std::string& name,
                                                               Saying saying);
    Taken takeSetting(Work& work, const wire::VaultSetting& said);

    // Devices and alarms are kept by nobody else.
    [[nodiscard]] std::optional<wire::VaultDevice> device(Work& work, const std::string& id);
    [[nodiscard]] std::optional<wire::VaultDevice> device(const std::string& id) const;
    void setDeviceName(Work& work, const std::string& id, const std::string& name);
    /// Its number is one more than the last one's.
    void setDeviceReach(Work& work, const std::string& id, wire::DeviceReach reach);
    void setDeviceSeen(Work& work, const std::string& id, std::uint64_t seenMs);
    /// A new one, or its answer (1 or 2).
    void addAlarm(Work& work, const wire::VaultAlarm& alarm);
    void answerAlarm(Work& work, const std::string& id, std::uint32_t answer);
    Taken takeDevice(Work& work, const wire::VaultDevice& said);
    Taken takeAlarm(Work& work, const wire::VaultAlarm& said);

private:
    [[nodiscard]] Stamps stamps() const;
    [[nodiscard]] wire::VaultProfile presentProfile(wire::VaultProfile known,
                                                    const wire::VaultProfile* said) const;
    [[nodiscard]] wire::VaultDevice deviceOrNew(Work& work, const std::string& id);
    template <class Body>
    void changed(Work& work, ThingType type, const std::string& key, const Body& state);
    template <class Body>
    Taken takeKept(Work& work, ThingType type, const std::string& key, const Body& said);

    Context& m_context;
    OwnAccount& m_own;
};

} // namespace sotto::core
