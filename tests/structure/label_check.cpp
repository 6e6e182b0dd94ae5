#include "tests/structure/label_check.h"

#include <map>
#include <regex>

namespace sotto::structure {

namespace {

constexpr const char* kLabelsFile = "crypto/base/labels.h";
constexpr const char* kSpecification = "crypto/PROTOCOL.md";
// The rooms whose C++ may name a label. What qml/ shows never does.
constexpr const char* kRooms[] = {"crypto", "net", "app"};

struct DefinedLabel
{
    std::string kind; // Label or Personal
    std::string name;
    std::string text;
    std::size_t line = 0;
};

template <class Visit>
void forEachMatch(const std::string& text, const std::string& pattern, const Visit& visit)
{
    const std::regex expression(pattern);
    for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it) {
        visit(*it);
    }
}

std::vector<DefinedLabel> definedLabels(const SourceFile& file)
{
    std::vector<DefinedLabel> labels;
    forEachMatch(file.code,
                 R"re(inline constexpr (Label|Personal)\s+(k\w+)\s*\{\s*"([^"\\]*)"\s*\};)re",
                 [&](const std::smatch& match) {
                     labels.push_back({match[1], match[2], match[3],
                                       file.line(static_cast<std::size_t>(match.position()))});
                 });
    return labels;
}

SourceFile labelsFile(const std::filesystem::path& root)
{
    SourceFile file;
    file.path = kLabelsFile;
    file.text = readText(root / kLabelsFile);
    file.code = stripCpp(file.text, true);
    file.bare = stripCpp(file.text, false);
    return file;
}

void checkDefinitions(const SourceFile& file, const std::vector<DefinedLabel>& labels,
                      std::vector<Finding>& findings)
{
    // Every string in the file's second half (namespace labels) must belong to a definition.
    const std::size_t begin = file.bare.find("namespace labels");
    if (begin == std::string::npos) {
        findings.push_back({file.path, 1, "has no namespace labels"});
        return;
    }
    std::size_t literals = 0;
    forEachMatch(file.bare.substr(begin), R"re("[^"]*")re",
                 [&](const std::smatch&) { ++literals; });
    if (literals != labels.size()) {
        findings.push_back({file.path, 1,
                            "has " + std::to_string(literals) + " texts but " +
                                std::to_string(labels.size()) +
                                " definitions of the form inline constexpr Label kName{\"…\"};"});
    }
    std::map<std::string, std::string> nameOfText;
    for (const DefinedLabel& label : labels) {
        const std::string prefix = label.kind == "Label" ? "Sotto v1 " : "sotto1 ";
        if (!label.text.starts_with(prefix) || label.text == prefix) {
            findings.push_back(
                {file.path, label.line, label.name + " does not begin with \"" + prefix + "\""});
        }
        const auto [known, isNew] = nameOfText.emplace(label.text, label.name);
        if (!isNew) {
            findings.push_back(
                {file.path, label.line, label.name + " has the same text as " + known->second});
        }
    }
}

// What the statement that names a label does with it.
enum class Use
{
    Signs,
    Verifies,
    Other
};

struct Place
{
    std::string path;
    std::size_t line = 0;
    Use use = Use::Other;
};

Use useAt(const std::string& code, std::size_t offset)
{
    const std::size_t before = code.find_last_of(";{}", offset);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    const std::string statement = code.substr(begin, offset - begin);
    static const std::regex kSigns(R"re(\bsign\s*\([^()]*$)re");
    static const std::regex kVerifies(R"re(\bverify\s*\([^;]*$)re");
    if (std::regex_search(statement, kSigns)) {
        return Use::Signs;
    }
    return std::regex_search(statement, kVerifies) ? Use::Verifies : Use::Other;
}

// One signature has two ends: sign() and verify() of one file may both name its label.
bool areTwoEndsOfOneSignature(const Place& a, const Place& b)
{
    return a.path == b.path && ((a.use == Use::Signs && b.use == Use::Verifies) ||
                                (a.use == Use::Verifies && b.use == Use::Signs));
}

void checkUses(const std::vector<SourceFile>& files, const std::vector<DefinedLabel>& labels,
               std::vector<Finding>& findings)
{
    std::map<std::string, std::vector<Place>> uses;
    for (const SourceFile& file : files) {
        forEachMatch(file.bare, R"re(\blabels\s*::\s*(\w+))re", [&](const std::smatch& match) {
            const auto offset = static_cast<std::size_t>(match.position());
            uses[match[1]].push_back({file.path, file.line(offset), useAt(file.bare, offset)});
        });
    }
    for (const DefinedLabel& label : labels) {
        const std::vector<Place>& places = uses[label.name];
        if (places.empty()) {
            findings.push_back({kLabelsFile, label.line, label.name + " is used nowhere"});
        }
        if (places.size() == 2 && areTwoEndsOfOneSignature(places[0], places[1])) {
            continue;
        }
        for (std::size_t i = 1; i < places.size(); ++i) {
            findings.push_back({places[i].path, places[i].line,
                                label.name + " is used a second time; first in " +
                                    places.front().path + ":" +
                                    std::to_string(places.front().line)});
        }
    }
}

void checkStrays(const SourceFile& file, std::vector<Finding>& findings)
{
    const auto report = [&](const std::string& text, const std::string& pattern,
                            const std::string& what) {
        forEachMatch(text, pattern, [&](const std::smatch& match) {
            findings.push_back(
                {file.path, file.line(static_cast<std::size_t>(match.position())), what});
        });
    };
    report(file.code, R"re("(Sotto v1|sotto1)[^"]*")re", "a label's text outside labels.h");
    report(file.code, R"re(\b(Label|Personal)\b\s*\w*\s*[({]+\s*")re",
           "a label made outside labels.h");
    // These would let a label be used under a name that this check does not see.
    report(file.bare, R"re(using\s+(namespace\s+)?([\w:]+::)?labels\b)re",
           "labels are named in full: labels::kName");
    report(file.bare, R"re(namespace\s+\w+\s*=\s*([\w:]+::)?labels\b)re",
           "labels are named in full: labels::kName");
}

} // namespace

std::size_t countLabels(const std::filesystem::path& root)
{
    return definedLabels(labelsFile(root)).size();
}

std::vector<Finding> checkLabels(const std::filesystem::path& root)
{
    std::vector<Finding> findings;
    const SourceFile definitions = labelsFile(root);
    const std::vector<DefinedLabel> labels = definedLabels(definitions);
    checkDefinitions(definitions, labels, findings);

    std::vector<SourceFile> files;
    for (const char* room : kRooms) {
        for (SourceFile& file : readSources(root, room, {".h", ".cpp"})) {
            files.push_back(std::move(file));
        }
    }
    std::erase_if(files, [](const SourceFile& file) { return file.path == kLabelsFile; });
    checkUses(files, labels, findings);
    for (const SourceFile& file : files) {
        checkStrays(file, findings);
    }

    const std::string specification = readText(root / kSpecification);
    for (const DefinedLabel& label : labels) {
        if (specification.find('"' + label.text + '"') == std::string::npos) {
            findings.push_back({kLabelsFile, label.line,
                                label.name + ": \"" + label.text + "\" is not in PROTOCOL.md"});
        }
    }
    return findings;
}

} // namespace sotto::structure
