#pragma once

#include <vector>

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace sotto::core {
class Clock;
struct OpenInvite;
} // namespace sotto::core

namespace sotto::viewmodels {

/// This person's invites that can still be used.
class InviteListModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.invites is the one.")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role
    {
        InviteIdRole = Qt::UserRole + 1,
        ExpiresTextRole,
        UsesLeftRole,
        UsesTextRole,
        PublishedRole,
    };

    explicit InviteListModel(const core::Clock& clock, QObject* parent = nullptr);
    ~InviteListModel() override;

    [[nodiscard]] int count() const { return rowCount({}); }
    [[nodiscard]] int rowCount(const QModelIndex& parent) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    void show(std::vector<core::OpenInvite> invites);
    void clear();
    [[nodiscard]] const core::OpenInvite* find(qint64 invite) const;

Q_SIGNALS:
    void countChanged();

private:
    const core::Clock& m_clock;
    std::vector<core::OpenInvite> m_invites;
};

} // namespace sotto::viewmodels
