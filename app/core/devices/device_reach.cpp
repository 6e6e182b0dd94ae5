#include "app/core/devices/device_reach.h"

#include "app/core/base/wire_bytes.h"
#include "crypto/base/writer.h"
#include "crypto/vault/relay_text.h"

namespace sotto::core {

namespace {

constexpr std::uint8_t kVersion = 1;

template <class Fixed> Fixed orZero(const std::string& field)
{
    auto out = fixedOf<Fixed>(field);
    return out ? std::move(*out) : Fixed();
}

crypto::SecretBytes statementOf(const wire::DeviceReach& reach, const crypto::AccountId& account,
                                const crypto::DeviceId& device)
{
    crypto::SecretWriter out;
    out.u8(kVersion).bytes(account).bytes(device).u32(reach.number());
    out.bytes16(viewOf(reach.relay()));
    out.bytes(orZero<crypto::MailboxId>(reach.mailbox()));
    out.bytes(orZero<crypto::BundleKey>(reach.bundle_key()).view());
    for (const std::string* const key :
         {&reach.card_key(), &reach.record_key(), &reach.vault_key()}) {
        out.bytes(orZero<crypto::SigningPublicKey>(*key));
    }
    return std::move(out).take();
}

bool isHeld(const std::string& key, const std::string& proof, crypto::ByteView statement)
{
    if (key.empty()) {
        return proof.empty();
    }
    const auto publicKey = fixedOf<crypto::SigningPublicKey>(key);
    const auto signature = fixedOf<crypto::Signature>(proof);
    return publicKey && signature &&
           crypto::verify(*publicKey, crypto::labels::kDeviceListKey, statement, *signature);
}

} // namespace

wire::DeviceReach signReach(wire::DeviceReach reach, const crypto::AccountId& account,
                            const crypto::DeviceId& device, const crypto::SigningKey& deviceKey,
                            const OwnListKeys& listKeys)
{
    const auto name = [](const crypto::SigningKey* key, std::string* field) {
        *field = key != nullptr ? fieldOf(key->publicKey().view()) : std::string();
    };
    name(listKeys.card, reach.mutable_card_key());
    name(listKeys.record, reach.mutable_record_key());
    name(listKeys.vault, reach.mutable_vault_key());
    const crypto::SecretBytes statement = statementOf(reach, account, device);
    const auto prove = [&](const crypto::SigningKey* key, std::string* field) {
        *field = key != nullptr
                     ? fieldOf(key->sign(crypto::labels::kDeviceListKey, statement.view()).view())
                     : std::string();
    };
    prove(listKeys.card, reach.mutable_card_proof());
    prove(listKeys.record, reach.mutable_record_proof());
    prove(listKeys.vault, reach.mutable_vault_proof());
    reach.set_signature(
        fieldOf(deviceKey.sign(crypto::labels::kDeviceReach, statement.view()).view()));
    return reach;
}

bool verifyReach(const wire::VaultDevice& said, const crypto::DeviceLog& log)
{
    const auto device = fixedOf<crypto::DeviceId>(said.device());
    const crypto::DeviceRecord* const record = device ? log.state().find(*device) : nullptr;
    const wire::DeviceReach& reach = said.reach();
    const auto signature = fixedOf<crypto::Signature>(reach.signature());
    if (record == nullptr || !signature) {
        return false;
    }
    const crypto::SecretBytes statement = statementOf(reach, log.account(), *device);
    return crypto::verify(record->keys.signing, crypto::labels::kDeviceReach, statement.view(),
                          *signature) &&
           isHeld(reach.card_key(), reach.card_proof(), statement.view()) &&
           isHeld(reach.record_key(), reach.record_proof(), statement.view()) &&
           isHeld(reach.vault_key(), reach.vault_proof(), statement.view());
}

std::optional<crypto::ContactMailbox> mailboxOf(const wire::DeviceReach& reach)
{
    const auto id = fixedOf<crypto::MailboxId>(reach.mailbox());
    auto key = fixedOf<crypto::BundleKey>(reach.bundle_key());
    if (!id || !key || !crypto::isRelayText(viewOf(reach.relay()))) {
        return std::nullopt;
    }
    return crypto::ContactMailbox{crypto::SecretBytes(viewOf(reach.relay())), *id, std::move(*key)};
}

} // namespace sotto::core
