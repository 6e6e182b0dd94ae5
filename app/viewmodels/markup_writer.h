#pragma once

#include "app/viewmodels/marked_ranges.h"

#include <vector>

#include <QString>

namespace sotto::viewmodels {

class TextLook;

/// Writes text as markup: escapes all of it, keeps its spaces and lines, drops what would turn the
/// direction of the text around it, and marks the given ranges.
class MarkupWriter
{
public:
    /// Both outlive it; @p marks are rising ranges of the texts given to text().
    MarkupWriter(const TextLook& look, const std::vector<TextRange>& marks,
                 MarkLook markLook = MarkLook::Found)
        : m_look(look)
        , m_marks(marks)
        , m_markLook(markLook)
    {}

    /// The part of @p source from @p begin to @p end.
    void text(const QString& source, qsizetype begin, qsizetype end);
    void newLine();
    void openBold() { m_out += QStringLiteral("<b>"); }
    void closeBold() { m_out += QStringLiteral("</b>"); }
    void openItalic() { m_out += QStringLiteral("<i>"); }
    void closeItalic() { m_out += QStringLiteral("</i>"); }
    void code(const QString& source, qsizetype begin, qsizetype end);
    /// The part of @p source from @p begin to @p end, unless it must be @p shown differently. The
    /// target is escaped, too.
    void link(const QString& target, const QString& shown, const QString& source, qsizetype begin,
              qsizetype end);

    [[nodiscard]] bool isEmpty() const { return m_out.isEmpty(); }
    [[nodiscard]] bool isRich() const { return m_rich; }
    /// The markup so far; the writer begins anew.
    [[nodiscard]] QString take();

private:
    void escaped(QStringView text);
    [[nodiscard]] QString markStyle() const;

    const TextLook& m_look;
    const std::vector<TextRange>& m_marks;
    MarkLook m_markLook;
    QString m_out;
    bool m_rich = false;
    bool m_afterSpace = true;
};

} // namespace sotto::viewmodels
