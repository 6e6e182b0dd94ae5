#include "app/viewmodels/conversation_filter.h"

#include "app/viewmodels/conversation_list_model.h"
#include "app/viewmodels/marked_ranges.h"

namespace sotto::viewmodels {

ConversationFilter::ConversationFilter(QObject* parent)
    : QSortFilterProxyModel(parent)
{
    connect(this, &QAbstractItemModel::rowsInserted, this, &ConversationFilter::countChanged);
    connect(this, &QAbstractItemModel::rowsRemoved, this, &ConversationFilter::countChanged);
}

void ConversationFilter::setFilter(const QString& filter)
{
    if (m_filter != filter) {
        m_filter = filter;
        invalidateRowsFilter();
        Q_EMIT filterChanged();
    }
}

qint64 ConversationFilter::conversationAt(int row) const
{
    return data(index(row, 0), ConversationListModel::ConversationIdRole).toLongLong();
}

bool ConversationFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const QModelIndex at = sourceModel()->index(row, 0, parent);
    return m_filter.isEmpty() ||
           hasAllWords(m_filter, at.data(ConversationListModel::NameRole).toString());
}

} // namespace sotto::viewmodels

#include "moc_conversation_filter.cpp"
