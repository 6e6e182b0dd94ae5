// Client: the deleting of an account.
#include "app/core/base/wire_bytes.h"
#include "app/core/client_parts.h"
#include "app/core/devices/device_claims.h"
#include "app/core/objects/former_objects.h"
#include "crypto/objects/object_deletion.h"

#include <algorithm>

namespace sotto::core {

namespace {

constexpr int kPollMs = 250;
/// Half a minute: a contact whose relay is away is not told.
constexpr int kPollsMax = 120;
/// What another own device has ordered (LeavingState: what deletes the objects).
constexpr std::string_view kOrderRow = "leaving.order";
/// Between two tries to ask the relay whether it is so.
constexpr int kObeyAgainLeastMs = 1000;
constexpr int kObeyAgainMostMs = 3600 * 1000;

/// Whether it holds what deletes the card, by the root that the list has.
bool endsCard(const wire::LeavingState& state, const crypto::KeyList& card)
{
    const crypto::ListOrigin origin{card.kind(), card.object(), card.root()};
    return std::ranges::any_of(state.targets(), [&](const wire::LeavingTarget& target) {
        return crypto::isDeletionBy(origin, viewOf(target.deletion()));
    });
}

} // namespace

void Client::Parts::hookLeaving()
{
    erasure.onTrouble = [this] {
        if (client.onLeaving) {
            client.onLeaving();
        }
    };
    erasure.onEnd = [this] { erased(); };
    incoming.onFarewell = [this](Work& work, const crypto::DeviceId& device,
                                 const wire::Farewell& farewell) {
        takeFarewell(work, device, farewell);
    };
    incoming.onContactFarewell = [this](RowId contact) { objects.awaitEnd(contact); };
    objects.onContactGone = [this](RowId contact) {
        if (Person* const person = people.find(contact)) {
            Work work(context);
            incoming.accountIsGone(work, *person);
            work.commit();
        }
    };
    objects.onMissing = [this](const crypto::ObjectId&) {
        // Where the account is being deleted nothing is brought back.
        if (isLeaving) {
            return false;
        }
        const bool isOrdered = order().has_value();
        if (isOrdered) {
            context.later(0, [this] { obey(); });
        }
        return !isOrdered;
    };
}

wire::LeavingState Client::Parts::allTargets(const ObjectRoots& roots)
{
    wire::LeavingState out;
    invitations.listTargets(out);
    // The record first: once the words lead nowhere, nothing else is missed.
    for (const OwnObject* const object : objects.objects()) {
        wire::LeavingTarget& target = addObject(out, *object);
        // What the relay has not got yet deletes nothing there.
        const auto list = listBehind(object->changes(), object->changesAtRelay());
        if (const auto deletion = roots.deletionOf(list ? *list : object->list())) {
            target.set_deletion(fieldOf(*deletion));
        }
    }
    addMailboxes(out);
    addFormer(out, roots);
    return out;
}

void Client::Parts::addFormer(wire::LeavingState& state, const ObjectRoots& roots)
{
    const auto present = objects.objects();
    for (const FormerObject& former : formerObjects(context.stores.state)) {
        wire::LeavingTarget& target = *state.add_targets();
        target.set_kind(static_cast<std::uint32_t>(former.kind));
        target.set_relay(fieldOf(former.relay.view()));
        target.set_id(fieldOf(former.id.view()));
        target.set_deletion(fieldOf(former.deletion));
        target.set_former(true);
        const auto same = std::ranges::find(present, former.id, &OwnObject::id);
        if (former.deletion.empty() && same != present.end()) {
            const auto list = listBehind((*same)->changes(), former.changes);
            const auto deletion = list ? roots.deletionOf(*list) : std::nullopt;
            target.set_deletion(deletion ? fieldOf(*deletion) : std::string());
        }
    }
}

wire::LeavingTarget& Client::Parts::addObject(wire::LeavingState& state,
                                              const OwnObject& object) const
{
    wire::LeavingTarget& target = *state.add_targets();
    target.set_kind(static_cast<std::uint32_t>(object.list().kind()));
    target.set_relay(mailboxes.relay());
    target.set_id(fieldOf(object.id().view()));
    return target;
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

void Client::Parts::tell(bool contacts, const ObjectRoots& roots)
{
    wire::LeavingState state = allTargets(roots);
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
                wire::Farewell& farewell = *content.mutable_farewell();
                for (const wire::LeavingTarget& target : state.targets()) {
                    if (person.isSelf() && !target.deletion().empty()) {
                        farewell.add_deletions(target.deletion());
                    }
                }
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

// ---- another own device deletes the account
// ------------------------------------------------------

void Client::Parts::takeFarewell(Work& work, const crypto::DeviceId& device,
                                 const wire::Farewell& farewell)
{
    // A device that nobody has vouched for may have come by words that leaked.
    const crypto::DeviceRecord* const sender = own.log().state().find(device);
    if (isLeaving || sender == nullptr || !sender->hasStanding()) {
        return;
    }
    wire::LeavingState said;
    for (const OwnObject* const object : objects.objects()) {
        const crypto::ListOrigin origin{object->list().kind(), object->id(), object->list().root()};
        for (const std::string& deletion : farewell.deletions()) {
            if (crypto::isDeletionBy(origin, viewOf(deletion))) {
                addObject(said, *object).set_deletion(deletion);
                break;
            }
        }
    }
    if (endsCard(said, objects.cardObject().list())) {
        said.set_ordered(true);
        work.stores().state.put(kOrderRow, serialized(said).view());
        work.afterwards([this] { context.later(0, [this] { obey(); }); });
    }
}

/// A root that a device has put there slowly is that of words only if their record says so, and if
/// all words that came slowly were known here for as long.
bool Client::Parts::isOfTheWords(const crypto::KeyList& card)
{
    if (!card.isRootCommitted()) {
        return true;
    }
    const auto move = presentMove(context.stores.vault, own.log());
    return move && move->cardRoot == card.root() && removal.haveWordsWaited();
}

std::optional<wire::LeavingState> Client::Parts::order()
{
    const auto stored = context.stores.state.find(kOrderRow);
    wire::LeavingState out;
    if (!stored || !out.ParseFromArray(stored->data(), static_cast<int>(stored->size()))) {
        return std::nullopt;
    }
    // By the root that the card has now: words that were replaced since order nothing.
    const crypto::KeyList& card = objects.cardObject().list();
    return endsCard(out, card) && isOfTheWords(card) ? std::optional(std::move(out)) : std::nullopt;
}

void Client::Parts::obey()
{
    const auto ordered = order();
    if (!started || isLeaving || !ordered || obeying) {
        return;
    }
    const std::string card = fieldOf(objects.cardObject().id().view());
    const auto target = std::ranges::find(ordered->targets(), card, &wire::LeavingTarget::id);
    const auto place = places.find(mailboxes.relay());
    if (!place) {
        return;
    }
    // The relay is asked first: it knows the newest list. Nothing ends here before the card does.
    obeying = Erasure::requestDeletion(*place, *target, [this](Erasure::Deleted outcome) {
        context.later(0, [this] { obeying.reset(); });
        if (outcome != Erasure::Deleted::Yes) {
            obeyAgainMs = std::clamp(2 * obeyAgainMs, kObeyAgainLeastMs, kObeyAgainMostMs);
            return context.later(obeyAgainMs, [this] { obey(); });
        }
        context.guard([this] {
            auto all = order();
            if (!all || isLeaving) {
                return;
            }
            Work work(context);
            addMailboxes(*all);
            Erasure::begin(work, *all);
            work.commit();
            isLeaving = true;
            if (started) {
                context.later(0, [this] { erase(); });
            }
        });
    });
}

void Client::Parts::leave(bool tellContacts, PhraseCare::Keys keys, Done<void> done)
{
    onErased = std::move(done);
    const auto roots = std::make_shared<ObjectRoots>(std::move(keys));
    objects.addRoots(*roots);
    erasure.setRoots(roots);
    if (isLeaving) {
        return erasure.retryNow(); // perhaps it waits for them
    }
    exporting.cancel();
    tell(tellContacts, *roots);
}

void Client::deleteAccount(crypto::SecretBytes words, bool tellContacts, Done<void> done)
{
    Parts& parts = *m_parts;
    const auto ready = parts.ready();
    if (!ready && !parts.isLeaving) {
        return done(crypto::Unexpected(ready.error()));
    }
    if (parts.isLeaving && words.empty()) {
        parts.onErased = std::move(done);
        return;
    }
    const bool hasWords = wordsState() != WordsState::None;
    if (hasWords == words.empty()) {
        const auto kind = hasWords ? ProblemKind::WordsNeeded : ProblemKind::NoWords;
        return done(crypto::Unexpected(Problem{.kind = kind}));
    }
    if (!hasWords) {
        return void(
            parts.context.guard([&] { parts.leave(tellContacts, nullptr, std::move(done)); }));
    }
    parts.context.guard([&] {
        parts.phraseCare.derive(
            std::move(words), [&parts, tellContacts, done = std::move(done)](
                                  const crypto::Result<PhraseCare::Keys, Problem>& keys) {
                if (const auto can = parts.ready(); !keys || (!can && !parts.isLeaving)) {
                    return done(crypto::Unexpected(keys ? can.error() : keys.error()));
                }
                parts.leave(tellContacts, *keys, done);
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
