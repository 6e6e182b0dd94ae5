#include "app/viewmodels/conversation_list_model.h"

#include "app/core/changes.h"
#include "app/core/environment.h"
#include "app/viewmodels/conversation_row.h"
#include "app/viewmodels/person_text.h"
#include "app/viewmodels/picture_tags.h"
#include "app/viewmodels/read_thread.h"

#include <algorithm>
#include <set>

namespace sotto::viewmodels {

class ConversationListModel::Parts
{
public:
    Parts(ConversationListModel& owner, const core::Clock& now, const PictureTags& tags)
        : model(owner)
        , clock(now)
        , pictures(tags)
    {}

    void read();
    void take(std::vector<storage::ConversationSummary> summaries);
    void removeMissing(const std::vector<ConversationRow>& wanted);
    void place(std::size_t index, ConversationRow row);
    void tell(std::size_t index, const QList<int>& roles = {});
    void tellTotal();

    ConversationListModel& model;
    const core::Clock& clock;
    const PictureTags& pictures;
    TimeText times;
    ReadThread* reader = nullptr;
    ReadTicket ticket;
    std::vector<ConversationRow> rows;
    std::set<storage::RowId> typing;
    qint64 selected = 0;
    int total = 0;
    bool loaded = false;
    bool reading = false;
    bool stale = false;
};

void ConversationListModel::Parts::read()
{
    if (!reader || reading) {
        stale = reader != nullptr;
        return;
    }
    reading = true;
    stale = false;
    reader->read(
        &model, ticket, [](ReadStores& stores) { return stores.conversations.summaries(); },
        [this](std::vector<storage::ConversationSummary> summaries) {
            reading = false;
            take(std::move(summaries));
            if (stale) {
                read();
            }
        });
}

void ConversationListModel::Parts::take(std::vector<storage::ConversationSummary> summaries)
{
    std::vector<ConversationRow> wanted;
    wanted.reserve(summaries.size());
    for (storage::ConversationSummary& summary : summaries) {
        const bool isTyping = typing.contains(summary.conversation.id);
        wanted.push_back({std::move(summary), isTyping});
    }
    const std::size_t before = rows.size();
    removeMissing(wanted);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        place(i, std::move(wanted[i]));
    }
    if (rows.size() != before) {
        Q_EMIT model.countChanged();
    }
    if (!loaded) {
        loaded = true;
        Q_EMIT model.loadedChanged();
    }
    tellTotal();
    Q_EMIT model.rowsRefreshed();
}

void ConversationListModel::Parts::removeMissing(const std::vector<ConversationRow>& wanted)
{
    std::set<storage::RowId> kept;
    for (const ConversationRow& row : wanted) {
        kept.insert(row.id());
    }
    for (std::size_t i = rows.size(); i > 0; --i) {
        if (!kept.contains(rows[i - 1].id())) {
            const int row = static_cast<int>(i - 1);
            model.beginRemoveRows({}, row, row);
            rows.erase(rows.begin() + row);
            model.endRemoveRows();
        }
    }
}

// Rows before `index` are as they should be, and none is there that should not be.
void ConversationListModel::Parts::place(std::size_t index, ConversationRow row)
{
    const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(index);
    const auto found = std::find_if(
        begin, rows.end(), [&row](const ConversationRow& other) { return other.id() == row.id(); });
    const int to = static_cast<int>(index);
    if (found == rows.end()) {
        model.beginInsertRows({}, to, to);
        rows.insert(begin, std::move(row));
        model.endInsertRows();
        return;
    }
    if (found != begin) {
        const int from = static_cast<int>(found - rows.begin());
        model.beginMoveRows({}, from, from, {}, to);
        std::rotate(begin, found, found + 1);
        model.endMoveRows();
    }
    // A picture may be another one without anything else having changed: the tag says so.
    const bool hasPicture = row.summary.contact && row.summary.contact->hasPicture;
    if (!isSame(rows[index], row)) {
        rows[index] = std::move(row);
        tell(index);
    } else if (hasPicture) {
        tell(index, {PictureRole});
    }
}

