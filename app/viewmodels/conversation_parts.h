#pragma once

#include "app/viewmodels/conversation.h"
#include "app/viewmodels/conversation_row.h"
#include "app/viewmodels/link_text.h"
#include "app/viewmodels/open_profile.h"

#include <QTimer>

namespace sotto::viewmodels {

class Conversation::Parts
{
public:
    Parts(Conversation& owner, OpenProfile& opened, qint64 conversation);

    /// Reads its summary again.
    void read();
    void take(std::optional<storage::ConversationSummary> summary);
    void beginMessages();
    void send(const QString& text, qint64 quoted);
    void refuse(const core::Problem& problem);
    void markSeen();
    void setError(const QString& error);

    /// Runs @p call there; a problem becomes `error`.
    template <class Call> void attempt(Call call)
    {
        profile.core.ask(&conversation, std::move(call),
                         [this](const crypto::Result<void, core::Problem>& result) {
                             setError(result ? QString() : core::explain(result.error()));
                         });
    }

    Conversation& conversation;
    OpenProfile& profile;
    const storage::RowId id;
    ConversationRow row;
    bool isKnown = false;
    MessageModel* messages;
    Composer* composer;
    ContactDetails* contact;
    bool isTyping = false;
    bool windowActive = false;
    bool atNewest = true;
    bool reading = false;
    bool stale = false;
    int seenRow = -1;
    std::int64_t markedPosition = 0;
    storage::RowId jumpTarget = storage::kNoRow;
    LinkQuestion question;
    QString error;
    QTimer highlight;
    TimeText times;
};

} // namespace sotto::viewmodels
