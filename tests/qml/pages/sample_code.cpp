#include "sample_code.h"

#include "app/desktop/qr/qr_matrix.h"

namespace sotto::pictures {

QList<bool> SampleCode::of(const QString& text)
{
    QList<bool> modules;
    const auto image = desktop::qrMatrix(text);
    if (!image)
        return modules;
    for (int y = 0; y < image->height(); ++y) {
        for (int x = 0; x < image->width(); ++x)
            modules.append(qGray(image->pixel(x, y)) < 128);
    }
    return modules;
}

} // namespace sotto::pictures
