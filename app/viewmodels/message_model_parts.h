#pragma once

#include "app/core/changes.h"
#include "app/core/environment.h"
#include "app/viewmodels/message_model.h"
#include "app/viewmodels/message_page.h"
#include "app/viewmodels/text_look.h"
#include "app/viewmodels/time_text.h"

#include <functional>
#include <set>

namespace sotto::viewmodels {

// What the markup of a text is told by.
inline const QList<int> kTextRoles = {MessageModel::FormattedRole, MessageModel::TextFormatRole,
                                      MessageModel::PartsRole};

/// The rows of a MessageModel, by rising position; own ones that the core has not taken yet stand
/// at the end. Every change tells the model's views exactly what changed.
class MessageModel::Parts
{
public:
    Parts(MessageModel& owner, const core::Clock& now, const TextLook& textLook)
        : model(owner)
        , clock(now)
        , look(textLook)
    {}

    [[nodiscard]] int modelRow(std::size_t index) const
    {
        return static_cast<int>(rows.size() - 1 - index);
    }
    [[nodiscard]] std::size_t indexOf(int row) const
    {
        return rows.size() - 1 - static_cast<std::size_t>(row);
    }
    /// rows.size() if there is none.
    [[nodiscard]] std::size_t find(storage::RowId message) const;
    [[nodiscard]] std::size_t findTicket(std::int64_t ticket) const;
    /// Where the own ones begin that the core has not taken.
    [[nodiscard]] std::size_t settledCount() const;

    void insert(std::size_t index, std::vector<MessageRow> added);
    void remove(std::size_t begin, std::size_t end);
    void replace(std::size_t index, MessageRow row);
    /// A page of another place, instead of all rows but the pending ones.
    void take(MessagePage page);
    void appendArrived(MessagePage tail);
    void trimOldest();
    void trimNewest();
    void setEnds(bool older, bool newer);

    /// Reads again what is stale; one request at a time.
    void refresh();
    void tellAll(const QList<int>& roles);
    /// Their markup is made anew.
    void retellTexts();
    void tell(std::size_t begin, std::size_t end, const QList<int>& roles = {});
    [[nodiscard]] const MessageRow::Shown& shown(const MessageRow& row) const;
    [[nodiscard]] bool isUnreadStart(std::size_t index) const;

    MessageModel& model;
    const core::Clock& clock;
    const TextLook& look;
    TimeText times;
    ReadThread* reader = nullptr;
    storage::RowId conversation = storage::kNoRow;
    std::vector<MessageRow> rows;
    bool loaded = false;
    bool hasOlder = false;
    bool hasNewer = false;
    bool atNewest = true;
    bool watched = false;
    bool readingOlder = false;
    bool readingNewer = false;
    std::int64_t unreadFrom = 0; ///< position of the first unread row; 0: no line
    int unreadCount = 0;
    storage::RowId highlighted = storage::kNoRow;
    QString marks;
    storage::RowId currentHit = storage::kNoRow;

    ReadTicket pageTicket;
    ReadTicket olderTicket;
    ReadTicket newerTicket;
    ReadTicket refreshTicket;

    std::set<storage::RowId> stale;
    bool tailStale = false;

private:
    struct Refreshed
    {
        std::vector<storage::RowId> asked;
        std::vector<MessageRow> found;
        MessagePage tail;
        bool hasTail = false;
    };

    /// Of the rows from @p from on; those before @p end are new. Returns behind the last that
    /// changed.
    std::size_t settleDays(std::size_t from, std::size_t end);
    /// @p end to @p last follow what changed.
    void tellNeighbours(std::size_t begin, std::size_t end, std::size_t last);
    void takeRefreshed(Refreshed refreshed);
    /// True if @p row took the place of a pending one.
    bool adopt(MessageRow& row);
    void noteArrival(const MessageRow& row);

    bool m_refreshing = false;
};

} // namespace sotto::viewmodels
