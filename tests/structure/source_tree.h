#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sotto::structure {

/// One file of the source tree, as the checks read it.
struct SourceFile
{
    std::string path; ///< from the root, with forward slashes
    std::string text; ///< as it is
    std::string code; ///< without comments; string literals are still there
    std::string bare; ///< without comments and without the contents of string literals

    /// The line (from 1) on which @p offset lies. All three texts have the same lines.
    [[nodiscard]] std::size_t line(std::size_t offset) const;
};

/// Something that a check found, ready to be shown.
struct Finding
{
    std::string path;
    std::size_t line = 0;
    std::string what;
};

[[nodiscard]] std::string describe(const std::vector<Finding>& findings);

/// Replaces comments, and the contents of literals unless @p keepLiterals, by blanks; line breaks
/// stay. Raw string literals are understood.
[[nodiscard]] std::string stripCpp(std::string_view text, bool keepLiterals);

/// Reads every file below root/folder whose name ends in one of @p extensions, in order of path.
/// A folder that does not exist (yet) has no files.
[[nodiscard]] std::vector<SourceFile> readSources(const std::filesystem::path& root,
                                                  const std::string& folder,
                                                  const std::vector<std::string>& extensions);

/// The text of one file; empty if there is none.
[[nodiscard]] std::string readText(const std::filesystem::path& file);

} // namespace sotto::structure
