// Twelve words while they are typed, pasted and mended.
#ifndef Q_MOC_RUN
#include "app/viewmodels/devices/word_entry.h"
#include "crypto/base/init.h"
#endif

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>

using namespace sotto;
using namespace sotto::viewmodels;

namespace {

/// BIP39's vector for 7f…7f.
const QString kLegal =
    QStringLiteral("legal winner thank year wave sausage worth useful legal winner thank yellow");

QString word(const WordEntry& entry, int field)
{
    return entry.index(field).data(WordEntry::WordRole).toString();
}

bool isWrong(const WordEntry& entry, int field)
{
    return entry.index(field).data(WordEntry::WrongRole).toBool();
}

QStringList words(const WordEntry& entry)
{
    QStringList out;
    for (int i = 0; i < WordEntry::kWords; ++i) {
        out.append(word(entry, i));
    }
    return out;
}

/// As a field that is typed into letter by letter.
void type(WordEntry& entry, const QString& text)
{
    for (int i = 1; i <= text.size(); ++i) {
        entry.setText(entry.current(), text.left(i));
    }
}

} // namespace

class TestWordEntry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void enterCompletesAWord()
    {
        WordEntry entry;
        const QAbstractItemModelTester tester(&entry);
        type(entry, QStringLiteral("har"));
        QCOMPARE(entry.suggestions(),
                 QStringList({QStringLiteral("harbor"), QStringLiteral("hard"),
                              QStringLiteral("harsh"), QStringLiteral("harvest")}));
        QCOMPARE(entry.index(0).data(WordEntry::CompletionRole).toString(),
                 QStringLiteral("harbor"));
        QCOMPARE(entry.filled(), 0);
        entry.takeSuggestion();
        QCOMPARE(word(entry, 0), QStringLiteral("harbor"));
        QCOMPARE(entry.current(), 1);
        QCOMPARE(entry.filled(), 1);
        QVERIFY(entry.suggestions().isEmpty());
    }

    void theArrowsChooseAnotherOne()
    {
        WordEntry entry;
        type(entry, QStringLiteral("har"));
        entry.choose(1);
        entry.choose(1);
        QCOMPARE(entry.chosen(), 2);
        QCOMPARE(entry.index(0).data(WordEntry::CompletionRole).toString(),
                 QStringLiteral("harsh"));
        entry.choose(9);
        QCOMPARE(entry.chosen(), 3);
        entry.choose(-1);
        entry.takeSuggestion();
        QCOMPARE(word(entry, 0), QStringLiteral("harsh"));
        entry.choose(1); // nothing to choose from
        QCOMPARE(entry.chosen(), 0);
    }

    void aWholeWordThatOthersBeginWithStaysItself()
    {
        WordEntry entry;
        type(entry, QStringLiteral("act"));
        QCOMPARE(entry.suggestions().first(), QStringLiteral("act"));
        QCOMPARE(entry.filled(), 1);
        entry.moveOn();
        QCOMPARE(word(entry, 0), QStringLiteral("act"));
        QVERIFY(!isWrong(entry, 0));
    }

    void leavingCompletesWhatCanBeOneWordOnly()
    {
        WordEntry entry;
        type(entry, QStringLiteral("oyst"));
        entry.moveOn();
        QCOMPARE(word(entry, 0), QStringLiteral("oyster"));
        type(entry, QStringLiteral("har"));
        entry.moveOn();
        QCOMPARE(word(entry, 1), QStringLiteral("har"));
        QVERIFY(isWrong(entry, 1));
    }

    void spaceAndBackspaceWalk()
    {
        WordEntry entry;
        entry.moveOn(); // nothing to leave
        QCOMPARE(entry.current(), 0);
        type(entry, QStringLiteral("legal"));
        entry.moveOn();
        QCOMPARE(entry.current(), 1);
        entry.moveBack();
        QCOMPARE(entry.current(), 0);
        entry.moveBack();
        QCOMPARE(entry.current(), 0);
        entry.setCurrent(99);
        QCOMPARE(entry.current(), 11);
    }

    void aWordThatIsNotOnTheListIsNamed()
    {
        WordEntry entry;
        entry.setText(3, QStringLiteral("garlik"));
        QVERIFY(entry.problemTitle().isEmpty()); // it is being typed still
        entry.leave(3);
        QVERIFY(isWrong(entry, 3));
        QVERIFY(entry.problemTitle().startsWith(QStringLiteral("Word 4,")));
        QVERIFY(entry.problemTitle().contains(QStringLiteral("garlik")));
        QCOMPARE(entry.fix(), QStringLiteral("garlic"));
        QVERIFY(entry.problemText().contains(QStringLiteral("garlic")));
        entry.useFix();
        QCOMPARE(word(entry, 3), QStringLiteral("garlic"));
        QVERIFY(entry.problemTitle().isEmpty());
        QCOMPARE(entry.current(), 0); // the first one that is empty

        entry.setText(0, QStringLiteral("xqzxqzxqz"));
        entry.leave(0);
        QVERIFY(entry.fix().isEmpty());
        QVERIFY(!entry.problemText().isEmpty());
        entry.useFix();
        QCOMPARE(word(entry, 0), QStringLiteral("xqzxqzxqz"));
        entry.setText(0, QStringLiteral("x"));
        QVERIFY(entry.problemTitle().isEmpty()); // being mended
    }

    void theFirstWrongOneIsNamedFirst()
    {
        WordEntry entry;
        entry.setText(7, QStringLiteral("garlik"));
        entry.leave(7);
        entry.setText(2, QStringLiteral("sumer"));
        entry.leave(2);
        QVERIFY(entry.problemTitle().startsWith(QStringLiteral("Word 3,")));
        entry.useFix();
        QCOMPARE(word(entry, 2), QStringLiteral("summer"));
        QCOMPARE(entry.current(), 7);
        QVERIFY(entry.problemTitle().startsWith(QStringLiteral("Word 8,")));
    }

    void aWholePhraseGoesIntoAnyField_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("as it is") << kLegal;
        QTest::newRow("lines") << QString(kLegal).replace(QLatin1Char(' '), QLatin1Char('\n'));
        QTest::newRow("commas") << QString(kLegal).replace(QLatin1Char(' '), QStringLiteral(", "));
        QTest::newRow("capitals") << QStringLiteral("  ") + kLegal.toUpper() + QStringLiteral("\n");
        QString numbered;
        int number = 0;
        for (const QString& one : kLegal.split(QLatin1Char(' '))) {
            numbered += QStringLiteral("%1. %2\r\n").arg(++number).arg(one);
        }
        QTest::newRow("numbered") << numbered;
        QTest::newRow("wide letters") << QString(kLegal).replace(QLatin1Char('l'), QChar(0xff4c));
        QTest::newRow("beginnings")
            << QStringLiteral("lega winn than year wave saus wort usef lega winn than yell");
    }

    void aWholePhraseGoesIntoAnyField()
    {
        QFETCH(QString, text);
        for (const int field : {0, 5, 11}) {
            WordEntry entry;
            entry.setText(2, QStringLiteral("garlik"));
            entry.setText(field, text);
            QCOMPARE(words(entry), kLegal.split(QLatin1Char(' ')));
            QVERIFY(entry.complete());
            QCOMPARE(entry.filled(), 12);
            QCOMPARE(entry.current(), 11);
            QVERIFY(entry.problemTitle().isEmpty());
            QVERIFY(entry.phrase());
        }
    }

    void aPartGoesFromItsFieldOn()
    {
        WordEntry entry;
        entry.setText(4, QStringLiteral("wave sausage worth"));
        QCOMPARE(word(entry, 3), QString());
        QCOMPARE(word(entry, 4), QStringLiteral("wave"));
        QCOMPARE(word(entry, 6), QStringLiteral("worth"));
        QCOMPARE(entry.current(), 7);
        entry.setText(10, QStringLiteral("thank yellow legal winner"));
        QCOMPARE(word(entry, 11), QStringLiteral("yellow"));
        QCOMPARE(word(entry, 0), QString());
        QCOMPARE(entry.current(), 11);
    }

    void aWordWithASpaceBehindItGoesOn()
    {
        WordEntry entry;
        entry.setText(0, QStringLiteral("legal "));
        QCOMPARE(word(entry, 0), QStringLiteral("legal"));
        QCOMPARE(entry.current(), 1);
    }

    void whatIsNoLetterIsTakenBackFromTheField()
    {
        WordEntry entry;
        entry.setText(0, QStringLiteral("le"));
        // A field shows what the model says, if the model says something else than before.
        QStringList told;
        connect(&entry, &QAbstractItemModel::dataChanged, this,
                [&] { told.append(word(entry, 0)); });
        entry.setText(0, QStringLiteral("le7"));
        QVERIFY(told.contains(QStringLiteral("le7")));
        QCOMPARE(told.last(), QStringLiteral("le"));
    }

    void otherPhrasesAreRefused()
    {
        WordEntry entry;
        entry.setText(0, kLegal + QStringLiteral(" zoo zoo zoo"));
        QVERIFY(entry.problemTitle().contains(QStringLiteral("15")));
        QCOMPARE(entry.filled(), 0);
        QVERIFY(entry.fix().isEmpty());
        entry.setText(0, QStringLiteral("l"));
        QVERIFY(entry.problemTitle().isEmpty());
        entry.setText(0, QString(5'000, QLatin1Char('a')));
        QVERIFY(!entry.problemTitle().isEmpty());
        QCOMPARE(entry.filled(), 0);
    }

    void wordsThatDoNotBelongTogetherAreFound()
    {
        WordEntry entry;
        entry.setText(0, kLegal);
        entry.setText(0, QStringLiteral("winner"));
        entry.setText(1, QStringLiteral("legal"));
        QCOMPARE(entry.filled(), 12);
        QVERIFY(!entry.complete());
        QVERIFY(!entry.phrase());
        QCOMPARE(entry.problemTitle(), QStringLiteral("These words do not belong together."));
        QVERIFY(entry.fix().isEmpty());
        entry.setText(0, QStringLiteral("legal"));
        entry.setText(1, QStringLiteral("winner"));
        QVERIFY(entry.complete());
    }

    void enterBehindTheLastWordEndsIt()
    {
        WordEntry entry;
        QSignalSpy finished(&entry, &WordEntry::finished);
        entry.setText(0, kLegal);
        entry.setText(11, QStringLiteral("yell"));
        QVERIFY(!entry.complete());
        QCOMPARE(finished.size(), 0);
        entry.takeSuggestion();
        QCOMPARE(word(entry, 11), QStringLiteral("yellow"));
        QCOMPARE(finished.size(), 1);
        // Not while another one is wrong.
        entry.setText(3, QStringLiteral("garlik"));
        entry.setCurrent(11);
        entry.takeSuggestion();
        QCOMPARE(finished.size(), 1);
    }

    void pastedWordsLeaveTheClipboard()
    {
        WordEntry entry;
        QClipboard* clipboard = QGuiApplication::clipboard();
        clipboard->setText(QStringLiteral("legal"));
        QVERIFY(!entry.paste(0)); // that is pasted like any text
        clipboard->setText(kLegal);
        entry.setText(4, QStringLiteral("wav"));
        QVERIFY(entry.paste(4));
        QVERIFY(entry.complete());
        entry.forgetClipboard();
        QCOMPARE(clipboard->text(), QString());
        clipboard->setText(QStringLiteral("something else"));
        entry.forgetClipboard();
        QCOMPARE(clipboard->text(), QStringLiteral("something else"));
        {
            WordEntry gone;
            clipboard->setText(kLegal);
            QVERIFY(gone.paste(0));
        }
        QCOMPARE(clipboard->text(), QString());
    }

    void clearLeavesNothing()
    {
        WordEntry entry;
        entry.setText(0, kLegal);
        entry.clear();
        QCOMPARE(words(entry).join(QString()), QString());
        QCOMPARE(entry.current(), 0);
        QCOMPARE(entry.filled(), 0);
        QVERIFY(!entry.complete());
        QVERIFY(entry.problemTitle().isEmpty());
    }
};

QTEST_MAIN(TestWordEntry)
#include "tst_word_entry.moc"
