#include "tests/structure/made_up_tree.h"
#include "tests/structure/relay_check.h"

#include <QTest>

using namespace sotto::structure;

namespace {

// A tree in which all is well: a program over two libraries, and a client that may know more.
MadeUpTree goodTree()
{
    MadeUpTree tree;
    tree.write("crypto/channel/CMakeLists.txt",
               "sotto_library(sotto_crypto_channel SOURCES a.cpp LINKS Sodium::sodium)");
    tree.write("crypto/session/CMakeLists.txt",
               "sotto_library(sotto_crypto_session SOURCES a.cpp LINKS sotto_crypto_channel)");
    tree.write("net/wire/CMakeLists.txt",
               "# target_link_libraries(sotto_net_wire PUBLIC Qt6::Core)\n"
               "add_library(sotto_net_wire STATIC a.cpp)\n"
               "target_link_libraries(sotto_net_wire PUBLIC sotto_crypto_channel)");
    tree.write("net/relay/store/CMakeLists.txt",
               "sotto_library(sotto_relay_store SOURCES a.cpp\n  LINKS sotto_net_wire)");
    tree.write("net/relay/server/CMakeLists.txt",
               "add_executable(sotto-relay main.cpp)\n"
               "target_link_libraries(sotto-relay PRIVATE sotto_relay_store Qt6::Core)");
    tree.write("net/client/CMakeLists.txt",
               "sotto_library(sotto_net_client SOURCES a.cpp LINKS sotto_crypto_session)");
    tree.write("net/relay/server/main.cpp", "#include <QCoreApplication>\n");
    tree.write("net/relay/store/a.cpp", "#include <queue>\n#include <sqlite3.h>\n");
    return tree;
}

} // namespace

class TestRelayParts : public QObject
{
    Q_OBJECT

private slots:
    void aRelayKnowsNoConversationAndItsCoreNoQt()
    {
        const auto findings = checkRelay(SOTTO_SOURCE_DIR);
        QVERIFY2(findings.empty(), describe(findings).c_str());
    }

    // That the check sees the relay at all.
    void theRelayIsThere() { QVERIFY(countRelayTargets(SOTTO_SOURCE_DIR) >= 2); }

    void findsNothingWhereAllIsWell()
    {
        const MadeUpTree tree = goodTree();
        const auto findings = checkRelay(tree.root());
        QVERIFY2(findings.empty(), describe(findings).c_str());
        QCOMPARE(countRelayTargets(tree.root()), std::size_t{2});
    }

    void findsAConversationFarBelow()
    {
        for (const std::string part :
             {"ratchet", "session", "vault", "handshake", "attachment", "safety"}) {
            const MadeUpTree tree = goodTree();
            tree.write("crypto/" + part + "/CMakeLists.txt",
                       "sotto_library(sotto_crypto_part SOURCES a.cpp LINKS Sodium::sodium)");
            tree.write("crypto/channel/CMakeLists.txt",
                       "sotto_library(sotto_crypto_channel SOURCES a.cpp LINKS sotto_crypto_part)");
            const auto findings = checkRelay(tree.root());
            QCOMPARE(findings.size(), std::size_t{2}); // the store, and so the program
            QVERIFY(findings[1].what.find("sotto_net_wire → sotto_crypto_channel → "
                                          "sotto_crypto_part") != std::string::npos);
        }
    }

    void findsAConversationInTheProgramAlone()
    {
        const MadeUpTree tree = goodTree();
        tree.write("net/relay/server/CMakeLists.txt",
                   "add_executable(sotto-relay main.cpp)\n"
                   "target_link_libraries(sotto-relay PRIVATE sotto_crypto_session)");
        QVERIFY(isOnly(checkRelay(tree.root()), "net/relay/server/CMakeLists.txt",
                       "sotto-relay → sotto_crypto_session"));
    }

    void findsQtWhereNoneMayBe()
    {
        const MadeUpTree tree = goodTree();
        tree.write("net/relay/store/CMakeLists.txt",
                   "sotto_library(sotto_relay_store SOURCES a.cpp LINKS Qt6::Core)");
        QVERIFY(isOnly(checkRelay(tree.root()), "net/relay/store/CMakeLists.txt", "Qt6::Core"));
    }

    void findsAWrongInclude_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("include");
        QTest::newRow("ratchet") << "net/relay/server/b.h"
                                 << "\"crypto/ratchet/x.h\"";
        QTest::newRow("vault") << "net/relay/store/b.h"
                               << "\"crypto/vault/x.h\"";
        QTest::newRow("safety number") << "net/relay/service/b.cpp"
                                       << "\"crypto/safety/x.h\"";
        QTest::newRow("Qt") << "net/relay/service/b.cpp"
                            << "<QString>";
        QTest::newRow("Qt with its module") << "net/relay/store/b.cpp"
                                            << "<QtCore/QString>";
        QTest::newRow("Qt's header") << "net/wire/b.h"
                                     << "<qglobal.h>";
    }
    void findsAWrongInclude()
    {
        QFETCH(QString, path);
        QFETCH(QString, include);
        const MadeUpTree tree = goodTree();
        tree.write(path.toStdString(), "// <QString>\n#include " + include.toStdString() + "\n");
        const auto findings = checkRelay(tree.root());
        QVERIFY2(isOnly(findings, path.toStdString(), "knows no"), describe(findings).c_str());
        QCOMPARE(findings.front().line, std::size_t{2});
    }
};

QTEST_APPLESS_MAIN(TestRelayParts)
#include "tst_relay_parts.moc"
