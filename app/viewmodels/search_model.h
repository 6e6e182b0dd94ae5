#pragma once

#include <memory>

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace sotto::core {
class Clock;
}

namespace sotto::viewmodels {

class ConversationListModel;
class PictureTags;
class ReadThread;
class TextLook;

/// Messages of one answer; the next ones come with fetchMore().
inline constexpr int kSearchHits = 30;

/// Search as one types, over names and all texts; or in one conversation.
class SearchModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.search is the one.")
    Q_PROPERTY(QString query READ query WRITE setQuery NOTIFY queryChanged)
    Q_PROPERTY(Scope scope READ scope WRITE setScope NOTIFY queryChanged)
    /// Something is being searched for: the page shows results instead of the list.
    Q_PROPERTY(bool active READ active NOTIFY queryChanged)
    Q_PROPERTY(bool busy READ busy NOTIFY resultsChanged)
    Q_PROPERTY(int count READ count NOTIFY resultsChanged)
    Q_PROPERTY(int peopleCount READ peopleCount NOTIFY resultsChanged)
    Q_PROPERTY(int messageCount READ messageCount NOTIFY resultsChanged)
    Q_PROPERTY(bool hasMore READ hasMore NOTIFY resultsChanged)
    /// "Nothing found" and the like; empty while there are results.
    Q_PROPERTY(QString emptyText READ emptyText NOTIFY resultsChanged)
    /// A conversation's id searches in it alone (Ctrl+F); 0: everywhere.
    Q_PROPERTY(double inConversation READ conversationNumber WRITE setConversationNumber NOTIFY
                   queryChanged)
    /// The hit that previous() and next() stand on, from 0; -1: none.
    Q_PROPERTY(int currentHit READ currentHit NOTIFY currentHitChanged)
    /// "3 of 14".
    Q_PROPERTY(QString currentHitText READ currentHitText NOTIFY currentHitChanged)

public:
    enum class Scope
    {
        All,
        Messages,
        People,
    };
    Q_ENUM(Scope)
    enum class Kind
    {
        Heading,
        Person,
        Message,
        More, ///< open() fetches more
    };
    Q_ENUM(Kind)
    enum Role
    {
        KindRole = Qt::UserRole + 1,
        NameRole,          ///< of a heading its text
        NameFormattedRole, ///< the same with what was found marked, as Text.RichText
        InitialsRole,
        ColorIndexRole,
        PictureRole,
        IsNotesRole,
        VerifiedRole,
        ExcerptRole, ///< as Text.RichText
        TimeTextRole,
        ConversationIdRole,
        MessageIdRole,
        AccessibleTextRole,
    };

    /// All outlive it.
    SearchModel(const ConversationListModel& conversations, const core::Clock& clock,
                const PictureTags& pictures, const TextLook& look, QObject* parent = nullptr);
    ~SearchModel() override;

    [[nodiscard]] QString query() const;
    void setQuery(const QString& query);
    [[nodiscard]] Scope scope() const;
    void setScope(Scope scope);
    [[nodiscard]] bool active() const;
    [[nodiscard]] bool busy() const;
    [[nodiscard]] int count() const { return rowCount({}); }
    [[nodiscard]] int peopleCount() const;
    [[nodiscard]] int messageCount() const;
    [[nodiscard]] bool hasMore() const;
    [[nodiscard]] QString emptyText() const;
    [[nodiscard]] qint64 inConversation() const;
    /// As QML counts: exact up to 2^53.
    [[nodiscard]] double conversationNumber() const
    {
        return static_cast<double>(inConversation());
    }
    void setConversationNumber(double conversation)
    {
        setInConversation(static_cast<qint64>(conversation));
    }
    void setInConversation(qint64 conversation);
    [[nodiscard]] int currentHit() const;
    [[nodiscard]] QString currentHitText() const;
    /// The message that previous() and next() stand on; 0: none.
    [[nodiscard]] qint64 currentMessage() const;
    [[nodiscard]] int rowCount(const QModelIndex& parent) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    Q_INVOKABLE void fetchMoreHits();
    Q_INVOKABLE void open(int row);
    /// Towards older and newer hits of the conversation.
    Q_INVOKABLE void previous();
    Q_INVOKABLE void next();

    void load(ReadThread& reader);
    void clear();

Q_SIGNALS:
    void queryChanged();
    void resultsChanged();
    void currentHitChanged();
    /// @p message is 0 for a person.
    void openAsked(qint64 conversation, qint64 message);

private:
    class Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace sotto::viewmodels
