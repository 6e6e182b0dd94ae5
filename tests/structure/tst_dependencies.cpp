#include "tests/structure/dependency_check.h"
#include "tests/structure/made_up_tree.h"

#include <QTest>

using namespace sotto::structure;

namespace {

constexpr const char* kBase = "sotto_library(sotto_crypto_base\n SOURCES a.cpp\n"
                              " LINKS Sodium::sodium)\n";

MadeUpTree twoFolders(const std::string& include)
{
    MadeUpTree tree;
    tree.write("crypto/base/CMakeLists.txt", kBase);
    tree.write("crypto/channel/CMakeLists.txt",
               "sotto_library(sotto_crypto_channel SOURCES b.cpp LINKS sotto_crypto_base)");
    tree.write("crypto/channel/b.cpp", "// a comment\n#include " + include + "\nint b;\n");
    return tree;
}

} // namespace

class TestDependencies : public QObject
{
    Q_OBJECT

private slots:
    void dependenciesGoOneWay()
    {
        const auto findings = checkIncludes(SOTTO_SOURCE_DIR);
        QVERIFY2(findings.empty(), describe(findings).c_str());
    }

    void cryptoReadsNoClockFileOrEnvironment()
    {
        const auto findings = checkCalls(SOTTO_SOURCE_DIR);
        QVERIFY2(findings.empty(), describe(findings).c_str());
    }

    void testsNeedNeitherTheRealClockNorANetwork()
    {
        const auto findings = checkTests(SOTTO_SOURCE_DIR);
        QVERIFY2(findings.empty(), describe(findings).c_str());
    }

    // That the checks see the tree at all.
    void theTreeIsThere()
    {
        QVERIFY(readSources(SOTTO_SOURCE_DIR, "crypto", {".h", ".cpp"}).size() > 25);
        QVERIFY(readSources(SOTTO_SOURCE_DIR, "tests", {".cpp"}).size() > 5);
    }

    // And that they can fail.
    void acceptsWhatIsAllowed_data()
    {
        QTest::addColumn<QString>("include");
        QTest::newRow("own folder") << "\"crypto/channel/x.h\"";
        QTest::newRow("linked folder") << "\"crypto/base/x.h\"";
        QTest::newRow("standard") << "<vector>";
        QTest::newRow("in a comment") << "<vector> // #include <chrono>";
    }
    void acceptsWhatIsAllowed()
    {
        QFETCH(QString, include);
        const auto findings = checkIncludes(twoFolders(include.toStdString()).root());
        QVERIFY2(findings.empty(), describe(findings).c_str());
    }

    void findsAWrongInclude_data()
    {
        QTest::addColumn<QString>("include");
        QTest::newRow("folder that is not linked") << "\"crypto/ratchet/x.h\"";
        QTest::newRow("layer above") << "\"net/wire/x.h\"";
        QTest::newRow("test") << "\"tests/support/hex.h\"";
        QTest::newRow("not from the root") << "\"x.h\"";
        QTest::newRow("Qt") << "<QString>";
        QTest::newRow("file") << "<fstream>";
        QTest::newRow("console") << "<iostream>";
        QTest::newRow("clock") << "<chrono>";
        QTest::newRow("C clock") << "<ctime>";
        QTest::newRow("thread") << "<thread>";
        QTest::newRow("socket") << "<sys/socket.h>";
        QTest::newRow("generator") << "<random>";
    }
    void findsAWrongInclude()
    {
        QFETCH(QString, include);
        const auto findings = checkIncludes(twoFolders(include.toStdString()).root());
        QVERIFY2(isOnly(findings, "crypto/channel/b.cpp", ""), describe(findings).c_str());
        QCOMPARE(findings.front().line, 2);
    }

    void findsALayerThatLooksUp()
    {
        MadeUpTree tree;
        tree.write("net/wire/a.cpp", "#include \"crypto/base/x.h\"\n#include <QString>\n");
        tree.write("app/core/a.cpp", "#include \"net/wire/x.h\"\n#include \"app/core/y.h\"\n");
        QVERIFY(checkIncludes(tree.root()).empty());
        tree.write("net/client/b.cpp", "#include \"app/core/x.h\"\n");
        QVERIFY(isOnly(checkIncludes(tree.root()), "net/client/b.cpp", "above"));
        tree.write("net/client/b.cpp", "#include \"crypto/ratchet/x.h\"\n");
        QVERIFY(checkIncludes(tree.root()).empty());
    }

    void findsALinkListThatGoesRound()
    {
        MadeUpTree tree = twoFolders("<vector>");
        tree.write("crypto/base/CMakeLists.txt",
                   "sotto_library(sotto_crypto_base SOURCES a.cpp\n LINKS sotto_crypto_channel)");
        QVERIFY(!checkIncludes(tree.root()).empty());
    }

    void findsAChannelThatLeadsToTheSession()
    {
        const MadeUpTree tree = twoFolders("<vector>");
        tree.write("crypto/objects/CMakeLists.txt",
                   "sotto_library(sotto_crypto_objects SOURCES a.cpp LINKS sotto_crypto_ratchet)");
        tree.write("crypto/session/CMakeLists.txt",
                   "sotto_library(sotto_crypto_ratchet SOURCES a.cpp LINKS sotto_crypto_base)\n"
                   "sotto_library(sotto_crypto_session SOURCES b.cpp LINKS sotto_crypto_ratchet)");
        QVERIFY(isOnly(checkIncludes(tree.root()), "crypto/objects/CMakeLists.txt", "session"));
        tree.write("crypto/objects/CMakeLists.txt",
                   "sotto_library(sotto_crypto_objects SOURCES a.cpp LINKS Qt6::Core)");
        QVERIFY(isOnly(checkIncludes(tree.root()), "crypto/objects/CMakeLists.txt", "Qt6::Core"));
    }

