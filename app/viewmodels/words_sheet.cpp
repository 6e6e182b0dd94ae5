#include "app/viewmodels/words_sheet.h"

#include <QCoreApplication>
#include <QFont>
#include <QPagedPaintDevice>
#include <QPainter>

namespace sotto::viewmodels {

namespace {

// In points, on a page that is measured in points.
constexpr int kMargin = 56;
constexpr int kRows = 4;
constexpr int kColumns = 3;
constexpr int kRowHeight = 44;
constexpr int kGridTop = 150;

QString tr(const char* text)
{
    return QCoreApplication::translate("WordsSheet", text);
}

QFont fontOf(int points, bool bold)
{
    QFont font(QStringLiteral("Inter"));
    font.setStyleHint(QFont::SansSerif);
    font.setPixelSize(points);
    font.setBold(bold);
    return font;
}

} // namespace

bool drawWordsSheet(QPagedPaintDevice& device, const QStringList& words, const QString& relay)
{
    QPainter painter;
    if (!painter.begin(&device)) {
        return false;
    }
    const double scale = device.logicalDpiX() / 72.0;
    painter.scale(scale, scale);
    const int width = static_cast<int>(device.width() / scale) - 2 * kMargin;
    const auto line = [&painter, width](int top, int height, int size, bool bold,
                                        const QString& text) {
        painter.setFont(fontOf(size, bold));
        painter.drawText(kMargin, top, width, height, Qt::TextWordWrap, text);
    };
    line(kMargin, 30, 20, true, tr("Your twelve words for Sotto"));
    line(kMargin + 36, 50, 11, false,
         tr("They bring back your people and your messages on a new computer. Whoever has them can "
            "do the same: keep this sheet where only you find it."));
    for (int i = 0; i < words.size(); ++i) {
        // Down the columns, as they are read.
        const int x = kMargin + i / kRows * (width / kColumns);
        const int y = kGridTop + i % kRows * kRowHeight;
        painter.setFont(fontOf(11, false));
        painter.drawText(x, y, 24, 20, Qt::AlignRight | Qt::AlignVCenter, QString::number(i + 1));
        painter.setFont(fontOf(16, true));
        painter.drawText(x + 34, y, width / kColumns - 34, 20, Qt::AlignLeft | Qt::AlignVCenter,
                         words.at(i));
    }
    const int below = kGridTop + kRows * kRowHeight + 16;
    line(below, 40, 11, true, tr("Relay"));
    line(below + 16, 60, 11, false, relay);
    line(below + 90, 40, 11, false,
         tr("Sotto never asks for these words, except when you restore."));
    return painter.end();
}

} // namespace sotto::viewmodels
