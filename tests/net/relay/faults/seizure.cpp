#include "tests/net/relay/faults/seizure.h"

#include "crypto/primitives/base64url.h"
#include "tests/support/hex.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace sotto::test {

namespace {

/// Nothing that a relay fills is larger; what a sanitizer sets aside is.
constexpr std::size_t kMappingBytesMax = std::size_t{1} << 30;

bool contains(const std::string& haystack, const std::string& needle)
{
    return ::memmem(haystack.data(), haystack.size(), needle.data(), needle.size()) != nullptr;
}

} // namespace

Needle Needle::text(const std::string& name, const std::string& text)
{
    std::string utf16; // as Qt keeps texts
    for (const char c : text) {
        utf16 += {c, '\0'};
    }
    return {name, {text, utf16}};
}

Needle Needle::bytes(const std::string& name, crypto::ByteView bytes)
{
    const std::string hex = toHex(bytes);
    std::string upper = hex;
    std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) {
        return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    });
    return {name,
            {std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()), hex, upper,
             crypto::toBase64Url(bytes)}};
}

std::vector<std::string> found(const std::vector<Needle>& needles, const std::string& haystack)
{
    std::vector<std::string> out;
    for (const Needle& needle : needles) {
        if (std::any_of(needle.forms.begin(), needle.forms.end(),
                        [&](const std::string& form) { return contains(haystack, form); })) {
            out.push_back(needle.name);
        }
    }
    return out;
}

std::string readFolder(const std::string& folder)
{
    std::ostringstream out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        out << entry.path().string() << '\n';
        if (entry.is_regular_file()) {
            out << std::ifstream(entry.path(), std::ios::binary).rdbuf();
            out.clear(); // an empty file
        }
    }
    return out.str();
}

std::optional<std::string> readMemory(pid_t process)
{
    const std::string root = "/proc/" + std::to_string(process);
    const int memory = ::open((root + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
    if (memory < 0) {
        return std::nullopt;
    }
    std::string out;
    std::ifstream maps(root + "/maps");
    for (std::string line; std::getline(maps, line);) {
        std::istringstream fields(line);
        std::size_t begin = 0;
        std::size_t end = 0;
        char dash = 0;
        std::string rights;
        fields >> std::hex >> begin >> dash >> end >> rights;
        if (!fields || rights.empty() || rights[0] != 'r' || end - begin > kMappingBytesMax) {
            continue;
        }
        const std::size_t at = out.size();
        out.resize(at + end - begin);
        std::size_t got = 0;
        while (got < end - begin) {
            const ssize_t count = ::pread(memory, out.data() + at + got, end - begin - got,
                                          static_cast<off_t>(begin + got));
            if (count <= 0) {
                break; // the kernel's own pages
            }
            got += static_cast<std::size_t>(count);
        }
        out.resize(at + got);
    }
    ::close(memory);
    return out.empty() ? std::nullopt : std::optional(std::move(out));
}

} // namespace sotto::test
