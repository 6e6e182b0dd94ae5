#include "app/viewmodels/markup_writer.h"

#include "app/viewmodels/text_look.h"

#include <algorithm>

namespace sotto::viewmodels {

namespace {

// Embeddings and overrides reach beyond the text that they stand in; isolates may stay open.
bool turnsDirection(char16_t code)
{
    return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

bool isLineEnd(char16_t code)
{
    return code == '\n' || code == 0x2028 || code == 0x2029;
}

QLatin1String entityOf(char16_t code)
{
    switch (code) {
    case '<':
        return QLatin1String("&lt;");
    case '>':
        return QLatin1String("&gt;");
    case '&':
        return QLatin1String("&amp;");
    case '"':
        return QLatin1String("&quot;");
    default:
        return {};
    }
}

} // namespace

void MarkupWriter::escaped(QStringView text)
{
    for (const QChar character : text) {
        const char16_t code = character.unicode();
        if (const QLatin1String entity = entityOf(code); !entity.isEmpty()) {
            m_out += entity;
        } else if (isLineEnd(code)) {
            m_out += QLatin1String("<br>");
        } else if (code == '\t') {
            m_out += QLatin1String("&nbsp;&nbsp;&nbsp;&nbsp;");
        } else if (code == ' ') {
            m_out += m_afterSpace ? QLatin1String("&nbsp;") : QLatin1String(" ");
        } else if (code >= 0x20 && code != 0x7f && !turnsDirection(code) &&
                   character != QChar::ObjectReplacementCharacter) {
            m_out += character;
        } else {
            continue;
        }
        m_afterSpace = code == ' ' || isLineEnd(code);
    }
}

QString MarkupWriter::markStyle() const
{
    if (m_markLook == MarkLook::Found) {
        return QStringLiteral("background-color:%1").arg(m_look.mark().name());
    }
    return QStringLiteral("background-color:%1;color:%2")
        .arg(m_look.currentMark().name(), m_look.inkOnCurrentMark().name());
}

void MarkupWriter::text(const QString& source, qsizetype begin, qsizetype end)
{
    qsizetype at = begin;
    const QStringView all(source);
    auto mark =
        std::upper_bound(m_marks.begin(), m_marks.end(), begin,
                         [](qsizetype value, const TextRange& range) { return value < range.end; });
    for (; mark != m_marks.end() && mark->begin < end; ++mark) {
        const qsizetype from = std::max(at, mark->begin);
        const qsizetype to = std::min(end, mark->end);
        escaped(all.mid(at, from - at));
        m_out += QStringLiteral("<span style=\"%1\">").arg(markStyle());
        escaped(all.mid(from, to - from));
        m_out += QStringLiteral("</span>");
        m_rich = true;
        at = to;
    }
    escaped(all.mid(at, end - at));
}

void MarkupWriter::newLine()
{
    escaped(u"\n");
}

void MarkupWriter::code(const QString& source, qsizetype begin, qsizetype end)
{
    QString family = m_look.codeFont();
    family.removeIf([](QChar c) { return !c.isLetterOrNumber() && c != QLatin1Char(' '); });
    m_out += QStringLiteral("<code style=\"font-family:'%1'\">").arg(family);
    text(source, begin, end);
    m_out += QStringLiteral("</code>");
    m_rich = true;
}

void MarkupWriter::link(const QString& target, const QString& shown, const QString& source,
                        qsizetype begin, qsizetype end)
{
    m_out += QStringLiteral("<a href=\"%1\" style=\"color:%2\">")
                 .arg(target.toHtmlEscaped(), m_look.link().name());
    if (shown == QStringView(source).mid(begin, end - begin)) {
        text(source, begin, end);
    } else {
        // An isolate around a link is its own, and closed: only here it stays.
        const bool isIsolated = shown.startsWith(QChar(0x2066)) && shown.endsWith(QChar(0x2069));
        m_out += isIsolated ? QStringLiteral("\u2066") : QString();
        escaped(shown);
        m_out += isIsolated ? QStringLiteral("\u2069") : QString();
    }
    m_out += QStringLiteral("</a>");
}

QString MarkupWriter::take()
{
    m_rich = false;
    m_afterSpace = true;
    return std::exchange(m_out, {});
}

} // namespace sotto::viewmodels
