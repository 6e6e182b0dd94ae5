#include "tests/structure/relay_check.h"

#include <algorithm>
#include <array>
#include <map>
#include <regex>
#include <set>

namespace sotto::structure {

namespace {

// What only the ends of a conversation, or a person's own devices, may have.
constexpr std::array<std::string_view, 6> kNotForRelays = {
    "crypto/ratchet/",   "crypto/session/",    "crypto/vault/",
    "crypto/handshake/", "crypto/attachment/", "crypto/safety/"};

constexpr std::array<std::string_view, 3> kWithoutQt = {"net/wire/", "net/relay/store/",
                                                        "net/relay/service/"};

template <std::size_t N>
bool liesBelow(const std::string& path, const std::array<std::string_view, N>& folders)
{
    return std::any_of(folders.begin(), folders.end(),
                       [&](std::string_view folder) { return path.starts_with(folder); });
}

struct Target
{
    std::string path; ///< of the CMakeLists.txt that makes it
    std::set<std::string> links;
};

using Targets = std::map<std::string, Target>;

std::string withoutComments(const std::string& text)
{
    static const std::regex kComment(R"re(#[^\n]*)re");
    return std::regex_replace(text, kComment, "");
}

// Targets, and words that are none (SOURCES, PUBLIC), which lead nowhere.
void addWords(const std::string& words, std::set<std::string>& out)
{
    static const std::regex kWord(R"re([\w:-]+)re");
    for (std::sregex_iterator it(words.begin(), words.end(), kWord), end; it != end; ++it) {
        out.insert(it->str());
    }
}

Targets readTargets(const std::filesystem::path& root)
{
    static const std::regex kMade(
        R"re(\b(sotto_library|add_library|add_executable)\(\s*([\w-]+)([^)]*)\))re");
    static const std::regex kLinked(R"re(\btarget_link_libraries\(\s*([\w-]+)([^)]*)\))re");
    Targets targets;
    std::map<std::string, std::string> linked;
    for (const std::string room : {"crypto", "net"}) {
        for (const SourceFile& file : readSources(root, room, {"CMakeLists.txt"})) {
            const std::string text = withoutComments(file.text);
            for (std::sregex_iterator it(text.begin(), text.end(), kMade), end; it != end; ++it) {
                Target& target = targets[(*it)[2]];
                target.path = file.path;
                const std::string rest = (*it)[3];
                const std::size_t links = rest.find("LINKS");
                if (links != std::string::npos) {
                    addWords(rest.substr(links), target.links);
                }
            }
            for (std::sregex_iterator it(text.begin(), text.end(), kLinked), end; it != end; ++it) {
                linked[(*it)[1]] += ' ' + (*it)[2].str();
            }
        }
    }
    for (const auto& [name, words] : linked) {
        if (targets.contains(name)) {
            addWords(words, targets[name].links);
        }
    }
    return targets;
}

// The way from a target to the first one that `isWanted`, "a → b → c"; empty if there is none.
template <class Wanted>
std::string wayTo(const Targets& targets, const std::string& from, const Wanted& isWanted,
                  std::set<std::string>& seen)
{
    if (!seen.insert(from).second) {
        return {};
    }
    if (isWanted(from)) {
        return from;
    }
    const auto found = targets.find(from);
    if (found != targets.end()) {
        for (const std::string& next : found->second.links) {
            const std::string way = wayTo(targets, next, isWanted, seen);
            if (!way.empty()) {
                return from + " → " + way;
            }
        }
    }
    return {};
}

void checkLinks(const Targets& targets, std::vector<Finding>& findings)
{
    const auto isForbidden = [&](const std::string& name) {
        const auto found = targets.find(name);
        return found != targets.end() && liesBelow(found->second.path, kNotForRelays);
    };
    const auto isQt = [](const std::string& name) { return name.starts_with("Qt6::"); };
    for (const auto& [name, target] : targets) {
        if (target.path.starts_with("net/relay/")) {
            std::set<std::string> seen;
            const std::string way = wayTo(targets, name, isForbidden, seen);
            if (!way.empty()) {
                findings.push_back({target.path, 1, "a relay knows no conversation: " + way});
            }
        }
        if (liesBelow(target.path, kWithoutQt)) {
            std::set<std::string> seen;
            const std::string way = wayTo(targets, name, isQt, seen);
            if (!way.empty()) {
                findings.push_back({target.path, 1, "this part knows no Qt: " + way});
            }
        }
    }
}

void checkFile(const SourceFile& file, std::vector<Finding>& findings)
{
    static const std::regex kInclude(R"re(#\s*include\s*[<"]([^>"\n]+)[>"])re");
    static const std::regex kQt(R"re((Q[A-Z][A-Za-z]*|Qt[A-Za-z]*/.*|q[a-z]+\.h))re");
    for (std::sregex_iterator it(file.code.begin(), file.code.end(), kInclude), end; it != end;
         ++it) {
        const std::string what = (*it)[1];
        const std::size_t line = file.line(static_cast<std::size_t>(it->position()));
        if (file.path.starts_with("net/relay/") && liesBelow(what, kNotForRelays)) {
            findings.push_back({file.path, line, "a relay knows no conversation: " + what});
        }
        if (liesBelow(file.path, kWithoutQt) && std::regex_match(what, kQt)) {
            findings.push_back({file.path, line, "this part knows no Qt: " + what});
        }
    }
}

} // namespace

std::vector<Finding> checkRelay(const std::filesystem::path& root)
{
    std::vector<Finding> findings;
    checkLinks(readTargets(root), findings);
    for (const SourceFile& file : readSources(root, "net", {".h", ".cpp"})) {
        checkFile(file, findings);
    }
    return findings;
}

std::size_t countRelayTargets(const std::filesystem::path& root)
{
    const Targets targets = readTargets(root);
    return static_cast<std::size_t>(
        std::count_if(targets.begin(), targets.end(), [](const auto& target) {
            return target.second.path.starts_with("net/relay/");
        }));
}

} // namespace sotto::structure
