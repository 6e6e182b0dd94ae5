#include "sample_rows.h"

namespace sotto::pictures {

void SampleRows::setRows(const QVariantList& rows)
{
    beginResetModel();
    m_rows = rows;
    endResetModel();
    Q_EMIT rowsChanged();
}

int SampleRows::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant SampleRows::data(const QModelIndex& index, int role) const
{
    const QString name = QString::fromUtf8(roleNames().value(role));
    return m_rows.value(index.row()).toMap().value(name, m_defaults.value(name));
}

QHash<int, QByteArray> SampleRows::roleNames() const
{
    QHash<int, QByteArray> names;
    int role = Qt::UserRole;
    for (auto it = m_defaults.keyBegin(); it != m_defaults.keyEnd(); ++it)
        names.insert(++role, it->toUtf8());
    return names;
}

void SampleRows::insert(int row, const QVariantMap& values)
{
    beginInsertRows({}, row, row);
    m_rows.insert(row, values);
    endInsertRows();
    Q_EMIT rowsChanged();
}

} // namespace sotto::pictures
