// Client: conversations and messages.
#include "app/core/base/wire_bytes.h"
#include "app/core/client_parts.h"
#include "app/core/recovery/own_phrase.h"
#include "app/core/settings.h"

namespace sotto::core {

using storage::MessageKind;
using storage::MessageState;

namespace {

/// A typing notice holds for so long on the other side.
constexpr storage::Milliseconds kTypingMs = 8'000;
/// Read receipts of one visit; older texts are read, too, but nobody waits for that.
constexpr std::size_t kReadReceiptsMax = 1024;

crypto::Unexpected<Problem> refusal(ProblemKind kind)
{
    return crypto::Unexpected(Problem{kind});
}

void changed(Work& work, const storage::Message& message, ChangedMessage::What what)
{
    work.changes.messages.push_back({message.conversation, message.id, what});
    work.changes.conversations.insert(message.conversation);
}

} // namespace

crypto::Result<RowId, Problem> Client::send(RowId conversation, const Outgoing& outgoing)
{
    SOTTO_CHECK(m_parts->checkText(outgoing.text));
    RowId added = storage::kNoRow;
    SOTTO_CHECK(m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        const auto known = work.stores().conversations.find(conversation);
        Person* const person = known && known->contact != storage::kNoRow
                                   ? m_parts->people.find(known->contact)
                                   : nullptr;
        const bool isNotes = known && known->kind == storage::ConversationKind::Notes;
        if (!known || (!isNotes && person == nullptr)) {
            return refusal(ProblemKind::NoSuchContact);
        }
        if (person != nullptr && !person->takesMessages()) {
            return refusal(person->row.standing == storage::ContactStanding::Blocked
                               ? ProblemKind::PersonBlocked
                               : ProblemKind::NotAccepted);
        }
        storage::Message message;
        message.conversation = conversation;
        message.uid = m_parts->context.environment.random.make<storage::MessageUid>();
        message.state = isNotes ? MessageState::Read : MessageState::Waiting;
        message.sent = message.received = m_parts->context.nowMs();
        message.text = outgoing.text;
        if (const auto quoted = work.stores().messages.find(outgoing.quoted);
            quoted && quoted->conversation == conversation) {
            message.quoted = quoted->id;
        }
        added = work.stores().messages.add(message).value_or(storage::kNoRow);
        if (person != nullptr) {
            m_parts->outbox.bring(work, *person, m_parts->contentOf(message, *person), added);
            work.afterwards([this, id = person->row.id] { m_parts->outbox.kick(id); });
        }
        work.changes.messages.push_back({conversation, added, ChangedMessage::What::Added});
        work.changes.conversations.insert(conversation);
        return {};
    }));
    m_parts->typingSaid.erase(conversation);
    return added;
}

crypto::Result<void, Problem> Client::edit(RowId id, std::string_view text)
{
    SOTTO_CHECK(m_parts->checkText(text));
    return m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        auto message = work.stores().messages.find(id);
        if (!message || !message->isOwn() || message->kind != MessageKind::Text) {
            return refusal(ProblemKind::NoSuchMessage);
        }
        message->text = std::string(text);
        wire::Content content = m_parts->outbox.content(true);
        // Behind the edit before, whatever became of the clock: the newest one counts.
        content.set_sent_ms(
            std::max(content.sent_ms(), static_cast<std::uint64_t>(message->edited) + 1));
        bool wasSeen = true;
        const auto conversation = work.stores().conversations.find(message->conversation);
        Person* const person = m_parts->people.find(conversation->contact);
        if (person != nullptr && person->takesMessages()) {
            content.mutable_edit()->set_target(fieldOf(message->uid.view()));
            content.mutable_edit()->mutable_text()->set_text(message->text);
            const wire::Content whole = m_parts->contentOf(*message, *person);
            wasSeen = m_parts->outbox.change(work, *person, id, &whole, content);
            work.afterwards([this, to = person->row.id] { m_parts->outbox.kick(to); });
        }
        // What nobody saw before was not edited for anybody.
        work.stores().messages.setText(
            id, text,
            wasSeen ? static_cast<storage::Milliseconds>(content.sent_ms()) : message->edited);
        changed(work, *message, ChangedMessage::What::Changed);
        return {};
    });
}

crypto::Result<void, Problem> Client::takeBack(RowId id)
{
    SOTTO_CHECK(m_parts->ready());
    return m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        const auto message = work.stores().messages.find(id);
        if (!message || !message->isOwn() || message->kind != MessageKind::Text) {
            return refusal(ProblemKind::NoSuchMessage);
        }
        work.stores().messages.erase(id);
        const auto conversation = work.stores().conversations.find(message->conversation);
        Person* const person = m_parts->people.find(conversation->contact);
        if (person != nullptr && person->takesMessages()) {
            wire::Content content = m_parts->outbox.content(true);
            content.mutable_removal()->set_target(fieldOf(message->uid.view()));
            m_parts->outbox.change(work, *person, id, nullptr, content);
            work.afterwards([this, to = person->row.id] { m_parts->outbox.kick(to); });
        }
        changed(work, *message, ChangedMessage::What::Changed);
        return {};
    });
}

