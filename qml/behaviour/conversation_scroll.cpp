#include "conversation_scroll.h"

#include <algorithm>

namespace sotto::behaviour {

namespace {

/// How near to the end counts as the end, in pixels.
constexpr qreal kTolerance = 4;
/// How long after a movement the rows are looked at, in milliseconds: a few frames, so that a flick
/// does not look at every one.
constexpr int kLookAroundMs = 40;
/// Views of rows that should be there beyond either edge.
constexpr qreal kViewsAhead = 2;

// Not put off by what moves on: rows are fetched while a flick lasts, not after it.
void startOnce(QTimer& timer)
{
    if (!timer.isActive())
        timer.start();
}

qreal number(const QQuickItem* item, const char* property)
{
    return item->property(property).toReal();
}

} // namespace

ConversationScroll::ConversationScroll(QObject* parent)
    : QObject(parent)
{
    m_pinSoon.setSingleShot(true);
    m_pinSoon.setInterval(0);
    connect(&m_pinSoon, &QTimer::timeout, this, &ConversationScroll::onResized);
    m_lookAround.setSingleShot(true);
    m_lookAround.setInterval(kLookAroundMs);
    connect(&m_lookAround, &QTimer::timeout, this, &ConversationScroll::lookAround);
}

void ConversationScroll::setView(QQuickItem* view)
{
    if (m_view == view)
        return;
    if (m_view)
        m_view->disconnect(this);
    m_view = view;
    if (m_view) {
        // Flickable and ListView have no public C++ interface: their signals go by name.
        connect(m_view, SIGNAL(contentYChanged()), this, SLOT(onMoved()));
        connect(m_view, SIGNAL(contentHeightChanged()), this, SLOT(onResized()));
        connect(m_view, SIGNAL(originYChanged()), this, SLOT(onResized()));
        connect(m_view, SIGNAL(countChanged()), this, SLOT(onResized()));
        connect(m_view, SIGNAL(bottomMarginChanged()), this, SLOT(onResized()));
        connect(m_view, SIGNAL(heightChanged()), this, SLOT(onResized()));
    }
    Q_EMIT viewChanged();
}

void ConversationScroll::goToEnd()
{
    setAtEnd(true);
    pin();
}

void ConversationScroll::scrollByViews(qreal views)
{
    if (!m_view)
        return;
    const qreal wanted = number(m_view, "contentY") + views * m_view->height();
    const qreal y = std::clamp(wanted, std::min(topY(), endY()), endY());
    setAtEnd(m_complete && endY() - y <= kTolerance);
    m_view->setProperty("contentY", y);
}

void ConversationScroll::revealRow(int row)
{
    if (!m_view || row < 0)
        return;
    setAtEnd(m_complete && row == 0);
    constexpr int kContain = 4; // ListView.Contain
    QMetaObject::invokeMethod(m_view, "positionViewAtIndex", Q_ARG(int, row), Q_ARG(int, kContain));
    onResized();
}

void ConversationScroll::goToRow(int row)
{
    if (!m_view)
        return;
    setAtEnd(false);
    constexpr int kCenter = 1; // ListView.Center
    QMetaObject::invokeMethod(m_view, "positionViewAtIndex", Q_ARG(int, row), Q_ARG(int, kCenter));
    onMoved();
}

bool ConversationScroll::isNearEnd() const
{
    return m_complete && endY() - number(m_view, "contentY") <= kTolerance;
}

qreal ConversationScroll::topY() const
{
    return number(m_view, "originY") - number(m_view, "topMargin");
}

qreal ConversationScroll::endY() const
{
    return number(m_view, "originY") + number(m_view, "contentHeight") +
           number(m_view, "bottomMargin") - m_view->height();
}

bool ConversationScroll::movedByPerson() const
{
    return m_held || m_view->property("moving").toBool() || m_view->property("flicking").toBool() ||
           m_view->property("dragging").toBool();
}

// Only the person leaves the end. A list that is being laid out moves its content as well, often
// more than once.
void ConversationScroll::onMoved()
{
    if (!m_view || m_pinning)
        return;
    if (movedByPerson())
        setAtEnd(isNearEnd());
    else if (m_atEnd && !isNearEnd())
        m_pinSoon.start();
    startOnce(m_lookAround);
}

void ConversationScroll::onResized()
{
    if (!m_view || m_pinning)
        return;
    if (m_atEnd && !movedByPerson())
        pin();
    startOnce(m_lookAround);
}

void ConversationScroll::pin()
{
    if (!m_view)
        return;
    m_pinning = true;
    QMetaObject::invokeMethod(m_view, "positionViewAtBeginning");
    // Which does not count the margin below.
    m_view->setProperty("contentY", endY());
    m_pinning = false;
    startOnce(m_lookAround);
}

void ConversationScroll::lookAround()
{
    if (!m_view)
        return;
    const qreal y = number(m_view, "contentY");
    const qreal ahead = kViewsAhead * m_view->height();
    int seen = -1;
    if (number(m_view, "count") > 0) {
        const qreal x = m_view->width() / 2;
        const qreal lower = std::min(y + m_view->height(), endY() + m_view->height());
        QMetaObject::invokeMethod(m_view, "indexAt", Q_RETURN_ARG(int, seen), Q_ARG(qreal, x),
                                  Q_ARG(qreal, lower - 1));
        seen = m_atEnd ? 0 : seen;
    }
    if (seen != m_newestSeen) {
        m_newestSeen = seen;
        Q_EMIT newestSeenChanged();
    }
    if (y - topY() < ahead)
        Q_EMIT nearOldest();
    if (endY() - y < ahead)
        Q_EMIT nearNewest();
}

void ConversationScroll::setAtEnd(bool atEnd)
{
    if (m_atEnd == atEnd)
        return;
    m_atEnd = atEnd;
    Q_EMIT atEndChanged();
}

} // namespace sotto::behaviour
