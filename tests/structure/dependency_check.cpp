#include "tests/structure/dependency_check.h"

#include <algorithm>
#include <array>
#include <map>
#include <regex>
#include <set>

namespace sotto::structure {

namespace {

// From the bottom: a layer knows itself and those before it.
constexpr std::array<std::string_view, 4> kLayers = {"crypto", "net", "app", "qml"};

// What crypto/ may include of the standard library. Missing on purpose: everything that reads a
// file, a clock, a socket or the environment, writes to a console, starts a thread, or has a
// generator of its own. Whoever adds a line here says why in the commit.
const std::set<std::string, std::less<>> kPureHeaders = {
    "algorithm",   "array",         "bit",           "bitset",      "cassert",
    "charconv",    "climits",       "compare",       "concepts",    "cstddef",
    "cstdint",     "cstring",       "deque",         "functional",  "initializer_list",
    "iterator",    "limits",        "list",          "map",         "memory",
    "new",         "numeric",       "optional",      "queue",       "ranges",
    "set",         "span",          "string",        "string_view", "tuple",
    "type_traits", "unordered_map", "unordered_set", "utility",     "variant",
    "vector",      "sodium.h"};

struct Include
{
    std::string target;
    bool system = false;
    std::size_t line = 0;
};

std::vector<Include> includesOf(const SourceFile& file)
{
    static const std::regex kExpression(R"re((^|\n)\s*#\s*include\s*([<"])([^>"\n]+)[>"])re");
    std::vector<Include> includes;
    for (std::sregex_iterator it(file.code.begin(), file.code.end(), kExpression), end; it != end;
         ++it) {
        includes.push_back(
            {(*it)[3], (*it)[2] == "<", file.line(static_cast<std::size_t>(it->position(2)))});
    }
    return includes;
}

std::string folderOf(const std::string& path, std::size_t depth)
{
    std::size_t end = 0;
    for (std::size_t i = 0; i < depth; ++i) {
        end = path.find('/', end + (i == 0 ? 0 : 1));
        if (end == std::string::npos) {
            return {};
        }
    }
    return path.substr(0, end);
}

// The y of crypto/y/z.h; empty for anything else.
std::string nameOfFolder(const std::string& path)
{
    const std::string folder = folderOf(path, 2);
    return folder.starts_with("crypto/") ? folder.substr(7) : std::string();
}

std::size_t layerOf(const std::string& path)
{
    const std::string folder = folderOf(path, 1);
    return static_cast<std::size_t>(std::find(kLayers.begin(), kLayers.end(), folder) -
                                    kLayers.begin());
}

// The link lists of crypto/*/CMakeLists.txt. A folder may hold several libraries.
struct LinkLists
{
    std::map<std::string, std::set<std::string>> linked; ///< library → libraries
    std::map<std::string, std::string> folderOf;         ///< library → its folder's name

    /// Every library that @p library leads to, itself included.
    [[nodiscard]] std::set<std::string> closure(const std::string& library) const
    {
        std::set<std::string> known;
        std::vector<std::string> open = {library};
        while (!open.empty()) {
            const std::string next = open.back();
            open.pop_back();
            const auto list = linked.find(next);
            if (known.insert(next).second && list != linked.end()) {
                open.insert(open.end(), list->second.begin(), list->second.end());
            }
        }
        return known;
    }