void ConversationListModel::Parts::tell(std::size_t index, const QList<int>& roles)
{
    const QModelIndex at = model.index(static_cast<int>(index));
    Q_EMIT model.dataChanged(at, at, roles);
}

void ConversationListModel::Parts::tellTotal()
{
    int sum = 0;
    for (const ConversationRow& row : rows) {
        if (row.stands(storage::ContactStanding::Asking)) {
            ++sum;
        } else if (!row.isMuted(clock.now())) {
            sum += static_cast<int>(row.summary.conversation.unread);
        }
    }
    if (std::exchange(total, sum) != sum) {
        Q_EMIT model.unreadTotalChanged();
    }
}

ConversationListModel::ConversationListModel(const core::Clock& clock, const PictureTags& pictures,
                                             QObject* parent)
    : QAbstractListModel(parent)
    , m_parts(std::make_unique<Parts>(*this, clock, pictures))
{}

ConversationListModel::~ConversationListModel() = default;

bool ConversationListModel::loaded() const
{
    return m_parts->loaded;
}

int ConversationListModel::unreadTotal() const
{
    return m_parts->total;
}

const std::vector<ConversationRow>& ConversationListModel::rows() const
{
    return m_parts->rows;
}

int ConversationListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_parts->rows.size());
}

QVariant ConversationListModel::data(const QModelIndex& at, int role) const
{
    if (!checkIndex(at, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const ConversationRow& row = m_parts->rows[static_cast<std::size_t>(at.row())];
    const storage::Conversation& conversation = row.summary.conversation;
    const auto& contact = row.summary.contact;
    const bool selected = conversation.id == m_parts->selected;
    const storage::Milliseconds now = m_parts->clock.now();
    switch (role) {
    case ConversationIdRole:
        return static_cast<qint64>(conversation.id);
    case ContactIdRole:
        return static_cast<qint64>(conversation.contact);
    case Qt::DisplayRole:
    case NameRole:
        return row.name();
    case InitialsRole:
        return initialsOf(row.name());
    case ColorIndexRole:
        return contact ? colorIndexOf(contact->account) : 0;
    case PictureRole:
        return contact && contact->hasPicture ? m_parts->pictures.url(contact->id) : QString();
    case IsGroupRole:
        return conversation.kind == storage::ConversationKind::Group;
    case IsNotesRole:
        return row.isNotes();
    case IsRequestRole:
        return row.stands(storage::ContactStanding::Asking);
    case IsAskedRole:
        return row.stands(storage::ContactStanding::Asked);
    case VerifiedRole:
        return contact && contact->verified;
    case MutedRole:
        return row.isMuted(now);
    case PinnedRole:
        return conversation.pinned;
    case SelectedRole:
        return selected;
    case UnreadRole:
        return static_cast<int>(conversation.unread);
    case IsUnreadRole:
        return conversation.unread > 0 || row.stands(storage::ContactStanding::Asking);
    case TimeTextRole:
        return row.timeText(m_parts->times, now);
    case PreviewRole:
        return row.preview(selected);
    case PreviewKindRole:
        return QVariant::fromValue(row.previewKind(selected));
    case PreviewStateRole:
        return QVariant::fromValue(row.previewState(selected));
    case AccessibleTextRole:
        return row.spoken(selected, m_parts->times, now);
    default:
        return {};
    }
}

QHash<int, QByteArray> ConversationListModel::roleNames() const
{
    return {{ConversationIdRole, "conversationId"},
            {ContactIdRole, "contactId"},
            {NameRole, "name"},
            {InitialsRole, "initials"},
            {ColorIndexRole, "colorIndex"},
            {PictureRole, "picture"},
            {IsGroupRole, "isGroup"},
            {IsNotesRole, "isNotes"},
            {IsRequestRole, "isRequest"},
            {IsAskedRole, "isAsked"},
            {VerifiedRole, "verified"},
            {MutedRole, "muted"},
            {PinnedRole, "pinned"},
            {SelectedRole, "selected"},
            {UnreadRole, "unread"},
            {IsUnreadRole, "isUnread"},
            {TimeTextRole, "timeText"},
            {PreviewRole, "preview"},
            {PreviewKindRole, "previewKind"},
            {PreviewStateRole, "previewState"},
            {AccessibleTextRole, "accessibleText"}};
}

void ConversationListModel::load(ReadThread& reader)
{
    m_parts->reader = &reader;
    m_parts->read();
}

void ConversationListModel::clear()
{
    m_parts->ticket.cancel();
    m_parts->reader = nullptr;
    m_parts->reading = false;
    m_parts->stale = false;
    m_parts->typing.clear();
    m_parts->selected = 0;
    if (!m_parts->rows.empty()) {
        beginRemoveRows({}, 0, rowCount({}) - 1);
        m_parts->rows.clear();
        endRemoveRows();
        Q_EMIT countChanged();
    }
    if (std::exchange(m_parts->loaded, false)) {
        Q_EMIT loadedChanged();
    }
    m_parts->tellTotal();
}

void ConversationListModel::apply(const core::Changes& changes)
{
    if (!changes.conversations.empty() || !changes.contacts.empty() || !changes.messages.empty()) {
        m_parts->read();
    }
}

void ConversationListModel::setTyping(qint64 conversation, bool active)
{
    if (active) {
        m_parts->typing.insert(conversation);
    } else {
        m_parts->typing.erase(conversation);
    }
    const int row = rowOf(conversation);
    if (row >= 0) {
        m_parts->rows[static_cast<std::size_t>(row)].typing = active;
        m_parts->tell(static_cast<std::size_t>(row),
                      {PreviewRole, PreviewKindRole, PreviewStateRole, AccessibleTextRole});
    }
}

void ConversationListModel::setSelected(qint64 conversation)
{
    const qint64 before = std::exchange(m_parts->selected, conversation);
    for (const qint64 id : {before, conversation}) {
        if (const int row = rowOf(id); row >= 0) {
            m_parts->tell(
                static_cast<std::size_t>(row),
                {SelectedRole, PreviewRole, PreviewKindRole, PreviewStateRole, AccessibleTextRole});
        }
    }
}

void ConversationListModel::retellTimes()
{
    if (!m_parts->rows.empty()) {
        Q_EMIT dataChanged(index(0), index(rowCount({}) - 1),
                           {TimeTextRole, MutedRole, AccessibleTextRole});
        m_parts->tellTotal();
    }
}

int ConversationListModel::rowOf(qint64 conversation) const
{
    const auto found = std::find_if(
        m_parts->rows.begin(), m_parts->rows.end(),
        [conversation](const ConversationRow& row) { return row.id() == conversation; });
    return found == m_parts->rows.end() ? -1 : static_cast<int>(found - m_parts->rows.begin());
}

const ConversationRow* ConversationListModel::find(qint64 conversation) const
{
    const int row = rowOf(conversation);
    return row < 0 ? nullptr : &m_parts->rows[static_cast<std::size_t>(row)];
}

qint64 ConversationListModel::withContact(qint64 contact) const
{
    for (const ConversationRow& row : m_parts->rows) {
        if (row.summary.conversation.contact == contact && !row.isNotes()) {
            return row.id();
        }
    }
    return 0;
}

qint64 ConversationListModel::notes() const
{
    for (const ConversationRow& row : m_parts->rows) {
        if (row.isNotes()) {
            return row.id();
        }
    }
    return 0;
}

qint64 ConversationListModel::neighbour(int step) const
{
    const int row = rowOf(m_parts->selected);
    const int wanted = row < 0 ? (step > 0 ? 0 : rowCount({}) - 1) : row + step;
    return wanted >= 0 && wanted < rowCount({})
               ? m_parts->rows[static_cast<std::size_t>(wanted)].id()
               : 0;
}

} // namespace sotto::viewmodels

#include "moc_conversation_list_model.cpp"
