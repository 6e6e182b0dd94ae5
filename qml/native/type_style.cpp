#include "qml/native/type_style.h"

#include <QFontMetricsF>
#include <QStringList>

namespace sotto::native {

namespace {

QStringList families(bool mono)
{
    static const QString kEmoji = QStringLiteral("Noto Color Emoji");
    static const QStringList kText = {QStringLiteral("Inter"), QStringLiteral("Noto Sans"),
                                      QStringLiteral("sans-serif"), kEmoji};
    static const QStringList kMono = {QStringLiteral("JetBrains Mono"),
                                      QStringLiteral("Noto Sans Mono"), QStringLiteral("monospace"),
                                      kEmoji};
    return mono ? kMono : kText;
}

} // namespace

TypeStyle::TypeStyle(QObject* parent)
    : QObject(parent)
    , m_font(made())
{
    connect(this, &TypeStyle::changed, this, [this] { m_font = made(); });
}

QFont TypeStyle::made() const
{
    QFont font;
    font.setFamilies(families(m_mono));
    font.setPixelSize(qRound(m_pixelSize * m_scale));
    font.setWeight(static_cast<QFont::Weight>(m_weight));
    font.setItalic(m_italic);
    if (m_tracking != 0) {
        font.setLetterSpacing(QFont::AbsoluteSpacing, m_tracking * m_scale);
    }
    if (m_mono) {
        // Qt 6.4 cannot switch ligatures off alone; scripts that need shaping get it all the same.
        font.setStyleStrategy(QFont::PreferNoShaping);
    }
    return font;
}

qreal TypeStyle::lineHeight() const
{
    return qRound(m_leading * m_scale);
}

qreal TypeStyle::naturalHeight() const
{
    return QFontMetricsF(m_font).height();
}

} // namespace sotto::native
