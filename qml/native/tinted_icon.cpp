#include "qml/native/tinted_icon.h"

#include "qml/native/icon_mask.h"

#include <memory>

#include <QQuickWindow>
#include <QSGImageNode>

namespace sotto::native {

TintedIcon::TintedIcon(QQuickItem* parent)
    : QQuickItem(parent)
{
    setFlag(ItemHasContents);
}

void TintedIcon::setName(const QString& name)
{
    if (m_name != name) {
        m_name = name;
        redraw();
        Q_EMIT nameChanged();
    }
}

void TintedIcon::setColor(const QColor& color)
{
    if (m_color != color) {
        m_color = color;
        redraw();
        Q_EMIT colorChanged();
    }
}

void TintedIcon::setLineWidth(qreal lineWidth)
{
    if (!qFuzzyCompare(m_lineWidth, lineWidth)) {
        m_lineWidth = lineWidth;
        redraw();
        Q_EMIT lineWidthChanged();
    }
}

void TintedIcon::setFlipped(bool flipped)
{
    if (m_flipped != flipped) {
        m_flipped = flipped;
        redraw();
        Q_EMIT flippedChanged();
    }
}

void TintedIcon::redraw()
{
    m_stale = true;
    update();
}

void TintedIcon::itemChange(ItemChange change, const ItemChangeData& data)
{
    if (change == ItemDevicePixelRatioHasChanged || change == ItemSceneChange) {
        redraw();
    }
    QQuickItem::itemChange(change, data);
}

void TintedIcon::geometryChange(const QRectF& newGeometry, const QRectF& oldGeometry)
{
    if (newGeometry.size() != oldGeometry.size()) {
        redraw();
    }
    QQuickItem::geometryChange(newGeometry, oldGeometry);
}

QSGNode* TintedIcon::updatePaintNode(QSGNode* oldNode, UpdatePaintNodeData* /*data*/)
{
    std::unique_ptr<QSGImageNode> node(static_cast<QSGImageNode*>(oldNode));
    const qreal ratio = window()->effectiveDevicePixelRatio();
    const int sizePixels = qRound(qMin(width(), height()) * ratio);
    if (m_name.isEmpty() || sizePixels <= 0 || m_color.alpha() == 0) {
        m_stale = true;
        return nullptr;
    }
    if (!node || m_stale) {
        const QImage mask = iconMask(m_name, sizePixels, m_lineWidth);
        if (mask.isNull()) {
            return nullptr;
        }
        if (!node) {
            node.reset(window()->createImageNode());
            node->setOwnsTexture(true);
        }
        node->setTexture(window()->createTextureFromImage(
            tinted(mask, m_color, m_flipped),
            QQuickWindow::CreateTextureOptions(QQuickWindow::TextureHasAlphaChannel) |
                QQuickWindow::TextureCanUseAtlas));
        m_stale = false;
    }
    const qreal side = sizePixels / ratio;
    node->setRect((width() - side) / 2, (height() - side) / 2, side, side);
    return node.release();
}

} // namespace sotto::native
