#pragma once

#include "crypto/base/bytes.h"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sotto::test {

/// Looks for what must not lie on a disk, in all files of a folder: as it is, in hexadecimal of
/// both cases, and in base64 of both alphabets wherever in a longer value it begins.
class DiskScan
{
public:
    /// Parts of @p value count, wherever they lie: every kStep bytes one of kWindow, so that of any
    /// 23 bytes in a row, and so of every key, one is looked for. Shorter values count as a whole.
    /// @p name is what findings call it.
    void lookFor(const std::string& name, crypto::ByteView value);
    void lookFor(const std::string& name, std::string_view text)
    {
        lookFor(name, crypto::asBytes(text));
    }

    /// "name in file" of each finding, sorted; each pair once.
    [[nodiscard]] std::vector<std::string> findings(const std::filesystem::path& folder) const;

    static constexpr std::size_t kWindow = 16;
    static constexpr std::size_t kStep = 8;

private:
    void add(const std::string& name, const std::string& pattern);

    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const
        {
            return std::hash<std::string_view>()(text);
        }
    };
    using Names = std::unordered_map<std::string, std::string, Hash, std::equal_to<>>;

    std::unordered_map<std::size_t, Names> m_patterns; ///< by length, then by content
};

} // namespace sotto::test
