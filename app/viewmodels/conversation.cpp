#include "app/viewmodels/conversation.h"

#include "app/core/client.h"
#include "app/viewmodels/conversation_parts.h"
#include "app/viewmodels/conversation_text.h"
#include "app/viewmodels/message_text.h"
#include "app/viewmodels/person_text.h"

#include <QClipboard>
#include <QGuiApplication>

namespace sotto::viewmodels {

namespace {

using Status = crypto::Result<void, core::Problem>;

} // namespace

Conversation::Conversation(OpenProfile& profile, qint64 id, QObject* parent)
    : QObject(parent)
    , m_parts(std::make_unique<Parts>(*this, profile, id))
{
    Parts* parts = m_parts.get();
    connect(parts->composer, &Composer::sendAsked, this,
            [parts](const QString& text, qint64 quoted) { parts->send(text, quoted); });
    connect(parts->composer, &Composer::editAsked, this,
            [parts](qint64 message, const QString& text) {
                parts->profile.core.ask(
                    &parts->conversation,
                    [message, utf8 = text.toStdString()](core::Client& client) {
                        return client.edit(message, utf8);
                    },
                    [parts, message, text](const Status& result) {
                        if (!result) {
                            parts->composer->edit(message, text);
                            parts->refuse(result.error());
                        }
                    });
            });
    connect(parts->composer, &Composer::draftAsked, this,
            [parts](const QString& draft, qint64 quoted) {
                parts->profile.core.ask(
                    &parts->conversation,
                    [id = parts->id, utf8 = draft.toStdString(), quoted](core::Client& client) {
                        return client.saveDraft(id, utf8, quoted);
                    },
                    [parts](const Status& result) {
                        if (!result) {
                            parts->refuse(result.error());
                        }
                    });
            });
    connect(parts->composer, &Composer::typed, this, [parts] {
        parts->profile.core.post([id = parts->id](core::Client& client) { client.typing(id); });
    });
    connect(parts->messages, &MessageModel::found, this, [this, parts](int row) {
        const storage::RowId target = std::exchange(parts->jumpTarget, storage::kNoRow);
        if (row < 0) {
            return;
        }
        if (target != storage::kNoRow) {
            parts->messages->setHighlighted(target);
            parts->highlight.start();
        }
        Q_EMIT jumped(row);
    });
    connect(parts->messages, &MessageModel::arrived, this, [parts] {
        if (parts->atNewest) {
            parts->seenRow = 0;
            parts->markSeen();
        }
    });
    connect(parts->messages, &MessageModel::unreadLineChanged, this, &Conversation::unreadChanged);
    connect(&parts->highlight, &QTimer::timeout, this,
            [parts] { parts->messages->setHighlighted(storage::kNoRow); });
    // What the list knows is shown at once; the rest is read.
    if (const ConversationRow* known = profile.list.find(id)) {
        parts->isTyping = known->typing;
        parts->take(known->summary);
    }
    parts->read();
}

Conversation::~Conversation()
{
    m_parts->composer->flush();
    m_parts->messages->clear();
}

qint64 Conversation::conversationId() const
{
    return m_parts->id;
}
qint64 Conversation::contactId() const
{
    return m_parts->row.summary.conversation.contact;
}
QString Conversation::name() const
{
    return m_parts->isKnown ? m_parts->row.name() : QString();
}
QString Conversation::initials() const
{
    return initialsOf(name());
}
int Conversation::colorIndex() const
{
    return m_parts->contact->colorIndex();
}
QUrl Conversation::picture() const
{
    return m_parts->contact->picture();
}
bool Conversation::verified() const
{
    return m_parts->contact->verified();
}
bool Conversation::isNotes() const
{
    return m_parts->row.isNotes();
}
bool Conversation::isBlocked() const
{
    return m_parts->contact->isBlocked();
}
QString Conversation::requestTitle() const
{
    return viewmodels::requestTitle(name());
}
QString Conversation::requestText() const
{
    return viewmodels::requestText(name());
}
bool Conversation::typing() const
{
    return m_parts->isTyping;
}
bool Conversation::pinned() const
{
    return m_parts->row.summary.conversation.pinned;
}
MessageModel* Conversation::messages() const
{
    return m_parts->messages;
}
Composer* Conversation::composer() const
{
    return m_parts->composer;
}
ContactDetails* Conversation::contact() const
{
    return m_parts->contact;
}
int Conversation::firstUnreadRow() const
{
    return m_parts->messages->firstUnreadRow();
}
bool Conversation::atNewest() const
{
    return m_parts->atNewest;
}
QString Conversation::error() const
{
    return m_parts->error;
}
QString Conversation::linkToConfirm() const
{
    return m_parts->question.url.toString();
}
QString Conversation::linkHost() const
{
    return m_parts->question.host;
}
QString Conversation::linkWarning() const
{
    return m_parts->question.warning;
}

int Conversation::unreadCount() const
{
    return static_cast<int>(m_parts->row.summary.conversation.unread);
}

int Conversation::newestBelow() const
{
    return m_parts->atNewest ? 0 : unreadCount();
}

void Conversation::setAtNewest(bool atNewest)
{
    if (std::exchange(m_parts->atNewest, atNewest) != atNewest) {
        m_parts->markSeen();
        Q_EMIT atNewestChanged();
        Q_EMIT unreadChanged();
    }
}

void Conversation::apply(const core::Changes& changes)
{
    m_parts->messages->apply(changes);
    if (changes.conversations.contains(m_parts->id) || changes.contacts.contains(contactId())) {
        m_parts->read();
    }
}

void Conversation::setTyping(bool active)
{
    if (std::exchange(m_parts->isTyping, active) != active) {
        Q_EMIT typingChanged();
        Q_EMIT changed();
    }
}

void Conversation::setWindowActive(bool active)
{
    m_parts->windowActive = active;
    m_parts->markSeen();
}

void Conversation::retellTimes()
{
    m_parts->messages->retellTimes();
    Q_EMIT changed();
}

} // namespace sotto::viewmodels

#include "moc_conversation.cpp"
