#include "app/viewmodels/search_model_parts.h"

#include "app/viewmodels/marked_ranges.h"
#include "app/viewmodels/message_text.h"
#include "app/viewmodels/text_look.h"
#include "app/viewmodels/utf8_ranges.h"

namespace sotto::viewmodels {

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

} // namespace sotto::viewmodels
