// The page that takes twelve words on a new computer: what it asks for, and what it says of each
// way in which it can fail.
#ifndef Q_MOC_RUN
#include "app/core/devices/linking.h"
#include "app/viewmodels/devices/device_name.h"
#include "app/viewmodels/devices/link_page.h"
#include "app/viewmodels/devices/link_problem.h"
#include "app/viewmodels/devices/word_entry.h"
#include "app/viewmodels/qr_text.h"
#include "crypto/base/init.h"
#endif

#include <QClipboard>
#include <QGuiApplication>
#include <QSet>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::viewmodels;
using core::LinkStep;
using core::ProblemKind;

namespace {

const QString kLegal =
    QStringLiteral("legal winner thank year wave sausage worth useful legal winner thank yellow");

/// A page with all that it needs, and what it asked for.
struct Page
{
    Page()
        : started(&link, &LinkPage::startAsked)
        , cancelled(&link, &LinkPage::cancelAsked)
    {
        link.setDefaultRelay(relay);
        link.show();
        words.setText(0, kLegal);
    }
    void fail(ProblemKind kind)
    {
        link.start({});
        link.onFailed({kind});
    }

    static QString relayAddress(const char* host)
    {
        crypto::RelayAddress made;
        made.host = host;
        made.port = crypto::kDefaultRelayPort;
        const crypto::SecretBytes text = made.format();
        return QString::fromLatin1(reinterpret_cast<const char*>(text.data()),
                                   static_cast<qsizetype>(text.size()));
    }

    QString relay = relayAddress("relay.example");
    WordEntry words;
    LinkPage link{words};
    QSignalSpy started;
    QSignalSpy cancelled;
};

} // namespace

class TestLinkPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void takesWhatWasTyped()
    {
        Page page;
        QCOMPARE(page.link.relayHost(), QStringLiteral("relay.example"));
        page.link.setDeviceName(QStringLiteral(" Kitchen laptop "));
        page.link.start(QStringLiteral("extra"));
        QCOMPARE(page.started.size(), 1);
        QVERIFY(page.link.running());
        const auto request = page.link.takeRequest();
        QVERIFY(request);
        QCOMPARE(request->deviceName, std::string("Kitchen laptop"));
        QCOMPARE(request->passphrase.size(), std::size_t{5});
        QCOMPARE(request->relay.host, std::string("relay.example"));
        // Once.
        page.link.start({});
        QCOMPARE(page.started.size(), 1);
        QVERIFY(page.link.takeRequest()->passphrase.empty());
    }

    void anotherRelayGoesFirst()
    {
        Page page;
        page.link.setRelayText(QStringLiteral("  ") + Page::relayAddress("other.example"));
        QCOMPARE(page.link.relayHost(), QStringLiteral("other.example"));
        QCOMPARE(page.link.takeRequest()->relay.host, std::string("other.example"));
        page.link.setRelayText(QStringLiteral("sotto://other.example"));
        QVERIFY(!page.link.relayError().isEmpty());
        page.link.start({});
        QCOMPARE(page.started.size(), 0);
        page.link.setRelayText({});
        QCOMPARE(page.link.relayHost(), QStringLiteral("relay.example"));
        QVERIFY(page.link.relayError().isEmpty());
    }

    void withoutARelayItAsksForOne()
    {
        WordEntry words;
        LinkPage link(words);
        words.setText(0, kLegal);
        link.start({});
        QVERIFY(!link.running());
        QVERIFY(!link.relayError().isEmpty());
        QVERIFY(!link.takeRequest());
    }

    void theSheetsCodeNamesTheRelay()
    {
        Page page;
        const QTemporaryDir folder;
        const QString code = folder.filePath(QStringLiteral("code.png"));
        QVERIFY(qrPicture(qrModules(Page::relayAddress("sheet.example"))).save(code));
        page.link.readRelayFromImage(QUrl::fromLocalFile(code));
        QTRY_COMPARE(page.link.relayHost(), QStringLiteral("sheet.example"));
        QTRY_VERIFY(!page.link.relayBusy());

        // An empty picture, no picture, and something else in a code.
        QImage white(100, 100, QImage::Format_RGB32);
        white.fill(Qt::white);
        QVERIFY(white.save(code));
        page.link.readRelayFromImage(QUrl::fromLocalFile(code));
        QTRY_VERIFY(!page.link.relayError().isEmpty());
        QTRY_VERIFY(!page.link.relayBusy());
        page.link.setRelayText({});
        page.link.readRelayFromImage(QUrl::fromLocalFile(folder.filePath(QStringLiteral("no"))));
        QVERIFY(!page.link.relayError().isEmpty());
        QVERIFY(qrPicture(qrModules(kLegal)).save(code));
        page.link.readRelayFromImage(QUrl::fromLocalFile(code));
        QTRY_VERIFY(!page.link.relayBusy());
        QVERIFY(!page.link.relayError().isEmpty());
    }

    void anAddressIsPasted()
    {
        Page page;
        QGuiApplication::clipboard()->clear();
        page.link.pasteRelay();
        QVERIFY(!page.link.relayError().isEmpty());
        QGuiApplication::clipboard()->setText(Page::relayAddress("pasted.example"));
        page.link.pasteRelay();
        QCOMPARE(page.link.relayHost(), QStringLiteral("pasted.example"));
        QVERIFY(page.link.relayError().isEmpty());
    }

    void needsWordsAndAName()
    {
        Page page;
        page.words.setText(0, QStringLiteral("l"));
        page.link.start({});
        QCOMPARE(page.started.size(), 0);
        page.words.setText(0, QStringLiteral("legal"));
        page.link.setDeviceName(QStringLiteral(" "));
        QVERIFY(!page.link.deviceNameError().isEmpty());
        page.link.start({});
        QCOMPARE(page.started.size(), 0);
    }

    void goesThroughItsSteps()
    {
        Page page;
        page.link.start({});
        QCOMPARE(page.link.stepIndex(), 0);
        page.link.onStep(LinkStep::Looking);
        QCOMPARE(page.link.stepIndex(), 1);
        QCOMPARE(page.link.stepTexts().size(), 4);
        page.link.onStep(LinkStep::Opening);
        QVERIFY(page.link.canCancel());
        QVERIFY(page.words.complete());
        page.link.onStep(LinkStep::Joining);
        QVERIFY(!page.link.canCancel());
        QVERIFY(!page.link.stepNote().isEmpty());
        QCOMPARE(page.words.filled(), 0); // they are needed no more
        page.link.leave();
        QVERIFY(page.link.isOpen());
        page.link.onDone();
        QVERIFY(!page.link.isOpen());
    }

    void canBeGivenUp()
    {
        Page page;
        page.link.start({});
        page.link.cancel();
        QCOMPARE(page.cancelled.size(), 1);
        QVERIFY(!page.link.running());
        QVERIFY(page.words.complete());
        // What was on its way says nothing any more.
        page.link.onStep(LinkStep::Looking);
        page.link.onFailed({ProblemKind::Cancelled});
        page.link.onFailed({ProblemKind::NoRecord});
        QCOMPARE(page.link.step(), LinkPage::Step::Words);
        QVERIFY(page.link.errorTitle().isEmpty());
        // But for what came too late: this is a device then.
        page.link.onStep(LinkStep::Joining);
        QCOMPARE(page.link.step(), LinkPage::Step::Joining);
    }

    void leavingWipesTheWords()
    {
        Page page;
        page.link.setRelayText(QStringLiteral("x"));
        page.link.leave();
        QVERIFY(!page.link.isOpen());
        QCOMPARE(page.words.filled(), 0);
        QVERIFY(page.link.relayError().isEmpty());
    }

    void eachFailureHasItsSentence()
    {
        QSet<QString> titles;
        const std::vector<ProblemKind> kinds{
            ProblemKind::NoRecord,       ProblemKind::PhraseReplaced,   ProblemKind::RecordBroken,
            ProblemKind::RecordNewer,    ProblemKind::RelayUnreachable, ProblemKind::RelayRefused,
            ProblemKind::RelayWrong,     ProblemKind::AccountBehind,    ProblemKind::AccountForked,
            ProblemKind::TooManyDevices, ProblemKind::ClockWrong,       ProblemKind::OutOfMemory,
            ProblemKind::TriesSpent,     ProblemKind::LinkInterrupted};
        for (const ProblemKind kind : kinds) {
            Page page;
            page.fail(kind);
            QCOMPARE(page.link.step(), LinkPage::Step::Failed);
            QVERIFY2(page.link.errorTitle().endsWith(QLatin1Char('.')), core::nameOf(kind));
            QVERIFY2(page.link.errorText().size() > 20, core::nameOf(kind));
            titles.insert(page.link.errorTitle());
            QVERIFY2(page.words.complete(), "the words are still there");
        }
        QCOMPARE(titles.size(), static_cast<qsizetype>(kinds.size()));
    }

    void aFailureOffersWhatHelps()
    {
        Page page;
        page.fail(ProblemKind::NoRecord);
        QVERIFY(page.link.offersRelay() && page.link.offersPassphrase());
        QVERIFY(!page.link.offersRetry());
        page.fail(ProblemKind::RelayUnreachable);
        QVERIFY(page.link.offersRelay() && page.link.offersRetry());
        page.fail(ProblemKind::PhraseReplaced);
        QVERIFY(page.link.offersNewWords());
        // Who mends something has read it.
        page.words.setText(0, QStringLiteral("lega"));
        QVERIFY(page.link.errorTitle().isEmpty());
        QVERIFY(!page.link.offersNewWords());
    }

    void manyTriesMakeAPause()
    {
        Page page;
        for (int tries = 1; tries < core::kLinkTriesMax; ++tries) {
            page.fail(ProblemKind::NoRecord);
            QCOMPARE(page.link.waitSeconds(), 0);
        }
        page.fail(ProblemKind::NoRecord);
        QCOMPARE(page.link.waitSeconds(), 30);
        QVERIFY(page.link.errorText().contains(QStringLiteral("30")));
        const int started = static_cast<int>(page.started.size());
        page.link.start({});
        QCOMPARE(page.started.size(), started);
        for (int second = 0; second < 29; ++second) {
            page.link.countDown();
        }
        QVERIFY(page.link.errorText().contains(QStringLiteral("1 second.")));
        page.link.countDown();
        QCOMPARE(page.link.waitSeconds(), 0);
        page.link.start({});
        QCOMPARE(page.started.size(), started + 1);
        page.link.onFailed({ProblemKind::TriesSpent});
        QCOMPARE(page.link.waitSeconds(), 30);
    }

    void goesOnAfterAStart()
    {
        Page page;
        page.link.leave();
        page.link.onResumed();
        QVERIFY(page.link.isOpen());
        QCOMPARE(page.link.step(), LinkPage::Step::Joining);
        page.link.onFailed({ProblemKind::LinkInterrupted});
        QCOMPARE(page.link.step(), LinkPage::Step::Failed);
        QVERIFY(!page.link.offersRetry()); // there are no words
    }

    void aComputerHasAName()
    {
        QCOMPARE(deviceNameFrom(QStringLiteral("ICON_NAME=x\nPRETTY_HOSTNAME=\"Elin's laptop\"\n"),
                                QStringLiteral("host")),
                 QStringLiteral("Elin's laptop"));
        QCOMPARE(deviceNameFrom({}, QStringLiteral("desk.example.org")), QStringLiteral("desk"));
        QVERIFY(!deviceNameFrom({}, QStringLiteral("localhost")).contains(QStringLiteral("local")));
        QVERIFY(!deviceNameFrom({}, {}).isEmpty());
        QVERIFY(!suggestedDeviceName().isEmpty());
    }
};

QTEST_MAIN(TestLinkPage)
#include "tst_link_page.moc"
