#include "app/desktop/qr/read_qr.h"

#include "app/desktop/qr/bounded_image.h"

#define ZX_USE_UTF8
#include <ZXing/ReadBarcode.h>

#include <QPainter>
#include <QStringDecoder>

namespace sotto::desktop {

namespace {

/// What is transparent shows white: a code is often saved as dark modules on nothing.
QImage toGrey(const QImage& image)
{
    if (!image.hasAlphaChannel()) {
        return image.convertToFormat(QImage::Format_Grayscale8);
    }
    QImage onWhite(image.size(), QImage::Format_RGB32);
    onWhite.fill(Qt::white);
    QPainter painter(&onWhite);
    painter.drawImage(QPoint(), image);
    painter.end();
    return onWhite.convertToFormat(QImage::Format_Grayscale8);
}

std::optional<ZXing::Result> findQr(const QImage& image)
{
    if (!isBoundedImage(image.size())) {
        return std::nullopt;
    }
    const QImage grey = toGrey(image);
    ZXing::DecodeHints hints;
    hints.setFormats(ZXing::BarcodeFormat::QRCode);
    hints.setTryHarder(true);
    hints.setTryRotate(true);
    hints.setMaxNumberOfSymbols(1);
    const ZXing::Result result =
        ZXing::ReadBarcode({grey.constBits(), grey.width(), grey.height(), ZXing::ImageFormat::Lum,
                            static_cast<int>(grey.bytesPerLine())},
                           hints);
    if (!result.isValid()) {
        return std::nullopt;
    }
    return result;
}

} // namespace

std::optional<QString> readQr(const QImage& image)
{
    const auto result = findQr(image);
    if (!result) {
        return std::nullopt;
    }
    const std::string bytes = result->text();
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text =
        decoder(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
    if (text.isEmpty() || decoder.hasError()) {
        return std::nullopt;
    }
    return text;
}

std::optional<QByteArray> readQrBytes(const QImage& image)
{
    const auto result = findQr(image);
    if (!result || result->bytes().empty()) {
        return std::nullopt;
    }
    // As they stand in the code: text() would take them for a character set.
    const ZXing::ByteArray& bytes = result->bytes();
    return QByteArray(reinterpret_cast<const char*>(bytes.data()),
                      static_cast<qsizetype>(bytes.size()));
}

} // namespace sotto::desktop
