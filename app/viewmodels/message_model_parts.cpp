#include "app/viewmodels/message_model_parts.h"

#include "app/viewmodels/emoji_text.h"

#include <algorithm>

namespace sotto::viewmodels {

namespace {

// What a row shows because of the rows beside it.
const QList<int> kNeighbourRoles = {
    MessageModel::DayTextRole,    MessageModel::IsFirstOfGroupRole, MessageModel::IsLastOfGroupRole,
    MessageModel::ShowsStateRole, MessageModel::IsUnreadStartRole,  MessageModel::UnreadTextRole,
    MessageModel::TimeTextRole};

} // namespace

std::size_t MessageModel::Parts::find(storage::RowId message) const
{
    const auto found = std::find_if(rows.begin(), rows.end(), [message](const MessageRow& row) {
        return row.message.id == message;
    });
    return static_cast<std::size_t>(found - rows.begin());
}

std::size_t MessageModel::Parts::findTicket(std::int64_t ticket) const
{
    const auto found = std::find_if(
        rows.begin(), rows.end(), [ticket](const MessageRow& row) { return row.ticket == ticket; });
    return static_cast<std::size_t>(found - rows.begin());
}

std::size_t MessageModel::Parts::settledCount() const
{
    const auto pending = std::find_if(rows.begin(), rows.end(),
                                      [](const MessageRow& row) { return row.isPending(); });
    return static_cast<std::size_t>(pending - rows.begin());
}

void MessageModel::Parts::insert(std::size_t index, std::vector<MessageRow> added)
{
    if (added.empty()) {
        return;
    }
    const std::size_t count = added.size();
    // Index 0 is the oldest, and the model's last row.
    const int first = static_cast<int>(rows.size() - index);
    model.beginInsertRows({}, first, first + static_cast<int>(count) - 1);
    rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(index),
                std::make_move_iterator(added.begin()), std::make_move_iterator(added.end()));
    const std::size_t last = settleDays(index, index + count);
    model.endInsertRows();
    tellNeighbours(index, index + count, last);
    Q_EMIT model.countChanged();
    Q_EMIT model.unreadLineChanged();
}

void MessageModel::Parts::remove(std::size_t begin, std::size_t end)
{
    if (begin >= end) {
        return;
    }
    model.beginRemoveRows({}, modelRow(end - 1), modelRow(begin));
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(begin),
               rows.begin() + static_cast<std::ptrdiff_t>(end));
    const std::size_t last = settleDays(begin, begin);
    model.endRemoveRows();
    tellNeighbours(begin, begin, last);
    Q_EMIT model.countChanged();
    Q_EMIT model.unreadLineChanged();
}

void MessageModel::Parts::replace(std::size_t index, MessageRow row)
{
    rows[index] = std::move(row);
    const std::size_t last = settleDays(index, index + 1);
    tell(index, index + 1);
    tellNeighbours(index, index + 1, last);
}

// A day never begins before the one above it: what an author wrote yesterday and what came only
// today stands under today, with its date beside its time.
std::size_t MessageModel::Parts::settleDays(std::size_t from, std::size_t end)
{
    std::size_t i = from;
    for (; i < rows.size(); ++i) {
        QDate day = dayOf(rows[i].time());
        if (i > 0 && rows[i - 1].day > day) {
            day = rows[i - 1].day;
        }
        if (i >= end && rows[i].day == day) {
            break;
        }
        rows[i].day = day;
    }
    return i;
}

void MessageModel::Parts::tellNeighbours(std::size_t begin, std::size_t end, std::size_t last)
{
    if (begin > 0) {
        tell(begin - 1, begin, kNeighbourRoles);
    }
    tell(end, std::min(rows.size(), std::max(last, end) + 1), kNeighbourRoles);
}

void MessageModel::Parts::tell(std::size_t begin, std::size_t end, const QList<int>& roles)
{
    if (begin < end) {
        Q_EMIT model.dataChanged(model.index(modelRow(end - 1)), model.index(modelRow(begin)),
                                 roles);
    }
}

void MessageModel::Parts::tellAll(const QList<int>& roles)
{
    tell(0, rows.size(), roles);
}

void MessageModel::Parts::retellTexts()
{
    for (const MessageRow& row : rows) {
        row.shown.reset();
    }
    tellAll(kTextRoles);
}

void MessageModel::Parts::setEnds(bool older, bool newer)
{
    if (!loaded || hasOlder != older || hasNewer != newer) {
        loaded = true;
        hasOlder = older;
        hasNewer = newer;
        Q_EMIT model.endsChanged();
    }
}

void MessageModel::Parts::trimOldest()
{
    if (rows.size() > kWindowRowsMax) {
        remove(0, rows.size() - kWindowRowsMax);
        setEnds(true, hasNewer);
    }
}

void MessageModel::Parts::trimNewest()
{
    if (rows.size() > kWindowRowsMax && settledCount() == rows.size()) {
        remove(kWindowRowsMax, rows.size());
        setEnds(hasOlder, true);
    }
}

void MessageModel::Parts::take(MessagePage page)
{
    olderTicket.cancel();
    newerTicket.cancel();
    readingOlder = false;
    readingNewer = false;
    remove(0, settledCount());
    insert(0, std::move(page.rows));
    setEnds(page.hasOlder, page.hasNewer);
    // What changed while it was read.
    refresh();
}

