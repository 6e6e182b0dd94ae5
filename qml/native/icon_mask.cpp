#include "qml/native/icon_mask.h"

#include <QFile>
#include <QHash>
#include <QMutex>
#include <QPainter>
#include <QSvgRenderer>

namespace sotto::native {

namespace {

// Every drawing in resources/icons is made with lines of this width.
const QByteArray kDrawnWidth = QByteArrayLiteral("stroke-width=\"1.5\"");

QImage draw(const QString& name, int sizePixels, qreal lineWidth)
{
    QFile file(QStringLiteral(":/sotto/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly)) {
        qWarning("There is no icon named %s", qUtf8Printable(name));
        return {};
    }
    QByteArray drawing = file.readAll();
    drawing.replace(kDrawnWidth, "stroke-width=\"" + QByteArray::number(lineWidth) + '"');
    QSvgRenderer renderer(drawing);
    QImage mask(sizePixels, sizePixels, QImage::Format_ARGB32_Premultiplied);
    mask.fill(Qt::transparent);
    QPainter painter(&mask);
    painter.setRenderHint(QPainter::Antialiasing);
    renderer.render(&painter);
    return mask;
}

} // namespace

QImage iconMask(const QString& name, int sizePixels, qreal lineWidth)
{
    static QMutex mutex;
    static QHash<QString, QImage> masks;
    const QString key = name + QLatin1Char('/') + QString::number(sizePixels) + QLatin1Char('/') +
                        QString::number(lineWidth);
    const QMutexLocker lock(&mutex);
    auto found = masks.find(key);
    if (found == masks.end()) {
        found = masks.insert(key, draw(name, sizePixels, lineWidth));
    }
    return *found;
}

QImage tinted(const QImage& mask, const QColor& color, bool flipped)
{
    QImage image = flipped ? mask.mirrored(true, false) : mask.copy();
    QPainter painter(&image);
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(image.rect(), color);
    return image;
}

} // namespace sotto::native
