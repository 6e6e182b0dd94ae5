#include "app/viewmodels/emoji_model.h"

#include "app/viewmodels/emoji_table.h"
#include "app/viewmodels/marked_ranges.h"

#include <algorithm>

namespace sotto::viewmodels {

EmojiModel::EmojiModel(QObject* parent)
    : QAbstractListModel(parent)
{}

EmojiModel::~EmojiModel() = default;

void EmojiModel::setQuery(const QString& query)
{
    if (m_query != query) {
        m_query = query;
        Q_EMIT queryChanged();
        fill();
    }
}

QStringList EmojiModel::groups() const
{
    QStringList names = EmojiTable::instance().groups;
    if (!m_recent.isEmpty()) {
        names.prepend(tr("Recent"));
    }
    return names;
}

int EmojiModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant EmojiModel::data(const QModelIndex& at, int role) const
{
    if (!checkIndex(at, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const EmojiTable& table = EmojiTable::instance();
    const auto& entry =
        table.entries[static_cast<std::size_t>(m_rows[static_cast<std::size_t>(at.row())])];
    switch (role) {
    case Qt::DisplayRole:
    case EmojiRole:
        return entry.emoji;
    case NameRole:
        return entry.name;
    case GroupRole:
        return at.row() < m_recentRows ? tr("Recent") : table.groups.at(entry.group);
    default:
        return {};
    }
}

QHash<int, QByteArray> EmojiModel::roleNames() const
{
    return {{EmojiRole, "emoji"}, {NameRole, "name"}, {GroupRole, "group"}};
}

int EmojiModel::rowOfGroup(int group) const
{
    const int table = m_recent.isEmpty() ? group : group - 1;
    if (table < 0) {
        return 0;
    }
    const auto& entries = EmojiTable::instance().entries;
    for (int row = m_recentRows; row < rowCount({}); ++row) {
        if (entries[static_cast<std::size_t>(m_rows[static_cast<std::size_t>(row)])].group ==
            table) {
            return row;
        }
    }
    return 0;
}

void EmojiModel::use(const QString& emoji)
{
    QStringList recent = m_recent;
    recent.removeAll(emoji);
    recent.prepend(emoji);
    m_recent = recent.mid(0, kRecentEmoji);
    Q_EMIT recentChanged();
    // The rows stay as they are while somebody picks from them.
}

void EmojiModel::load()
{
    fill();
}

void EmojiModel::setRecent(const QStringList& recent)
{
    m_recent = recent.mid(0, kRecentEmoji);
    Q_EMIT groupsChanged();
}

void EmojiModel::fill()
{
    const auto& entries = EmojiTable::instance().entries;
    std::vector<int> rows;
    if (m_query.trimmed().isEmpty()) {
        for (const QString& emoji : std::as_const(m_recent)) {
            const auto known =
                std::find_if(entries.begin(), entries.end(),
                             [&emoji](const auto& entry) { return entry.emoji == emoji; });
            if (known != entries.end()) {
                rows.push_back(static_cast<int>(known - entries.begin()));
            }
        }
    }
    const auto recentRows = static_cast<int>(rows.size());
    for (int i = 0; i < static_cast<int>(entries.size()); ++i) {
        const auto& entry = entries[static_cast<std::size_t>(i)];
        if (m_query.trimmed().isEmpty() ||
            hasAllWords(m_query, entry.name + QLatin1Char(' ') + entry.words)) {
            rows.push_back(i);
        }
    }
    // All rows are others: a picker shows them from its top again.
    beginResetModel();
    m_rows = std::move(rows);
    m_recentRows = recentRows;
    endResetModel();
    Q_EMIT countChanged();
    Q_EMIT groupsChanged();
}

} // namespace sotto::viewmodels

#include "moc_emoji_model.cpp"
