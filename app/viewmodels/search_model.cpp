#include "app/viewmodels/search_model.h"

#include "app/viewmodels/message_text.h"
#include "app/viewmodels/person_text.h"
#include "app/viewmodels/search_model_parts.h"
#include "app/viewmodels/text_look.h"

namespace sotto::viewmodels {

SearchModel::SearchModel(const ConversationListModel& conversations, const core::Clock& clock,
                         const PictureTags& pictures, const TextLook& look, QObject* parent)
    : QAbstractListModel(parent)
    , m_parts(std::make_unique<Parts>(*this, conversations, clock, pictures, look))
{}

SearchModel::~SearchModel() = default;

QString SearchModel::query() const
{
    return m_parts->query;
}
SearchModel::Scope SearchModel::scope() const
{
    return m_parts->scope;
}
bool SearchModel::active() const
{
    return !m_parts->query.trimmed().isEmpty();
}
bool SearchModel::busy() const
{
    return m_parts->busy;
}
int SearchModel::peopleCount() const
{
    return m_parts->people;
}
int SearchModel::messageCount() const
{
    return static_cast<int>(m_parts->hits.size());
}
bool SearchModel::hasMore() const
{
    return m_parts->hasMore;
}
qint64 SearchModel::inConversation() const
{
    return m_parts->conversation;
}
int SearchModel::currentHit() const
{
    return m_parts->currentHit;
}

void SearchModel::setQuery(const QString& query)
{
    if (m_parts->query != query) {
        m_parts->query = query;
        m_parts->start();
    }
}

void SearchModel::setScope(Scope scope)
{
    if (m_parts->scope != scope) {
        m_parts->scope = scope;
        m_parts->start();
    }
}

void SearchModel::setInConversation(qint64 conversation)
{
    if (m_parts->conversation != conversation) {
        m_parts->conversation = conversation;
        m_parts->query.clear();
        m_parts->start();
    }
}

QString SearchModel::emptyText() const
{
    return active() && !busy() && m_parts->rows.empty() ? tr("Nothing found") : QString();
}

QString SearchModel::currentHitText() const
{
    if (m_parts->conversation == storage::kNoRow || !active() || m_parts->busy) {
        return {};
    }
    if (m_parts->hits.empty()) {
        return tr("Nothing found");
    }
    return tr("%1 of %2")
        .arg(m_parts->currentHit + 1)
        .arg(m_parts->hasMore ? tr("%1 or more").arg(m_parts->hits.size())
                              : QString::number(m_parts->hits.size()));
}

qint64 SearchModel::currentMessage() const
{
    const int hit = m_parts->currentHit;
    return hit < 0 ? 0 : m_parts->hits[static_cast<std::size_t>(hit)].message.id;
}

int SearchModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_parts->rows.size());
}

QVariant SearchModel::data(const QModelIndex& at, int role) const
{
    if (!checkIndex(at, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const SearchRow& row = m_parts->rows[static_cast<std::size_t>(at.row())];
    const bool isResult = row.kind == Kind::Person || row.kind == Kind::Message;
    const QString name = isResult ? row.conversation.name() : row.heading;
    const auto& contact = row.conversation.summary.contact;
    switch (role) {
    case KindRole:
        return QVariant::fromValue(row.kind);
    case Qt::DisplayRole:
    case NameRole:
        return name;
    case NameFormattedRole:
        return row.kind == Kind::Person
                   ? markedExcerpt(name, rangesOf(m_parts->query, name), m_parts->look)
                   : name.toHtmlEscaped();
    case InitialsRole:
        return isResult ? initialsOf(name) : QString();
    case ColorIndexRole:
        return contact ? colorIndexOf(contact->account) : 0;
    case PictureRole:
        return contact && contact->hasPicture ? m_parts->pictures.url(contact->id) : QString();
    case IsNotesRole:
        return isResult && row.conversation.isNotes();
    case VerifiedRole:
        return contact && contact->verified;
    case ExcerptRole:
        return isResult ? m_parts->excerpt(row) : QString();
    case TimeTextRole:
        return row.kind == Kind::Message
                   ? m_parts->times.row(shownTime(row.hit.message.sent, row.hit.message.received),
                                        m_parts->clock.now())
                   : QString();
    case ConversationIdRole:
        return static_cast<qint64>(row.conversation.id());
    case MessageIdRole:
        return static_cast<qint64>(row.hit.message.id);
    case AccessibleTextRole:
        return m_parts->spoken(row);
    default:
        return {};
    }
}

QHash<int, QByteArray> SearchModel::roleNames() const
{
    return {{KindRole, "kind"},
            {NameRole, "name"},
            {NameFormattedRole, "nameFormatted"},
            {InitialsRole, "initials"},
            {ColorIndexRole, "colorIndex"},
            {PictureRole, "picture"},
            {IsNotesRole, "isNotes"},
            {VerifiedRole, "verified"},
            {ExcerptRole, "excerpt"},
            {TimeTextRole, "timeText"},
            {ConversationIdRole, "conversationId"},
            {MessageIdRole, "messageId"},
            {AccessibleTextRole, "accessibleText"}};
}

void SearchModel::fetchMoreHits()
{
    if (m_parts->hasMore && !m_parts->busy && !m_parts->hits.empty()) {
        m_parts->read(m_parts->hits.back().message.id);
        Q_EMIT resultsChanged();
    }
}

void SearchModel::open(int row)
{
    if (row < 0 || row >= count()) {
        return;
    }
    const SearchRow& chosen = m_parts->rows[static_cast<std::size_t>(row)];
    if (chosen.kind == Kind::More) {
        fetchMoreHits();
    } else if (chosen.kind != Kind::Heading) {
        Q_EMIT openAsked(chosen.conversation.id(), chosen.hit.message.id);
    }
}

void SearchModel::previous()
{
    if (m_parts->currentHit + 1 < messageCount()) {
        m_parts->standOn(m_parts->currentHit + 1);
    }
    if (m_parts->currentHit + 1 == messageCount()) {
        fetchMoreHits();
    }
}

void SearchModel::next()
{
    if (m_parts->currentHit > 0) {
        m_parts->standOn(m_parts->currentHit - 1);
    }
}

void SearchModel::load(ReadThread& reader)
{
    m_parts->reader = &reader;
}

void SearchModel::clear()
{
    m_parts->ticket.cancel();
    m_parts->reader = nullptr;
    m_parts->query.clear();
    m_parts->conversation = storage::kNoRow;
    m_parts->start();
}

} // namespace sotto::viewmodels

#include "moc_search_model.cpp"
