#include "app/viewmodels/message_model.h"

#include "app/viewmodels/message_model_parts.h"
#include "app/viewmodels/person_text.h"

#include <algorithm>
#include <limits>

#include <QCoreApplication>

namespace sotto::viewmodels {

namespace {

/// Rows that are shown above the first unread one.
constexpr int kRowsAboveUnread = 20;
/// Unread rows that an opening page reaches back over.
constexpr int kUnreadPageMax = 300;

const QList<int> kTimeRoles = {MessageModel::TimeTextRole, MessageModel::FullTimeTextRole,
                               MessageModel::DayTextRole, MessageModel::AccessibleTextRole};

} // namespace

MessageModel::MessageModel(const core::Clock& clock, const TextLook& look, QObject* parent)
    : QAbstractListModel(parent)
    , m_parts(std::make_unique<Parts>(*this, clock, look))
{
    connect(&look, &TextLook::changed, this, [this] { m_parts->retellTexts(); });
}

MessageModel::~MessageModel() = default;

bool MessageModel::loaded() const
{
    return m_parts->loaded;
}

bool MessageModel::hasOlder() const
{
    return m_parts->hasOlder;
}

bool MessageModel::hasNewer() const
{
    return m_parts->hasNewer;
}

int MessageModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_parts->rows.size());
}

void MessageModel::load(ReadThread& reader, qint64 conversation, qint64 readPosition, int unread)
{
    m_parts->reader = &reader;
    m_parts->conversation = conversation;
    m_parts->unreadFrom = unread > 0 ? readPosition + 1 : 0;
    m_parts->unreadCount = unread;
    const int limit = std::clamp(unread + kRowsAboveUnread, kPageRows, kUnreadPageMax);
    reader.read(
        this, m_parts->pageTicket,
        [conversation, limit](ReadStores& stores) {
            return readNewest(stores, conversation, static_cast<std::size_t>(limit));
        },
        [this](MessagePage page) { m_parts->take(std::move(page)); });
}

void MessageModel::clear()
{
    m_parts->pageTicket.cancel();
    m_parts->olderTicket.cancel();
    m_parts->newerTicket.cancel();
    m_parts->refreshTicket.cancel();
    m_parts->reader = nullptr;
    m_parts->remove(0, m_parts->rows.size());
}

void MessageModel::setFollowed(bool atNewest, bool watched)
{
    m_parts->atNewest = atNewest;
    m_parts->watched = watched;
}

void MessageModel::apply(const core::Changes& changes)
{
    for (const core::ChangedMessage& changed : changes.messages) {
        if (changed.conversation != m_parts->conversation) {
            continue;
        }
        if (changed.what == core::ChangedMessage::What::Added) {
            m_parts->tailStale = true;
        } else {
            m_parts->stale.insert(changed.message);
        }
    }
    m_parts->refresh();
}

void MessageModel::retellTimes()
{
    m_parts->tellAll(kTimeRoles);
}

void MessageModel::fetchOlder()
{
    Parts& parts = *m_parts;
    if (!parts.reader || !parts.hasOlder || parts.readingOlder || parts.rows.empty()) {
        return;
    }
    parts.readingOlder = true;
    parts.reader->read(
        this, parts.olderTicket,
        [in = parts.conversation, position = parts.rows.front().message.position](
            ReadStores& stores) { return readBefore(stores, in, position, kPageRows); },
        [&parts](MessagePage page) {
            parts.readingOlder = false;
            parts.insert(0, std::move(page.rows));
            parts.setEnds(page.hasOlder, parts.hasNewer);
            parts.trimNewest();
        });
}

void MessageModel::fetchNewer()
{
    Parts& parts = *m_parts;
    if (!parts.reader || !parts.hasNewer || parts.readingNewer || parts.settledCount() == 0) {
        return;
    }
    parts.readingNewer = true;
    parts.reader->read(
        this, parts.newerTicket,
        [in = parts.conversation, position = parts.rows[parts.settledCount() - 1].message.position](
            ReadStores& stores) { return readAfter(stores, in, position, kPageRows); },
        [&parts](MessagePage page) {
            parts.readingNewer = false;
            parts.insert(parts.settledCount(), std::move(page.rows));
            parts.setEnds(parts.hasOlder, page.hasNewer);
            parts.trimOldest();
            // What came between the reading and now is behind the page.
            parts.tailStale = !page.hasNewer;
            parts.refresh();
        });
}

int MessageModel::rowOf(qint64 messageId) const
{
    const std::size_t index = m_parts->find(messageId);
    return index < m_parts->rows.size() ? m_parts->modelRow(index) : -1;
}

