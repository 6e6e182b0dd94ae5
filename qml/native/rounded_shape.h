#pragma once

#include <QColor>
#include <QImage>
#include <QQuickItem>

namespace sotto::native {

/// A rectangle whose four corners may differ, which a Rectangle of Qt 6.4 cannot do. One node with
/// one small picture of the corners, however large the shape. Children lie above it.
class RoundedShape : public QQuickItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QColor color MEMBER m_color NOTIFY changed)
    /// Drawn inside the shape, one edgeWidth wide; 0 draws none.
    Q_PROPERTY(QColor edgeColor MEMBER m_edgeColor NOTIFY changed)
    Q_PROPERTY(qreal edgeWidth MEMBER m_edgeWidth NOTIFY changed)
    /// Radii in pixels, clockwise from the top left; none grows past half of the shape.
    Q_PROPERTY(qreal topLeft MEMBER m_topLeft NOTIFY changed)
    Q_PROPERTY(qreal topRight MEMBER m_topRight NOTIFY changed)
    Q_PROPERTY(qreal bottomRight MEMBER m_bottomRight NOTIFY changed)
    Q_PROPERTY(qreal bottomLeft MEMBER m_bottomLeft NOTIFY changed)

public:
    explicit RoundedShape(QQuickItem* parent = nullptr);

Q_SIGNALS:
    void changed();

protected:
    QSGNode* updatePaintNode(QSGNode* oldNode, UpdatePaintNodeData* data) override;
    void itemChange(ItemChange change, const ItemChangeData& data) override;
    void geometryChange(const QRectF& newGeometry, const QRectF& oldGeometry) override;

private:
    [[nodiscard]] QImage corners(qreal largest, qreal ratio) const;

    QColor m_color = Qt::transparent;
    QColor m_edgeColor = Qt::transparent;
    qreal m_edgeWidth = 0;
    qreal m_topLeft = 0;
    qreal m_topRight = 0;
    qreal m_bottomRight = 0;
    qreal m_bottomLeft = 0;
    qreal m_drawnLargest = -1;
    bool m_stale = true;
};

} // namespace sotto::native
