#pragma once

#include <QAbstractListModel>
#include <QVariantList>
#include <QVariantMap>
#include <QtQml/qqmlregistration.h>

namespace sotto::pictures {

/// A list of objects as a model, with a role for each property: what pictures show instead of a
/// database.
class SampleRows : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QVariantList rows READ rows WRITE setRows NOTIFY rowsChanged)
    /// Every role, with its value where a row says nothing.
    Q_PROPERTY(QVariantMap defaults MEMBER m_defaults NOTIFY defaultsChanged)
    Q_PROPERTY(int count READ count NOTIFY rowsChanged)

public:
    using QAbstractListModel::QAbstractListModel;

    [[nodiscard]] QVariantList rows() const { return m_rows; }
    void setRows(const QVariantList& rows);
    [[nodiscard]] int count() const { return rowCount({}); }
    [[nodiscard]] int rowCount(const QModelIndex& parent) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    Q_INVOKABLE void insert(int row, const QVariantMap& values);

Q_SIGNALS:
    void rowsChanged();
    void defaultsChanged();

private:
    QVariantList m_rows;
    QVariantMap m_defaults;
};

} // namespace sotto::pictures
