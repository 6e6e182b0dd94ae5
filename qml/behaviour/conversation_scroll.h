#pragma once

#include <QObject>
#include <QPointer>
#include <QQuickItem>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

namespace sotto::behaviour {

/// Where a conversation's list stands. Its ListView grows from the bottom; row 0 is the newest.
///
/// While the newest message is in view it stays there, whatever comes or grows. Once the person
/// has scrolled up, nothing moves the view. Tells when more rows are needed at either end.
class ConversationScroll : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    /// The ListView, with verticalLayoutDirection ListView.BottomToTop.
    Q_PROPERTY(QQuickItem* view READ view WRITE setView NOTIFY viewChanged REQUIRED)
    /// The newest row is in view.
    Q_PROPERTY(bool atEnd READ atEnd NOTIFY atEndChanged)
    /// The newest row that is at least partly in view; -1 without rows.
    Q_PROPERTY(int newestSeen READ newestSeen NOTIFY newestSeenChanged)
    /// The scroll bar is being dragged.
    Q_PROPERTY(bool held MEMBER m_held NOTIFY heldChanged)
    /// False while the rows in memory end before the newest message: then their end is not the end.
    Q_PROPERTY(bool complete MEMBER m_complete NOTIFY completeChanged)

public:
    explicit ConversationScroll(QObject* parent = nullptr);

    [[nodiscard]] QQuickItem* view() const { return m_view; }
    void setView(QQuickItem* view);
    [[nodiscard]] bool atEnd() const { return m_atEnd; }
    [[nodiscard]] int newestSeen() const { return m_newestSeen; }

    /// To the newest row, and stays there.
    Q_INVOKABLE void goToEnd();
    /// By so many heights of the view, down or, if negative, up.
    Q_INVOKABLE void scrollByViews(qreal views);
    /// Just so far that @p row is in view.
    Q_INVOKABLE void revealRow(int row);
    /// @p row in the middle of the view.
    Q_INVOKABLE void goToRow(int row);

Q_SIGNALS:
    void viewChanged();
    void atEndChanged();
    void newestSeenChanged();
    void heldChanged();
    void completeChanged();
    /// Less than two views of rows are left above the view, or below it.
    void nearOldest();
    void nearNewest();

private Q_SLOTS:
    void onMoved();
    void onResized();

private:
    void setAtEnd(bool atEnd);
    [[nodiscard]] bool movedByPerson() const;
    [[nodiscard]] bool isNearEnd() const;
    [[nodiscard]] qreal topY() const;
    [[nodiscard]] qreal endY() const;
    void pin();
    void lookAround();

    QPointer<QQuickItem> m_view;
    QTimer m_pinSoon;
    QTimer m_lookAround;
    int m_newestSeen = -1;
    bool m_atEnd = true;
    bool m_held = false;
    bool m_complete = true;
    bool m_pinning = false;
};

} // namespace sotto::behaviour