void MessageModel::find(qint64 message)
{
    if (const int row = rowOf(message); row >= 0) {
        Q_EMIT found(row);
        return;
    }
    if (!m_parts->reader) {
        return;
    }
    m_parts->reader->read(
        this, m_parts->pageTicket,
        [in = m_parts->conversation, message](ReadStores& stores) {
            return readAround(stores, in, message, 2 * kPageRows);
        },
        [this, message](MessagePage page) {
            if (!page.rows.empty()) {
                m_parts->take(std::move(page));
                Q_EMIT found(rowOf(message));
                return;
            }
            Q_EMIT found(-1);
            if (!m_parts->loaded) {
                readNewestPage();
            }
        });
}

void MessageModel::readNewestPage()
{
    m_parts->reader->read(
        this, m_parts->pageTicket,
        [in = m_parts->conversation](ReadStores& stores) {
            return readNewest(stores, in, kPageRows);
        },
        [this](MessagePage page) {
            m_parts->take(std::move(page));
            Q_EMIT found(0);
        });
}

void MessageModel::loadNewest()
{
    if (m_parts->reader && m_parts->hasNewer) {
        readNewestPage();
    }
}

void MessageModel::setHighlighted(qint64 message)
{
    const qint64 before = std::exchange(m_parts->highlighted, message);
    for (const qint64 id : {before, message}) {
        const std::size_t index = id != 0 ? m_parts->find(id) : m_parts->rows.size();
        if (index < m_parts->rows.size()) {
            m_parts->tell(index, index + 1, {HighlightedRole});
        }
    }
}

void MessageModel::setMarks(const QString& query, qint64 currentHit)
{
    const qint64 before = std::exchange(m_parts->currentHit, currentHit);
    if (std::exchange(m_parts->marks, query) != query) {
        m_parts->retellTexts();
        return;
    }
    for (const qint64 id : {before, currentHit}) {
        const std::size_t index = id != 0 ? m_parts->find(id) : m_parts->rows.size();
        if (before != currentHit && index < m_parts->rows.size()) {
            m_parts->rows[index].shown.reset();
            m_parts->tell(index, index + 1, kTextRoles);
        }
    }
}

void MessageModel::showPending(qint64 ticket, const QString& text, qint64 quoted)
{
    MessageRow row;
    row.ticket = ticket;
    row.author = QCoreApplication::translate("Messages", "You");
    row.message.id = -ticket;
    row.message.conversation = m_parts->conversation;
    row.message.position = std::numeric_limits<std::int64_t>::max();
    row.message.state = storage::MessageState::Waiting;
    row.message.sent = m_parts->clock.now();
    row.message.text = text.toStdString();
    row.message.quoted = quoted;
    if (const std::size_t index = m_parts->find(quoted);
        quoted != 0 && index < m_parts->rows.size()) {
        row.quoted =
            QuotedMessage{m_parts->rows[index].author, previewOf(m_parts->rows[index].text())};
    }
    std::vector<MessageRow> added;
    added.push_back(std::move(row));
    m_parts->insert(m_parts->rows.size(), std::move(added));
    Q_EMIT arrived(true);
}

void MessageModel::settle(qint64 ticket, qint64 message)
{
    const std::size_t index = m_parts->findTicket(ticket);
    if (index == m_parts->rows.size()) {
        return;
    }
    if (m_parts->find(message) < m_parts->rows.size()) {
        m_parts->remove(index, index + 1);
        return;
    }
    m_parts->rows[index].message.id = message;
    m_parts->tell(index, index + 1, {MessageIdRole});
    m_parts->tailStale = true;
    m_parts->refresh();
}

void MessageModel::withdraw(qint64 ticket)
{
    const std::size_t index = m_parts->findTicket(ticket);
    m_parts->remove(index, std::min(index + 1, m_parts->rows.size()));
}

qint64 MessageModel::positionAt(int row) const
{
    const bool isRow = row >= 0 && row < count();
    // Rows that the core has not taken have no position: what stands before them counts.
    for (std::size_t i = isRow ? m_parts->indexOf(row) + 1 : 0; i > 0; --i) {
        if (!m_parts->rows[i - 1].isPending()) {
            return m_parts->rows[i - 1].message.position;
        }
    }
    return 0;
}

QString MessageModel::authorOf(qint64 messageId) const
{
    const std::size_t index = m_parts->find(messageId);
    return index < m_parts->rows.size() ? m_parts->rows[index].author : QString();
}

QString MessageModel::textOf(qint64 messageId) const
{
    const std::size_t index = m_parts->find(messageId);
    return index < m_parts->rows.size() ? m_parts->rows[index].text() : QString();
}

qint64 MessageModel::newestOwnText() const
{
    for (auto row = m_parts->rows.rbegin(); row != m_parts->rows.rend(); ++row) {
        if (row->message.isOwn() && row->message.kind == storage::MessageKind::Text &&
            !row->isPending()) {
            return row->message.id;
        }
    }
    return 0;
}

int MessageModel::firstUnreadRow() const
{
    for (std::size_t i = 0; i < m_parts->rows.size(); ++i) {
        if (m_parts->isUnreadStart(i)) {
            return m_parts->modelRow(i);
        }
    }
    return -1;
}

} // namespace sotto::viewmodels

#include "moc_message_model.cpp"
