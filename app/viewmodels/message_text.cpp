#include "app/viewmodels/message_text.h"

#include "app/viewmodels/link_text.h"
#include "app/viewmodels/markup_writer.h"
#include "app/viewmodels/person_text.h"

#include <optional>

namespace sotto::viewmodels {

namespace {

/// Emphasis within emphasis; deeper signs stand as they are.
constexpr int kDepthMax = 4;
/// Characters between two signs of emphasis: bounds what a text of signs alone costs.
constexpr qsizetype kEmphasisLengthMax = 1'000;
/// Characters before the first mark in an excerpt.
constexpr qsizetype kExcerptLead = 24;
/// Characters of an excerpt and of a preview.
constexpr qsizetype kExcerptLength = 200;

const QString kFence = QStringLiteral("```");

bool isWordCharacter(const QString& text, qsizetype at)
{
    return at >= 0 && at < text.size() && (text.at(at).isLetterOrNumber() || text.at(at) == u'_');
}

bool isSpaceAt(const QString& text, qsizetype at)
{
    return at < 0 || at >= text.size() || text.at(at).isSpace();
}

// Inline signs of one run of text. Positions are those of the whole message, where marks are.
class InlineFormat
{
public:
    InlineFormat(const QString& text, MarkupWriter& writer)
        : m_text(text)
        , m_writer(writer)
    {}

    void write(qsizetype begin, qsizetype end, int depth = 0)
    {
        qsizetype plain = begin;
        qsizetype at = begin;
        while (at < end) {
            const qsizetype next = tryAt(at, plain, end, depth);
            if (next > at) {
                plain = next;
                at = next;
            } else {
                ++at;
            }
        }
        m_writer.text(m_text, plain, end);
    }

private:
    // Writes what begins at `at` (with the plain text before it) and returns its end, or `at`.
    qsizetype tryAt(qsizetype at, qsizetype plain, qsizetype end, int depth)
    {
        if (m_text.at(at) == u'`') {
            return tryCode(at, plain, end);
        }
        if (const auto link = linkFrom(at); link && link->begin == at && link->end <= end) {
            m_writer.text(m_text, plain, at);
            m_writer.link(link->target, link->shown, m_text, at, link->end);
            return link->end;
        }
        if (depth >= kDepthMax) {
            return at;
        }
        if (m_text.at(at) == u'*' || m_text.at(at) == u'_') {
            return tryEmphasis(at, plain, end, depth);
        }
        return at;
    }

    qsizetype tryCode(qsizetype at, qsizetype plain, qsizetype end)
    {
        const qsizetype close = m_text.indexOf(u'`', at + 1);
        const qsizetype line = m_text.indexOf(u'\n', at + 1);
        if (close < 0 || close >= end || close == at + 1 || (line >= 0 && line < close)) {
            return at;
        }
        m_writer.text(m_text, plain, at);
        m_writer.code(m_text, at + 1, close);
        return close + 1;
    }

    qsizetype tryEmphasis(qsizetype at, qsizetype plain, qsizetype end, int depth)
    {
        const QChar sign = m_text.at(at);
        const bool isBold = sign == u'*' && at + 1 < end && m_text.at(at + 1) == u'*';
        const qsizetype length = isBold ? 2 : 1;
        const qsizetype inside = at + length;
        if (inside >= end || isSpaceAt(m_text, inside) || isWordCharacter(m_text, at - 1)) {
            return at;
        }
        const qsizetype close = closingSign(sign, length, inside, end);
        if (close < 0) {
            return at;
        }
        m_writer.text(m_text, plain, at);
        isBold ? m_writer.openBold() : m_writer.openItalic();
        write(inside, close, depth + 1);
        isBold ? m_writer.closeBold() : m_writer.closeItalic();
        return close + length;
    }

    // Behind something, before no letter, on the same line.
    [[nodiscard]] qsizetype closingSign(QChar sign, qsizetype length, qsizetype from,
                                        qsizetype end) const
    {
        const qsizetype last = std::min(end - length, from + kEmphasisLengthMax);
        for (qsizetype at = from; at <= last && m_text.at(at) != u'\n'; ++at) {
            const bool isSign = m_text.at(at) == sign && (length == 1 || m_text.at(at + 1) == sign);
            const bool isDouble =
                isSign && length == 1 && sign == u'*' && at + 1 < end && m_text.at(at + 1) == sign;
            if (isDouble) {
                ++at;
            } else if (isSign && at > from && !isSpaceAt(m_text, at - 1) &&
                       !isWordCharacter(m_text, at + length)) {
                // Of three signs the first one closes what is inside.
                const bool isTriple = length == 2 && at < last && m_text.at(at + 2) == sign;
                return isTriple ? at + 1 : at;
            }
        }
        return -1;
    }

    // The next link at or behind `at`; looked for once, not at each character.
    std::optional<FoundLink> linkFrom(qsizetype at)
    {
        if (!m_searched || (m_link && m_link->begin < at)) {
            m_link = findLink(m_text, at);
            m_searched = true;
        }
        return m_link;
    }