    /// The folders that files of @p folder may include from.
    [[nodiscard]] std::set<std::string> foldersKnownTo(const std::string& folder) const
    {
        std::set<std::string> known = {folder};
        for (const auto& [library, place] : folderOf) {
            if (place == folder) {
                for (const std::string& other : closure(library)) {
                    if (folderOf.contains(other)) {
                        known.insert(folderOf.at(other));
                    }
                }
            }
        }
        return known;
    }
};

LinkLists readLinkLists(const std::filesystem::path& root, std::vector<Finding>& findings)
{
    static const std::regex kLibrary(
        R"re(sotto_library\(\s*sotto_crypto_(\w+)([^)]*?)\bLINKS\b([^)]*)\))re");
    static const std::regex kWord(R"re([\w:]+)re");
    LinkLists lists;
    for (const SourceFile& file : readSources(root, "crypto", {"CMakeLists.txt"})) {
        for (std::sregex_iterator it(file.text.begin(), file.text.end(), kLibrary), end; it != end;
             ++it) {
            const std::string library = (*it)[1];
            const std::string links = (*it)[3];
            const std::string folder = folderOf(file.path, 2);
            lists.folderOf[library] = folder.substr(std::min(folder.size(), std::size_t{7}));
            auto& targets = lists.linked[library];
            for (std::sregex_iterator word(links.begin(), links.end(), kWord); word != end;
                 ++word) {
                const std::string name = word->str();
                if (name.starts_with("sotto_crypto_")) {
                    targets.insert(name.substr(13));
                } else if (name != "Sodium::sodium") {
                    findings.push_back({file.path,
                                        file.line(static_cast<std::size_t>(it->position())),
                                        "crypto/ links nothing but itself and libsodium: " + name});
                }
            }
        }
    }
    return lists;
}

// A relay links none of these, not even by way of something else.
bool knowsConversations(const std::set<std::string>& folders)
{
    return folders.contains("ratchet") || folders.contains("session") ||
           folders.contains("vault") || folders.contains("handshake") ||
           folders.contains("attachment") || folders.contains("safety");
}

void checkLinkLists(const LinkLists& lists, std::vector<Finding>& findings)
{
    for (const auto& [library, targets] : lists.linked) {
        const std::string& folder = lists.folderOf.at(library);
        const std::string path = "crypto/" + folder + "/CMakeLists.txt";
        for (const std::string& target : targets) {
            if (lists.closure(target).contains(library)) {
                findings.push_back({path, 1, "the link lists go round in a circle"});
            }
        }
        const bool isForRelay = folder == "channel" || folder == "objects";
        if (isForRelay && knowsConversations(lists.foldersKnownTo(folder))) {
            findings.push_back({path, 1, "what a relay links must not lead to the session"});
        }
    }
}

void checkCryptoInclude(const LinkLists& lists, const SourceFile& file, const Include& include,
                        std::vector<Finding>& findings)
{
    if (include.system) {
        if (!kPureHeaders.contains(include.target)) {
            findings.push_back({file.path, include.line,
                                "<" + include.target + "> is not for crypto/: see kPureHeaders"});
        }
        return;
    }
    if (!include.target.starts_with("crypto/")) {
        findings.push_back(
            {file.path, include.line,
             "crypto/ includes only itself, written from the root: " + include.target});
        return;
    }
    if (!lists.foldersKnownTo(nameOfFolder(file.path)).contains(nameOfFolder(include.target))) {
        findings.push_back({file.path, include.line,
                            "the link lists do not lead to " + folderOf(include.target, 2)});
    }
}

struct Rule
{
    std::string pattern;
    std::string what;
};

void applyRules(const SourceFile& file, const std::vector<Rule>& rules,
                std::vector<Finding>& findings)
{
    for (const Rule& rule : rules) {
        const std::regex expression(rule.pattern);
        for (std::sregex_iterator it(file.bare.begin(), file.bare.end(), expression), end;
             it != end; ++it) {
            findings.push_back({file.path, file.line(static_cast<std::size_t>(it->position())),
                                rule.what + ": " + it->str()});
        }
    }
}

const std::vector<Rule> kClockRules = {
    // Not time() without an argument: that is a message's field.
    {R"re(\btime\s*\(\s*(0|NULL|nullptr|&\w*)\s*\)|\bclock\s*\(\s*\))re", "reads the clock"},
    {R"re(\b(clock_gettime|gettimeofday|localtime|gmtime|ftime)\b)re", "reads the clock"},
    {R"re(\b(chrono|system_clock|steady_clock|high_resolution_clock)\b)re", "reads the clock"}};

const std::vector<Rule> kSystemRules = {
    {R"re(\b(getenv|secure_getenv|setenv|system|popen)\s*\()re", "asks the system"},
    {R"re(\b([fsvd]?n?printf|puts|putchar|perror|syslog)\s*\()re", "writes to a console"},
    {R"re(\bstd::(cout|cerr|clog|cin|print|println)\b)re", "writes to a console"},
    {R"re(\b(fopen|fread|fwrite|openat)\s*\()re", "opens a file"},
    {R"re(\b(socket|getaddrinfo)\s*\()re", "opens a socket"},
    {R"re(\bs?rand\s*\(|\b(random_device|mt19937(_64)?)\b)re", "has randomness of its own"}};

const std::vector<Rule> kQtClockRules = {
    {R"re(\bQ(DateTime|Date|Time)\s*::\s*current\w*)re", "reads the clock"},
    {R"re(\b(QElapsedTimer|QDeadlineTimer|QTimer)\b)re", "reads the clock"},
    {R"re(\bQTest\s*::\s*(qWait(?!For)|qSleep)\w*)re", "waits for the clock"},
    {R"re(\b(sleep_for|sleep_until|usleep|nanosleep)\b)re", "waits for the clock"}};

// A test of sockets and files waits for events of the system; no other test has any to wait for.
const std::vector<Rule> kNetworkRules = {
    {R"re(\bQTRY_\w+|\bQTest\s*::\s*qWaitFor\b)re", "waits for the clock"},
    {R"re(\bQ(Network|Tcp|Udp|Local|Ssl|WebSocket|Abstract|Host)(Socket|Server|Access|Info|Address|Manager|Request|Reply|Interface|Proxy)\w*)re",
     "opens a socket"},
    {R"re(\b(QWebSocket|getaddrinfo|gethostbyname)\b)re", "opens a socket"},
    {R"re(\b(socket|bind|listen|accept)\s*\(\s*\w+\s*,)re", "opens a socket"},
    {R"re(#\s*include\s*<(sys/socket|netinet/\w+|arpa/\w+|netdb|sys/un)\.h>)re", "opens a socket"}};

// The tests of programs that have sockets or windows, and the peer that plays the other end.
bool speaksOverSockets(const std::string& path, const std::string& folder)
{
    static const std::regex kPeer(R"re(tests/support/(tst_)?(websocket|relay)_peer\.(h|cpp))re");
    return folder == "tests/bench" || folder == "tests/net" || folder == "tests/app" ||
           folder == "tests/e2e" || folder == "tests/qml" || std::regex_match(path, kPeer);
}

} // namespace

