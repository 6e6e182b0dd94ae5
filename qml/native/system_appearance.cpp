#include "qml/native/system_appearance.h"

#include <algorithm>

#include <QEvent>
#include <QFontInfo>
#include <QGuiApplication>
#include <QLocale>
#include <QPalette>

namespace sotto::native {

namespace {

// Desktops differ in what they call usual (9 to 11 points, 12 to 15 pixels); up to here the text
// keeps its own size.
constexpr qreal kUsualPixels = 15;
constexpr qreal kLargestScale = 2;

} // namespace

SystemAppearance::SystemAppearance(QObject* parent)
    : QObject(parent)
{
    qGuiApp->installEventFilter(this);
    connect(qGuiApp, &QGuiApplication::layoutDirectionChanged, this,
            &SystemAppearance::languageChanged);
}

bool SystemAppearance::dark() const
{
    const QPalette palette = QGuiApplication::palette();
    return palette.color(QPalette::WindowText).lightness() >
           palette.color(QPalette::Window).lightness();
}

qreal SystemAppearance::textScale() const
{
    const qreal pixels = QFontInfo(QGuiApplication::font()).pixelSize();
    return std::clamp(pixels / kUsualPixels, 1.0, kLargestScale);
}

bool SystemAppearance::mirrored() const
{
    return QGuiApplication::isRightToLeft();
}

bool SystemAppearance::tallScript() const
{
    switch (QLocale().script()) {
    case QLocale::ArabicScript:
    case QLocale::BengaliScript:
    case QLocale::DevanagariScript:
    case QLocale::GujaratiScript:
    case QLocale::GurmukhiScript:
    case QLocale::KannadaScript:
    case QLocale::KhmerScript:
    case QLocale::LaoScript:
    case QLocale::MalayalamScript:
    case QLocale::MyanmarScript:
    case QLocale::SinhalaScript:
    case QLocale::TamilScript:
    case QLocale::TeluguScript:
    case QLocale::ThaiScript:
    case QLocale::TibetanScript:
        return true;
    default:
        return false;
    }
}

bool SystemAppearance::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == qGuiApp) {
        switch (event->type()) {
        case QEvent::ApplicationPaletteChange:
            Q_EMIT paletteChanged();
            break;
        case QEvent::ApplicationFontChange:
            Q_EMIT fontChanged();
            break;
        case QEvent::LocaleChange:
        case QEvent::LanguageChange:
            Q_EMIT languageChanged();
            break;
        default:
            break;
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace sotto::native
