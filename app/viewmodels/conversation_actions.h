#pragma once

#include "app/storage/row_id.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace sotto::viewmodels {

class ConversationListModel;
class CoreThread;

/// What can be done with a conversation of the list without opening it.
class ConversationActions : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.actions is the one.")

public:
    /// @p list outlives it.
    explicit ConversationActions(const ConversationListModel& list, QObject* parent = nullptr);

    Q_INVOKABLE void setPinned(qint64 conversationId, bool pinned);
    /// Until the person takes it back.
    Q_INVOKABLE void setMuted(qint64 conversationId, bool muted);
    Q_INVOKABLE void markRead(qint64 conversationId);
    /// Without effect where they never wrote.
    Q_INVOKABLE void markUnread(qint64 conversationId);
    Q_INVOKABLE void block(qint64 conversationId);
    /// The conversation goes, the contact stays.
    Q_INVOKABLE void remove(qint64 conversationId);

    /// nullptr while no profile is open.
    void setCore(CoreThread* core) { m_core = core; }

private:
    template <class Call> void post(Call call);

    const ConversationListModel& m_list;
    CoreThread* m_core = nullptr;
};

} // namespace sotto::viewmodels
