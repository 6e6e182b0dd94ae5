// People: what the own other devices say of contacts.
#include "app/core/base/wire_bytes.h"
#include "app/core/people/people.h"
#include "app/core/vault/vault.pb.h"
#include "crypto/vault/log_reference.h"

namespace sotto::core {

using storage::ContactStanding;
using storage::SendingHold;

namespace {

void takeStanding(Person& person, const wire::VaultContact::Standing& standing)
{
    person.row.standing = static_cast<ContactStanding>(standing.standing());
    const auto hold = static_cast<SendingHold>(standing.hold());
    const bool isGone = person.row.hold == SendingHold::AccountDeleted;
    const bool saysNone = hold == SendingHold::None || hold == SendingHold::AccountDeleted;
    person.row.hold = !saysNone ? hold : isGone ? SendingHold::AccountDeleted : SendingHold::None;
    person.state.set_blocked_from(standing.blocked_from());
    person.state.set_invite_token(standing.invite_token());
    person.state.set_granted_token(standing.granted_token());
    person.state.set_request_uid(standing.request_uid());
}

/// The mark stands as long as their log does not clear it anew; with it goes what it was held for.
void takeVerified(Person& person, const wire::VaultContact::Verified& verified)
{
    const std::uint32_t cleared = person.log ? person.log->state().verificationCleared : 0;
    person.row.verified = verified.verified() && verified.cleared() == cleared;
    person.state.set_verification_cleared(cleared);
    if (person.row.verified && person.row.hold == SendingHold::NumberChanged) {
        person.row.hold = SendingHold::None;
    }
}

} // namespace

void People::takeVaultLog(Work& work, Person& person, const std::string& log)
{
    if (log.empty() || (person.log && fieldOf(person.log->serialize()) == log)) {
        return;
    }
    crypto::LogReference reference;
    const crypto::ByteView bytes = viewOf(log);
    reference.tail.assign(bytes.begin(), bytes.end());
    (void)takeLog(work, person, reference);
}

void People::takeReach(Work& work, Person& person, const wire::ContactReach& reach)
{
    if (auto point = parseContactPoint(viewOf(reach.contact_point()))) {
        person.mailboxes = std::move(point->mailboxes);
        person.state.set_contact_point(reach.contact_point());
    }
    if (!reach.name().empty()) {
        person.row.name = reach.name();
    }
    if (!reach.picture().empty() || reach.number() != person.state.introduction()) {
        person.row.hasPicture = !reach.picture().empty();
        work.stores().contacts.putPicture(person.row.id, viewOf(reach.picture()));
    }
    person.state.set_introduction(reach.number());
    person.state.set_token(reach.token());
    *person.state.mutable_card() = reach.card();
    person.state.set_met_ms(reach.met_ms());
    person.state.set_card_version(reach.card_version());
}

void People::forgetReach(Work& work, Person& person)
{
    person.row.hasPicture = false;
    work.stores().contacts.putPicture(person.row.id, {});
    person.state.clear_token();
    person.state.clear_introduction();
    person.state.clear_introduction_queued();
}

void People::takeVault(Work& work, Person& person, const wire::VaultContact& merged, bool isNew)
{
    const ContactStanding before = person.row.standing;
    takeStanding(person, merged.standing());
    person.row.nickname = merged.nickname().nickname();
    takeVerified(person, merged.verified());
    const bool otherSecrets = person.state.slot_key() != merged.secrets().slot_key() ||
                              person.state.cohort() != merged.secrets().cohort();
    if (merged.has_secrets() && otherSecrets) {
        person.state.set_cohort(merged.secrets().cohort());
        person.state.set_slot_key(merged.secrets().slot_key());
        if (!isNew && person.state.introduction_queued() > 0) {
            // They were told other ones from here.
            m_own.renewIntroduction(work);
        }
    }
    if (person.row.standing == ContactStanding::Gone) {
        forgetReach(work, person);
    } else if (merged.has_reach()) {
        takeReach(work, person, merged.reach());
    }
    if (person.row.standing == ContactStanding::Gone ||
        person.row.standing == ContactStanding::Blocked) {
        person.state.set_introduction_queued(0);
        if (before != person.row.standing) {
            work.stores().outbox.removeAll(person.row.id, storage::DeviceBytes());
        }
    }
    if (merged.added_ms() > 0) {
        person.row.added = static_cast<storage::Milliseconds>(merged.added_ms());
        work.stores().contacts.setAdded(person.row.id, person.row.added);
    }
    store(work, person);
    if (person.row.standing != ContactStanding::Gone &&
        (isNew || before == ContactStanding::Gone)) {
        (void)conversationOf(work, person);
    }
}

} // namespace sotto::core
