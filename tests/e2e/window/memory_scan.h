#pragma once

#include "crypto/base/bytes.h"

#include <bitset>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace sotto::test {

/// Looks for what must not be in the memory of a process: in all that it has mapped, also where it
/// may not read itself.
class MemoryScan
{
public:
    /// As UTF-8 and as UTF-16LE, which for English text is Latin-1 as well; from kPattern letters.
    void lookForText(const std::string& name, std::string_view text);
    /// Parts of it count: every kStep bytes kPattern of them. Also in hexadecimal, of both cases.
    void lookForBytes(const std::string& name, crypto::ByteView value);

    /// Parts of this text do not count: it is there anyway, and nobody's secret.
    void allow(std::string_view text);

    struct Finding
    {
        std::string name;    ///< and in which shape
        std::string pattern; ///< what was found
        std::string region;  ///< of the process's memory
        std::string before;  ///< what stands in front of it, to know whose it is

        auto operator<=>(const Finding&) const = default;
    };
    using Findings = std::set<Finding>;
    /// Stops the process meanwhile. @throws std::runtime_error if its memory cannot be read
    [[nodiscard]] Findings findings(pid_t process) const;

    static constexpr std::size_t kPattern = 16;
    static constexpr std::size_t kStep = 8;

private:
    /// Enough to tell patterns apart quickly; each has at least as many bytes.
    static constexpr std::size_t kHead = 8;
    static constexpr std::size_t kSieveBits = 20;

    void add(const std::string& name, std::string pattern);
    void scan(std::string_view memory, const std::string& region, Findings& out) const;
    [[nodiscard]] static std::size_t sieveOf(const char* head);

    std::map<std::string, std::map<std::string, std::string>, std::less<>> m_patterns; ///< by head
    std::vector<bool> m_sieve = std::vector<bool>(std::size_t{1} << kSieveBits);
};

} // namespace sotto::test
