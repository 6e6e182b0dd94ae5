#include "app/viewmodels/emoji_text.h"

#include <array>

#include <QList>
#include <QString>
#include <QTextBoundaryFinder>

namespace sotto::viewmodels {

namespace {

constexpr char32_t kZeroWidthJoiner = 0x200d;
constexpr char32_t kEmojiSelector = 0xfe0f;
constexpr char32_t kKeycap = 0x20e3;
/// Code units of the longest emoji (a family with skin tones), three of them and spaces between.
constexpr qsizetype kLongestText = 128;

struct Range
{
    char32_t first;
    char32_t last;
};

// Unicode 15, Emoji_Presentation: shown in colour without a selector. The blocks of emoji beyond
// the first plane are taken whole.
constexpr std::array<Range, 38> kEmoji = {{
    {0x231a, 0x231b},   {0x23e9, 0x23ec},   {0x23f0, 0x23f0},   {0x23f3, 0x23f3},
    {0x25fd, 0x25fe},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267f, 0x267f},
    {0x2693, 0x2693},   {0x26a1, 0x26a1},   {0x26aa, 0x26ab},   {0x26bd, 0x26be},
    {0x26c4, 0x26c5},   {0x26ce, 0x26ce},   {0x26d4, 0x26d4},   {0x26ea, 0x26ea},
    {0x26f2, 0x26f3},   {0x26f5, 0x26f5},   {0x26fa, 0x26fa},   {0x26fd, 0x26fd},
    {0x2705, 0x2705},   {0x270a, 0x270b},   {0x2728, 0x2728},   {0x274c, 0x274c},
    {0x274e, 0x274e},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x27b0, 0x27b0},   {0x27bf, 0x27bf},   {0x2b1b, 0x2b1c},   {0x2b50, 0x2b55},
    {0x1f0cf, 0x1f0cf}, {0x1f18e, 0x1f19a}, {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff},
    {0x1f7e0, 0x1f7eb}, {0x1f90c, 0x1faff},
}};

bool isEmojiCode(char32_t code)
{
    for (const Range& range : kEmoji) {
        if (code >= range.first && code <= range.last) {
            return true;
        }
    }
    return false;
}

bool isRegional(char32_t code)
{
    return code >= 0x1f1e6 && code <= 0x1f1ff;
}

bool isEmoji(const QList<uint>& cluster)
{
    const auto has = [&cluster](char32_t code) {
        return cluster.contains(static_cast<uint>(code));
    };
    const char32_t first = cluster.first();
    if (isRegional(first)) {
        return cluster.size() == 2 && isRegional(cluster.at(1));
    }
    if (has(kKeycap)) {
        return has(kEmojiSelector);
    }
    return isEmojiCode(first) || (has(kEmojiSelector) && first > 0xa8 && !QChar::isLetter(first));
}

} // namespace

int countOnlyEmoji(const QString& text)
{
    if (text.isEmpty() || text.size() > kLongestText) {
        return 0;
    }
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, text);
    int count = 0;
    bool joined = false;
    qsizetype begin = 0;
    for (qsizetype end = finder.toNextBoundary(); end > 0; end = finder.toNextBoundary()) {
        const QString part = text.mid(begin, end - begin);
        const QList<uint> cluster = part.toUcs4();
        begin = end;
        if (part.trimmed().isEmpty()) {
            joined = false;
            continue;
        }
        if (!joined && !isEmoji(cluster)) {
            return 0;
        }
        count += joined ? 0 : 1;
        joined = cluster.last() == kZeroWidthJoiner;
    }
    return count <= kLargeEmojiMax ? count : 0;
}

} // namespace sotto::viewmodels
