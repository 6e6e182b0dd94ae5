#include "app/viewmodels/qr_text.h"

#include "app/desktop/qr/bounded_image.h"
#include "app/desktop/qr/qr_matrix.h"
#include "app/desktop/qr/read_qr.h"

#include <cmath>

#include <QFile>

namespace sotto::viewmodels {

namespace {

constexpr int kQuietModules = 4;
constexpr int kPixelsPerModule = 8;

QList<bool> modulesOf(const std::optional<QImage>& matrix)
{
    if (!matrix) {
        return {};
    }
    QList<bool> modules;
    modules.reserve(static_cast<qsizetype>(matrix->width()) * matrix->height());
    for (int y = 0; y < matrix->height(); ++y) {
        for (int x = 0; x < matrix->width(); ++x) {
            modules.append(matrix->pixelIndex(x, y) == 1);
        }
    }
    return modules;
}

} // namespace

QList<bool> qrModules(const QString& text)
{
    return modulesOf(desktop::qrMatrix(text));
}

QList<bool> qrModules(const QByteArray& bytes)
{
    return modulesOf(desktop::qrMatrix(bytes));
}

QByteArray readQrBytesOf(const QList<QImage>& images)
{
    for (const QImage& image : images) {
        if (const auto bytes = desktop::readQrBytes(image)) {
            return *bytes;
        }
    }
    return {};
}

QString readQrOf(const QList<QImage>& images)
{
    for (const QImage& image : images) {
        if (const auto text = desktop::readQr(image)) {
            return *text;
        }
    }
    return {};
}

QImage readImageFile(const QUrl& url)
{
    QFile file(url.toLocalFile());
    if (!url.isLocalFile() || !file.open(QIODevice::ReadOnly)) {
        return {};
    }
    return desktop::readBoundedImage(file).value_or(QImage());
}

QImage qrPicture(const QList<bool>& modules)
{
    const int side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(modules.size()))));
    QImage picture(side + 2 * kQuietModules, side + 2 * kQuietModules, QImage::Format_RGB32);
    picture.fill(Qt::white);
    for (int i = 0; i < side * side; ++i) {
        if (modules.at(i)) {
            picture.setPixel(kQuietModules + i % side, kQuietModules + i / side, 0xff000000);
        }
    }
    return picture.scaled(picture.size() * kPixelsPerModule, Qt::KeepAspectRatio,
                          Qt::FastTransformation);
}

} // namespace sotto::viewmodels
