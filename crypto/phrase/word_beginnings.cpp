#include "crypto/phrase/word_beginnings.h"

#include "crypto/phrase/word_table.h"

namespace sotto::crypto {

WordIndexes wordsBeginningWith(ByteView letters, std::size_t most)
{
    WordIndexes out;
    out.reserve(std::min(most, kWordListSize));
    for (std::size_t i = 0; i < kWordListSize && out.size() < most && !letters.empty(); ++i) {
        const ByteView word = asBytes(kWordTable[i]);
        if (word.size() >= letters.size() &&
            std::equal(letters.begin(), letters.end(), word.begin())) {
            out.push_back(static_cast<std::uint16_t>(i));
        }
    }
    return out;
}

} // namespace sotto::crypto
