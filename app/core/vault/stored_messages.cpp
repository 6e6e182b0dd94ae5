#include "app/core/vault/stored_messages.h"

#include "app/core/vault/content_rules.h"
#include "app/core/vault/limits.h"
#include "app/core/vault/merge.h"

namespace sotto::core {

using storage::Absence;
using storage::MessageKind;
using storage::MessageState;

namespace {

constexpr std::int64_t kMicroseconds = 1'000; ///< a millisecond has

std::uint64_t bounded(std::int64_t number, std::uint64_t limit)
{
    return std::min(static_cast<std::uint64_t>(std::max<std::int64_t>(number, 0)), limit);
}

/// A failed one that is being sent again here waits, whatever was said of it before.
bool isUnsent(std::uint32_t state)
{
    return state == static_cast<std::uint32_t>(MessageState::Waiting) ||
           state == static_cast<std::uint32_t>(MessageState::Failed);
}

bool saysTheSame(wire::VaultMessage first, const wire::VaultMessage& second)
{
    if (isUnsent(first.state()) && isUnsent(second.state())) {
        first.set_state(second.state());
    }
    return first.SerializeAsString() == second.SerializeAsString();
}

Thing messageThing(RowId row)
{
    return {ThingType::Message, keyOf(row)};
}

} // namespace

std::string StoredMessages::authorOf(RowId author) const
{
    if (author == storage::kNoRow) {
        return fieldOf(m_own.id().view());
    }
    const Person* const person = m_people.find(author);
    return person != nullptr ? fieldOf(person->account().view()) : std::string();
}

const std::string& StoredMessages::conversationOf(RowId conversation)
{
    const auto known = m_conversations.find(conversation);
    if (known != m_conversations.end()) {
        return known->second;
    }
    const auto found = m_context.stores.conversations.find(conversation);
    const bool isPerson = found && found->contact != storage::kNoRow;
    return m_conversations[conversation] = isPerson ? authorOf(found->contact) : std::string();
}

std::optional<wire::Target> StoredMessages::targetOf(Work& work, RowId message)
{
    if (message == storage::kNoRow) {
        return std::nullopt;
    }
    wire::Target out;
    if (const auto found = work.stores().messages.find(message)) {
        out.set_account(authorOf(found->author));
        out.set_id(fieldOf(found->uid.view()));
        return out;
    }
    if (const auto name = work.stores().messages.names().find(message)) {
        out.set_account(authorOf(name->author));
        out.set_id(fieldOf(name->uid.view()));
        return out;
    }
    return std::nullopt;
}

RowId StoredMessages::rowOf(Work& work, RowId conversation, const wire::Target& target)
{
    const auto uid = fixedOf<storage::MessageUid>(target.id());
    if (!uid) {
        return storage::kNoRow;
    }
    if (target.account() == fieldOf(m_own.id().view())) {
        return work.stores().messages.reference(conversation, storage::kNoRow, *uid);
    }
    const auto account = fixedOf<crypto::AccountId>(target.account());
    const Person* const person = account ? m_people.find(*account) : nullptr;
    if (person == nullptr || conversationOf(conversation) != target.account()) {
        return storage::kNoRow;
    }
    return work.stores().messages.reference(conversation, person->row.id, *uid);
}

wire::VaultMessage StoredMessages::contentOf(Work& work, const storage::Message& message)
{
    wire::VaultMessage out;
    out.set_conversation(conversationOf(message.conversation));
    out.set_author(authorOf(message.author));
    out.set_uid(fieldOf(message.uid.view()));
    out.set_kind(static_cast<std::uint32_t>(message.kind));
    out.set_sent_ms(bounded(message.sent, vault::kTimeMsMax));
    out.set_position(std::max<std::uint64_t>(bounded(message.claimed, vault::kPositionMax), 1));
    out.set_state(static_cast<std::uint32_t>(message.state));
    out.set_deleted(message.kind == MessageKind::Deleted);
    if (message.kind == MessageKind::Text) {
        if (const auto quoted = targetOf(work, message.quoted)) {
            *out.mutable_quoted() = *quoted;
        }
        if (message.edited > 0) {
            out.mutable_edit()->set_text(message.text);
            out.mutable_edit()->set_edited_ms(bounded(message.edited, vault::kTimeMsMax));
            return out;
        }
    }
    out.set_text(message.text);
    return out;
}

std::optional<wire::VaultMessage> StoredMessages::say(Work& work, RowId message)
{
    if (const auto row = work.stores().messages.find(message)) {
        return contentOf(work, *row);
    }
    const auto name = work.stores().messages.names().find(message);
    // What went with its conversation is said by that.
    auto out = name && name->absence == Absence::Removed ? nameOf(work, message) : std::nullopt;
    if (out) {
        out->set_hidden(true);
    }
    return out;
}

std::optional<wire::VaultMessage> StoredMessages::nameOf(Work& work, RowId message)
{
    wire::VaultMessage out;
    if (const auto row = work.stores().messages.find(message)) {
        out.set_conversation(conversationOf(row->conversation));
        out.set_author(authorOf(row->author));
        out.set_uid(fieldOf(row->uid.view()));
        return out;
    }
    const auto name = work.stores().messages.names().find(message);
    if (!name) {
        return std::nullopt;
    }
    if (name->contact != storage::kNoRow) {
        out.set_conversation(authorOf(name->contact));
    }
    out.set_author(authorOf(name->author));
    out.set_uid(fieldOf(name->uid.view()));
    return out;
}

std::optional<wire::VaultMarks> StoredMessages::sayMark(Work& work, RowId message)
{
    const auto row = work.stores().messages.find(message);
    if (!row || !row->isOwn()) {
        return std::nullopt;
    }
    wire::VaultMarks out;
    out.set_conversation(conversationOf(row->conversation));
    auto& mark = *out.add_marks();
    mark.set_uid(fieldOf(row->uid.view()));
    mark.set_state(static_cast<std::uint32_t>(row->state));
    return out;
}

std::optional<StoredMessages::Place> StoredMessages::placeOf(Work& work,
                                                             const wire::VaultMessage& message)
{
    Place out;
    out.uid = *fixedOf<storage::MessageUid>(message.uid());
    auto& conversations = work.stores().conversations;
    std::optional<storage::Conversation> conversation;
    if (message.conversation().empty()) {
        conversation = conversations.findNotes();
    } else {
        const Person* const person =
            m_people.find(*fixedOf<crypto::AccountId>(message.conversation()));
        if (person == nullptr) {
            return std::nullopt;
        }
        out.contact = person->row.id;
        conversation = conversations.findByContact(out.contact);
    }
    if (message.author() != fieldOf(m_own.id().view())) {
        out.author = out.contact;
    }
    out.conversation = conversation ? conversation->id : storage::kNoRow;
    out.floor = conversations.floor(out.contact).removed;
    return out;
}

Taken StoredMessages::take(Work& work, const wire::VaultMessage& said)
{
    if (said.author() != fieldOf(m_own.id().view()) && said.author() != said.conversation()) {
        return {};
    }
    const auto place = placeOf(work, said);
    if (!place) {
        wire::VaultContent content;
        *content.mutable_message() = said;
        work.stores().vault.addWaiting(said.conversation(), serialized(content).view());
        return {};
    }
    if (said.hidden()) {
        return hide(work, *place);
    }
    auto& messages = work.stores().messages;
    if (const auto name = messages.names().find(place->contact, place->author, place->uid);
        name && name->isGone()) {
        return stayGone(work, *place, *name, said);
    }
    const auto row = place->conversation != storage::kNoRow
                         ? messages.findByUid(place->conversation, place->author, place->uid)
                         : std::nullopt;
    return row ? change(work, *place, *row, said) : add(work, *place, said);
}

Taken StoredMessages::hide(Work& work, const Place& place)
{
    const auto row =
        place.conversation != storage::kNoRow
            ? work.stores().messages.findByUid(place.conversation, place.author, place.uid)
            : std::nullopt;
    if (row) {
        remove(work, *row);
        return {messageThing(row->id)};
    }
    return {messageThing(work.stores().messages.names().note(place.contact, place.author, place.uid,
                                                             Absence::Removed))};
}

void StoredMessages::remove(Work& work, const storage::Message& message)
{
    work.stores().messages.remove(message.id);
    work.changes.messages.push_back(
        {message.conversation, message.id, ChangedMessage::What::Removed});
    work.changes.conversations.insert(message.conversation);
}

Taken StoredMessages::stayGone(Work& work, const Place& place, const storage::MessageName& name,
                               const wire::VaultMessage& said)
{
    Taken out{messageThing(name.id)};
    // It went with its conversation, and others have put it above what went there.
    if (name.absence == Absence::WithConversation &&
        static_cast<std::int64_t>(said.position()) > place.floor) {
        (void)work.stores().messages.names().note(place.contact, place.author, place.uid,
                                                  Absence::Removed);
        work.stores().vault.mark(numberOf(ThingType::Message), out.thing->key);
        out.isNews = true;
    }
    return out;
}

Taken StoredMessages::add(Work& work, Place place, const wire::VaultMessage& said)
{
    auto& messages = work.stores().messages;
    const auto position = static_cast<std::int64_t>(said.position());
    if (position <= place.floor) {
        return {messageThing(messages.names().note(place.contact, place.author, place.uid,
                                                   Absence::WithConversation))};
    }
    if (place.conversation == storage::kNoRow) {
        const auto kind = place.contact == storage::kNoRow ? storage::ConversationKind::Notes
                                                           : storage::ConversationKind::Person;
        place.conversation =
            work.stores().conversations.add(kind, place.contact, position / kMicroseconds);
        work.changes.conversations.insert(place.conversation);
    }
    storage::Message message;
    message.conversation = place.conversation;
    message.author = place.author;
    message.uid = place.uid;
    message.claimed = position;
    message.received = position / kMicroseconds;
    message.kind = static_cast<MessageKind>(said.kind());
    message.state = static_cast<MessageState>(said.state());
    message.sent = static_cast<storage::Milliseconds>(said.sent_ms());
    message.text = said.has_edit() ? said.edit().text() : said.text();
    message.edited = static_cast<storage::Milliseconds>(said.edit().edited_ms());
    message.quoted =
        said.has_quoted() ? rowOf(work, place.conversation, said.quoted()) : storage::kNoRow;
    const RowId added = messages.addAt(message).value();
    work.changes.messages.push_back({place.conversation, added, ChangedMessage::What::Added});
    work.changes.conversations.insert(place.conversation);
    takeWaiting(work, said);
    return {messageThing(added), overtake(work, place, added)};
}

bool StoredMessages::overtake(Work& work, const Place& place, RowId added)
{
    // What its author made of it came here before the text, which another device has written.
    const auto early = place.author != storage::kNoRow
                           ? work.stores().earlyChanges.take(place.author, place.uid)
                           : std::nullopt;
    auto row = early ? work.stores().messages.find(added) : std::nullopt;
    if (!row || row->kind != MessageKind::Text) {
        return false;
    }
    wire::VaultMessage changed = contentOf(work, *row);
    wire::VaultMessage change;
    if (early->removes) {
        change.set_deleted(true);
    } else {
        change.mutable_edit()->set_text(early->text);
        change.mutable_edit()->set_edited_ms(bounded(early->sent, vault::kTimeMsMax));
    }
    change.set_conversation(changed.conversation());
    change.set_author(changed.author());
    change.set_uid(changed.uid());
    change.set_kind(changed.kind());
    change.set_sent_ms(changed.sent_ms());
    change.set_position(changed.position());
    change.set_state(changed.state());
    const std::string before = changed.SerializeAsString();
    (void)vault::merge(changed, change);
    if (changed.SerializeAsString() == before) {
        return false;
    }
    apply(work, *row, changed);
    work.stores().vault.mark(numberOf(ThingType::Message), keyOf(added));
    return true;
}

void StoredMessages::takeWaiting(Work& work, const wire::VaultMessage& arrived)
{
    for (const crypto::SecretBytes& bytes :
         work.stores().vault.takeWaiting(vault::nameOf(arrived))) {
        wire::VaultContent content;
        if (content.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
            (void)takeMarks(work, content.marks());
        }
    }
}

Taken StoredMessages::change(Work& work, const Place& place, const storage::Message& row,
                             const wire::VaultMessage& said)
{
    const wire::VaultMessage present = contentOf(work, row);
    wire::VaultMessage merged = present;
    const auto second = vault::merge(merged, said);
    Taken out{messageThing(row.id)};
    if (static_cast<std::int64_t>(merged.position()) <= place.floor) {
        // Where it is has been removed; those who put it above that must hear of it.
        remove(work, row);
        out.isNews = true;
    } else {
        apply(work, row, merged);
        out.isNews = !saysTheSame(merged, present) && !saysTheSame(merged, said);
    }
    if (out.isNews) {
        work.stores().vault.mark(numberOf(ThingType::Message), out.thing->key);
    }
    if (second) {
        const auto before = work.changes.messages.size();
        const Taken also = take(work, *second);
        if (also.thing && work.changes.messages.size() != before) {
            work.stores().vault.mark(numberOf(ThingType::Message), also.thing->key);
        }
    }
    return out;
}

void StoredMessages::apply(Work& work, storage::Message row, const wire::VaultMessage& merged)
{
    auto& messages = work.stores().messages;
    const storage::Message before = row;
    row.kind = static_cast<MessageKind>(merged.kind());
    row.sent = static_cast<storage::Milliseconds>(merged.sent_ms());
    row.text = merged.has_edit() ? merged.edit().text() : merged.text();
    row.edited = merged.deleted() ? row.edited
                                  : static_cast<storage::Milliseconds>(merged.edit().edited_ms());
    // A target of nobody here stays what it was.
    if (merged.has_quoted()) {
        const RowId quoted = rowOf(work, row.conversation, merged.quoted());
        row.quoted = quoted != storage::kNoRow ? quoted : row.quoted;
    }
    const bool saysOther = row.kind != before.kind || row.text != before.text ||
                           row.sent != before.sent || row.edited != before.edited ||
                           row.quoted != before.quoted;
    if (saysOther) {
        messages.replace(row);
    }
    const auto position = static_cast<std::int64_t>(merged.position());
    if (position < before.claimed) {
        messages.lower(row.id, position);
    }
    if (saysOther || position < before.claimed) {
        work.changes.messages.push_back({row.conversation, row.id, ChangedMessage::What::Changed});
        work.changes.conversations.insert(row.conversation);
    }
    raise(work, row, static_cast<MessageState>(merged.state()));
}

void StoredMessages::raise(Work& work, const storage::Message& message, MessageState state)
{
    if (state == MessageState::Failed && work.stores().outbox.isUnposted(message.id)) {
        return; // it is being sent again from here
    }
    if (work.stores().messages.raiseState(message.id, state)) {
        work.changes.messages.push_back(
            {message.conversation, message.id, ChangedMessage::What::Changed, true});
        work.changes.conversations.insert(message.conversation);
    }
}

Taken StoredMessages::takeMarks(Work& work, const wire::VaultMarks& said)
{
    wire::VaultMessage named;
    named.set_conversation(said.conversation());
    named.set_author(fieldOf(m_own.id().view()));
    for (const auto& mark : said.marks()) {
        named.set_uid(mark.uid());
        const auto place = placeOf(work, named);
        const auto row =
            place && place->conversation != storage::kNoRow
                ? work.stores().messages.findByUid(place->conversation, storage::kNoRow, place->uid)
                : std::nullopt;
        if (row) {
            raise(work, *row, static_cast<MessageState>(mark.state()));
            continue;
        }
        const auto name =
            place ? work.stores().messages.names().find(place->contact, storage::kNoRow, place->uid)
                  : std::nullopt;
        if (!name || !name->isGone()) {
            wire::VaultContent waiting;
            waiting.mutable_marks()->set_conversation(said.conversation());
            *waiting.mutable_marks()->add_marks() = mark;
            work.stores().vault.addWaiting(vault::nameOf(named), serialized(waiting).view());
        }
    }
    return {Thing{ThingType::Marks, said.conversation()}};
}

} // namespace sotto::core