std::vector<Finding> checkIncludes(const std::filesystem::path& root)
{
    std::vector<Finding> findings;
    const LinkLists lists = readLinkLists(root, findings);
    checkLinkLists(lists, findings);
    for (std::size_t layer = 0; layer < kLayers.size(); ++layer) {
        for (const SourceFile& file :
             readSources(root, std::string(kLayers[layer]), {".h", ".hpp", ".cpp"})) {
            for (const Include& include : includesOf(file)) {
                const std::size_t target = layerOf(include.target);
                if (layer == 0) {
                    checkCryptoInclude(lists, file, include, findings);
                } else if (target < kLayers.size() && target > layer) {
                    findings.push_back({file.path, include.line,
                                        "includes a layer above its own: " + include.target});
                } else if (include.target.starts_with("tests/")) {
                    findings.push_back({file.path, include.line, "includes a test"});
                }
            }
        }
    }
    return findings;
}

std::vector<Finding> checkCalls(const std::filesystem::path& root)
{
    std::vector<Finding> findings;
    for (const SourceFile& file : readSources(root, "crypto", {".h", ".cpp"})) {
        applyRules(file, kClockRules, findings);
        applyRules(file, kSystemRules, findings);
        if (!file.path.starts_with("crypto/base/")) {
            applyRules(
                file,
                {{R"re(\brandombytes\w*|\bcrypto_(?!\w*seed_keypair)\w+_(keypair|keygen)\s*\()re",
                  "randomness comes in as a Random"}},
                findings);
        }
    }
    return findings;
}

std::vector<Finding> checkTests(const std::filesystem::path& root)
{
    std::vector<Finding> findings;
    for (const SourceFile& file : readSources(root, "tests", {".h", ".cpp"})) {
        const std::string folder = folderOf(file.path, 2);
        if (folder != "tests/bench" && file.path != "tests/support/stopwatch.cpp") {
            applyRules(file, kClockRules, findings);
            applyRules(file, kQtClockRules, findings);
        }
        if (!speaksOverSockets(file.path, folder)) {
            applyRules(file, kNetworkRules, findings);
        }
    }
    return findings;
}

} // namespace sotto::structure
