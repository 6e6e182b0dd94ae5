#include "app/viewmodels/notification_policy.h"

#include <QCoreApplication>

namespace sotto::viewmodels {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Notifications", text);
}

bool isRequest(const ConversationRow& row)
{
    return row.stands(storage::ContactStanding::Asking);
}

bool isUnread(const ConversationRow& row)
{
    return row.summary.conversation.unread > 0 || isRequest(row);
}

} // namespace

bool NotificationPolicy::isWorthTelling(const ConversationRow& row, const Scene& scene)
{
    const bool isSeen = scene.windowActive && scene.openConversation == row.id();
    if (scene.notify == Settings::Notify::Off || isSeen || row.isMuted(scene.now)) {
        return false;
    }
    return isRequest(row) ||
           (row.summary.conversation.unread > 0 && row.summary.newest &&
            !row.summary.newest->isOwn() && row.summary.newest->kind == storage::MessageKind::Text);
}

NotificationPolicy::Decision NotificationPolicy::decide(const std::vector<ConversationRow>& rows,
                                                        const Scene& scene)
{
    Decision decision;
    std::map<storage::RowId, Known> now;
    for (const ConversationRow& row : rows) {
        const storage::RowId newest = row.summary.newest ? row.summary.newest->id : storage::kNoRow;
        const auto before = m_known.find(row.id());
        const bool isNew = before == m_known.end() || newest > before->second.newest;
        Known known{newest, before != m_known.end() && before->second.shown};
        if (m_hasBaseline && isNew && isWorthTelling(row, scene)) {
            decision.show.push_back(notificationOf(row, scene.notify));
            known.shown = true;
        } else if (known.shown && !isUnread(row)) {
            decision.withdraw.push_back(row.id());
            known.shown = false;
        }
        now[row.id()] = known;
    }
    for (const auto& [conversation, known] : m_known) {
        if (known.shown && !now.contains(conversation)) {
            decision.withdraw.push_back(conversation);
        }
    }
    m_known = std::move(now);
    m_hasBaseline = true;
    return decision;
}

void NotificationPolicy::clear()
{
    m_known.clear();
    m_hasBaseline = false;
}

Notification notificationOf(const ConversationRow& row, Settings::Notify notify)
{
    const QString what = isRequest(row) ? tr("Wants to write to you") : tr("New message");
    switch (notify) {
    case Settings::Notify::Content:
        return {row.id(), row.name(), isRequest(row) ? what : row.preview(true)};
    case Settings::Notify::Name:
        return {row.id(), row.name(), what};
    case Settings::Notify::Nothing:
    case Settings::Notify::Off:
        break;
    }
    return {row.id(), tr("Sotto"), tr("New message")};
}

} // namespace sotto::viewmodels