    const QString& m_text;
    MarkupWriter& m_writer;
    std::optional<FoundLink> m_link;
    bool m_searched = false;
};

struct Block
{
    TextPart::Kind kind = TextPart::Kind::Text;
    qsizetype begin = 0;
    qsizetype end = 0;
};

// Without line ends around it.
Block trimmed(const QString& text, Block block)
{
    while (block.begin < block.end && text.at(block.begin) == u'\n') {
        ++block.begin;
    }
    while (block.end > block.begin && text.at(block.end - 1) == u'\n') {
        --block.end;
    }
    return block;
}

// A word behind the opening fence, alone on its line, names a language.
qsizetype codeBegin(const QString& text, qsizetype begin, qsizetype end)
{
    const qsizetype line = text.indexOf(u'\n', begin);
    if (line < 0 || line >= end) {
        return begin;
    }
    const QStringView name = QStringView(text).mid(begin, line - begin);
    return name.contains(u' ') ? begin : line + 1;
}

bool isQuoteLine(const QString& text, qsizetype begin)
{
    return begin < text.size() && text.at(begin) == u'>';
}

void appendLines(const QString& text, qsizetype begin, qsizetype end, std::vector<Block>& blocks)
{
    for (qsizetype line = begin; line < end;) {
        qsizetype next = text.indexOf(u'\n', line);
        next = next < 0 || next >= end ? end : next + 1;
        const auto kind = isQuoteLine(text, line) ? TextPart::Kind::Quote : TextPart::Kind::Text;
        if (blocks.empty() || blocks.back().kind != kind || blocks.back().end != line) {
            blocks.push_back({kind, line, next});
        } else {
            blocks.back().end = next;
        }
        line = next;
    }
}

std::vector<Block> blocksOf(const QString& text)
{
    std::vector<Block> blocks;
    qsizetype at = 0;
    while (at < text.size()) {
        const qsizetype open = text.indexOf(kFence, at);
        const qsizetype close = open < 0 ? -1 : text.indexOf(kFence, open + 3);
        if (close < 0) {
            break;
        }
        appendLines(text, at, open, blocks);
        blocks.push_back({TextPart::Kind::Code, codeBegin(text, open + 3, close), close});
        at = close + 3;
    }
    appendLines(text, at, text.size(), blocks);
    std::vector<Block> kept;
    for (const Block& block : blocks) {
        const Block inner = trimmed(text, block);
        if (inner.begin < inner.end) {
            kept.push_back(inner);
        }
    }
    return kept;
}

void writeQuote(const QString& text, const Block& block, InlineFormat& format, MarkupWriter& writer,
                QString& plain)
{
    for (qsizetype line = block.begin; line < block.end;) {
        qsizetype next = text.indexOf(u'\n', line);
        next = next < 0 || next > block.end ? block.end : next;
        qsizetype begin = line + 1;
        begin += begin < next && text.at(begin) == u' ' ? 1 : 0;
        if (line != block.begin) {
            writer.newLine();
            plain += u'\n';
        }
        format.write(begin, next);
        plain += QStringView(text).mid(begin, next - begin);
        line = next + 1;
    }
}

TextPart partOf(const QString& text, const Block& block, InlineFormat& format, MarkupWriter& writer)
{
    TextPart part{block.kind, {}, {}, false};
    if (block.kind == TextPart::Kind::Quote) {
        writeQuote(text, block, format, writer, part.text);
    } else {
        part.text = text.mid(block.begin, block.end - block.begin);
    }
    if (block.kind == TextPart::Kind::Text) {
        format.write(block.begin, block.end);
    }
    part.rich = writer.isRich();
    part.formatted = writer.take();
    return part;
}

// Up to @p end, without half of a pair of code units.
qsizetype wholeEnd(const QString& text, qsizetype end)
{
    if (end >= text.size()) {
        return text.size();
    }
    return text.at(end).isLowSurrogate() ? end - 1 : end;
}

} // namespace

std::vector<TextPart> formatMessage(const QString& text, const TextLook& look,
                                    const std::vector<TextRange>& marks, MarkLook markLook)
{
    MarkupWriter writer(look, marks, markLook);
    InlineFormat format(text, writer);
    std::vector<TextPart> parts;
    const std::vector<Block> blocks = blocksOf(text);
    for (const Block& block : blocks) {
        parts.push_back(partOf(text, block, format, writer));
    }
    if (parts.empty()) {
        parts.push_back({});
    }
    return parts;
}

QString previewOf(const QString& text)
{
    return oneLine(text.left(wholeEnd(text, kExcerptLength)));
}

QString markedExcerpt(const QString& text, const std::vector<TextRange>& marks,
                      const TextLook& look)
{
    QString flat = text;
    for (QChar& character : flat) {
        if (character.isSpace() || character.category() == QChar::Other_Control) {
            character = u' ';
        }
    }
    qsizetype begin =
        marks.empty() ? 0 : std::max<qsizetype>(0, marks.front().begin - kExcerptLead);
    if (begin > 0) {
        const qsizetype space = flat.indexOf(u' ', begin);
        begin = space >= 0 && space < marks.front().begin ? space + 1 : begin;
        begin += flat.at(begin).isLowSurrogate() ? 1 : 0;
    }
    MarkupWriter writer(look, marks);
    writer.text(flat, begin, wholeEnd(flat, begin + kExcerptLength));
    return (begin > 0 ? QStringLiteral("\u2026") : QString()) + writer.take();
}

} // namespace sotto::viewmodels
