#pragma once

#include <memory>
#include <vector>

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace sotto::core {
class Clock;
struct Changes;
} // namespace sotto::core

namespace sotto::viewmodels {

struct ConversationRow;
class PictureTags;
class ReadThread;

/// All conversations, in the order of the list: requests, pinned ones, then by time.
class ConversationListModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.conversations is the one.")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(bool loaded READ loaded NOTIFY loadedChanged)

public:
    enum class PreviewKind
    {
        Text,
        Draft,
        Typing,
        Event,
        Request, ///< they ask
        Asked,   ///< they were asked
        Nothing, ///< no message yet
    };
    Q_ENUM(PreviewKind)
    /// Of the own message that the preview shows. The values are MessageModel::State's.
    enum class PreviewState
    {
        None,
        Waiting,
        Sent,
        Delivered,
        Read,
        Failed,
    };
    Q_ENUM(PreviewState)
    enum Role
    {
        ConversationIdRole = Qt::UserRole + 1,
        ContactIdRole,
        NameRole,
        InitialsRole,
        ColorIndexRole,
        PictureRole,
        IsGroupRole,
        IsNotesRole,
        IsRequestRole,
        IsAskedRole,
        VerifiedRole,
        MutedRole,
        PinnedRole,
        SelectedRole,
        UnreadRole,
        IsUnreadRole,
        TimeTextRole,
        PreviewRole,
        PreviewKindRole,
        PreviewStateRole,
        AccessibleTextRole,
    };

    /// Both outlive it.
    ConversationListModel(const core::Clock& clock, const PictureTags& pictures,
                          QObject* parent = nullptr);
    ~ConversationListModel() override;

    [[nodiscard]] int count() const { return rowCount({}); }
    [[nodiscard]] bool loaded() const;
    [[nodiscard]] int rowCount(const QModelIndex& parent) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    /// Reads all; @p reader outlives clear().
    void load(ReadThread& reader);
    void clear();
    void apply(const core::Changes& changes);
    void setTyping(qint64 conversation, bool active);
    void setSelected(qint64 conversation);
    /// After midnight or a change of the clock: all times anew.
    void retellTimes();

    [[nodiscard]] int unreadTotal() const;
    [[nodiscard]] int rowOf(qint64 conversation) const;
    /// Nothing if it is not in the list. Valid until the next change.
    [[nodiscard]] const ConversationRow* find(qint64 conversation) const;
    /// 0 if there is none.
    [[nodiscard]] qint64 withContact(qint64 contact) const;
    [[nodiscard]] qint64 notes() const;
    [[nodiscard]] const std::vector<ConversationRow>& rows() const;
    /// The conversation @p step rows from the selected one; 0 if there is none.
    [[nodiscard]] qint64 neighbour(int step) const;

Q_SIGNALS:
    void countChanged();
    void loadedChanged();
    void unreadTotalChanged();
    /// Something of these rows changed; read() what.
    void rowsRefreshed();

private:
    class Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace sotto::viewmodels
