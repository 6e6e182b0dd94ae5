#pragma once

#include "app/storage/conversation_store.h"
#include "app/viewmodels/conversation_list_model.h"
#include "app/viewmodels/time_text.h"

#include <QString>

namespace sotto::viewmodels {

/// How storage says that a conversation is muted until the person takes it back.
inline constexpr storage::Milliseconds kMutedForEver = -1;

/// A row of the list of conversations.
struct ConversationRow
{
    storage::ConversationSummary summary;
    bool typing = false;

    [[nodiscard]] storage::RowId id() const { return summary.conversation.id; }
    [[nodiscard]] bool isNotes() const
    {
        return summary.conversation.kind == storage::ConversationKind::Notes;
    }
    [[nodiscard]] bool stands(storage::ContactStanding standing) const
    {
        return summary.contact && summary.contact->standing == standing;
    }
    [[nodiscard]] bool isMuted(storage::Milliseconds now) const
    {
        const storage::Milliseconds until = summary.conversation.mutedUntil;
        return until < 0 || until > now;
    }
    [[nodiscard]] QString name() const;
    [[nodiscard]] ConversationListModel::PreviewKind previewKind(bool selected) const;
    [[nodiscard]] QString preview(bool selected) const;
    [[nodiscard]] ConversationListModel::PreviewState previewState(bool selected) const;
    [[nodiscard]] QString timeText(const TimeText& times, storage::Milliseconds now) const;
    /// The whole row as a sentence for screen readers.
    [[nodiscard]] QString spoken(bool selected, const TimeText& times,
                                 storage::Milliseconds now) const;
};

[[nodiscard]] bool isSame(const ConversationRow& a, const ConversationRow& b);

} // namespace sotto::viewmodels
