#include "qml/native/qr_matrix.h"

#include <cmath>
#include <memory>

#include <QJSValue>
#include <QImage>
#include <QQuickWindow>
#include <QSGImageNode>

namespace sotto::native {

QrMatrix::QrMatrix(QQuickItem* parent)
    : QQuickItem(parent)
{
    setFlag(ItemHasContents);
}

void QrMatrix::give(const QVariant& modules)
{
    const QVariant plain = modules.metaType() == QMetaType::fromType<QJSValue>()
                               ? modules.value<QJSValue>().toVariant()
                               : modules;
    if (plain.metaType() == QMetaType::fromType<QList<bool>>()) {
        setModules(plain.value<QList<bool>>());
        return;
    }
    QList<bool> out;
    const QVariantList listed = plain.toList();
    out.reserve(listed.size());
    for (const QVariant& module : listed) {
        out.append(module.toBool());
    }
    setModules(out);
}

void QrMatrix::setModules(const QList<bool>& modules)
{
    if (m_modules == modules) {
        return;
    }
    m_modules = modules;
    const int side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(modules.size()))));
    m_side = side * side == modules.size() ? side : 0;
    m_stale = true;
    update();
    Q_EMIT modulesChanged();
}

void QrMatrix::setDark(const QColor& dark)
{
    if (m_dark != dark) {
        m_dark = dark;
        m_stale = true;
        update();
        Q_EMIT colorsChanged();
    }
}

void QrMatrix::setLight(const QColor& light)
{
    if (m_light != light) {
        m_light = light;
        m_stale = true;
        update();
        Q_EMIT colorsChanged();
    }
}

void QrMatrix::itemChange(ItemChange change, const ItemChangeData& data)
{
    if (change == ItemSceneChange) {
        m_stale = true;
    }
    QQuickItem::itemChange(change, data);
}

QImage QrMatrix::image() const
{
    QImage image(m_side, m_side, QImage::Format_RGB32);
    for (int y = 0; y < m_side; ++y) {
        for (int x = 0; x < m_side; ++x) {
            image.setPixelColor(x, y, m_modules.at(y * m_side + x) ? m_dark : m_light);
        }
    }
    return image;
}

QSGNode* QrMatrix::updatePaintNode(QSGNode* oldNode, UpdatePaintNodeData* /*data*/)
{
    std::unique_ptr<QSGImageNode> node(static_cast<QSGImageNode*>(oldNode));
    const qreal ratio = window()->effectiveDevicePixelRatio();
    const int modulePixels =
        m_side > 0 ? static_cast<int>(std::floor(qMin(width(), height()) * ratio / m_side)) : 0;
    if (modulePixels <= 0) {
        m_stale = true;
        return nullptr;
    }
    if (!node || m_stale) {
        if (!node) {
            node.reset(window()->createImageNode());
            node->setOwnsTexture(true);
            node->setFiltering(QSGTexture::Nearest);
        }
        node->setTexture(window()->createTextureFromImage(image()));
        m_stale = false;
    }
    const qreal side = modulePixels * m_side / ratio;
    const auto aligned = [ratio](qreal space) { return std::floor(space * ratio / 2) / ratio; };
    node->setRect(aligned(width() - side), aligned(height() - side), side, side);
    return node.release();
}

} // namespace sotto::native
