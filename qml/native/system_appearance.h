#pragma once

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace sotto::native {

/// What the desktop says about how programs should look, for Theme.qml. Follows changes at once.
class SystemAppearance : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    /// The system's palette writes light on dark. (Qt 6.4 has no other sign of a dark scheme.)
    Q_PROPERTY(bool dark READ dark NOTIFY paletteChanged)
    /// How much larger than usual the system's font is: 1 to 2.
    Q_PROPERTY(qreal textScale READ textScale NOTIFY fontChanged)
    /// The program's language reads from right to left.
    Q_PROPERTY(bool mirrored READ mirrored NOTIFY languageChanged)
    /// The program's language is written in a script with tall letters.
    Q_PROPERTY(bool tallScript READ tallScript NOTIFY languageChanged)

public:
    explicit SystemAppearance(QObject* parent = nullptr);

    [[nodiscard]] bool dark() const;
    [[nodiscard]] qreal textScale() const;
    [[nodiscard]] bool mirrored() const;
    [[nodiscard]] bool tallScript() const;

Q_SIGNALS:
    void paletteChanged();
    void fontChanged();
    void languageChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace sotto::native
