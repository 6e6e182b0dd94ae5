#include "scroll_to_focus.h"

#include <algorithm>

#include <QQuickWindow>

namespace sotto::behaviour {

void ScrollToFocus::setFlickable(QQuickItem* flickable)
{
    if (m_flickable == flickable)
        return;
    if (m_flickable)
        m_flickable->disconnect(this);
    m_flickable = flickable;
    if (m_flickable) {
        connect(m_flickable, &QQuickItem::windowChanged, this, &ScrollToFocus::followWindow);
        followWindow(m_flickable->window());
    }
    Q_EMIT flickableChanged();
}

void ScrollToFocus::followWindow(QQuickWindow* window)
{
    disconnect(m_following);
    if (window != nullptr)
        m_following =
            connect(window, &QQuickWindow::activeFocusItemChanged, this, &ScrollToFocus::reveal);
}

void ScrollToFocus::reveal()
{
    if (!m_flickable || m_flickable->window() == nullptr)
        return;
    const QQuickItem* focused = m_flickable->window()->activeFocusItem();
    auto* content = m_flickable->property("contentItem").value<QQuickItem*>();
    if (focused == nullptr || content == nullptr || !content->isAncestorOf(focused))
        return;
    const qreal top = focused->mapToItem(content, QPointF()).y();
    const qreal bottom = top + focused->height();
    const qreal viewTop = m_flickable->property("contentY").toReal();
    const qreal viewHeight = m_flickable->height();
    const qreal farthest =
        std::max(0.0, m_flickable->property("contentHeight").toReal() - viewHeight);
    // What is taller than the view shows its beginning.
    qreal wanted = viewTop;
    if (bottom + m_margin > viewTop + viewHeight)
        wanted = bottom + m_margin - viewHeight;
    if (top - m_margin < wanted)
        wanted = top - m_margin;
    m_flickable->setProperty("contentY", std::clamp(wanted, 0.0, farthest));
}

} // namespace sotto::behaviour
