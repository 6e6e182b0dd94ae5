#include "app/viewmodels/conversation_row.h"

#include "app/viewmodels/message_row.h"
#include "app/viewmodels/person_text.h"

#include <QCoreApplication>
#include <QStringList>

namespace sotto::viewmodels {

namespace {

using PreviewKind = ConversationListModel::PreviewKind;
using PreviewState = ConversationListModel::PreviewState;

QString tr(const char* text, int count = -1)
{
    return QCoreApplication::translate("Conversations", text, nullptr, count);
}

bool isSame(const storage::Contact& a, const storage::Contact& b)
{
    return a.id == b.id && a.standing == b.standing && a.name == b.name &&
           a.nickname == b.nickname && a.hasPicture == b.hasPicture && a.verified == b.verified &&
           a.hold == b.hold;
}

bool isSame(const storage::Message& a, const storage::Message& b)
{
    return a.id == b.id && a.kind == b.kind && a.state == b.state && a.text == b.text;
}

bool isSame(const storage::Conversation& a, const storage::Conversation& b)
{
    return a.id == b.id && a.kind == b.kind && a.contact == b.contact && a.pinned == b.pinned &&
           a.mutedUntil == b.mutedUntil && a.draft == b.draft && a.unread == b.unread &&
           a.active == b.active && a.readPosition == b.readPosition;
}

template <class Value> bool isSame(const std::optional<Value>& a, const std::optional<Value>& b)
{
    return a.has_value() == b.has_value() && (!a || isSame(*a, *b));
}

} // namespace

bool isSame(const ConversationRow& a, const ConversationRow& b)
{
    return a.typing == b.typing && isSame(a.summary.conversation, b.summary.conversation) &&
           isSame(a.summary.contact, b.summary.contact) &&
           isSame(a.summary.newest, b.summary.newest);
}

QString ConversationRow::name() const
{
    if (isNotes()) {
        return tr("Notes to self");
    }
    return shownName(summary.contact ? summary.contact->shownName() : std::string());
}

PreviewKind ConversationRow::previewKind(bool selected) const
{
    if (stands(storage::ContactStanding::Asking)) {
        return PreviewKind::Request;
    }
    if (typing) {
        return PreviewKind::Typing;
    }
    if (!selected && !summary.conversation.draft.empty()) {
        return PreviewKind::Draft;
    }
    if (!summary.newest && stands(storage::ContactStanding::Asked)) {
        return PreviewKind::Asked;
    }
    if (!summary.newest) {
        return PreviewKind::Nothing;
    }
    return summary.newest->kind == storage::MessageKind::Text ? PreviewKind::Text
                                                              : PreviewKind::Event;
}

QString ConversationRow::preview(bool selected) const
{
    switch (previewKind(selected)) {
    case PreviewKind::Request:
        return tr("Wants to write to you");
    case PreviewKind::Asked:
        return tr("Waits for an answer");
    case PreviewKind::Typing:
        return tr("Typing\u2026");
    case PreviewKind::Draft:
        return previewOf(QString::fromStdString(summary.conversation.draft));
    case PreviewKind::Nothing:
        return {};
    case PreviewKind::Text:
    case PreviewKind::Event:
        break;
    }
    MessageRow row;
    row.message = *summary.newest;
    row.author = name();
    return previewOf(row.text());
}

PreviewState ConversationRow::previewState(bool selected) const
{
    if (previewKind(selected) != PreviewKind::Text || !summary.newest->isOwn() || isNotes()) {
        return PreviewState::None;
    }
    switch (summary.newest->state) {
    case storage::MessageState::Waiting:
        return PreviewState::Waiting;
    case storage::MessageState::Sent:
        return PreviewState::Sent;
    case storage::MessageState::Delivered:
        return PreviewState::Delivered;
    case storage::MessageState::Read:
        return PreviewState::Read;
    case storage::MessageState::Failed:
        return PreviewState::Failed;
    case storage::MessageState::Received:
        break;
    }
    return PreviewState::None;
}

QString ConversationRow::timeText(const TimeText& times, storage::Milliseconds now) const
{
    if (!summary.newest) {
        return summary.contact ? times.row(summary.conversation.active, now) : QString();
    }
    const storage::Message& newest = *summary.newest;
    return times.row(shownTime(newest.sent, newest.isOwn() ? 0 : newest.received), now);
}

QString ConversationRow::spoken(bool selected, const TimeText& times,
                                storage::Milliseconds now) const
{
    QStringList parts = {name()};
    if (summary.contact && summary.contact->verified) {
        parts.append(tr("verified"));
    }
    if (summary.conversation.pinned) {
        parts.append(tr("pinned"));
    }
    if (isMuted(now)) {
        parts.append(tr("muted"));
    }
    if (summary.conversation.unread > 0) {
        parts.append(tr("%Ln unread", static_cast<int>(summary.conversation.unread)));
    }
    const QString text = preview(selected);
    if (previewKind(selected) == PreviewKind::Draft) {
        parts.append(tr("draft: %1").arg(text));
    } else if (!text.isEmpty()) {
        parts.append(text);
    }
    parts.append(timeText(times, now));
    parts.removeAll(QString());
    return parts.join(QStringLiteral(", "));
}

} // namespace sotto::viewmodels
