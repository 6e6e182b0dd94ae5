#pragma once

#include <QColor>
#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace sotto::viewmodels {

/// Colours and font that markup must name itself, since Text.RichText takes no others. The window
/// sets them from its theme.
class TextLook : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.textLook is the one.")
    /// Behind what a search found.
    Q_PROPERTY(QColor mark MEMBER m_mark NOTIFY changed)
    /// Behind the hit that one stands on, and the letters on it.
    Q_PROPERTY(QColor currentMark MEMBER m_currentMark NOTIFY changed)
    Q_PROPERTY(QColor inkOnCurrentMark MEMBER m_inkOnCurrentMark NOTIFY changed)
    Q_PROPERTY(QColor link MEMBER m_link NOTIFY changed)
    Q_PROPERTY(QString codeFont MEMBER m_codeFont NOTIFY changed)

public:
    using QObject::QObject;

    [[nodiscard]] QColor mark() const { return m_mark; }
    [[nodiscard]] QColor currentMark() const { return m_currentMark; }
    [[nodiscard]] QColor inkOnCurrentMark() const { return m_inkOnCurrentMark; }
    [[nodiscard]] QColor link() const { return m_link; }
    [[nodiscard]] QString codeFont() const { return m_codeFont; }

Q_SIGNALS:
    void changed();

private:
    QColor m_mark = QColor(0xfc, 0xe7, 0xa2);
    QColor m_currentMark = QColor(0xeb, 0xa5, 0x1e);
    QColor m_inkOnCurrentMark = QColor(0x1b, 0x1d, 0x1f);
    QColor m_link = QColor(0x0e, 0x62, 0x70);
    QString m_codeFont = QStringLiteral("JetBrains Mono");
};

} // namespace sotto::viewmodels
