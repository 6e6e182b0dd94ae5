// Client: the deleting of an account.
#include "app/core/base/wire_bytes.h"
#include "app/core/client_parts.h"

#include <algorithm>

namespace sotto::core {

namespace {

constexpr int kPollMs = 250;
/// Half a minute: a contact whose relay is away is not told.
constexpr int kPollsMax = 120;

} // namespace

void Client::Parts::hookLeaving()
{
    erasure.onTrouble = [this] {
        if (client.onLeaving) {
            client.onLeaving();
        }
    };
    erasure.onEnd = [this] { erased(); };
    incoming.onFarewell = [this](Work& work, const crypto::DeviceId& device) {
        takeFarewell(work, device);
    };
}

wire::LeavingState Client::Parts::allTargets() const
{
    wire::LeavingState out;
    invitations.listTargets(out);
    // The record first: once the words lead nowhere, nothing else is missed.
    for (const OwnObject* const object : objects.objects()) {
        const auto index = object->list().find(object->deviceKey().publicKey());
        if (index) {
            wire::LeavingTarget& target = *out.add_targets();
            target.set_kind(static_cast<std::uint32_t>(object->list().kind()));
            target.set_relay(mailboxes.relay());
            target.set_id(fieldOf(object->id().view()));
            target.set_key_index(*index);
            target.set_secret(fieldOf(object->deviceKey().seed().view()));
        }
    }
    addMailboxes(out);
    return out;
}

void Client::Parts::addMailboxes(wire::LeavingState& state) const
{
    for (const wire::Mailbox& mailbox : mailboxes.state().mailboxes()) {
        wire::LeavingTarget& target = *state.add_targets();
        target.set_kind(static_cast<std::uint32_t>(crypto::ObjectKind::Mailbox));
        target.set_relay(mailbox.relay());
        target.set_id(mailbox.id());
        target.set_secret(mailbox.owner_seed());
    }
}

bool Client::Parts::canBeTold(const Person& person) const
{
    return person.row.hold == storage::SendingHold::None && !person.state.token().empty();
}

std::vector<crypto::DeviceId> Client::Parts::devicesToTell(const Person& person) const
{
    if (!person.isSelf()) {
        return person.activeDevices();
    }
    std::vector<crypto::DeviceId> out;
    for (const crypto::DeviceRecord& device : own.log().state().devices) {
        if (device.status == crypto::DeviceStatus::Active && device.id != own.device()) {
            out.push_back(device.id);
        }
    }
    return out;
}

void Client::Parts::tell(bool contacts)
{
    wire::LeavingState state = allTargets();
    {
        Work work(context);
        for (auto& [id, person] : people.all()) {
            // The own devices are told in any case.
            const bool isWanted = person.isSelf() || (contacts && person.takesMessages());
            if (!isWanted || !canBeTold(person)) {
                continue;
            }
            for (const crypto::DeviceId& device : devicesToTell(person)) {
                wire::Content content = outbox.content(true);
                content.mutable_farewell();
                outbox.addFor(work, person, device, content);
                state.set_telling(true);
            }
        }
        Erasure::begin(work, state);
        work.afterwards([this] { outbox.kickAll(); });
        work.commit();
    }
    isLeaving = true;
    if (client.onLeaving) {
        client.onLeaving();
    }
    if (started) {
        state.telling() ? waitUntilTold(0) : erase();
    }
}

void Client::Parts::waitUntilTold(int polls)
{
    context.later(kPollMs, [this, polls] {
        if (!started || !isLeaving || !erasure.isTelling()) {
            return;
        }
        const bool isOnline = mailboxes.connection().state == ConnectionState::Online;
        const auto waiting = context.stores.outbox.recipients();
        const bool isTold =
            std::ranges::none_of(waiting, [&](const storage::OutboxRecipient& recipient) {
                const Person* const person = people.find(recipient.contact);
                return person != nullptr && canBeTold(*person);
            });
        if (isOnline && (isTold || polls >= kPollsMax)) {
            return erase();
        }
        waitUntilTold(isOnline ? polls + 1 : polls);
    });
}

void Client::Parts::erase()
{
    client.stop();
    started = true;
    if (erasure.isTelling()) {
        erasure.endTelling();
    }
    erasure.start();
    if (client.onLeaving) {
        client.onLeaving();
    }
}

void Client::Parts::erased()
{
    if (const Done<void> done = std::exchange(onErased, {})) {
        done({});
    }
    if (client.onRemoved) {
        client.onRemoved();
    }
}

void Client::Parts::takeFarewell(Work& work, const crypto::DeviceId& device)
{
    // A younger device may be a thief's: the account's objects come back by themselves, and the
    // person is asked what to do about it elsewhere.
    const auto& devices = own.log().state().devices;
    const auto at = [&](const crypto::DeviceId& id) {
        return std::ranges::find(devices, id, &crypto::DeviceRecord::id);
    };
    if (isLeaving || at(device) >= at(own.device())) {
        return;
    }
    wire::LeavingState state;
    addMailboxes(state);
    Erasure::begin(work, state);
    work.afterwards([this] {
        isLeaving = true;
        if (started) {
            context.later(0, [this] { erase(); });
        }
    });
}

void Client::Parts::leave(bool tellContacts, Done<void> done)
{
    onErased = std::move(done);
    if (isLeaving) {
        return; // it was begun while the words were being checked
    }
    exporting.cancel();
    tell(tellContacts);
}

void Client::deleteAccount(crypto::SecretBytes words, bool tellContacts, Done<void> done)
{
    Parts& parts = *m_parts;
    if (parts.isLeaving) {
        parts.onErased = std::move(done);
        return;
    }
    if (const auto ready = parts.ready(); !ready) {
        return done(crypto::Unexpected(ready.error()));
    }
    const bool hasWords = wordsState() != WordsState::None;
    if (hasWords == words.empty()) {
        const auto kind = hasWords ? ProblemKind::WordsNeeded : ProblemKind::NoWords;
        return done(crypto::Unexpected(Problem{.kind = kind}));
    }
    if (!hasWords) {
        return void(parts.context.guard([&] { parts.leave(tellContacts, std::move(done)); }));
    }
    parts.context.guard([&] {
        parts.phraseCare.derive(
            std::move(words), [&parts, tellContacts, done = std::move(done)](
                                  const crypto::Result<PhraseCare::Keys, Problem>& keys) {
                if (const auto ready = parts.ready(); !keys || (!ready && !parts.isLeaving)) {
                    return done(crypto::Unexpected(keys ? ready.error() : keys.error()));
                }
                parts.leave(tellContacts, done);
            });
    });
}

Client::Leaving Client::leaving() const
{
    Leaving out{m_parts->isLeaving};
    m_parts->context.guard(
        [&] { out.isTelling = m_parts->isLeaving && m_parts->erasure.isTelling(); });
    out.trouble = m_parts->erasure.trouble();
    const ConnectionState state = connection().state;
    if (out.isTelling && (state == ConnectionState::Offline || state == ConnectionState::Refused)) {
        out.trouble = Problem{ProblemKind::RelayUnreachable, "contacts wait to be told"};
    }
    return out;
}

} // namespace sotto::core
