// Conversation: what is done with its messages and their links.
#include "app/viewmodels/conversation_parts.h"
#include "app/viewmodels/message_text.h"

#include <QClipboard>
#include <QGuiApplication>

namespace sotto::viewmodels {

void Conversation::reply(qint64 messageId)
{
    m_parts->composer->reply(messageId, m_parts->messages->authorOf(messageId),
                             previewOf(m_parts->messages->textOf(messageId)));
}

void Conversation::copy(qint64 messageId)
{
    QGuiApplication::clipboard()->setText(m_parts->messages->textOf(messageId));
}

void Conversation::removeHere(qint64 messageId)
{
    m_parts->profile.core.post([messageId](core::Client& client) { client.removeHere(messageId); });
}

void Conversation::takeBack(qint64 messageId)
{
    m_parts->attempt([messageId](core::Client& client) { return client.takeBack(messageId); });
}

void Conversation::edit(qint64 messageId)
{
    m_parts->composer->edit(messageId, m_parts->messages->textOf(messageId));
}

void Conversation::editLast()
{
    if (const qint64 message = m_parts->messages->newestOwnText(); message > 0) {
        edit(message);
    }
}

void Conversation::sendAgain(qint64 messageId)
{
    m_parts->profile.core.post([messageId](core::Client& client) { client.sendAgain(messageId); });
}

void Conversation::jumpTo(qint64 messageId)
{
    m_parts->jumpTarget = messageId;
    m_parts->messages->find(messageId);
}

void Conversation::jumpToNewest()
{
    if (m_parts->messages->hasNewer()) {
        m_parts->messages->loadNewest();
    } else {
        Q_EMIT jumped(0);
    }
}

void Conversation::seen(int row)
{
    m_parts->seenRow = row;
    m_parts->markSeen();
}

void Conversation::askLink(const QString& link)
{
    m_parts->question = questionAbout(link);
    Q_EMIT linkToConfirmChanged();
}

void Conversation::openConfirmedLink()
{
    const QUrl url = m_parts->question.url;
    dismissLink();
    if (url.isValid() && m_parts->profile.openUrl) {
        m_parts->profile.openUrl(url);
    }
}

void Conversation::copyConfirmedLink()
{
    QGuiApplication::clipboard()->setText(linkToConfirm());
    dismissLink();
}

void Conversation::dismissLink()
{
    m_parts->question = {};
    Q_EMIT linkToConfirmChanged();
}

void Conversation::dismissError()
{
    m_parts->setError({});
}

} // namespace sotto::viewmodels
