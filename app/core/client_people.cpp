// Client: invites and people.
#include "app/core/base/wire_bytes.h"
#include "app/core/client_parts.h"
#include "app/core/recovery/own_phrase.h"
#include "crypto/safety/safety_number.h"

namespace sotto::core {

using storage::ContactStanding;

namespace {

/// As the entry that added the device claims.
storage::Milliseconds addedMs(const crypto::DeviceLog& log, const crypto::DeviceRecord& device)
{
    return static_cast<storage::Milliseconds>(
        log.entries().at(device.addedAt).statement().claimed.seconds * 1000);
}

std::vector<DeviceInfo> devicesIn(const crypto::DeviceLog& log)
{
    std::vector<DeviceInfo> out;
    for (const crypto::DeviceRecord& device : log.state().devices) {
        if (device.isPresent()) {
            out.push_back({hexOf(device.id.view()),
                           {},
                           addedMs(log, device),
                           false,
                           device.status == crypto::DeviceStatus::Active});
        }
    }
    return out;
}

} // namespace

void Client::createInvite(const InviteTerms& terms, Done<OpenInvite> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        done(crypto::Unexpected(ready.error()));
        return;
    }
    m_parts->context.guard([&] { m_parts->invitations.create(terms, std::move(done)); });
}

std::vector<OpenInvite> Client::invites() const
{
    std::vector<OpenInvite> out;
    m_parts->context.guard([&] { out = m_parts->invitations.all(); });
    return out;
}

void Client::withdrawInvite(RowId invite, Done<void> done)
{
    m_parts->context.guard([&] { m_parts->invitations.withdraw(invite, std::move(done)); });
}

void Client::lookAtInvite(std::string_view link, Done<InviteSender> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        done(crypto::Unexpected(ready.error()));
        return;
    }
    m_parts->context.guard([&] { m_parts->invitations.look(link, std::move(done)); });
}

void Client::openInvite(std::string_view link, Done<RowId> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        done(crypto::Unexpected(ready.error()));
        return;
    }
    m_parts->context.guard([&] { m_parts->invitations.open(link, std::move(done)); });
}

crypto::Result<void, Problem> Client::accept(RowId contact)
{
    SOTTO_TRY(person, m_parts->personOf(contact));
    if (person->row.standing != ContactStanding::Asking) {
        return crypto::Unexpected(Problem{ProblemKind::NoSuchContact});
    }
    return m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        m_parts->incoming.befriend(work, *person);
        m_parts->incoming.flushReceipts(work);
        return {};
    });
}

crypto::Result<void, Problem> Client::decline(RowId contact)
{
    SOTTO_TRY(person, m_parts->personOf(contact));
    return m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        if (const auto conversation = work.stores().conversations.findByContact(contact)) {
            work.stores().conversations.remove(conversation->id);
            work.changes.conversations.insert(conversation->id);
            work.changes.removedConversations.insert(contact);
        }
        work.stores().earlyChanges.removeAll(contact);
        m_parts->outbox.drop(work, contact);
        if (person->row.standing == ContactStanding::Asking) {
            // Of somebody who was known the sessions stay: without them nobody could tell a
            // return from an impostor.
            m_parts->removeSessions(work, *person);
        }
        const auto cohort = static_cast<crypto::TokenCohort>(person->state.cohort());
        const bool hadToken = person->state.introduction_queued() > 0;
        person->row.standing = ContactStanding::Gone;
        person->row.nickname.clear();
        person->row.verified = false;
        person->row.hasPicture = false;
        person->row.hold = storage::SendingHold::None;
        work.stores().contacts.putPicture(contact, {});
        person->state.clear_granted_token();
        person->state.clear_token();
        person->state.clear_introduction();
        person->state.clear_introduction_queued();
        m_parts->people.store(work, *person);
        if (hadToken) {
            m_parts->own.renewToken(work, cohort);
            m_parts->outbox.introduceAll(work);
        }
        work.afterwards([this] {
            m_parts->invitations.publishTokens();
            m_parts->outbox.kickAll();
        });
        return {};
    });
}

