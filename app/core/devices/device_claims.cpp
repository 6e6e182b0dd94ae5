#include "app/core/devices/device_claims.h"

#include "app/core/devices/device_reach.h"
#include "app/core/vault/thing_states.h"

#include <algorithm>

namespace sotto::core {

std::optional<RecordMove> presentMove(storage::VaultStore& store, const crypto::DeviceLog& log)
{
    const crypto::SigningPublicKey recovery(log.state().recovery.view());
    for (const std::string& bytes : store.keys(numberOf(ThingType::RecordMove))) {
        auto move = RecordMove::parse(viewOf(bytes));
        if (move && move->verify(recovery, log.account())) {
            return move;
        }
    }
    return std::nullopt;
}

DeviceClaims claimsOf(storage::VaultStore& store, const crypto::DeviceLog& log,
                      const IsMeant& isMeant)
{
    DeviceClaims out;
    const auto move = presentMove(store, log);
    for (const crypto::DeviceRecord& device : log.state().devices) {
        if (!isMeant(device)) {
            continue;
        }
        const auto said = ThingStates(store).find<wire::VaultDevice>(ThingType::Device,
                                                                     fieldOf(device.id.view()));
        const bool isSaid = said && verifyReach(*said, log);
        const auto add = [&](const std::string& named) {
            const auto key = isSaid ? fixedOf<crypto::SigningPublicKey>(named) : std::nullopt;
            if (key) {
                out.keys.insert(*key);
            }
            return key.has_value();
        };
        const wire::DeviceReach reach = isSaid ? said->reach() : wire::DeviceReach();
        const auto given = move ? move->keyOf(device.id) : std::nullopt;
        if (given) {
            out.keys.insert(*given);
        }
        const bool hasCard = add(reach.card_key());
        const bool hasVault = add(reach.vault_key());
        out.areWhole = (add(reach.record_key()) || given) && hasCard && hasVault && out.areWhole;
    }
    return out;
}

bool claimsVaultKey(storage::VaultStore& store, const crypto::DeviceLog& log,
                    const crypto::SigningPublicKey& key)
{
    const std::string named = fieldOf(key.view());
    return std::ranges::any_of(log.state().devices, [&](const crypto::DeviceRecord& device) {
        const auto said = ThingStates(store).find<wire::VaultDevice>(ThingType::Device,
                                                                     fieldOf(device.id.view()));
        return said && said->reach().vault_key() == named && verifyReach(*said, log);
    });
}

} // namespace sotto::core
