#pragma once

#include <QColor>
#include <QQuickItem>
#include <QString>

namespace sotto::native {

/// One of the icons of resources/icons in one colour, drawn for exactly the pixels that it covers.
///
/// The outline is drawn once for each name, size and line width in the whole program and kept as a
/// mask; a colour only tints it. Icon.qml is what pages use.
class TintedIcon : public QQuickItem
{
    Q_OBJECT
    QML_ELEMENT
    /// File name in resources/icons without its ending; empty draws nothing.
    Q_PROPERTY(QString name READ name WRITE setName NOTIFY nameChanged REQUIRED)
    Q_PROPERTY(QColor color READ color WRITE setColor NOTIFY colorChanged)
    /// Width of the lines on a grid of 20 units: 1.5, or 2 for the smallest icons.
    Q_PROPERTY(qreal lineWidth READ lineWidth WRITE setLineWidth NOTIFY lineWidthChanged)
    /// Left and right change places.
    Q_PROPERTY(bool flipped READ flipped WRITE setFlipped NOTIFY flippedChanged)

public:
    explicit TintedIcon(QQuickItem* parent = nullptr);

    [[nodiscard]] QString name() const { return m_name; }
    void setName(const QString& name);
    [[nodiscard]] QColor color() const { return m_color; }
    void setColor(const QColor& color);
    [[nodiscard]] qreal lineWidth() const { return m_lineWidth; }
    void setLineWidth(qreal lineWidth);
    [[nodiscard]] bool flipped() const { return m_flipped; }
    void setFlipped(bool flipped);

Q_SIGNALS:
    void nameChanged();
    void colorChanged();
    void lineWidthChanged();
    void flippedChanged();

protected:
    QSGNode* updatePaintNode(QSGNode* oldNode, UpdatePaintNodeData* data) override;
    void itemChange(ItemChange change, const ItemChangeData& data) override;
    void geometryChange(const QRectF& newGeometry, const QRectF& oldGeometry) override;

private:
    void redraw();

    QString m_name;
    QColor m_color = Qt::black;
    qreal m_lineWidth = 1.5;
    bool m_flipped = false;
    bool m_stale = true;
};

} // namespace sotto::native