wire::Content Client::Parts::contentOf(const storage::Message& text, const Person& person)
{
    wire::Content content = outbox.content(false);
    content.set_id(fieldOf(text.uid.view()));
    content.set_sent_ms(static_cast<std::uint64_t>(text.sent));
    content.mutable_text()->set_text(text.text);
    if (const auto quoted = context.stores.messages.find(text.quoted)) {
        wire::Target& target = *content.mutable_text()->mutable_quoted();
        target.set_id(fieldOf(quoted->uid.view()));
        target.set_account(fieldOf(quoted->isOwn() ? own.id().view() : person.account().view()));
    }
    return content;
}

void Client::removeHere(RowId id)
{
    (void)m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        if (const auto message = work.stores().messages.find(id)) {
            work.stores().messages.remove(id);
            changed(work, *message, ChangedMessage::What::Removed);
        }
        return {};
    });
}

void Client::sendAgain(RowId id)
{
    (void)m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        const auto message = work.stores().messages.find(id);
        if (!message || message->state != MessageState::Failed) {
            return {};
        }
        const auto conversation = work.stores().conversations.find(message->conversation);
        Person* const person = m_parts->people.find(conversation->contact);
        if (person == nullptr) {
            return {};
        }
        // The same name, so that whoever has it already does not show it twice.
        m_parts->outbox.bring(work, *person, m_parts->contentOf(*message, *person), id, true);
        work.stores().messages.setState(id, MessageState::Waiting);
        changed(work, *message, ChangedMessage::What::Changed);
        work.afterwards([this, to = person->row.id] { m_parts->outbox.kick(to); });
        return {};
    });
}

void Client::markRead(RowId conversation, std::int64_t position)
{
    (void)m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        const auto known = work.stores().conversations.find(conversation);
        if (!known || known->readPosition >= position) {
            return {};
        }
        const auto read = work.stores().messages.markRead(conversation, position, kReadReceiptsMax);
        work.changes.conversations.insert(conversation);
        Person* const person = m_parts->people.find(known->contact);
        if (read.empty() || person == nullptr ||
            person->row.standing != storage::ContactStanding::Contact ||
            setting(settings::kReadReceipts) != "on") {
            return {};
        }
        wire::Content content = m_parts->outbox.content(false);
        for (const storage::MessageUid& uid : read) {
            content.mutable_receipt()->add_read(fieldOf(uid.view()));
        }
        m_parts->outbox.add(work, *person, content);
        work.afterwards([this, to = person->row.id] { m_parts->outbox.kickReceipts(to); });
        return {};
    });
}

void Client::markUnread(RowId conversation)
{
    (void)m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        work.stores().messages.markUnread(conversation);
        work.changes.conversations.insert(conversation);
        return {};
    });
}

void Client::typing(RowId conversation)
{
    const storage::Milliseconds now = m_parts->context.nowMs();
    storage::Milliseconds& said = m_parts->typingSaid[conversation];
    if (now - said < kTypingMs / 2 || connection().state != ConnectionState::Online ||
        setting(settings::kTyping) != "on") {
        return;
    }
    said = now;
    (void)m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        const auto known = work.stores().conversations.find(conversation);
        Person* const person = known ? m_parts->people.find(known->contact) : nullptr;
        if (person != nullptr && person->row.standing == storage::ContactStanding::Contact) {
            wire::Content content = m_parts->outbox.content(false);
            content.mutable_typing()->set_active(true);
            m_parts->outbox.add(work, *person, content);
            work.afterwards([this, to = person->row.id] { m_parts->outbox.kick(to); });
        }
        return {};
    });
}

crypto::Result<void, Problem> Client::saveDraft(RowId conversation, std::string_view draft,
                                                RowId reply)
{
    SOTTO_CHECK(m_parts->ready());
    if (holdsPhrase(draft)) {
        return refusal(ProblemKind::HoldsPhrase);
    }
    return m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        if (auto known = work.stores().conversations.find(conversation)) {
            known->draft = std::string(draft);
            known->draftReply = reply;
            work.stores().conversations.update(*known);
            work.changes.conversations.insert(conversation);
        }
        return {};
    });
}

void Client::setPinned(RowId conversation, bool pinned)
{
    (void)m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        if (auto known = work.stores().conversations.find(conversation)) {
            known->pinned = pinned;
            work.stores().conversations.update(*known);
            work.changes.conversations.insert(conversation);
        }
        return {};
    });
}

void Client::setMuted(RowId conversation, storage::Milliseconds until)
{
    (void)m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        if (auto known = work.stores().conversations.find(conversation)) {
            known->mutedUntil = until;
            work.stores().conversations.update(*known);
            work.changes.conversations.insert(conversation);
        }
        return {};
    });
}

void Client::removeConversation(RowId conversation)
{
    (void)m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        if (const auto known = work.stores().conversations.find(conversation)) {
            work.stores().conversations.remove(conversation);
            work.changes.conversations.insert(conversation);
            work.changes.removedConversations.insert(known->contact);
        }
        return {};
    });
}

RowId Client::conversationWith(RowId contact)
{
    RowId out = storage::kNoRow;
    (void)m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        Person* const person = m_parts->people.find(contact);
        if (person != nullptr && !person->isSelf()) {
            out = m_parts->people.conversationOf(work, *person);
            return {};
        }
        if (const auto notes = work.stores().conversations.findNotes()) {
            out = notes->id;
            return {};
        }
        out = work.stores().conversations.add(storage::ConversationKind::Notes, storage::kNoRow,
                                              m_parts->context.nowMs());
        work.changes.conversations.insert(out);
        return {};
    });
    return out;
}

} // namespace sotto::core
