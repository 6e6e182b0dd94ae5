#pragma once

#ifndef Q_MOC_RUN
#include "app/viewmodels/read_thread.h"
#endif

#include <vector>

#include <QAbstractListModel>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

namespace sotto::core {
struct Changes;
} // namespace sotto::core

namespace sotto::viewmodels {

class PictureTags;

/// Everybody whom this person blocked, by name.
class BlockedListModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.blocked is the one.")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role
    {
        ContactIdRole = Qt::UserRole + 1,
        NameRole,
        InitialsRole,
        ColorIndexRole,
        PictureRole,
    };

    /// @p pictures outlives it.
    explicit BlockedListModel(const PictureTags& pictures, QObject* parent = nullptr);
    ~BlockedListModel() override;

    [[nodiscard]] int count() const { return rowCount({}); }
    [[nodiscard]] int rowCount(const QModelIndex& parent) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    /// Reads all; @p reader outlives clear().
    void load(ReadThread& reader);
    /// Reads again if people changed.
    void apply(const core::Changes& changes);
    void clear();

Q_SIGNALS:
    void countChanged();

private:
    struct Row
    {
        qint64 contact = 0;
        QString name;
        int colorIndex = 0;
        QUrl picture;

        bool operator==(const Row&) const = default;
    };

    void read();
    void show(const std::vector<storage::Contact>& blocked);

    const PictureTags& m_pictures;
    ReadThread* m_reader = nullptr;
    ReadTicket m_ticket;
    std::vector<Row> m_rows;
};

} // namespace sotto::viewmodels
