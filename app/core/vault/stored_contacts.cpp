#include "app/core/vault/stored_contacts.h"

#include "app/core/vault/content_rules.h"
#include "app/core/vault/limits.h"
#include "app/core/vault/merge.h"
#include "crypto/vault/log_reference.h"

namespace sotto::core {

using storage::ContactStanding;
using storage::SendingHold;

namespace {

std::string sized(const std::string& field, std::size_t size)
{
    return field.size() == size ? field : std::string();
}

/// Of an Introduction nobody has checked it.
bool isGood(const wire::Card& card)
{
    return card.relay().size() <= vault::kRelayBytes &&
           card.id().size() == crypto::ObjectId::kSize &&
           card.slot_key().size() == crypto::CardSlotKey::kSize &&
           card.root().size() == crypto::SigningPublicKey::kSize;
}

wire::VaultContact::Standing standingOf(const Person& person)
{
    wire::VaultContact::Standing out;
    out.set_standing(static_cast<std::uint32_t>(person.row.standing));
    out.set_blocked_from(person.state.blocked_from());
    // That an account is gone each device finds out by itself: said here, it would take the place
    // of what another one knows.
    const bool isGone = person.row.hold == SendingHold::AccountDeleted;
    out.set_hold(static_cast<std::uint32_t>(isGone ? SendingHold::None : person.row.hold));
    out.set_invite_token(sized(person.state.invite_token(), crypto::DeliveryToken::kSize));
    out.set_granted_token(sized(person.state.granted_token(), crypto::DeliveryToken::kSize));
    out.set_request_uid(sized(person.state.request_uid(), storage::MessageUid::kSize));
    return out;
}

wire::VaultContact::Verified verifiedOf(const Person& person)
{
    wire::VaultContact::Verified out;
    out.set_verified(person.row.verified);
    out.set_cleared(person.row.verified ? person.state.verification_cleared() : 0);
    return out;
}

/// The mark was not taken away by somebody, but by an entry of their log.
bool wasClearedByLog(const Person& person, const wire::VaultContact::Verified& known)
{
    return known.verified() && !person.row.verified && person.log &&
           known.cleared() != person.log->state().verificationCleared;
}

/// What nobody but one of the devices can say fits: pictures make it too large at times.
void fit(wire::VaultContact& contact)
{
    if (contact.ByteSizeLong() > vault::kContentBytes - 64) {
        contact.mutable_reach()->clear_picture();
    }
}

} // namespace

wire::ContactReach StoredContacts::reachOf(const Person& person)
{
    wire::ContactReach out;
    out.set_number(person.state.introduction());
    out.set_name(person.row.name);
    if (person.row.hasPicture) {
        out.set_picture(fieldOf(m_context.stores.contacts.picture(person.row.id)));
    }
    if (auto point = parseContactPoint(viewOf(person.state.contact_point()))) {
        point->log = {};
        out.set_contact_point(fieldOf(serialize(*point).view()));
    }
    out.set_token(sized(person.state.token(), crypto::DeliveryToken::kSize));
    if (isGood(person.state.card())) {
        *out.mutable_card() = person.state.card();
    }
    out.set_met_ms(person.state.met_ms());
    out.set_card_version(person.state.card_version());
    return out;
}

wire::VaultContact StoredContacts::presentOf(const Person& person, wire::VaultContact known,
                                             const wire::VaultContact* said)
{
    known.set_account(fieldOf(person.account().view()));
    known.set_log(person.log ? fieldOf(person.log->serialize()) : std::string());
    const auto added = static_cast<std::uint64_t>(std::max<std::int64_t>(person.row.added, 1));
    if (known.added_ms() == 0 || added < known.added_ms()) {
        known.set_added_ms(added);
    }
    // Of somebody who is gone only the vault remembers how they were reached.
    if (person.row.standing != ContactStanding::Gone && !person.state.contact_point().empty()) {
        const wire::ContactReach reach = reachOf(person);
        if (!known.has_reach() || vault::isNewer(reach, known.reach())) {
            *known.mutable_reach() = reach;
        }
    }
    Stamps stamps(m_context, m_own);
    stamps.see(known.secrets().stamp());
    stamps.see(known.standing().stamp());
    stamps.see(known.nickname().stamp());
    stamps.see(known.verified().stamp());
    wire::VaultContact::Secrets secrets;
    secrets.set_cohort(person.state.cohort());
    secrets.set_slot_key(person.state.slot_key());
    if (auto write = stamps.written(known.secrets(), secrets, said ? &said->secrets() : nullptr)) {
        *known.mutable_secrets() = std::move(*write);
    }
    if (auto write = stamps.written(known.standing(), standingOf(person),
                                    said ? &said->standing() : nullptr)) {
        *known.mutable_standing() = std::move(*write);
    }
    wire::VaultContact::Nickname nickname;
    nickname.set_nickname(person.row.nickname);
    if (auto write =
            stamps.written(known.nickname(), nickname, said ? &said->nickname() : nullptr)) {
        *known.mutable_nickname() = std::move(*write);
    }
    if (!wasClearedByLog(person, known.verified())) {
        if (auto write = stamps.written(known.verified(), verifiedOf(person),
                                        said ? &said->verified() : nullptr)) {
            *known.mutable_verified() = std::move(*write);
        }
    }
    fit(known);
    return known;
}

std::optional<wire::VaultContact> StoredContacts::say(Work& work, const std::string& key,
                                                      Saying saying)
{
    const auto account = fixedOf<crypto::AccountId>(key);
    const Person* const person = account ? m_people.find(*account) : nullptr;
    if (person == nullptr || person->isSelf()) {
        return std::nullopt;
    }
    ThingStates states(work);
    const auto known = states.find<wire::VaultContact>(ThingType::Contact, key);
    const wire::VaultContact present =
        presentOf(*person, known.value_or(wire::VaultContact()), nullptr);
    if (saying == Saying::News && states.isSaid(ThingType::Contact, key) &&
        present.SerializeAsString() == known->SerializeAsString()) {
        return std::nullopt;
    }
    states.put(ThingType::Contact, key, present, true);
    return present;
}

bool StoredContacts::isUsable(const wire::VaultContact& said, const Person* known) const
{
    if (said.account() == fieldOf(m_own.id().view())) {
        return false;
    }
    const wire::ContactReach& reach = said.reach();
    if (!reach.name().empty() && cleanName(reach.name()) != reach.name()) {
        return false;
    }
    if (!said.nickname().nickname().empty() &&
        cleanName(said.nickname().nickname()) != said.nickname().nickname()) {
        return false;
    }
    if (!reach.contact_point().empty()) {
        const auto point = parseContactPoint(viewOf(reach.contact_point()));
        if (!point || point->log.prefix || !point->log.tail.empty()) {
            return false;
        }
    }
    if (said.log().empty() ||
        (known != nullptr && known->log && fieldOf(known->log->serialize()) == said.log())) {
        return true;
    }
    const auto log = crypto::DeviceLog::parse(viewOf(said.log()));
    return log && fieldOf(log->account().view()) == said.account();
}

void StoredContacts::markOwnDoing(Work& work, std::size_t linesBefore, std::uint32_t introduction)
{
    for (std::size_t i = linesBefore; i < work.changes.messages.size(); ++i) {
        work.stores().vault.mark(numberOf(ThingType::Message),
                                 keyOf(work.changes.messages[i].message));
    }
    if (m_own.introduction() != introduction) {
        work.stores().vault.mark(numberOf(ThingType::Profile), {});
    }
}

Taken StoredContacts::take(Work& work, const wire::VaultContact& said)
{
    const auto account = fixedOf<crypto::AccountId>(said.account());
    Person* person = m_people.find(*account);
    if (!isUsable(said, person)) {
        return {};
    }
    const std::string& key = said.account();
    ThingStates states(work);
    const bool isNew = person == nullptr;
    if (isNew) {
        person =
            &m_people.add(work, *account, static_cast<ContactStanding>(said.standing().standing()));
    }
    const auto known = states.find<wire::VaultContact>(ThingType::Contact, key);
    // What was drawn for somebody new just now is no write.
    const wire::VaultContact present =
        isNew ? said : presentOf(*person, known.value_or(wire::VaultContact()), &said);
    const SendingHold heldBefore = person->row.hold;
    const std::size_t linesBefore = work.changes.messages.size();
    const std::uint32_t introduction = m_own.introduction();
    m_people.takeVaultLog(work, *person, said.log());
    const SendingHold heldByLog = person->row.hold;
    wire::VaultContact merged = present;
    vault::merge(merged, said, Stamps(m_context, m_own).horizon());
    m_people.takeVault(work, *person, merged, isNew);
    if (heldByLog != heldBefore && heldByLog != SendingHold::None && !person->row.verified &&
        person->row.hold == SendingHold::None) {
        // Nobody who said otherwise knew of this log.
        person->row.hold = heldByLog;
        m_people.store(work, *person);
    }
    markOwnDoing(work, linesBefore, introduction);
    // The log decides over marks and holds; after a fork each device keeps its own.
    merged = presentOf(*person, merged, nullptr);
    Taken out{Thing{ThingType::Contact, key}};
    out.isNews = states.settle(ThingType::Contact, key, present, said, merged);
    if (out.isNews) {
        work.stores().vault.mark(numberOf(ThingType::Contact), key);
    }
    if (onTaken) {
        onTaken(work, person->row.id);
    }
    return out;
}

} // namespace sotto::core
