#pragma once

#include <QObject>
#include <QPointer>
#include <QQuickItem>
#include <QtQml/qqmlregistration.h>

namespace sotto::behaviour {

/// Scrolls a Flickable just so far that what has the keyboard is in view: for pages that are longer
/// than the window, which at 200 % text many are.
class ScrollToFocus : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    /// The Flickable. Scrolls up and down only.
    Q_PROPERTY(
        QQuickItem* flickable READ flickable WRITE setFlickable NOTIFY flickableChanged REQUIRED)
    /// How far the item stays away from the edge, in pixels.
    Q_PROPERTY(qreal margin MEMBER m_margin NOTIFY marginChanged)

public:
    using QObject::QObject;

    [[nodiscard]] QQuickItem* flickable() const { return m_flickable; }
    void setFlickable(QQuickItem* flickable);

Q_SIGNALS:
    void flickableChanged();
    void marginChanged();

private:
    void followWindow(QQuickWindow* window);
    void reveal();

    QPointer<QQuickItem> m_flickable;
    QMetaObject::Connection m_following;
    qreal m_margin = 0;
};

} // namespace sotto::behaviour
