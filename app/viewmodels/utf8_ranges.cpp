#include "app/viewmodels/utf8_ranges.h"

#include <algorithm>

namespace sotto::viewmodels {

namespace {

qsizetype unitsUpTo(const std::string& text, std::size_t bytes)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(std::min(bytes, text.size())))
        .size();
}

} // namespace

std::vector<TextRange> utf16Ranges(const std::string& text,
                                   const std::vector<storage::SearchHit::Match>& matches)
{
    std::vector<TextRange> ranges;
    ranges.reserve(matches.size());
    for (const storage::SearchHit::Match& match : matches) {
        const TextRange range{unitsUpTo(text, match.begin), unitsUpTo(text, match.end)};
        // Rising, and none within another: what draws them relies on it.
        if (range.begin < range.end && (ranges.empty() || range.begin >= ranges.back().end)) {
            ranges.push_back(range);
        }
    }
    return ranges;
}

} // namespace sotto::viewmodels
