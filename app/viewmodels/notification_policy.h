#pragma once

#include "app/viewmodels/conversation_row.h"
#include "app/viewmodels/settings.h"

#include <map>
#include <vector>

#include <QString>

namespace sotto::viewmodels {

/// What to show outside of the window, as far as the person wants others to see it.
struct Notification
{
    qint64 conversation = 0;
    QString title;
    QString text;
};

/// Decides what is told outside of the window: one notification a conversation, for its newest
/// unread message; nothing for muted ones, for what one is looking at, and for what was there
/// before. Asked after each change of the list.
class NotificationPolicy
{
public:
    struct Scene
    {
        Settings::Notify notify = Settings::Notify::Name;
        qint64 openConversation = 0; ///< 0: none
        bool windowActive = false;
        storage::Milliseconds now = 0;
    };
    struct Decision
    {
        std::vector<Notification> show;
        std::vector<qint64> withdraw; ///< they were read, or are gone
    };

    [[nodiscard]] Decision decide(const std::vector<ConversationRow>& rows, const Scene& scene);
    /// The next rows are what was there before.
    void clear();

private:
    struct Known
    {
        storage::RowId newest = storage::kNoRow;
        bool shown = false;
    };
    [[nodiscard]] static bool isWorthTelling(const ConversationRow& row, const Scene& scene);

    std::map<storage::RowId, Known> m_known;
    bool m_hasBaseline = false;
};

[[nodiscard]] Notification notificationOf(const ConversationRow& row, Settings::Notify notify);

} // namespace sotto::viewmodels
