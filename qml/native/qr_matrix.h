#pragma once

#include <QVariant>
#include <QColor>
#include <QList>
#include <QQuickItem>

namespace sotto::native {

/// The modules of a QR code, each a square of whole device pixels, so that no edge is blurred.
/// Draws no quiet zone: QrCode.qml, which pages use, adds it.
class QrMatrix : public QQuickItem
{
    Q_OBJECT
    QML_ELEMENT
    /// Row by row from the top, true is dark. As many as a square has, or nothing is drawn.
    Q_PROPERTY(QVariant modules READ given WRITE give NOTIFY modulesChanged REQUIRED)
    /// Modules along one side; 0 while there is nothing to draw.
    Q_PROPERTY(int side READ side NOTIFY modulesChanged)
    Q_PROPERTY(QColor dark READ dark WRITE setDark NOTIFY colorsChanged)
    Q_PROPERTY(QColor light READ light WRITE setLight NOTIFY colorsChanged)

public:
    explicit QrMatrix(QQuickItem* parent = nullptr);

    [[nodiscard]] QList<bool> modules() const { return m_modules; }
    void setModules(const QList<bool>& modules);
    [[nodiscard]] QVariant given() const { return QVariant::fromValue(m_modules); }
    /// A list of bool, made in C++ or in JavaScript: what Qt 6.4 compiles of a binding passes the
    /// latter on as it is.
    void give(const QVariant& modules);
    [[nodiscard]] int side() const { return m_side; }
    [[nodiscard]] QColor dark() const { return m_dark; }
    void setDark(const QColor& dark);
    [[nodiscard]] QColor light() const { return m_light; }
    void setLight(const QColor& light);

Q_SIGNALS:
    void modulesChanged();
    void colorsChanged();

protected:
    QSGNode* updatePaintNode(QSGNode* oldNode, UpdatePaintNodeData* data) override;
    void itemChange(ItemChange change, const ItemChangeData& data) override;

private:
    [[nodiscard]] QImage image() const;

    QList<bool> m_modules;
    int m_side = 0;
    QColor m_dark = Qt::black;
    QColor m_light = Qt::white;
    bool m_stale = true;
};

} // namespace sotto::native
