#include "qml/native/rounded_shape.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include <QPainter>
#include <QPainterPath>
#include <QQuickWindow>
#include <QSGNinePatchNode>

namespace sotto::native {

namespace {

// A quarter of a circle at each corner; radii of 0 give square ones.
QPainterPath outline(const QRectF& box, qreal topLeft, qreal topRight, qreal bottomRight,
                     qreal bottomLeft)
{
    QPainterPath path;
    path.moveTo(box.left() + topLeft, box.top());
    path.lineTo(box.right() - topRight, box.top());
    path.arcTo(box.right() - 2 * topRight, box.top(), 2 * topRight, 2 * topRight, 90, -90);
    path.lineTo(box.right(), box.bottom() - bottomRight);
    path.arcTo(box.right() - 2 * bottomRight, box.bottom() - 2 * bottomRight, 2 * bottomRight,
               2 * bottomRight, 0, -90);
    path.lineTo(box.left() + bottomLeft, box.bottom());
    path.arcTo(box.left(), box.bottom() - 2 * bottomLeft, 2 * bottomLeft, 2 * bottomLeft, 270, -90);
    path.lineTo(box.left(), box.top() + topLeft);
    path.arcTo(box.left(), box.top(), 2 * topLeft, 2 * topLeft, 180, -90);
    path.closeSubpath();
    return path;
}

} // namespace

RoundedShape::RoundedShape(QQuickItem* parent)
    : QQuickItem(parent)
{
    setFlag(ItemHasContents);
    connect(this, &RoundedShape::changed, this, [this] {
        m_stale = true;
        update();
    });
}

void RoundedShape::itemChange(ItemChange change, const ItemChangeData& data)
{
    if (change == ItemDevicePixelRatioHasChanged || change == ItemSceneChange) {
        m_stale = true;
        update();
    }
    QQuickItem::itemChange(change, data);
}

void RoundedShape::geometryChange(const QRectF& newGeometry, const QRectF& oldGeometry)
{
    update();
    QQuickItem::geometryChange(newGeometry, oldGeometry);
}

// The four corners around one pixel that may be stretched, each @p largest by @p largest.
QImage RoundedShape::corners(qreal largest, qreal ratio) const
{
    const int cornerPixels = qCeil(largest * ratio);
    const int side = 2 * cornerPixels + 1;
    QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto scaled = [&](qreal radius) { return std::min(radius, largest) * ratio; };
    const QPainterPath outer =
        outline(QRectF(0, 0, side, side), scaled(m_topLeft), scaled(m_topRight),
                scaled(m_bottomRight), scaled(m_bottomLeft));
    if (m_edgeWidth <= 0 || m_edgeColor.alpha() == 0) {
        painter.fillPath(outer, m_color);
        return image;
    }
    const qreal edge = m_edgeWidth * ratio;
    const auto inner = [&](qreal radius) { return std::max(0.0, scaled(radius) - edge); };
    const QPainterPath inside =
        outline(QRectF(edge, edge, side - 2 * edge, side - 2 * edge), inner(m_topLeft),
                inner(m_topRight), inner(m_bottomRight), inner(m_bottomLeft));
    painter.fillPath(outer.subtracted(inside), m_edgeColor);
    painter.fillPath(inside, m_color);
    return image;
}

QSGNode* RoundedShape::updatePaintNode(QSGNode* oldNode, UpdatePaintNodeData* /*data*/)
{
    std::unique_ptr<QSGNinePatchNode> node(static_cast<QSGNinePatchNode*>(oldNode));
    const bool visible = m_color.alpha() > 0 || (m_edgeWidth > 0 && m_edgeColor.alpha() > 0);
    if (width() <= 0 || height() <= 0 || !visible) {
        m_stale = true;
        return nullptr;
    }
    const qreal ratio = window()->effectiveDevicePixelRatio();
    const qreal largest =
        std::min(std::max({m_topLeft, m_topRight, m_bottomRight, m_bottomLeft, m_edgeWidth}),
                 std::min(width(), height()) / 2 - 1 / ratio);
    if (!node || m_stale || largest != m_drawnLargest) {
        if (!node) {
            node.reset(window()->createNinePatchNode());
        }
        node->setTexture(window()->createTextureFromImage(corners(largest, ratio),
                                                          QQuickWindow::TextureHasAlphaChannel));
        m_drawnLargest = largest;
        m_stale = false;
    }
    const qreal padding = qCeil(largest * ratio);
    node->setDevicePixelRatio(ratio);
    node->setBounds(boundingRect());
    node->setPadding(padding, padding, padding, padding);
    node->update();
    return node.release();
}

} // namespace sotto::native
