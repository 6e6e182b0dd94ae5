#include "app/core/account/own_account.h"

#include "app/core/base/wire_bytes.h"
#include "app/core/profile.h"
#include "app/core/vault/vault.pb.h"
#include "app/storage/state_store.h"
#include "crypto/log/log_builder.h"

namespace sotto::core {

namespace {

constexpr std::string_view kStateName = "account";

[[noreturn]] void throwDamaged()
{
    throw storage::StorageFailure(storage::FailureKind::Damaged, "the account does not parse");
}

} // namespace

bool holdsAccount(storage::Database& database)
{
    return storage::StateStore(database).find(kStateName).has_value();
}

bool OwnAccount::load()
{
    const auto stored = m_context.stores.state.find(kStateName);
    if (!stored) {
        return false;
    }
    if (!m_state.ParseFromArray(stored->data(), static_cast<int>(stored->size()))) {
        throwDamaged();
    }
    auto keys = crypto::DeviceKeys::parse(viewOf(m_state.device_keys()));
    auto log = crypto::DeviceLog::parse(viewOf(m_state.log()));
    auto sharedKey = crypto::SharedKey::parse(viewOf(m_state.shared_key()));
    if (!keys || !log || !sharedKey || m_state.cohort_tokens_size() != crypto::kTokenCohorts) {
        throwDamaged();
    }
    m_keys = std::make_unique<crypto::DeviceKeys>(std::move(keys).value());
    m_log = std::move(log).value();
    m_sharedKey = std::move(sharedKey).value();
    // A refresh keeps the identifier of the keys with which the device entered.
    for (const crypto::DeviceRecord& device : m_log->state().devices) {
        if (device.keys == m_keys->publicKeys()) {
            m_device = device.id;
            return true;
        }
    }
    throwDamaged();
}

void OwnAccount::create(Work& work, std::string name, crypto::ByteView picture,
                        const crypto::SigningKey& recovery)
{
    crypto::Random& random = m_context.environment.random;
    m_keys = std::make_unique<crypto::DeviceKeys>(crypto::DeviceKeys::generate(random));
    auto genesis = crypto::LogBuilder::genesis(recovery, *m_keys, crypto::NewDevicePolicy::AtOnce,
                                               {}, m_context.now());
    const crypto::ByteView entry = genesis->bytes();
    m_log = std::move(crypto::DeviceLog::verify({&entry, 1})).value();
    m_device = m_log->state().devices.front().id;
    m_sharedKey = crypto::SharedKey::first(random);
    m_state.set_device_keys(fieldOf(m_keys->serialize().view()));
    m_state.set_shared_key(fieldOf(m_sharedKey->serialize().view()));
    m_state.set_name(std::move(name));
    m_state.set_picture(fieldOf(picture));
    m_state.set_introduction(1);
    m_state.set_created_ms(static_cast<std::uint64_t>(m_context.nowMs()));
    for (int cohort = 0; cohort < crypto::kTokenCohorts; ++cohort) {
        m_state.add_cohort_tokens(fieldOf(random.make<crypto::DeliveryToken>().view()));
    }
    store(work);
}

void OwnAccount::join(Work& work, const wire::LinkingState& joined)
{
    crypto::Random& random = m_context.environment.random;
    m_keys = std::make_unique<crypto::DeviceKeys>(
        std::move(crypto::DeviceKeys::parse(viewOf(joined.device_keys()))).value());
    m_log = std::move(crypto::DeviceLog::parse(viewOf(joined.log()))).value();
    m_device = m_log->state().devices.back().id;
    m_sharedKey = std::move(crypto::SharedKey::parse(viewOf(joined.shared_key()))).value();
    m_state.set_device_keys(joined.device_keys());
    m_state.set_shared_key(joined.shared_key());
    m_state.set_name(joined.name());
    m_state.set_picture(joined.picture());
    m_state.set_introduction(1);
    m_state.set_created_ms(static_cast<std::uint64_t>(m_context.nowMs()));
    m_state.add_cohort_tokens(joined.token());
    // The vault says which the others are.
    while (m_state.cohort_tokens_size() < crypto::kTokenCohorts) {
        m_state.add_cohort_tokens(fieldOf(random.make<crypto::DeliveryToken>().view()));
    }
    m_state.set_card_waits(true);
    m_state.set_device_name(joined.device_name());
    store(work);
}

void OwnAccount::setCardWaits(Work& work, bool waits)
{
    m_state.set_card_waits(waits);
    store(work);
}

void OwnAccount::setReach(Work& work, const wire::OtherDevice& reach)
{
    for (wire::OtherDevice& known : *m_state.mutable_others()) {
        if (known.device() == reach.device()) {
            known = reach;
            return renewIntroduction(work);
        }
    }
    *m_state.add_others() = reach;
    renewIntroduction(work);
}

void OwnAccount::setProfile(Work& work, std::string_view name, crypto::ByteView picture)
{
    m_state.set_name(std::string(name));
    m_state.set_picture(fieldOf(picture));
    renewIntroduction(work);
}

void OwnAccount::renewIntroduction(Work& work)
{
    m_state.set_introduction(m_state.introduction() + 1);
    store(work);
}

void OwnAccount::renewToken(Work& work, crypto::TokenCohort cohort)
{
    m_state.set_cohort_tokens(
        cohort, fieldOf(m_context.environment.random.make<crypto::DeliveryToken>().view()));
    renewIntroduction(work);
}

void OwnAccount::takeVault(Work& work, const wire::VaultProfile& merged, std::uint32_t told)
{
    const wire::AccountState before = m_state;
    if (merged.has_name()) {
        m_state.set_name(merged.name().name());
        m_state.set_picture(merged.name().picture());
    }
    for (int cohort = 0; cohort < merged.tokens_size(); ++cohort) {
        m_state.set_cohort_tokens(cohort, merged.tokens(cohort).token());
    }
    if (merged.created_ms() > 0) {
        m_state.set_created_ms(merged.created_ms());
    }
    const bool saysOther = m_state.SerializeAsString() != before.SerializeAsString();
    const bool wasTold = before.introduction() > 0 && before.introduction() >= told;
    m_state.set_introduction(std::max(before.introduction(), merged.introduction()) +
                             (saysOther && wasTold ? 1 : 0));
    store(work);
}

void OwnAccount::append(Work& work, const crypto::LogEntry& entry)
{
    const crypto::ByteView bytes = entry.bytes();
    const auto extended = m_log->extend(std::span(&bytes, 1));
    assert(extended && "LogBuilder made it for this log");
    renewIntroduction(work);
}

bool OwnAccount::extend(Work& work, std::span<const crypto::Bytes> entries)
{
    const std::vector<crypto::ByteView> views(entries.begin(), entries.end());
    if (!m_log->extend(views)) {
        return false;
    }
    renewIntroduction(work);
    return true;
}

void OwnAccount::setSharedKey(Work& work, const crypto::SharedKey& key)
{
    m_sharedKey = key.duplicate();
    m_state.set_shared_key(fieldOf(key.serialize().view()));
    store(work);
}

void OwnAccount::store(Work& work)
{
    m_state.set_log(fieldOf(m_log->serialize()));
    work.stores().state.put(kStateName, serialized(m_state).view());
    work.changes.account = true;
}

} // namespace sotto::core
