#include "app/viewmodels/search_model.h"

#include "app/core/environment.h"
#include "app/viewmodels/conversation_row.h"
#include "app/viewmodels/message_text.h"
#include "app/viewmodels/person_text.h"
#include "app/viewmodels/picture_tags.h"
#include "app/viewmodels/read_thread.h"
#include "app/viewmodels/text_look.h"
#include "app/viewmodels/utf8_ranges.h"

#include <algorithm>

namespace sotto::viewmodels {

namespace {

struct SearchRow
{
    SearchModel::Kind kind = SearchModel::Kind::Heading;
    QString heading;
    ConversationRow conversation;
    storage::SearchHit hit;
};

using Hits = std::vector<storage::SearchHit>;

} // namespace

class SearchModel::Parts
{
public:
    Parts(SearchModel& owner, const ConversationListModel& conversations, const core::Clock& now,
          const PictureTags& tags, const TextLook& textLook)
        : model(owner)
        , list(conversations)
        , clock(now)
        , pictures(tags)
        , look(textLook)
    {}

    void start();
    void read(storage::RowId beforeId);
    void take(Hits found, bool isFirst);
    void build();
    [[nodiscard]] std::vector<SearchRow> peopleRows() const;
    [[nodiscard]] QString excerpt(const SearchRow& row) const;
    [[nodiscard]] QString spoken(const SearchRow& row) const;
    void standOn(int hit);

    SearchModel& model;
    const ConversationListModel& list;
    const core::Clock& clock;
    const PictureTags& pictures;
    const TextLook& look;
    TimeText times;
    ReadThread* reader = nullptr;
    ReadTicket ticket;
    QString query;
    Scope scope = Scope::All;
    storage::RowId conversation = storage::kNoRow;
    bool busy = false;
    bool hasMore = false;
    Hits hits;
    std::vector<SearchRow> rows;
    int people = 0;
    int currentHit = -1;
};

void SearchModel::Parts::start()
{
    ticket.cancel();
    hits.clear();
    hasMore = false;
    busy = false;
    standOn(-1);
    if (model.active() && scope != Scope::People) {
        read(storage::kNoRow);
    }
    // The rows of before stay until there are others: nothing flickers while one types.
    if (!busy) {
        build();
    }
    Q_EMIT model.queryChanged();
    Q_EMIT model.resultsChanged();
}

void SearchModel::Parts::read(storage::RowId beforeId)
{
    if (!reader) {
        return;
    }
    busy = true;
    reader->read(
        &model, ticket,
        [utf8 = query.toStdString(), in = conversation, beforeId](ReadStores& stores) {
            return stores.messages.search(utf8, in, beforeId, kSearchHits + 1);
        },
        [this, isFirst = beforeId == storage::kNoRow](Hits found) {
            take(std::move(found), isFirst);
        });
}

void SearchModel::Parts::take(Hits found, bool isFirst)
{
    busy = false;
    hasMore = found.size() > kSearchHits;
    if (hasMore) {
        found.pop_back();
    }
    if (isFirst) {
        hits = std::move(found);
    } else {
        std::move(found.begin(), found.end(), std::back_inserter(hits));
    }
    build();
    if (conversation != storage::kNoRow && isFirst && !hits.empty()) {
        standOn(0);
    }
    Q_EMIT model.resultsChanged();
    Q_EMIT model.currentHitChanged();
}

std::vector<SearchRow> SearchModel::Parts::peopleRows() const
{
    std::vector<SearchRow> found;
    if (!model.active() || scope == Scope::Messages || conversation != storage::kNoRow) {
        return found;
    }
    for (const ConversationRow& row : list.rows()) {
        if (hasAllWords(query, row.name())) {
            found.push_back({Kind::Person, {}, row, {}});
        }
    }
    return found;
}

void SearchModel::Parts::build()
{
    std::vector<SearchRow> built = peopleRows();
    people = static_cast<int>(built.size());
    if (people > 0) {
        built.insert(built.begin(), SearchRow{Kind::Heading, SearchModel::tr("People"), {}, {}});
    }
    std::vector<SearchRow> messages;
    for (const storage::SearchHit& hit : hits) {
        if (const ConversationRow* row = list.find(hit.message.conversation)) {
            messages.push_back({Kind::Message, {}, *row, hit});
        }
    }
    if (!messages.empty()) {
        const QString heading = hasMore
                                    ? SearchModel::tr("Messages")
                                    : SearchModel::tr("Messages \u00b7 %1").arg(messages.size());
        built.push_back({Kind::Heading, heading, {}, {}});
        std::move(messages.begin(), messages.end(), std::back_inserter(built));
    }
    if (hasMore) {
        built.push_back({Kind::More, SearchModel::tr("Show more"), {}, {}});
    }
    model.beginResetModel();
    rows = std::move(built);
    model.endResetModel();
}

QString SearchModel::Parts::excerpt(const SearchRow& row) const
{
    if (row.kind == Kind::Person) {
        return row.conversation.preview(false).toHtmlEscaped();
    }
    const QString text = QString::fromStdString(row.hit.message.text);
    return markedExcerpt(text, utf16Ranges(row.hit.message.text, row.hit.matches), look);
}

QString SearchModel::Parts::spoken(const SearchRow& row) const
{
    switch (row.kind) {
    case Kind::Heading:
    case Kind::More:
        return row.heading;
    case Kind::Person:
        return row.conversation.spoken(false, times, clock.now());
    case Kind::Message:
        break;
    }
    return SearchModel::tr("%1, %2, %3")
        .arg(row.conversation.name(), previewOf(QString::fromStdString(row.hit.message.text)),
             times.row(row.hit.message.sent, clock.now()));
}

void SearchModel::Parts::standOn(int hit)
{
    if (currentHit == hit) {
        return;
    }
    currentHit = hit;
    Q_EMIT model.currentHitChanged();
    if (hit >= 0) {
        const storage::Message& message = hits[static_cast<std::size_t>(hit)].message;
        Q_EMIT model.openAsked(message.conversation, message.id);
    }
}

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
