#include "app/core/vault/stored_account.h"

#include "app/core/settings.h"
#include "app/core/vault/limits.h"
#include "app/core/vault/merge.h"

namespace sotto::core {

namespace {

bool holdsTokens(const OwnAccount& own)
{
    for (int cohort = 0; cohort < crypto::kTokenCohorts; ++cohort) {
        if (own.token(static_cast<crypto::TokenCohort>(cohort)).empty()) {
            return false;
        }
    }
    return true;
}

} // namespace

Stamps StoredAccount::stamps() const
{
    return {m_context, m_own};
}

wire::VaultProfile StoredAccount::presentProfile(wire::VaultProfile known,
                                                 const wire::VaultProfile* said) const
{
    Stamps next = stamps();
    next.see(known.name().stamp());
    for (const auto& token : known.tokens()) {
        next.see(token.stamp());
    }
    wire::VaultProfile::Name name;
    name.set_name(m_own.name());
    name.set_picture(m_own.picture());
    if (auto write = next.written(known.name(), name, said ? &said->name() : nullptr)) {
        *known.mutable_name() = std::move(*write);
    }
    // A device that has just joined has none to say.
    const int tokens = holdsTokens(m_own) ? crypto::kTokenCohorts : 0;
    for (int cohort = 0; cohort < tokens; ++cohort) {
        if (known.tokens_size() <= cohort) {
            known.add_tokens();
        }
        wire::VaultProfile::Token token;
        token.set_token(m_own.token(static_cast<crypto::TokenCohort>(cohort)));
        const bool hasSaid = said != nullptr && said->tokens_size() > cohort;
        if (auto write = next.written(known.tokens(cohort), token,
                                      hasSaid ? &said->tokens(cohort) : nullptr)) {
            *known.mutable_tokens(cohort) = std::move(*write);
        }
    }
    known.set_introduction(std::max(known.introduction(), m_own.introduction()));
    const auto created = static_cast<std::uint64_t>(std::max<std::int64_t>(m_own.created(), 0));
    if (known.created_ms() == 0 || (created != 0 && created < known.created_ms())) {
        known.set_created_ms(created);
    }
    return known;
}

std::optional<wire::VaultProfile> StoredAccount::sayProfile(Work& work, Saying saying)
{
    ThingStates states(work);
    const auto known = states.find<wire::VaultProfile>(ThingType::Profile, {});
    const wire::VaultProfile present =
        presentProfile(known.value_or(wire::VaultProfile()), nullptr);
    if (saying == Saying::News && states.isSaid(ThingType::Profile, {}) &&
        present.SerializeAsString() == known->SerializeAsString()) {
        return std::nullopt;
    }
    states.put(ThingType::Profile, {}, present, true);
    return present;
}

Taken StoredAccount::takeProfile(Work& work, const wire::VaultProfile& said)
{
    ThingStates states(work);
    const auto known = states.find<wire::VaultProfile>(ThingType::Profile, {});
    // A device that has never said anything of it has just joined: what it holds is nobody's wish.
    const wire::VaultProfile present = known ? presentProfile(*known, &said) : said;
    wire::VaultProfile merged = present;
    vault::merge(merged, said, Stamps(m_context, m_own).horizon());
    const bool isOther = merged.SerializeAsString() != present.SerializeAsString() || !known;
    if (isOther) {
        m_own.takeVault(work, merged, said.introduction());
        merged.set_introduction(m_own.introduction());
    }
    Taken out{Thing{ThingType::Profile, {}}};
    out.isNews = states.settle(ThingType::Profile, {}, present, said, merged);
    if (out.isNews) {
        work.stores().vault.mark(numberOf(ThingType::Profile), {});
    }
    if (isOther && onProfile) {
        onProfile(work);
    }
    return out;
}

std::optional<wire::VaultSetting> StoredAccount::saySetting(Work& work, const std::string& name,
                                                            Saying saying)
{
    const auto value = work.stores().settings.find(name);
    if (!settings::isShared(name) || !value || value->size() > vault::kSettingValueBytes) {
        return std::nullopt;
    }
    ThingStates states(work);
    const auto known = states.find<wire::VaultSetting>(ThingType::Setting, name);
    wire::VaultSetting present = known.value_or(wire::VaultSetting());
    if (!known || known->value() != *value) {
        Stamps next = stamps();
        next.see(present.stamp());
        present.set_name(name);
        present.set_value(*value);
        *present.mutable_stamp() = next.next();
    } else if (saying == Saying::News && states.isSaid(ThingType::Setting, name)) {
        return std::nullopt;
    }
    states.put(ThingType::Setting, name, present, true);
    return present;
}

Taken StoredAccount::takeSetting(Work& work, const wire::VaultSetting& said)
{
    if (!settings::isShared(said.name())) {
        return {};
    }
    ThingStates states(work);
    const auto known = states.find<wire::VaultSetting>(ThingType::Setting, said.name());
    const auto value = work.stores().settings.find(said.name());
    wire::VaultSetting present = known.value_or(said);
    const bool isUnsaid = value && (!known || known->value() != *value);
    const bool saidTheSame = isUnsaid && *value == said.value() &&
                             (!known || stamps().isLater(said.stamp(), known->stamp()));
    if (isUnsaid && !saidTheSame) {
        Stamps next = stamps();
        if (known) {
            next.see(known->stamp());
        }
        present.set_value(*value);
        *present.mutable_stamp() = next.next();
    }
    wire::VaultSetting merged = present;
    vault::merge(merged, said, Stamps(m_context, m_own).horizon());
    if (!value || *value != merged.value()) {
        work.stores().settings.put(merged.name(), merged.value());
        work.changes.settings = true;
    }
    Taken out{Thing{ThingType::Setting, said.name()}};
    out.isNews = states.settle(ThingType::Setting, said.name(), present, said, merged);
    if (out.isNews) {
        work.stores().vault.mark(numberOf(ThingType::Setting), said.name());
    }
    return out;
}

template <class Body>
void StoredAccount::changed(Work& work, ThingType type, const std::string& key, const Body& state)
{
    ThingStates(work).put(type, key, state, false);
    work.stores().vault.mark(numberOf(type), key);
    work.changes.account = true;
}

wire::VaultDevice StoredAccount::deviceOrNew(Work& work, const std::string& id)
{
    wire::VaultDevice bare;
    bare.set_device(id);
    return device(work, id).value_or(bare);
}

std::optional<wire::VaultDevice> StoredAccount::device(Work& work, const std::string& id)
{
    return ThingStates(work).find<wire::VaultDevice>(ThingType::Device, id);
}

std::optional<wire::VaultDevice> StoredAccount::device(const std::string& id) const
{
    return ThingStates(m_context.stores.vault).find<wire::VaultDevice>(ThingType::Device, id);
}

void StoredAccount::setDeviceName(Work& work, const std::string& id, const std::string& name)
{
    wire::VaultDevice next = deviceOrNew(work, id);
    Stamps stamp = stamps();
    stamp.see(next.name().stamp());
    next.mutable_name()->set_name(name);
    *next.mutable_name()->mutable_stamp() = stamp.next();
    changed(work, ThingType::Device, id, next);
}

void StoredAccount::setDeviceReach(Work& work, const std::string& id, wire::DeviceReach reach)
{
    wire::VaultDevice next = deviceOrNew(work, id);
    reach.set_number(next.reach().number() + 1);
    *next.mutable_reach() = std::move(reach);
    changed(work, ThingType::Device, id, next);
}

void StoredAccount::setDeviceSeen(Work& work, const std::string& id, std::uint64_t seenMs)
{
    wire::VaultDevice next = deviceOrNew(work, id);
    if (next.seen_ms() < seenMs) {
        next.set_seen_ms(seenMs);
        changed(work, ThingType::Device, id, next);
    }
}

void StoredAccount::addAlarm(Work& work, const wire::VaultAlarm& alarm)
{
    auto next = ThingStates(work).find<wire::VaultAlarm>(ThingType::Alarm, alarm.id());
    if (next) {
        vault::merge(*next, alarm, Stamps(m_context, m_own).horizon());
    }
    changed(work, ThingType::Alarm, alarm.id(), next.value_or(alarm));
}

void StoredAccount::answerAlarm(Work& work, const std::string& id, std::uint32_t answer)
{
    auto next = ThingStates(work).find<wire::VaultAlarm>(ThingType::Alarm, id);
    if (next) {
        Stamps stamp = stamps();
        stamp.see(next->answer().stamp());
        next->mutable_answer()->set_answer(answer);
        *next->mutable_answer()->mutable_stamp() = stamp.next();
        changed(work, ThingType::Alarm, id, *next);
    }
}

template <class Body>
Taken StoredAccount::takeKept(Work& work, ThingType type, const std::string& key, const Body& said)
{
    ThingStates states(work);
    const auto known = states.find<Body>(type, key);
    const Body present = known.value_or(said);
    Body merged = present;
    vault::merge(merged, said, Stamps(m_context, m_own).horizon());
    Taken out{Thing{type, key}};
    if (!known || merged.SerializeAsString() != present.SerializeAsString()) {
        work.changes.account = true;
    }
    out.isNews = states.settle(type, key, present, said, merged);
    if (out.isNews) {
        work.stores().vault.mark(numberOf(type), key);
    }
    return out;
}

Taken StoredAccount::takeDevice(Work& work, const wire::VaultDevice& said)
{
    wire::VaultDevice good = said;
    if (good.has_reach() && isReachGood && !isReachGood(good)) {
        good.clear_reach();
    }
    // Anybody may name devices that are none.
    const auto id = fixedOf<crypto::DeviceId>(said.device());
    const bool isKnown =
        (id && m_own.log().state().find(*id) != nullptr) || device(work, said.device());
    if (!isKnown && !work.stores().vault.takeRoom(good.ByteSizeLong())) {
        return {};
    }
    const Taken out = takeKept(work, ThingType::Device, said.device(), good);
    if (onDevice) {
        onDevice(work, said.device());
    }
    return out;
}

Taken StoredAccount::takeAlarm(Work& work, const wire::VaultAlarm& said)
{
    return takeKept(work, ThingType::Alarm, said.id(), said);
}

} // namespace sotto::core
