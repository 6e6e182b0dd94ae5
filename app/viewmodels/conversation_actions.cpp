#include "app/viewmodels/conversation_actions.h"

#include "app/core/client.h"
#include "app/viewmodels/conversation_row.h"
#include "app/viewmodels/core_thread.h"

namespace sotto::viewmodels {

ConversationActions::ConversationActions(const ConversationListModel& list, QObject* parent)
    : QObject(parent)
    , m_list(list)
{}

template <class Call> void ConversationActions::post(Call call)
{
    if (m_core) {
        m_core->post(std::move(call));
    }
}

void ConversationActions::setPinned(qint64 conversationId, bool pinned)
{
    post([conversationId, pinned](core::Client& client) {
        client.setPinned(conversationId, pinned);
    });
}

void ConversationActions::setMuted(qint64 conversationId, bool muted)
{
    post([conversationId, until = muted ? kMutedForEver : 0](core::Client& client) {
        client.setMuted(conversationId, until);
    });
}

void ConversationActions::markRead(qint64 conversationId)
{
    if (const ConversationRow* row = m_list.find(conversationId)) {
        const std::int64_t newest = row->summary.conversation.newestPosition;
        post([conversationId, newest](core::Client& client) {
            client.markRead(conversationId, newest);
        });
    }
}

void ConversationActions::markUnread(qint64 conversationId)
{
    post([conversationId](core::Client& client) { client.markUnread(conversationId); });
}

void ConversationActions::block(qint64 conversationId)
{
    const ConversationRow* row = m_list.find(conversationId);
    if (row && row->summary.contact) {
        // Refused only where there is nobody to block any more.
        post([contact = row->summary.contact->id](core::Client& client) {
            (void)client.block(contact);
        });
    }
}

void ConversationActions::remove(qint64 conversationId)
{
    post([conversationId](core::Client& client) { client.removeConversation(conversationId); });
}

} // namespace sotto::viewmodels

#include "moc_conversation_actions.cpp"