    void findsAForbiddenCall_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("time") << "auto t = time(nullptr);";
        QTest::newRow("clock_gettime") << "clock_gettime(CLOCK_REALTIME, &t);";
        QTest::newRow("chrono") << "auto t = std::chrono::system_clock::now();";
        QTest::newRow("getenv") << "auto t = std::getenv(\"HOME\");";
        QTest::newRow("printf") << "std::printf(\"%d\", 1);";
        QTest::newRow("fprintf") << "fprintf(stderr, \"x\");";
        QTest::newRow("cout") << "std::cout << 1;";
        QTest::newRow("fopen") << "auto f = fopen(\"a\", \"r\");";
        QTest::newRow("rand") << "int a = rand();";
        QTest::newRow("random_device") << "std::random_device r;";
        QTest::newRow("randombytes") << "randombytes_buf(p, 3);";
        QTest::newRow("keypair") << "crypto_box_keypair(p, s);";
    }
    void findsAForbiddenCall()
    {
        QFETCH(QString, line);
        MadeUpTree tree;
        tree.write("crypto/log/a.cpp", "// time(nullptr)\n/* std::cout */ const char* p = "
                                       "\"printf(\\\"getenv(\";\n" +
                                           line.toStdString() + "\ncrypto_sign_seed_keypair(p);");
        const auto findings = checkCalls(tree.root());
        QVERIFY2(!findings.empty(), "nothing found");
        for (const Finding& finding : findings) {
            QCOMPARE(finding.line, 3);
        }
    }

    void findsATestThatNeedsClockOrNetwork_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("QDateTime") << "auto t = QDateTime::currentDateTimeUtc();";
        QTest::newRow("time") << "auto t = time(nullptr);";
        QTest::newRow("system_clock") << "auto t = std::chrono::system_clock::now();";
        QTest::newRow("sleep") << "std::this_thread::sleep_for(x);";
        QTest::newRow("qWait") << "QTest::qWait(10);";
        QTest::newRow("QTcpSocket") << "QTcpSocket socket;";
        QTest::newRow("QNetworkAccessManager") << "QNetworkAccessManager manager;";
        QTest::newRow("QWebSocket") << "QWebSocket socket;";
        QTest::newRow("socket") << "int s = socket(AF_INET, SOCK_STREAM, 0);";
        QTest::newRow("header") << "#include <sys/socket.h>";
    }
    void findsATestThatNeedsClockOrNetwork()
    {
        QFETCH(QString, line);
        MadeUpTree tree;
        tree.write("tests/crypto/log/tst_a.cpp", "// QTcpSocket\n" + line.toStdString() + "\n");
        const auto findings = checkTests(tree.root());
        QVERIFY2(!findings.empty(), "nothing found");
        for (const Finding& finding : findings) {
            QCOMPARE(finding.line, 2);
        }
    }

    void onlyTheStopwatchReadsTheClock()
    {
        MadeUpTree tree;
        const std::string line = "auto t = std::chrono::steady_clock::now();\n";
        tree.write("tests/support/stopwatch.cpp", line);
        tree.write("tests/bench/a.cpp", line + "#include <sys/socket.h>\n");
        QVERIFY(checkTests(tree.root()).empty());
        tree.write("tests/support/stopwatch.h", line);
        QVERIFY(!checkTests(tree.root()).empty());
    }

    void thePeerOfTheseTestsMayHaveSockets()
    {
        const MadeUpTree tree;
        for (const char* file :
             {"tests/support/websocket_peer.cpp", "tests/net/client/tst_a.cpp"}) {
            tree.write(file, "#include <sys/socket.h>\n");
        }
        QVERIFY(checkTests(tree.root()).empty());
        tree.write("tests/support/websocket_peer.cpp", "auto t = time(nullptr);\n");
        QVERIFY(isOnly(checkTests(tree.root()), "tests/support/websocket_peer.cpp", "clock"));
        tree.write("tests/support/hex.cpp", "#include <sys/socket.h>\n");
        QCOMPARE(checkTests(tree.root()).size(), std::size_t{2});
    }

    void literalsAndCommentsAreTold_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("bare");
        QTest::newRow("comment") << "a // b\nc"
                                 << "a     \nc";
        QTest::newRow("block") << "a /* b\n */ c"
                               << "a     \n    c";
        QTest::newRow("literal") << R"(f("// \" x") + 1)"
                                 << R"(f("       ") + 1)";
        QTest::newRow("character") << "'\"' + b"
                                   << "' ' + b";
        QTest::newRow("digits") << "1'000 + \"x\""
                                << "1'000 + \" \"";
        QTest::newRow("raw") << "R\"(a\"b)\" + c"
                             << "R\"     \" + c";
    }
    void literalsAndCommentsAreTold()
    {
        QFETCH(QString, text);
        QFETCH(QString, bare);
        QCOMPARE(QString::fromStdString(stripCpp(text.toStdString(), false)), bare);
    }
};

QTEST_APPLESS_MAIN(TestDependencies)
#include "tst_dependencies.moc"
