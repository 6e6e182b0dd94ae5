#include "app/desktop/notification_text.h"

#include <QTextBoundaryFinder>

namespace sotto::desktop {

namespace {

/// Line ends, control characters, and those that turn the direction of all that follows.
bool isUnwanted(QChar c)
{
    constexpr char16_t kFirstEmbedding = 0x202a;
    constexpr char16_t kLastOverride = 0x202e;
    return c.category() == QChar::Other_Control || c.category() == QChar::Separator_Line ||
           c.category() == QChar::Separator_Paragraph ||
           (c >= QChar(kFirstEmbedding) && c <= QChar(kLastOverride));
}

} // namespace

QString oneLine(const QString& text, qsizetype lengthMax)
{
    // Never more work than twice what can be shown.
    QString line = text.left(2 * lengthMax);
    for (QChar& c : line) {
        if (isUnwanted(c)) {
            c = u' ';
        }
    }
    line = line.simplified();
    if (line.size() <= lengthMax) {
        return line;
    }
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, line);
    finder.setPosition(lengthMax - 1);
    const qsizetype end = finder.isAtBoundary() ? finder.position() : finder.toPreviousBoundary();
    return line.left(end) + QChar(u'\u2026');
}

QString escapedForMarkup(const QString& text)
{
    return text.toHtmlEscaped();
}

} // namespace sotto::desktop
