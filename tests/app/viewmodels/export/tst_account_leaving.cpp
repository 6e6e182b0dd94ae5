// The page that deletes an account, from what it says to how far it is.
#ifndef Q_MOC_RUN
#include "app/core/changes.h"
#include "app/core/problem.h"
#include "app/viewmodels/devices/word_entry.h"
#include "app/viewmodels/export/account_leaving.h"
#include "app/viewmodels/twelve_words.h"
#include "crypto/base/init.h"
#include "crypto/base/random.h"
#include "tests/app/viewmodels/manual_clock.h"
#endif

#include <QSignalSpy>
#include <QTest>

using namespace sotto;
using namespace sotto::viewmodels;
using core::Problem;
using core::ProblemKind;
using Phase = AccountLeaving::Phase;

namespace {

const QString kLegal =
    QStringLiteral("legal winner thank year wave sausage worth useful legal winner thank yellow");

struct Page
{
    explicit Page(core::WordsState state = core::WordsState::Confirmed)
        : asked(&leaving, &AccountLeaving::deleteAsked)
        , wiped(&leaving, &AccountLeaving::wipeAsked)
    {
        words.setState(state);
    }
    void typeWords()
    {
        leaving.begin();
        leaving.goOn();
        entry.setText(0, kLegal);
        leaving.start();
    }

    tests::ManualClock clock{0};
    crypto::SystemRandom random;
    WordEntry entry;
    TwelveWords words{clock, random};
    AccountLeaving leaving{entry, words};
    QSignalSpy asked;
    QSignalSpy wiped;
};

} // namespace

class TestAccountLeaving : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void itSaysWhatGoesThenAsksForTheWords()
    {
        Page p;
        QVERIFY(!p.leaving.isOpen());
        p.leaving.begin();
        QVERIFY(p.leaving.isOpen());
        QVERIFY(p.leaving.tellContacts());
        // Not without the words.
        p.leaving.start();
        QVERIFY(p.leaving.phase() == Phase::Explain);
        p.leaving.goOn();
        QVERIFY(p.leaving.phase() == Phase::AskWords);
        p.leaving.start();
        QCOMPARE(p.asked.count(), 0);
        p.entry.setText(0, kLegal);
        // Enter behind the last word asks once more, and no more than that.
        const QSignalSpy typed(&p.leaving, &AccountLeaving::wordsTyped);
        p.entry.setCurrent(11);
        p.entry.takeSuggestion();
        QCOMPARE(typed.count(), 1);
        QCOMPARE(p.asked.count(), 0);
        p.leaving.start();
        QCOMPARE(p.asked.count(), 1);
        QVERIFY(p.leaving.phase() == Phase::Checking);
        const crypto::SecretBytes words = p.leaving.takeWords();
        QCOMPARE(QString::fromLatin1(reinterpret_cast<const char*>(words.data()),
                                     static_cast<qsizetype>(words.size())),
                 kLegal);
        QVERIFY(p.leaving.takeWords().empty());
    }

    void anAccountWithoutWordsNeedsNone()
    {
        Page p(core::WordsState::None);
        p.leaving.begin();
        QVERIFY(!p.leaving.needsWords());
        p.leaving.goOn();
        QVERIFY(p.leaving.phase() == Phase::Explain);
        p.leaving.start();
        QCOMPARE(p.asked.count(), 1);
        QVERIFY(p.leaving.takeWords().empty());
        p.leaving.onFailed({ProblemKind::NoAccount});
        QVERIFY(p.leaving.phase() == Phase::Explain);
        QVERIFY(!p.leaving.errorTitle().isEmpty());
    }

    void itIsLeftPageByPage()
    {
        Page p;
        p.leaving.begin();
        p.leaving.setTellContacts(false);
        p.leaving.goOn();
        p.entry.setText(0, kLegal);
        p.leaving.goBack();
        QVERIFY(p.leaving.phase() == Phase::Explain);
        QCOMPARE(p.entry.filled(), 0);
        QVERIFY(!p.leaving.tellContacts());
        p.leaving.goBack();
        QVERIFY(!p.leaving.isOpen());
        // What was chosen once is not chosen for another time.
        p.leaving.begin();
        QVERIFY(p.leaving.tellContacts());
        // Words that are being checked are not left.
        p.leaving.goBack();
        p.typeWords();
        p.leaving.goBack();
        QVERIFY(p.leaving.phase() == Phase::Checking);
    }

    void wrongWordsStayToBeLookedAt()
    {
        Page p;
        p.typeWords();
        p.leaving.onFailed({ProblemKind::WordsWrong});
        QVERIFY(p.leaving.phase() == Phase::AskWords);
        QVERIFY(p.entry.complete());
        QVERIFY(!p.leaving.errorTitle().isEmpty());
        QVERIFY(!p.leaving.isOwn());
        p.entry.setText(3, QStringLiteral("zoo"));
        QVERIFY(p.leaving.errorTitle().isEmpty());
    }

    void itShowsHowFarItIs()
    {
        Page p;
        p.typeWords();
        p.leaving.show(true, nullptr);
        QVERIFY(p.leaving.phase() == Phase::Telling);
        QVERIFY(!p.leaving.isOpen() && p.leaving.isOwn());
        QCOMPARE(p.entry.filled(), 0);
        QCOMPARE(p.leaving.stepTexts().size(), 3);
        QCOMPARE(p.leaving.stepIndex(), 0);
        const Problem away{ProblemKind::RelayUnreachable};
        p.leaving.show(false, &away);
        QCOMPARE(p.leaving.stepIndex(), 1);
        QVERIFY(!p.leaving.troubleTitle().isEmpty() && !p.leaving.troubleText().isEmpty());
        p.leaving.show(false, nullptr);
        QVERIFY(p.leaving.troubleTitle().isEmpty() && p.leaving.troubleText().isEmpty());
        QCOMPARE(p.wiped.count(), 0);
        p.leaving.stopWaiting();
        QCOMPARE(p.wiped.count(), 1);
    }

    void nobodyToTellIsNoStep()
    {
        Page p;
        p.typeWords();
        p.leaving.show(false, nullptr);
        QCOMPARE(p.leaving.stepTexts().size(), 2);
        QCOMPARE(p.leaving.stepIndex(), 0);
    }

    void ownDevicesAreToldInAnyCase()
    {
        Page p;
        p.leaving.begin();
        p.leaving.setTellContacts(false);
        p.leaving.goOn();
        p.entry.setText(0, kLegal);
        p.leaving.start();
        p.leaving.show(true, nullptr);
        const QString quiet = p.leaving.stepTexts().first();
        Page other;
        other.typeWords();
        other.leaving.show(true, nullptr);
        QVERIFY(other.leaving.stepTexts().first() != quiet);
    }

    void nothingIsWipedBeforeItHasBegun()
    {
        Page p;
        p.typeWords();
        p.leaving.stopWaiting();
        QCOMPARE(p.wiped.count(), 0);
    }

    void goneElsewhereIsNotOwn()
    {
        Page p;
        p.leaving.show(false, nullptr);
        QVERIFY(!p.leaving.isOwn());
        p.leaving.clear();
        p.leaving.setEndedElsewhere(true);
        QVERIFY(p.leaving.endedElsewhere());
        QVERIFY(p.leaving.phase() == Phase::Closed);
    }
};

QTEST_MAIN(TestAccountLeaving)
#include "tst_account_leaving.moc"
