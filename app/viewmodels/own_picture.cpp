#include "app/viewmodels/own_picture.h"

#include "app/core/client.h"
#include "app/desktop/qr/bounded_image.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFile>
#include <QImageReader>
#include <QPainter>
#include <QPainterPath>

namespace sotto::viewmodels {

namespace {

/// Pixels of a side of a contact's picture that is decoded at all.
constexpr int kSmallSideMax = 512;
/// Tried in this order until the result is small enough.
constexpr int kQualities[] = {88, 75, 60, 45, 30};

QImage middleSquare(const QImage& image)
{
    const int side = std::min(image.width(), image.height());
    return image.copy((image.width() - side) / 2, (image.height() - side) / 2, side, side);
}

QByteArray jpegOf(const QImage& image, int quality)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "JPEG", quality);
    return bytes;
}

// A picture with holes is laid on white: JPEG has none.
QImage opaque(const QImage& image)
{
    QImage flat(image.size(), QImage::Format_RGB32);
    flat.fill(Qt::white);
    QPainter painter(&flat);
    painter.drawImage(0, 0, image);
    return flat;
}

} // namespace

crypto::Result<QByteArray, PictureError> readOwnPicture(const QUrl& url)
{
    QFile file(url.toLocalFile());
    if (!url.isLocalFile() || !file.open(QIODevice::ReadOnly)) {
        return crypto::Unexpected(PictureError::NotReadable);
    }
    const auto image = desktop::readBoundedImage(file);
    if (!image || image->isNull()) {
        return crypto::Unexpected(PictureError::NoPicture);
    }
    QImage square = middleSquare(*image);
    if (square.width() > kOwnPictureSide) {
        square = square.scaled(kOwnPictureSide, kOwnPictureSide, Qt::IgnoreAspectRatio,
                               Qt::SmoothTransformation);
    }
    square = opaque(square);
    for (const int quality : kQualities) {
        const QByteArray bytes = jpegOf(square, quality);
        if (!bytes.isEmpty() && static_cast<std::size_t>(bytes.size()) <= core::kPictureBytesMax) {
            return bytes;
        }
    }
    return crypto::Unexpected(PictureError::NoPicture);
}

QImage decodeSmallPicture(const QByteArray& bytes)
{
    const bool isPng = bytes.startsWith("\x89PNG");
    if (!isPng && !bytes.startsWith("\xff\xd8\xff")) {
        return {};
    }
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer, isPng ? "png" : "jpg");
    reader.setAutoDetectImageFormat(false);
    const QSize size = reader.size();
    if (!size.isValid() || size.width() > kSmallSideMax || size.height() > kSmallSideMax) {
        return {};
    }
    return reader.read();
}

QImage roundPicture(const QImage& picture, int side)
{
    QImage round(side, side, QImage::Format_ARGB32_Premultiplied);
    round.fill(Qt::transparent);
    if (picture.isNull()) {
        return round;
    }
    QPainterPath circle;
    circle.addEllipse(0, 0, side, side);
    QPainter painter(&round);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter.setClipPath(circle);
    painter.drawImage(
        0, 0,
        middleSquare(picture).scaled(side, side, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
    return round;
}

QUrl dataUrl(const QByteArray& jpeg)
{
    if (jpeg.isEmpty()) {
        return {};
    }
    // The file that contacts get is square; what is shown here is round like everywhere.
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    roundPicture(decodeSmallPicture(jpeg), kOwnPictureSide).save(&buffer, "PNG");
    return QUrl(QStringLiteral("data:image/png;base64,") + QString::fromLatin1(png.toBase64()));
}

QString explain(PictureError error)
{
    switch (error) {
    case PictureError::NotReadable:
        return QCoreApplication::translate("Pictures", "This file could not be read.");
    case PictureError::NoPicture:
        break;
    }
    return QCoreApplication::translate(
        "Pictures", "This is not a picture that Sotto can use. Choose a JPEG or PNG file.");
}

} // namespace sotto::viewmodels
