#pragma once

#include "app/core/environment.h"
#include "app/viewmodels/conversation_row.h"
#include "app/viewmodels/picture_tags.h"
#include "app/viewmodels/read_thread.h"
#include "app/viewmodels/search_model.h"

namespace sotto::viewmodels {

/// A row of what was found: a heading, a person, a message or the way to more of them.
struct SearchRow
{
    SearchModel::Kind kind = SearchModel::Kind::Heading;
    QString heading;
    ConversationRow conversation;
    storage::SearchHit hit;
};

/// Asks the reading thread, and makes rows of its answers.
class SearchModel::Parts
{
public:
    using Hits = std::vector<storage::SearchHit>;

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

} // namespace sotto::viewmodels
