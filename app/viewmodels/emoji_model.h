#pragma once

#include <vector>

#include <QAbstractListModel>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

namespace sotto::viewmodels {

/// Emoji that are kept as recent ones.
inline constexpr int kRecentEmoji = 32;

/// The picker's emoji: recent ones, then group by group; or what a search finds.
class EmojiModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.emoji is the one.")
    Q_PROPERTY(QString query READ query WRITE setQuery NOTIFY queryChanged)
    /// Names of the groups, in order; the first one is of recent ones if there are any.
    Q_PROPERTY(QStringList groups READ groups NOTIFY groupsChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role
    {
        EmojiRole = Qt::UserRole + 1,
        NameRole,
        GroupRole, ///< its name, for ListView sections
    };

    explicit EmojiModel(QObject* parent = nullptr);
    ~EmojiModel() override;

    [[nodiscard]] QString query() const { return m_query; }
    void setQuery(const QString& query);
    [[nodiscard]] QStringList groups() const;
    [[nodiscard]] int count() const { return rowCount({}); }
    [[nodiscard]] int rowCount(const QModelIndex& parent) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    /// Fills the rows with the recent ones and all others; call it when the picker opens.
    Q_INVOKABLE void load();
    /// First row of a group of `groups`.
    Q_INVOKABLE int rowOfGroup(int group) const;
    Q_INVOKABLE void use(const QString& emoji);

    [[nodiscard]] QStringList recent() const { return m_recent; }
    void setRecent(const QStringList& recent);

Q_SIGNALS:
    void queryChanged();
    void groupsChanged();
    void countChanged();
    void recentChanged();

private:
    void fill();

    QString m_query;
    QStringList m_recent;
    std::vector<int> m_rows; ///< indexes of the table; recent ones first
    int m_recentRows = 0;
};

} // namespace sotto::viewmodels
