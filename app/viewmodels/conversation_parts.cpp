#include "app/viewmodels/conversation_parts.h"

#include "app/viewmodels/message_page.h"
#include "app/viewmodels/shown_problem.h"

namespace sotto::viewmodels {

Conversation::Parts::Parts(Conversation& owner, OpenProfile& opened, qint64 conversationId)
    : conversation(owner)
    , profile(opened)
    , id(conversationId)
    , messages(new MessageModel(opened.clock, opened.look, &owner))
    , composer(new Composer(&owner))
    , contact(new ContactDetails(&owner))
{
    contact->open(opened);
    highlight.setSingleShot(true);
    highlight.setInterval(kHighlightMs);
}

void Conversation::Parts::read()
{
    if (reading) {
        stale = true;
        return;
    }
    reading = true;
    stale = false;
    profile.reader.read(
        &conversation, [id = id](ReadStores& stores) { return stores.conversations.summary(id); },
        [this](std::optional<storage::ConversationSummary> summary) {
            reading = false;
            take(std::move(summary));
            if (stale) {
                read();
            }
        });
}

void Conversation::Parts::take(std::optional<storage::ConversationSummary> summary)
{
    const auto isGone = [&summary] {
        return !summary ||
               (summary->contact && summary->contact->standing == storage::ContactStanding::Gone);
    };
    if (isGone()) {
        Q_EMIT conversation.gone();
        return;
    }
    row.summary = std::move(*summary);
    const bool isFirst = !std::exchange(isKnown, true);
    if (row.summary.contact) {
        contact->show(*row.summary.contact);
    }
    const bool mayWrite = row.isNotes() || row.stands(storage::ContactStanding::Contact);
    composer->setAllowed(mayWrite && (!row.summary.contact ||
                                      row.summary.contact->hold == storage::SendingHold::None));
    if (isFirst) {
        beginMessages();
    }
    Q_EMIT conversation.changed();
    Q_EMIT conversation.unreadChanged();
}

void Conversation::Parts::beginMessages()
{
    const storage::Conversation& stored = row.summary.conversation;
    composer->open(QString::fromStdString(stored.draft));
    if (stored.draftReply != storage::kNoRow) {
        profile.reader.read(
            &conversation,
            [id = id, reply = stored.draftReply](ReadStores& stores) {
                return readRows(stores, id, {reply});
            },
            [this](const std::vector<MessageRow>& rows) {
                if (!rows.empty() && !composer->isEditing()) {
                    composer->reply(rows.front().message.id, rows.front().author,
                                    previewOf(rows.front().text()));
                }
            });
    }
    messages->load(profile.reader, id, stored.readPosition, static_cast<int>(stored.unread));
}

void Conversation::Parts::send(const QString& text, qint64 quoted)
{
    // Tickets name texts on their way; another conversation's do not matter here.
    static std::int64_t lastTicket = 0;
    const std::int64_t ticket = ++lastTicket;
    if (messages->hasNewer()) {
        messages->loadNewest();
    } else {
        messages->showPending(ticket, text, quoted);
    }
    profile.core.ask(
        &conversation,
        [id = id, message = core::Outgoing{text.toStdString(), quoted}](core::Client& client) {
            return client.send(id, message);
        },
        [this, ticket, text, quoted](const crypto::Result<core::RowId, core::Problem>& result) {
            if (result) {
                messages->settle(ticket, *result);
                return;
            }
            messages->withdraw(ticket);
            composer->giveBack(text, quoted);
            refuse(result.error());
        });
}

void Conversation::Parts::refuse(const core::Problem& problem)
{
    const ShownProblem shown = shownProblem(problem);
    composer->showError(shown.title, shown.text, problem.kind == core::ProblemKind::HoldsPhrase);
}

void Conversation::Parts::markSeen()
{
    messages->setFollowed(atNewest, windowActive);
    if (!windowActive || seenRow < 0 || !isKnown || row.stands(storage::ContactStanding::Asking)) {
        return;
    }
    const std::int64_t position = messages->positionAt(seenRow);
    if (position > std::max(markedPosition, row.summary.conversation.readPosition)) {
        markedPosition = position;
        profile.core.post(
            [id = id, position](core::Client& client) { client.markRead(id, position); });
    }
}

void Conversation::Parts::setError(const QString& text)
{
    if (error != text) {
        error = text;
        Q_EMIT conversation.errorChanged();
    }
}

} // namespace sotto::viewmodels
