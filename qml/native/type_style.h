#pragma once

#include <QFont>
#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace sotto::native {

/// One style of type: a font with its fallbacks, and the height of a line of it.
///
/// Families are lists (first Inter, then what has its missing letters), which the font type of QML
/// cannot hold in Qt 6.4; that is why this is not QML.
class TypeStyle : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    /// Size of the letters in pixels, before scaling.
    Q_PROPERTY(int pixelSize MEMBER m_pixelSize WRITE setPixelSize NOTIFY changed)
    /// Height of a line in pixels, before scaling.
    Q_PROPERTY(int leading MEMBER m_leading WRITE setLeading NOTIFY changed)
    /// 400, 500 or 600.
    Q_PROPERTY(int weight MEMBER m_weight WRITE setWeight NOTIFY changed)
    /// Between the letters, in pixels, before scaling.
    Q_PROPERTY(qreal tracking MEMBER m_tracking WRITE setTracking NOTIFY changed)
    /// Letters of one width, no ligatures: for code and numbers to compare.
    Q_PROPERTY(bool mono MEMBER m_mono WRITE setMono NOTIFY changed)
    Q_PROPERTY(bool italic MEMBER m_italic WRITE setItalic NOTIFY changed)
    Q_PROPERTY(qreal scale MEMBER m_scale WRITE setScale NOTIFY changed)
    /// The font, scaled.
    Q_PROPERTY(QFont font READ font NOTIFY changed)
    /// Height of a line in pixels, scaled.
    Q_PROPERTY(qreal lineHeight READ lineHeight NOTIFY changed)
    /// What the letters themselves need of it.
    Q_PROPERTY(qreal naturalHeight READ naturalHeight NOTIFY changed)

public:
    explicit TypeStyle(QObject* parent = nullptr);

    [[nodiscard]] QFont font() const { return m_font; }
    void setPixelSize(int pixelSize) { set(m_pixelSize, pixelSize); }
    void setLeading(int leading) { set(m_leading, leading); }
    void setWeight(int weight) { set(m_weight, weight); }
    void setTracking(qreal tracking) { set(m_tracking, tracking); }
    void setMono(bool mono) { set(m_mono, mono); }
    void setItalic(bool italic) { set(m_italic, italic); }
    void setScale(qreal scale) { set(m_scale, scale); }
    [[nodiscard]] qreal lineHeight() const;
    [[nodiscard]] qreal naturalHeight() const;

Q_SIGNALS:
    void changed();

private:
    // The font before the signal: bindings hear of a change before every slot does.
    template <typename Value> void set(Value& member, Value value)
    {
        if (member != value) {
            member = value;
            m_font = made();
            Q_EMIT changed();
        }
    }
    [[nodiscard]] QFont made() const;

    int m_pixelSize = 14;
    int m_leading = 20;
    int m_weight = QFont::Normal;
    qreal m_tracking = 0;
    bool m_mono = false;
    bool m_italic = false;
    qreal m_scale = 1;
    // Kept, for copies of one font share what the first of them found out about its letters. Last,
    // for it is made of those above.
    QFont m_font;
};

} // namespace sotto::native