bool MessageModel::Parts::adopt(MessageRow& row)
{
    if (!row.message.isOwn()) {
        return false;
    }
    const auto mine = std::find_if(rows.begin(), rows.end(), [&row](const MessageRow& pending) {
        return pending.isPending() &&
               (pending.message.id == row.message.id || pending.message.text == row.message.text);
    });
    if (mine == rows.end()) {
        return false;
    }
    const auto index = static_cast<std::size_t>(mine - rows.begin());
    const std::size_t place = settledCount();
    if (index == place) {
        replace(index, std::move(row));
    } else {
        remove(index, index + 1);
        insert(place, {std::move(row)});
    }
    return true;
}

void MessageModel::Parts::noteArrival(const MessageRow& row)
{
    if (row.message.isOwn() || row.message.kind != storage::MessageKind::Text) {
        return;
    }
    if (unreadFrom == 0 && !(atNewest && watched)) {
        unreadFrom = row.message.position;
        unreadCount = 0;
    }
    unreadCount += unreadFrom != 0 ? 1 : 0;
}

void MessageModel::Parts::appendArrived(MessagePage tail)
{
    if (!atNewest && rows.size() >= kWindowRowsMax && !tail.rows.empty()) {
        // The view is elsewhere: these would push out what it shows.
        setEnds(hasOlder, true);
        return;
    }
    std::vector<MessageRow> run;
    bool own = false;
    bool any = false;
    for (MessageRow& row : tail.rows) {
        if (find(row.message.id) < settledCount()) {
            continue;
        }
        own = row.message.isOwn();
        any = true;
        noteArrival(row);
        if (row.message.isOwn() && settledCount() < rows.size()) {
            insert(settledCount(), std::exchange(run, {}));
            if (adopt(row)) {
                continue;
            }
        }
        run.push_back(std::move(row));
    }
    insert(settledCount(), std::move(run));
    trimOldest();
    tailStale = tailStale || tail.hasNewer;
    if (any) {
        Q_EMIT model.arrived(own);
    }
}

void MessageModel::Parts::refresh()
{
    if (m_refreshing || !loaded || !reader || (stale.empty() && !tailStale)) {
        return;
    }
    Refreshed request;
    for (const MessageRow& row : rows) {
        if (stale.contains(row.message.id) ||
            (row.message.quoted != storage::kNoRow && stale.contains(row.message.quoted))) {
            request.asked.push_back(row.message.id);
        }
    }
    const std::size_t settled = settledCount();
    const std::int64_t newest = settled > 0 ? rows[settled - 1].message.position : 0;
    request.hasTail = tailStale && !hasNewer;
    stale.clear();
    tailStale = false;
    if (request.asked.empty() && !request.hasTail) {
        return;
    }
    m_refreshing = true;
    reader->read(
        &model, refreshTicket,
        [request = std::move(request), newest, in = conversation](ReadStores& stores) mutable {
            request.found = readRows(stores, in, request.asked);
            if (request.hasTail) {
                request.tail = readAfter(stores, in, newest, kPageRows);
            }
            return std::move(request);
        },
        [this](Refreshed refreshed) { takeRefreshed(std::move(refreshed)); });
}

void MessageModel::Parts::takeRefreshed(Refreshed refreshed)
{
    m_refreshing = false;
    for (const storage::RowId id : refreshed.asked) {
        const std::size_t index = find(id);
        if (index == rows.size()) {
            continue;
        }
        const auto found =
            std::find_if(refreshed.found.begin(), refreshed.found.end(),
                         [id](const MessageRow& row) { return row.message.id == id; });
        if (found == refreshed.found.end()) {
            remove(index, index + 1);
        } else if (!rows[index].isPending()) {
            replace(index, *found);
        }
    }
    if (refreshed.hasTail && !hasNewer) {
        appendArrived(std::move(refreshed.tail));
    }
    refresh();
}

const MessageRow::Shown& MessageModel::Parts::shown(const MessageRow& row) const
{
    if (!row.shown) {
        const QString text = row.text();
        const auto ranges = marks.isEmpty() ? std::vector<TextRange>() : rangesOf(marks, text);
        const bool isCurrent = currentHit != storage::kNoRow && currentHit == row.message.id;
        const MarkLook markLook = isCurrent ? MarkLook::Current : MarkLook::Found;
        const bool isText = row.message.kind == storage::MessageKind::Text;
        row.shown =
            isText
                ? MessageRow::Shown{formatMessage(text, look, ranges, markLook),
                                    countOnlyEmoji(text)}
                : MessageRow::Shown{{{TextPart::Kind::Text, text, text.toHtmlEscaped(), false}}, 0};
    }
    return *row.shown;
}

bool MessageModel::Parts::isUnreadStart(std::size_t index) const
{
    return unreadFrom != 0 && !rows[index].isPending() &&
           rows[index].message.position >= unreadFrom &&
           (index == 0 ? !hasOlder || rows[index].message.position == unreadFrom
                       : rows[index - 1].message.position < unreadFrom);
}

} // namespace sotto::viewmodels