crypto::Result<void, Problem> Client::block(RowId contact)
{
    SOTTO_TRY(person, m_parts->personOf(contact));
    return m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        m_parts->outbox.drop(work, contact);
        const auto cohort = static_cast<crypto::TokenCohort>(person->state.cohort());
        person->state.set_blocked_from(static_cast<std::uint32_t>(person->row.standing));
        person->row.standing = ContactStanding::Blocked;
        person->state.clear_granted_token();
        person->state.set_introduction_queued(0);
        m_parts->people.store(work, *person);
        // All others of the cohort get the new token; the blocked one's is refused at the relay.
        m_parts->own.renewToken(work, cohort);
        m_parts->outbox.introduceAll(work);
        if (const auto conversation = work.stores().conversations.findByContact(contact)) {
            work.changes.conversations.insert(conversation->id);
        }
        work.afterwards([this] {
            m_parts->invitations.publishTokens();
            m_parts->outbox.kickAll();
        });
        return {};
    });
}

crypto::Result<void, Problem> Client::unblock(RowId contact)
{
    SOTTO_TRY(person, m_parts->personOf(contact));
    if (person->row.standing != ContactStanding::Blocked) {
        return {};
    }
    return m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        person->state.set_cohort(crypto::drawCohort(m_parts->context.environment.random));
        if (person->state.blocked_from() != static_cast<std::uint32_t>(ContactStanding::Contact)) {
            // Nobody was accepted yet: a new invite begins anew.
            person->row.standing = ContactStanding::Gone;
            m_parts->people.store(work, *person);
            return {};
        }
        m_parts->incoming.befriend(work, *person);
        return {};
    });
}

void Client::setNickname(RowId contact, std::string_view nickname)
{
    const auto person = m_parts->personOf(contact);
    if (!person || holdsPhrase(nickname)) {
        return;
    }
    (void)m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        person.value()->row.nickname = cleanName(nickname);
        m_parts->people.store(work, *person.value());
        return {};
    });
}

std::string Client::safetyNumber(RowId contact) const
{
    const auto person = m_parts->personOf(contact);
    return person ? crypto::SafetyNumber::of(m_parts->own.id(), person.value()->account()).digits()
                  : std::string();
}

crypto::Bytes Client::safetyQr(RowId contact) const
{
    const auto person = m_parts->personOf(contact);
    return person ? crypto::safetyQrPayload(m_parts->own.id(), person.value()->account())
                  : crypto::Bytes();
}

crypto::SafetyComparison Client::compareSafetyQr(RowId contact, crypto::ByteView scanned) const
{
    const auto person = m_parts->personOf(contact);
    return person ? crypto::compareScanned(scanned, m_parts->own.id(), person.value()->account())
                  : crypto::SafetyComparison::NotASafetyNumber;
}

void Client::setVerified(RowId contact, bool verified)
{
    const auto person = m_parts->personOf(contact);
    if (!person) {
        return;
    }
    (void)m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        Person& known = *person.value();
        known.row.verified = verified;
        if (verified) {
            if (known.row.hold == storage::SendingHold::NumberChanged) {
                known.row.hold = storage::SendingHold::None;
            }
            if (known.log) {
                known.state.set_verification_cleared(known.log->state().verificationCleared);
            }
            m_parts->people.note(work, known, storage::MessageKind::NumberCompared,
                                 known.row.shownName());
        }
        m_parts->people.store(work, known);
        work.afterwards([this, contact] { m_parts->outbox.kick(contact); });
        return {};
    });
}

void Client::setHold(RowId contact, storage::SendingHold hold)
{
    const auto person = m_parts->personOf(contact);
    if (!person) {
        return;
    }
    (void)m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        person.value()->row.hold = hold;
        m_parts->people.store(work, *person.value());
        work.afterwards([this, contact] { m_parts->outbox.kick(contact); });
        return {};
    });
}

std::vector<DeviceInfo> Client::devicesOf(RowId contact) const
{
    const auto found = m_parts->personOf(contact);
    if (!found || !found.value()->log) {
        return {};
    }
    const Person& person = *found.value();
    std::vector<DeviceInfo> out = devicesIn(*person.log);
    const auto& records = person.log->state().devices;
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i].isActive = person.isActive(records[i].id); // not while it waits
    }
    return out;
}

std::vector<DeviceInfo> Client::ownDevices() const
{
    if (!m_parts->ready()) {
        return {};
    }
    std::vector<DeviceInfo> out = devicesIn(m_parts->own.log());
    for (DeviceInfo& device : out) {
        device.isThis = device.id == hexOf(m_parts->own.device().view());
    }
    return out;
}

} // namespace sotto::core
