#include "tests/structure/source_tree.h"

#include <regex>
#include <set>

#include <QTest>

using namespace sotto::structure;

namespace {

/// All "program::function" of Qt Test programs below tests/.
std::set<std::string> testFunctions(const std::filesystem::path& root)
{
    static const std::regex kFunction(R"re(\bvoid\s+(\w+)\(\))re");
    std::set<std::string> out;
    for (const SourceFile& file : readSources(root, "tests", {".cpp"})) {
        const std::string program = std::filesystem::path(file.path).stem().string();
        for (std::sregex_iterator it(file.text.begin(), file.text.end(), kFunction), end; it != end;
             ++it) {
            out.insert(program + "::" + (*it)[1].str());
        }
    }
    return out;
}

/// Tests that @p document names and that are not there.
std::vector<std::string> missingTests(const std::string& document,
                                      const std::set<std::string>& functions)
{
    static const std::regex kName(R"re(\btst_\w+::\w+)re");
    std::vector<std::string> out;
    for (std::sregex_iterator it(document.begin(), document.end(), kName), end; it != end; ++it) {
        if (!functions.contains(it->str())) {
            out.push_back(it->str());
        }
    }
    return out;
}

} // namespace

/// The documents must not promise what is not there.
class TestDocuments : public QObject
{
    Q_OBJECT

private slots:
    void everyTestThatTheThreatModelNamesExists()
    {
        const std::filesystem::path root(SOTTO_SOURCE_DIR);
        const std::string document = readText(root / "crypto" / "THREAT-MODEL.md");
        QVERIFY(document.find("tst_") != std::string::npos);
        const auto missing = missingTests(document, testFunctions(root));
        for (const std::string& name : missing) {
            qWarning("THREAT-MODEL.md names %s, which is not there", name.c_str());
        }
        QVERIFY(missing.empty());
    }

    void aNameThatIsNotThereIsFound()
    {
        QCOMPARE(missingTests("`tst_a::b` and `tst_a::c`", {"tst_a::b"}),
                 std::vector<std::string>{"tst_a::c"});
    }

    /// Links inside the repository lead somewhere.
    void linksLeadSomewhere()
    {
        static const std::regex kLink(R"re(\]\(([^)#:]+)\))re");
        const std::filesystem::path root(SOTTO_SOURCE_DIR);
        for (const char* name : {"README.md", "crypto/PROTOCOL.md", "crypto/THREAT-MODEL.md"}) {
            const std::filesystem::path path = root / name;
            const std::string document = readText(path);
            QVERIFY(!document.empty());
            for (std::sregex_iterator it(document.begin(), document.end(), kLink), end; it != end;
                 ++it) {
                const auto target = path.parent_path() / (*it)[1].str();
                QVERIFY2(std::filesystem::exists(target), target.string().c_str());
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestDocuments)
#include "tst_documents.moc"
