#include "tests/e2e/window/memory_scan.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace sotto::test {

namespace {

constexpr std::size_t kChunk = std::size_t{16} << 20U;
/// No pattern is longer.
constexpr std::size_t kOverlap = 4096;
/// Where a process may not read, its keys rest on a few pages each. More is address space that the
/// C library set aside for a heap and has not touched, or has given back to the kernel.
constexpr std::size_t kClosedBytesMax = std::size_t{1} << 20U;

/// Zeros and repetitions stand everywhere.
bool isTelling(std::string_view bytes)
{
    return std::set<char>(bytes.begin(), bytes.end()).size() >= bytes.size() / 2;
}

std::string inHex(std::string_view bytes, std::string_view digits)
{
    std::string out;
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        out += digits[value >> 4U];
        out += digits[value & 15U];
    }
    return out;
}

std::string inUtf16(std::string_view english)
{
    std::string out;
    for (const char letter : english) {
        out += letter;
        out += '\0';
    }
    return out;
}

struct Region
{
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    std::string name;
};

std::vector<Region> regionsOf(pid_t process)
{
    std::ifstream maps("/proc/" + std::to_string(process) + "/maps");
    std::vector<Region> out;
    for (std::string line; std::getline(maps, line);) {
        std::istringstream words(line);
        Region region;
        std::string rights;
        std::string offset;
        std::string device;
        std::string inode;
        char dash = 0;
        words >> std::hex >> region.begin >> dash >> region.end >> rights >> offset >> device >>
            inode >> region.name;
        // What the kernel lends to every process cannot be read from outside.
        const bool isSetAside =
            rights.starts_with("---") && region.end - region.begin > kClosedBytesMax;
        if (region.name != "[vvar]" && region.name != "[vsyscall]" && !isSetAside) {
            region.name += " " + rights;
            out.push_back(region);
        }
    }
    return out;
}

class Stopped
{
public:
    explicit Stopped(pid_t process)
        : m_process(process)
    {
        if (::kill(process, SIGSTOP) != 0) {
            throw std::runtime_error("the process is gone");
        }
        siginfo_t state{};
        (void)::waitid(P_PID, static_cast<id_t>(process), &state, WSTOPPED | WNOWAIT);
    }
    Stopped(const Stopped&) = delete;
    Stopped& operator=(const Stopped&) = delete;
    ~Stopped() { ::kill(m_process, SIGCONT); }

private:
    pid_t m_process;
};

/// The end of it, without what cannot be printed.
std::string readable(std::string_view memory)
{
    constexpr std::size_t kShown = 160;
    std::string out(memory.substr(memory.size() - std::min(memory.size(), kShown)));
    std::replace_if(
        out.begin(), out.end(), [](char c) { return c < ' ' || c > '~'; }, '.');
    return out;
}

} // namespace

std::size_t MemoryScan::sieveOf(const char* head)
{
    std::uint64_t value = 0;
    std::memcpy(&value, head, kHead);
    return static_cast<std::size_t>(value * 0x9E3779B97F4A7C15U >> (64U - kSieveBits));
}

void MemoryScan::add(const std::string& name, std::string pattern)
{
    m_sieve[sieveOf(pattern.data())] = true;
    m_patterns[pattern.substr(0, kHead)].emplace(std::move(pattern), name);
}

void MemoryScan::lookForText(const std::string& name, std::string_view text)
{
    for (std::size_t i = 0; i + kPattern <= text.size(); i += kStep) {
        add(name + " (UTF-8)", std::string(text.substr(i, kPattern)));
        add(name + " (UTF-16)", inUtf16(text.substr(i, kPattern)));
    }
}

void MemoryScan::lookForBytes(const std::string& name, crypto::ByteView value)
{
    const std::string_view all(reinterpret_cast<const char*>(value.data()), value.size());
    for (std::size_t i = 0; i + kPattern <= all.size(); i += kStep) {
        const std::string_view part = all.substr(i, kPattern);
        if (isTelling(part) && isTelling(part.substr(0, kHead))) {
            add(name, std::string(part));
            add(name + " (hex)", inHex(part, "0123456789abcdef"));
            add(name + " (hex)", inHex(part, "0123456789ABCDEF"));
        }
    }
}

void MemoryScan::allow(std::string_view text)
{
    for (auto& [head, patterns] : m_patterns) {
        std::erase_if(patterns, [&](const auto& known) {
            return text.find(known.first) != std::string_view::npos;
        });
    }
}

void MemoryScan::scan(std::string_view memory, const std::string& region, Findings& out) const
{
    for (std::size_t i = 0; i + kHead <= memory.size(); ++i) {
        if (!m_sieve[sieveOf(memory.data() + i)]) {
            continue;
        }
        const auto known = m_patterns.find(memory.substr(i, kHead));
        if (known == m_patterns.end()) {
            continue;
        }
        for (const auto& [pattern, name] : known->second) {
            if (memory.substr(i, pattern.size()) == pattern) {
                out.insert({name, pattern, region, readable(memory.substr(0, i))});
            }
        }
    }
}

MemoryScan::Findings MemoryScan::findings(pid_t process) const
{
    const Stopped stopped(process);
    const int file =
        ::open(("/proc/" + std::to_string(process) + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        throw std::runtime_error("its memory cannot be read");
    }
    Findings out;
    std::size_t total = 0;
    std::vector<char> chunk(kChunk);
    for (const Region& region : regionsOf(process)) {
        for (std::uintptr_t at = region.begin; at < region.end;) {
            const std::size_t wanted = std::min<std::size_t>(kChunk, region.end - at);
            const ssize_t got = ::pread(file, chunk.data(), wanted, static_cast<off_t>(at));
            if (got <= 0) {
                break; // a guard
            }
            const auto size = static_cast<std::size_t>(got);
            scan({chunk.data(), size}, region.name, out);
            total += size;
            at += size > kOverlap && at + size < region.end ? size - kOverlap : size;
        }
    }
    ::close(file);
    if (total == 0) {
        throw std::runtime_error("its memory cannot be read");
    }
    return out;
}

} // namespace sotto::test
