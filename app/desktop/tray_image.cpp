#include "app/desktop/tray_image.h"

#include <QPainter>
#include <QPixmap>

namespace sotto::desktop {

namespace {

constexpr double kPale = 0.5;
/// Of the icon's edge: large enough to be seen at 16 pixels.
constexpr double kDotSize = 0.5;
constexpr double kRingSize = 0.08;
// The icon's own two colours (resources/app-icon/sotto.svg): the dot belongs to it, in any theme.
constexpr QRgb kDot = 0xffffffff;
constexpr QRgb kRing = 0xff0e5a67;

QPixmap drawn(int size, const TrayState& state)
{
    QPixmap pixmap(size, size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setOpacity(state.isLocked ? kPale : 1.0);
    painter.drawPixmap(0, 0, QPixmap(QStringLiteral(":/sotto/app-icon/sotto-%1.png").arg(size)));
    if (state.unread > 0) {
        const double dot = size * kDotSize;
        const double ring = std::max(1.0, size * kRingSize);
        painter.setOpacity(1.0);
        painter.setPen(QPen(QColor(kRing), ring));
        painter.setBrush(QColor(kDot));
        painter.drawEllipse(
            QRectF(size - dot + ring / 2, size - dot + ring / 2, dot - ring, dot - ring));
    }
    return pixmap;
}

} // namespace

QIcon trayIcon(const TrayState& state)
{
    QIcon icon;
    for (const int size : {16, 22, 24, 32, 48, 64}) {
        icon.addPixmap(drawn(size, state));
    }
    return icon;
}

} // namespace sotto::desktop
