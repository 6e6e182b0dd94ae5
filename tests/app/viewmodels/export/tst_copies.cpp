// Export, backup and the taking in of one: what each page says, asks for and does with an answer.
#ifndef Q_MOC_RUN
#include "app/core/problem.h"
#include "app/viewmodels/devices/word_entry.h"
#include "app/viewmodels/export/backup_making.h"
#include "app/viewmodels/export/backup_taking.h"
#include "app/viewmodels/export/conversation_export.h"
#include "crypto/base/init.h"
#include "tests/app/viewmodels/manual_clock.h"
#endif

#include <QDir>
#include <QFile>
#include <QSet>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::viewmodels;
using core::ProblemKind;
using Phase = LongTask::Phase;

namespace {

constexpr storage::Milliseconds kNoon = std::int64_t{1'800'014'400} * 1000;
const QString kLegal =
    QStringLiteral("legal winner thank year wave sausage worth useful legal winner thank yellow");

QUrl url(const char* path)
{
    return QUrl::fromLocalFile(QString::fromLatin1(path));
}

} // namespace

class TestCopies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void anExportAsksForAFolderAndNamesWhatItMade()
    {
        ConversationExport page;
        const QSignalSpy asked(&page, &ConversationExport::startAsked);
        QVERIFY(!page.isOpen());
        page.begin(7, QStringLiteral("Noor"));
        QVERIFY(page.isOpen());
        QVERIFY(page.title().contains(QStringLiteral("Noor")));
        page.setFormat(ConversationExport::Format::Data);
        page.start(url("/tmp/somewhere"));
        QCOMPARE(asked.count(), 1);
        QVERIFY(page.phase() == Phase::Running);
        QCOMPARE(page.request().conversation, qint64{7});
        QVERIFY(page.request().format == core::ExportFormat::Json);
        QCOMPARE(page.request().folder, std::filesystem::path("/tmp/somewhere"));
        QVERIFY(!page.progressText().isEmpty());
        page.onProgress(1'200, 10'000);
        QCOMPARE(page.share(), 0.12);
        QVERIFY(page.progressText().contains(QLocale().toString(1'200)));
        const std::string home = QDir::homePath().toStdString();
        page.onDone(home + "/Papers/Sotto export 2027-01-15");
        QVERIFY(page.phase() == Phase::Done);
        QVERIFY(page.text().contains(QStringLiteral("Sotto export 2027-01-15")));
        QVERIFY(page.text().contains(QStringLiteral("~/Papers")));
        QVERIFY(page.canShowResult());
        page.leave();
        QVERIFY(!page.isOpen() && !page.canShowResult());
    }

    void whatIsExportedStandsInTheTitle()
    {
        ConversationExport page;
        QSet<QString> titles;
        page.begin(7, QStringLiteral("Noor"));
        titles.insert(page.title());
        page.beginNotes(8);
        titles.insert(page.title());
        QCOMPARE(page.request().conversation, qint64{8});
        page.beginAll();
        titles.insert(page.title());
        QCOMPARE(page.request().conversation, qint64{0});
        QCOMPARE(titles.size(), 3);
    }

    void whatWasMadeIsShownInItsFolder()
    {
        const QTemporaryDir folder;
        const QString made = folder.filePath(QStringLiteral("made"));
        const QString file = folder.filePath(QStringLiteral("file"));
        QVERIFY(QDir().mkdir(made));
        QVERIFY(QFile(file).open(QIODevice::WriteOnly));
        ConversationExport page;
        QSignalSpy shown(&page, &LongTask::showAsked);
        page.showResult();
        QCOMPARE(shown.count(), 0);
        for (const QString& result : {made, file}) {
            page.beginAll();
            page.start(url("/tmp"));
            page.onDone(result.toStdString());
            page.showResult();
        }
        QCOMPARE(shown.takeFirst().at(0).toUrl(), QUrl::fromLocalFile(made));
        QCOMPARE(shown.takeFirst().at(0).toUrl(), QUrl::fromLocalFile(folder.path()));
    }

    void whatRunsIsNotLeftButStopped()
    {
        ConversationExport page;
        const QSignalSpy cancelled(&page, &LongTask::cancelAsked);
        page.beginAll();
        page.cancel();
        QCOMPARE(cancelled.count(), 0);
        page.start(url("/tmp"));
        page.leave();
        page.beginNotes(4);
        QVERIFY(page.phase() == Phase::Running);
        QCOMPARE(page.request().conversation, qint64{0});
        page.cancel();
        page.cancel();
        QCOMPARE(cancelled.count(), 1);
        QVERIFY(page.stopping());
        page.onFailed({ProblemKind::Cancelled});
        QVERIFY(page.phase() == Phase::Ask);
        QVERIFY(page.stopped() && !page.stopping());
        QVERIFY(!page.errorTitle().isEmpty() && !page.errorText().isEmpty());
        // An answer that comes too late changes nothing.
        page.onDone("/tmp/late");
        QVERIFY(page.phase() == Phase::Ask);
        page.start(url("/tmp"));
        QVERIFY(page.errorTitle().isEmpty() && !page.stopped());
    }

    void aPlaceElsewhereIsRefused()
    {
        ConversationExport page;
        const QSignalSpy asked(&page, &ConversationExport::startAsked);
        page.beginAll();
        page.start(QUrl(QStringLiteral("https://example.org/folder")));
        QCOMPARE(asked.count(), 0);
        QVERIFY(page.phase() == Phase::Ask);
        QVERIFY(!page.errorTitle().isEmpty());
    }

    /// Each sentence is another one, and most say what to do.
    void eachProblemHasASentenceOfItsOwn()
    {
        const tests::ManualClock clock{kNoon};
        BackupMaking page(clock);
        QSet<QString> titles;
        const auto kinds = {
            ProblemKind::DiskFull,      ProblemKind::FileNotWritten,   ProblemKind::FileExists,
            ProblemKind::NoWords,       ProblemKind::NoBackup,         ProblemKind::BackupNewer,
            ProblemKind::BackupBroken,  ProblemKind::WordsOpenNothing, ProblemKind::BackupForeign,
            ProblemKind::ExportRunning, ProblemKind::Cancelled};
        for (const ProblemKind kind : kinds) {
            page.begin();
            page.start(url("/tmp/file"));
            page.onFailed({kind});
            QVERIFY(!page.errorText().isEmpty());
            titles.insert(page.errorTitle());
            QCOMPARE(page.lacksWords(), kind == ProblemKind::NoWords);
            QCOMPARE(page.stopped(), kind == ProblemKind::Cancelled);
        }
        QCOMPARE(titles.size(), static_cast<qsizetype>(kinds.size()));
        page.begin();
        QVERIFY(!page.lacksWords() && page.errorTitle().isEmpty());
    }

    void aBackupHasTodaysNameToBeginWith()
    {
        const tests::ManualClock clock{kNoon};
        BackupMaking page(clock);
        const QSignalSpy asked(&page, &BackupMaking::startAsked);
        page.begin();
        QVERIFY(page.suggestedFile().fileName().startsWith(QStringLiteral("Sotto 2027-01-15")));
        QVERIFY(page.suggestedFile().fileName().endsWith(QStringLiteral(".sotto-backup")));
        page.start(url("/tmp/my.sotto-backup"));
        QCOMPARE(asked.count(), 1);
        QCOMPARE(page.file(), std::filesystem::path("/tmp/my.sotto-backup"));
        page.onDone(page.file());
        QVERIFY(page.text().contains(QStringLiteral("my.sotto-backup")));
    }

    void aBackupIsTakenInWithItsWords()
    {
        WordEntry words;
        BackupTaking page(words);
        const QSignalSpy asked(&page, &BackupTaking::startAsked);
        page.begin();
        page.start();
        QCOMPARE(asked.count(), 0);
        page.chooseFile(url("/tmp/old.sotto-backup"));
        QCOMPARE(page.fileName(), QStringLiteral("old.sotto-backup"));
        QVERIFY(!page.isReady() && !page.request());
        words.setText(0, kLegal);
        QVERIFY(page.isReady());
        // Enter behind the last word.
        words.setCurrent(11);
        words.takeSuggestion();
        QCOMPARE(asked.count(), 1);
        const auto request = page.request();
        QVERIFY(request && request->file == "/tmp/old.sotto-backup");
        QVERIFY(page.phase() == Phase::Running);
        // Wrong words stay, to be looked at; another letter takes the sentence away.
        page.onFailed({ProblemKind::WordsOpenNothing});
        QVERIFY(words.complete());
        QVERIFY(!page.errorTitle().isEmpty());
        words.setText(3, QStringLiteral("wave"));
        QVERIFY(page.errorTitle().isEmpty());
        words.setText(0, kLegal);
        page.start();
        page.onDone({});
        QVERIFY(page.phase() == Phase::Done);
        QCOMPARE(words.filled(), 0);
        QVERIFY(!page.canShowResult());
    }

    void aPageThatIsLeftForgetsTheWords()
    {
        WordEntry words;
        BackupTaking page(words);
        page.begin();
        page.chooseFile(url("/tmp/old.sotto-backup"));
        words.setText(0, kLegal);
        page.leave();
        QCOMPARE(words.filled(), 0);
        page.begin();
        QVERIFY(page.fileName().isEmpty());
        // Words that are typed for something else start nothing.
        page.leave();
        words.setText(0, kLegal);
        words.setCurrent(11);
        words.takeSuggestion();
        page.start();
        QVERIFY(page.phase() == Phase::Closed);
        QCOMPARE(words.filled(), 12);
    }
};

QTEST_MAIN(TestCopies)
#include "tst_copies.moc"
