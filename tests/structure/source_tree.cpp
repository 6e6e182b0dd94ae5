#include "tests/structure/source_tree.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace sotto::structure {

namespace {

bool isIdentifier(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

void blank(std::string& out, std::size_t from, std::size_t to)
{
    for (std::size_t i = from; i < to && i < out.size(); ++i) {
        if (out[i] != '\n') {
            out[i] = ' ';
        }
    }
}

// The place behind the literal that begins with the quotation mark at `start`.
std::size_t endOfLiteral(std::string_view text, std::size_t start)
{
    const char quote = text[start];
    std::size_t i = start + 1;
    while (i < text.size() && text[i] != quote && text[i] != '\n') {
        i += text[i] == '\\' ? std::size_t{2} : std::size_t{1};
    }
    return std::min(i + 1, text.size());
}

// The same for R"delimiter(…)delimiter"; `start` is at the quotation mark.
std::size_t endOfRawLiteral(std::string_view text, std::size_t start)
{
    const std::size_t open = text.find('(', start);
    if (open == std::string_view::npos) {
        return text.size();
    }
    const std::string closing = ")" + std::string(text.substr(start + 1, open - start - 1)) + "\"";
    const std::size_t close = text.find(closing, open);
    return close == std::string_view::npos ? text.size() : close + closing.size();
}

} // namespace

std::size_t SourceFile::line(std::size_t offset) const
{
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
    return 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
}

std::string describe(const std::vector<Finding>& findings)
{
    std::string out;
    for (const Finding& finding : findings) {
        out += "\n" + finding.path + ":" + std::to_string(finding.line) + ": " + finding.what;
    }
    return out;
}

std::string stripCpp(std::string_view text, bool keepLiterals)
{
    std::string out(text);
    std::size_t i = 0;
    while (i < text.size()) {
        if (text.substr(i, 2) == "//") {
            const std::size_t end = std::min(text.find('\n', i), text.size());
            blank(out, i, end);
            i = end;
        } else if (text.substr(i, 2) == "/*") {
            const std::size_t close = text.find("*/", i + 2);
            const std::size_t end = close == std::string_view::npos ? text.size() : close + 2;
            blank(out, i, end);
            i = end;
        } else if (text[i] == '"' || (text[i] == '\'' && (i == 0 || !isIdentifier(text[i - 1])))) {
            // An apostrophe behind a digit separates digits; behind u8 it does not occur here.
            const bool raw = text[i] == '"' && i > 0 && text[i - 1] == 'R';
            const std::size_t end = raw ? endOfRawLiteral(text, i) : endOfLiteral(text, i);
            if (!keepLiterals) {
                blank(out, i + 1, end - 1);
            }
            i = end;
        } else {
            ++i;
        }
    }
    return out;
}

std::string readText(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<SourceFile> readSources(const std::filesystem::path& root, const std::string& folder,
                                    const std::vector<std::string>& extensions)
{
    std::vector<SourceFile> files;
    if (!std::filesystem::exists(root / folder)) {
        return files;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
        const std::string name = entry.path().filename().string();
        const bool wanted =
            std::any_of(extensions.begin(), extensions.end(),
                        [&](const std::string& extension) { return name.ends_with(extension); });
        if (entry.is_regular_file() && wanted) {
            SourceFile file;
            file.path = std::filesystem::relative(entry.path(), root).generic_string();
            file.text = readText(entry.path());
            file.code = stripCpp(file.text, true);
            file.bare = stripCpp(file.text, false);
            files.push_back(std::move(file));
        }
    }
    std::sort(files.begin(), files.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return files;
}

} // namespace sotto::structure
