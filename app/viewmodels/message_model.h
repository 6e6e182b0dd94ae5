#pragma once

#include <memory>

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace sotto::core {
class Clock;
struct Changes;
} // namespace sotto::core

namespace sotto::viewmodels {

class ReadThread;
class TextLook;

/// Rows that are in memory at once. More than four screens, so that a view never waits for a page.
inline constexpr int kWindowRowsMax = 400;
/// Rows of one page from the database.
inline constexpr int kPageRows = 60;

/// A window over the messages of one conversation. Row 0 is the newest: made for a ListView with
/// verticalLayoutDirection ListView.BottomToTop, whose view then stays still whatever is read at
/// the old end. Never reset while it is open.
class MessageModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Conversation.messages is the one.")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(bool loaded READ loaded NOTIFY endsChanged)
    Q_PROPERTY(bool hasOlder READ hasOlder NOTIFY endsChanged)
    Q_PROPERTY(bool hasNewer READ hasNewer NOTIFY endsChanged)

public:
    enum class Kind
    {
        Text,
        Deleted, ///< taken back by its author
        Event,   ///< a line that Sotto adds
    };
    Q_ENUM(Kind)
    enum class State
    {
        None, ///< a received one
        Waiting,
        Sent,
        Delivered,
        Read,
        Failed,
    };
    Q_ENUM(State)
    enum class Part
    {
        Text,
        Code,
        Quote,
    };
    Q_ENUM(Part)
    enum Role
    {
        MessageIdRole = Qt::UserRole + 1,
        PositionRole,
        OwnRole,
        AuthorNameRole,
        KindRole,
        TextRole,       ///< as it was written; for an event its line
        FormattedRole,  ///< markup that is safe to show, in the format of textFormat
        TextFormatRole, ///< Text.StyledText, or Text.RichText where code or marks need it
        PartsRole,      ///< empty, or {part, text, formatted, textFormat} to show instead
        EmojiOnlyRole,  ///< 1 to 3 if it is nothing but so many emoji, else 0
        QuotedIdRole,   ///< 0: it quotes nothing
        QuotedAuthorRole,
        QuotedExcerptRole,
        MessageStateRole,
        StateTextRole,
        TimeTextRole,     ///< "09:41"
        FullTimeTextRole, ///< date and time, and the received one where it differs
        EditedRole,
        DayTextRole, ///< "" unless this row begins a day
        IsFirstOfGroupRole,
        IsLastOfGroupRole,
        ShowsStateRole, ///< time and state stand below this one
        IsUnreadStartRole,
        UnreadTextRole, ///< "2 new" where isUnreadStart
        HighlightedRole,
        AccessibleTextRole,
    };

    /// Both outlive it.
    MessageModel(const core::Clock& clock, const TextLook& look, QObject* parent = nullptr);
    ~MessageModel() override;

    [[nodiscard]] int count() const { return rowCount({}); }
    [[nodiscard]] bool loaded() const;
    [[nodiscard]] bool hasOlder() const;
    [[nodiscard]] bool hasNewer() const;
    [[nodiscard]] int rowCount(const QModelIndex& parent) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    /// Reads a page more at that end; without effect while one is being read.
    Q_INVOKABLE void fetchOlder();
    Q_INVOKABLE void fetchNewer();
    /// -1 if it is not in the window.
    Q_INVOKABLE int rowOf(qint64 messageId) const;

    /// Opens on the newest page, which reaches back to what is unread. @p readPosition: what was
    /// read up to now, for the unread line. @p reader outlives clear().
    void load(ReadThread& reader, qint64 conversation, qint64 readPosition, int unread);
    void clear();
    /// Whether the view stands at the newest row (then the window follows), and whether somebody
    /// looks at it (else what comes begins the unread line).
    void setFollowed(bool atNewest, bool watched);
    void apply(const core::Changes& changes);
    /// After midnight or a change of the clock: all times anew.
    void retellTimes();
    /// Reads the page around @p message, if it is not in the window; then found(row).
    void find(qint64 message);
    void loadNewest();
    void setHighlighted(qint64 message);
    /// Words to be marked in the texts, for a search in this conversation; those of the message
    /// @p currentHit more strongly.
    void setMarks(const QString& query, qint64 currentHit);

    /// Shows an own text at once. @p ticket names it until settle() or withdraw().
    void showPending(qint64 ticket, const QString& text, qint64 quoted);
    void settle(qint64 ticket, qint64 message);
    void withdraw(qint64 ticket);

    [[nodiscard]] qint64 positionAt(int row) const;
    [[nodiscard]] QString authorOf(qint64 messageId) const;
    /// As it was written; empty if it is not in the window.
    [[nodiscard]] QString textOf(qint64 messageId) const;
    /// Of the newest own text that can still be edited; 0: none in the window.
    [[nodiscard]] qint64 newestOwnText() const;
    [[nodiscard]] int firstUnreadRow() const;

Q_SIGNALS:
    void countChanged();
    void endsChanged();
    void unreadLineChanged();
    /// A message came at the newest end.
    void arrived(bool own);
    /// @p row is -1 if it is not there any more.
    void found(int row);

private:
    void readNewestPage();

    class Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace sotto::viewmodels
