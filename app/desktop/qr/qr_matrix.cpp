#include "app/desktop/qr/qr_matrix.h"

#include <memory>
#include <new>

#include <qrencode.h>

namespace sotto::desktop {

std::optional<QImage> qrMatrix(const QString& text)
{
    return qrMatrix(text.toUtf8());
}

std::optional<QImage> qrMatrix(const QByteArray& bytes)
{
    if (bytes.isEmpty() || bytes.size() > kQrTextBytesMax) {
        return std::nullopt;
    }
    constexpr int kSmallestThatFits = 0;
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeData(static_cast<int>(bytes.size()),
                          reinterpret_cast<const unsigned char*>(bytes.constData()),
                          kSmallestThatFits, QR_ECLEVEL_M),
        &QRcode_free);
    if (code == nullptr) {
        throw std::bad_alloc();
    }
    QImage image(code->width, code->width, QImage::Format_Mono);
    image.setColorTable({qRgb(255, 255, 255), qRgb(0, 0, 0)});
    for (int y = 0; y < code->width; ++y) {
        for (int x = 0; x < code->width; ++x) {
            image.setPixel(x, y, code->data[y * code->width + x] & 1U);
        }
    }
    return image;
}

} // namespace sotto::desktop
