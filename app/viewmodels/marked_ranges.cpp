#include "app/viewmodels/marked_ranges.h"

#include <algorithm>

#include <QStringList>

namespace sotto::viewmodels {

namespace {

/// Words of a query that are looked at.
constexpr qsizetype kQueryWordsMax = 16;

// A text without case and accents, and for each of its code units the one of the original.
struct Folded
{
    QString text;
    std::vector<qsizetype> origin;
};

bool isAccent(QChar character)
{
    return character.category() == QChar::Mark_NonSpacing;
}

void appendFolded(Folded& folded, const QString& part, qsizetype origin)
{
    const QString plain = part.normalized(QString::NormalizationForm_KD).toCaseFolded();
    for (const QChar character : plain) {
        if (!isAccent(character)) {
            folded.text.append(character);
            folded.origin.push_back(origin);
        }
    }
}

Folded fold(const QString& text)
{
    Folded folded;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text.at(i).unicode() < 0x80) {
            // The common case without a detour through the tables.
            folded.text.append(text.at(i).toLower());
            folded.origin.push_back(i);
            continue;
        }
        const bool pair = text.at(i).isHighSurrogate() && i + 1 < text.size();
        appendFolded(folded, text.mid(i, pair ? 2 : 1), i);
        i += pair ? 1 : 0;
    }
    return folded;
}

bool isWithoutSpaces(QChar character)
{
    switch (character.script()) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Thai:
    case QChar::Script_Lao:
    case QChar::Script_Khmer:
    case QChar::Script_Myanmar:
        return true;
    default:
        return false;
    }
}

bool beginsWord(const QString& text, qsizetype at)
{
    return at == 0 || !text.at(at - 1).isLetterOrNumber() || isWithoutSpaces(text.at(at));
}

QStringList wordsOf(const QString& query)
{
    const QString folded = fold(query).text;
    QStringList words;
    QString word;
    for (const QChar character : folded) {
        if (character.isLetterOrNumber() || character.isSurrogate()) {
            word.append(character);
        } else if (!word.isEmpty()) {
            words.append(std::exchange(word, {}));
        }
    }
    if (!word.isEmpty()) {
        words.append(word);
    }
    return words.mid(0, kQueryWordsMax);
}

qsizetype findWord(const QString& text, const QString& word, qsizetype from)
{
    for (qsizetype at = text.indexOf(word, from); at >= 0; at = text.indexOf(word, at + 1)) {
        if (beginsWord(text, at)) {
            return at;
        }
    }
    return -1;
}

std::vector<TextRange> merged(std::vector<TextRange> ranges)
{
    std::sort(ranges.begin(), ranges.end(),
              [](const TextRange& a, const TextRange& b) { return a.begin < b.begin; });
    std::vector<TextRange> out;
    for (const TextRange& range : ranges) {
        if (!out.empty() && range.begin <= out.back().end) {
            out.back().end = std::max(out.back().end, range.end);
        } else {
            out.push_back(range);
        }
    }
    return out;
}

} // namespace

std::vector<TextRange> rangesOf(const QString& query, const QString& text, std::size_t limit)
{
    std::vector<TextRange> ranges;
    const Folded folded = fold(text);
    const QStringList words = wordsOf(query);
    for (const QString& word : words) {
        qsizetype at = findWord(folded.text, word, 0);
        while (at >= 0 && ranges.size() < limit) {
            const auto last = static_cast<std::size_t>(at + word.size());
            ranges.push_back({folded.origin[static_cast<std::size_t>(at)],
                              last < folded.origin.size() ? folded.origin[last] : text.size()});
            at = findWord(folded.text, word, at + word.size());
        }
    }
    return merged(std::move(ranges));
}

bool hasAllWords(const QString& query, const QString& text)
{
    const QString folded = fold(text).text;
    const QStringList words = wordsOf(query);
    return std::all_of(words.begin(), words.end(),
                       [&folded](const QString& word) { return findWord(folded, word, 0) >= 0; });
}

} // namespace sotto::viewmodels
