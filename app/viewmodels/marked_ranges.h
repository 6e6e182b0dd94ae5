#pragma once

#include <vector>

#include <QString>

namespace sotto::viewmodels {

/// A part of a text, in UTF-16 code units.
struct TextRange
{
    qsizetype begin = 0;
    qsizetype end = 0;
    bool operator==(const TextRange&) const = default;
};

/// How a marked range looks.
enum class MarkLook
{
    Found,
    Current, ///< in the hit that one stands on
};

/// Where @p text has a word that begins with one of the words of @p query, or, in a script without
/// spaces, where it has that word at all; without regard to case and accents. Rising, none touches
/// another, at most @p limit.
[[nodiscard]] std::vector<TextRange> rangesOf(const QString& query, const QString& text,
                                              std::size_t limit = 64);

/// True if all words of @p query are found that way.
[[nodiscard]] bool hasAllWords(const QString& query, const QString& text);

} // namespace sotto::viewmodels
