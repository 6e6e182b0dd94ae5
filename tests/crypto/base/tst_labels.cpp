#include "tests/structure/label_check.h"
#include "tests/structure/made_up_tree.h"

#include <QTest>

using namespace sotto::structure;

namespace {

constexpr const char* kLabelsFile = "crypto/base/labels.h";

std::string labelsWith(const std::string& more)
{
    return "struct Label { const char* unused = \"a label is text\"; };\n"
           "namespace labels {\n"
           "inline constexpr Label kOne{\"Sotto v1 one\"};\n"
           "inline constexpr Personal kTwo{\n    \"sotto1 two\"};\n" +
           more + "}\n";
}

// A tree in which all is well.
MadeUpTree goodTree()
{
    MadeUpTree tree;
    tree.write(kLabelsFile, labelsWith({}));
    tree.write("crypto/log/a.cpp", "f(labels::kOne); // labels::kOne once more\n");
    tree.write("crypto/log/b.h", "g(crypto::labels::kTwo, \"labels::kTwo\");\n");
    tree.write("crypto/PROTOCOL.md", "one is `\"Sotto v1 one\"`, two `\"sotto1 two\"`\n");
    return tree;
}

} // namespace

class TestLabels : public QObject
{
    Q_OBJECT

private slots:
    void everyLabelServesOnePurpose()
    {
        const auto findings = checkLabels(SOTTO_SOURCE_DIR);
        QVERIFY2(findings.empty(), describe(findings).c_str());
        QVERIFY(countLabels(SOTTO_SOURCE_DIR) >= 3);
    }

    void findsNothingWhereAllIsWell()
    {
        const MadeUpTree tree = goodTree();
        const auto findings = checkLabels(tree.root());
        QVERIFY2(findings.empty(), describe(findings).c_str());
        QCOMPARE(countLabels(tree.root()), 2);
    }

    void findsALabelThatIsWrong_data()
    {
        QTest::addColumn<QString>("definition");
        QTest::addColumn<QString>("word");
        QTest::newRow("same text") << "inline constexpr Label kBad{\"Sotto v1 one\"};\n"
                                   << "same text";
        QTest::newRow("no prefix") << "inline constexpr Label kBad{\"Sotto v2 x\"};\n"
                                   << "does not begin";
        QTest::newRow("prefix of the other kind")
            << "inline constexpr Personal kBad{\"Sotto v1 x\"};\n"
            << "does not begin";
        QTest::newRow("prefix only") << "inline constexpr Label kBad{\"Sotto v1 \"};\n"
                                     << "does not begin";
    }
    void findsALabelThatIsWrong()
    {
        QFETCH(QString, definition);
        QFETCH(QString, word);
        const MadeUpTree tree = goodTree();
        tree.write(kLabelsFile, labelsWith(definition.toStdString()));
        tree.write("crypto/log/c.cpp", "h(labels::kBad);\n");
        tree.write("crypto/PROTOCOL.md",
                   "\"Sotto v1 one\" \"sotto1 two\" \"Sotto v1 x\" \"Sotto v1 \" \"Sotto v2 x\"");
        const auto findings = checkLabels(tree.root());
        QVERIFY2(isOnly(findings, kLabelsFile, word.toStdString()), describe(findings).c_str());
    }

    void findsADefinitionOfAnotherForm()
    {
        const MadeUpTree tree = goodTree();
        tree.write(kLabelsFile, labelsWith("constexpr Label kBad = Label(\"Sotto v1 bad\");\n"));
        QVERIFY(isOnly(checkLabels(tree.root()), kLabelsFile, "3 texts but 2 definitions"));
    }

    void findsALabelUsedTwice()
    {
        const MadeUpTree tree = goodTree();
        tree.write("crypto/ratchet/c.cpp", "\nh(labels::kOne);\n");
        const auto findings = checkLabels(tree.root());
        QVERIFY2(isOnly(findings, "crypto/ratchet/c.cpp", "second time"),
                 describe(findings).c_str());
        QCOMPARE(findings.front().line, 2);
    }

    void theOtherRoomsAreReadToo()
    {
        for (const std::string room : {"net/wire", "net/relay/store", "app/core"}) {
            const MadeUpTree tree = goodTree();
            tree.write(room + "/c.cpp", "h(labels::kOne);\n");
            QVERIFY(isOnly(checkLabels(tree.root()), room + "/c.cpp", "second time"));
            tree.write(room + "/c.cpp", "h(\"sotto1 stray\");\n");
            QVERIFY(isOnly(checkLabels(tree.root()), room + "/c.cpp", "outside labels.h"));
            // One that only another room uses is no label without use.
            tree.write("crypto/log/a.cpp", "");
            tree.write(room + "/c.cpp", "h(labels::kOne);\n");
            QVERIFY(checkLabels(tree.root()).empty());
        }
    }

    void aSignatureHasTwoEnds()
    {
        const MadeUpTree tree = goodTree();
        tree.write("crypto/log/a.cpp",
                   "x = key.sign(labels::kOne, m);\n"
                   "return verify(SigningPublicKey(key.view()), labels::kOne, m, s);\n");
        const auto findings = checkLabels(tree.root());
        QVERIFY2(findings.empty(), describe(findings).c_str());
        tree.write("crypto/log/a.cpp", "x = key.sign(labels::kOne, m);\n"
                                       "y = key.sign(labels::kOne, n);\n");
        QVERIFY(isOnly(checkLabels(tree.root()), "crypto/log/a.cpp", "second time"));
        tree.write("crypto/log/a.cpp", "x = key.sign(labels::kOne, m);\n"
                                       "y = verify(k, labels::kOne, m, s);\n"
                                       "z = verify(k, labels::kOne, m, s);\n");
        QVERIFY(!checkLabels(tree.root()).empty());
    }

    void findsALabelUsedNowhere()
    {
        const MadeUpTree tree = goodTree();
        tree.write("crypto/log/a.cpp", "// labels::kOne\n");
        QVERIFY(isOnly(checkLabels(tree.root()), kLabelsFile, "nowhere"));
    }

    void findsALabelThatIsNotInTheSpecification()
    {
        const MadeUpTree tree = goodTree();
        tree.write("crypto/PROTOCOL.md", "`\"Sotto v1 one\"`, sotto1 two without quotation marks");
        QVERIFY(isOnly(checkLabels(tree.root()), kLabelsFile, "kTwo"));
    }

    void findsALabelMadeElsewhere_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("label text") << "auto x = \"Sotto v1 secret\";";
        QTest::newRow("personalisation") << "auto x = \"sotto1 secret\";";
        QTest::newRow("Label") << "constexpr Label kMine{\"mine\"};";
        QTest::newRow("temporary Personal") << "hash(Personal(\"mine\"), m);";
        QTest::newRow("using namespace") << "using namespace sotto::crypto::labels;";
        QTest::newRow("alias") << "namespace l = sotto::crypto::labels;";
    }
    void findsALabelMadeElsewhere()
    {
        QFETCH(QString, line);
        const MadeUpTree tree = goodTree();
        tree.write("crypto/ratchet/c.cpp", line.toStdString() + "\n");
        const auto findings = checkLabels(tree.root());
        QVERIFY2(isOnly(findings, "crypto/ratchet/c.cpp", "label"), describe(findings).c_str());
    }
};

QTEST_APPLESS_MAIN(TestLabels)
#include "tst_labels.moc"
