// Export, backup and the end of an account, as the window does them, against a real relay.
#ifndef Q_MOC_RUN
#include "tests/app/support/patience.h"
#include "tests/app/viewmodels/app_person.h"
#endif

#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QTest>

using namespace sotto;
using namespace sotto::viewmodels;
using test::kAppPatienceMs;
using tests::AppPerson;
using Phase = LongTask::Phase;

namespace {

const QString kOtherWords =
    QStringLiteral("legal winner thank year wave sausage worth useful legal winner thank yellow");

QByteArray bytesOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestCopiesWindow : public QObject
{
    Q_OBJECT

public Q_SLOTS:
    void showUrl(const QUrl& url) { m_shown = url; }

private:
    test::World m_world;
    QTemporaryDir m_folder;
    QUrl m_shown; ///< what was given to the system's file manager

    [[nodiscard]] QUrl place(const QString& name) const
    {
        return QUrl::fromLocalFile(m_folder.filePath(name));
    }

    /// With a note to oneself.
    static void beginWithNote(AppPerson& person, const QString& note)
    {
        tests::begin(person, QStringLiteral("Elin"));
        person.app->notesToSelf();
        QTRY_VERIFY_WITH_TIMEOUT(person.app->current(), kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(person.app->current()->messages()->loaded(), kAppPatienceMs);
        person.app->current()->composer()->setText(note);
        person.app->current()->composer()->send();
        const auto id = [&] {
            const QModelIndex row = person.app->current()->messages()->index(0);
            return row.data(MessageModel::MessageIdRole).toLongLong();
        };
        QTRY_VERIFY_WITH_TIMEOUT(id() > 0, kAppPatienceMs);
    }

    /// Up to the question whether it is really to be deleted, and yes.
    static void deleteWith(AppPerson& person, const QString& words)
    {
        AccountLeaving* leaving = person.app->leaving();
        leaving->begin();
        leaving->goOn();
        person.app->wordEntry()->setText(0, words);
        leaving->start();
        QVERIFY(leaving->phase() == AccountLeaving::Phase::Checking);
    }

private Q_SLOTS:
    void exportsWhatWasSaid()
    {
        AppPerson person(m_world);
        beginWithNote(person, QStringLiteral("Buy milk"));
        ConversationExport* page = person.app->conversationExport();
        page->beginAll();
        page->start(place(QStringLiteral("all")));
        QTRY_VERIFY_WITH_TIMEOUT(page->phase() == Phase::Done, kAppPatienceMs);
        const QStringList made = QDir(m_folder.filePath(QStringLiteral("all")))
                                     .entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        QCOMPARE(made.size(), 1);
        QVERIFY(page->text().contains(made.first()));
        QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "showUrl");
        page->showResult();
        QDesktopServices::unsetUrlHandler(QStringLiteral("file"));
        const QDir folder(m_shown.toLocalFile());
        QCOMPARE(folder.dirName(), made.first());
        QVERIFY(folder.exists(QStringLiteral("index.html")));
        const QStringList pages = folder.entryList({QStringLiteral("001*.html")});
        QCOMPARE(pages.size(), 1);
        QVERIFY(bytesOf(folder.filePath(pages.first())).contains("Buy milk"));

        // One alone, for programs.
        page->beginNotes(person.app->current()->conversationId());
        page->setFormat(ConversationExport::Format::Data);
        page->start(place(QStringLiteral("one")));
        QTRY_VERIFY_WITH_TIMEOUT(page->phase() == Phase::Done, kAppPatienceMs);
        // And where nothing can be written.
        page->beginAll();
        page->start(place(QStringLiteral("no/folder/here")));
        QTRY_VERIFY_WITH_TIMEOUT(page->phase() == Phase::Ask, kAppPatienceMs);
        QVERIFY(!page->errorTitle().isEmpty() && !page->stopped());
    }

    void backsUpAndTakesIn()
    {
        AppPerson person(m_world);
        beginWithNote(person, QStringLiteral("Buy bread"));
        const QUrl file = place(QStringLiteral("mine.sotto-backup"));
        BackupMaking* making = person.app->backupMaking();
        // Nothing would open it.
        making->begin();
        making->start(file);
        QTRY_VERIFY_WITH_TIMEOUT(making->lacksWords(), kAppPatienceMs);
        QVERIFY(making->phase() == Phase::Ask);
        QString words;
        tests::showWords(person, words);
        const auto isMade = [&] {
            making->start(file); // which only a page that asks does
            return making->phase() == Phase::Done;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isMade(), kAppPatienceMs);
        QVERIFY(QFile::exists(file.toLocalFile()));
        QVERIFY(!bytesOf(file.toLocalFile()).contains("Buy bread"));
        // What is there is not replaced.
        making->begin();
        making->start(file);
        QTRY_VERIFY_WITH_TIMEOUT(making->phase() == Phase::Ask, kAppPatienceMs);
        QVERIFY(!making->errorTitle().isEmpty() && !making->lacksWords());

        BackupTaking* taking = person.app->backupTaking();
        const auto end = [&](const QString& typed, const QUrl& chosen) {
            taking->leave();
            taking->begin();
            taking->chooseFile(chosen);
            person.app->wordEntry()->setText(0, typed);
            taking->start();
        };
        end(kOtherWords, file);
        QTRY_VERIFY_WITH_TIMEOUT(taking->phase() == Phase::Ask, kAppPatienceMs);
        const QString wrongWords = taking->errorTitle();
        QVERIFY(!wrongWords.isEmpty());
        end(words, place(QStringLiteral("nothing")));
        QTRY_VERIFY_WITH_TIMEOUT(taking->phase() == Phase::Ask, kAppPatienceMs);
        QVERIFY(!taking->errorTitle().isEmpty() && taking->errorTitle() != wrongWords);
        // Stopped while the words are at work, which takes longest.
        end(words, file);
        taking->cancel();
        QTRY_VERIFY_WITH_TIMEOUT(taking->stopped(), kAppPatienceMs);
        end(words, file);
        QTRY_VERIFY_WITH_TIMEOUT(taking->phase() == Phase::Done, kAppPatienceMs);
        QCOMPARE(person.app->wordEntry()->filled(), 0);
        QCOMPARE(person.app->current()->messages()->count(), 1);
    }

    void deletesTheAccountAndTellsContacts()
    {
        AppPerson alice(m_world);
        AppPerson bob(m_world);
        tests::begin(alice, QStringLiteral("Alice"));
        tests::begin(bob, QStringLiteral("Bob"));
        tests::befriend(alice, bob);
        QString words;
        tests::showWords(alice, words);
        QTRY_VERIFY_WITH_TIMEOUT(alice.app->leaving()->needsWords(), kAppPatienceMs);
        deleteWith(alice, kOtherWords);
        QTRY_VERIFY_WITH_TIMEOUT(!alice.app->leaving()->errorTitle().isEmpty(), kAppPatienceMs);
        QVERIFY(alice.app->leaving()->phase() == AccountLeaving::Phase::AskWords);
        QCOMPARE(alice.app->stage(), App::Stage::Ready);
        alice.app->wordEntry()->setText(0, words);
        alice.app->leaving()->start();
        QTRY_COMPARE_WITH_TIMEOUT(alice.app->stage(), App::Stage::FirstRun, kAppPatienceMs);
        QVERIFY(!QFile::exists(alice.folder.filePath(QStringLiteral("sotto.db"))));
        QCOMPARE(alice.app->wordEntry()->filled(), 0);
        QVERIFY(alice.app->words()->words().isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(bob.app->current()->hold() == Conversation::Hold::AccountDeleted,
                                 kAppPatienceMs);
        // Another account can be made in its place.
        alice.app->firstRun()->start(QStringLiteral("Alice again"));
        QTRY_COMPARE_WITH_TIMEOUT(alice.app->stage(), App::Stage::Ready, kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(alice.app->network()->state(), Network::State::Online,
                                  kAppPatienceMs);
    }

    void aRelayThatIsAwayIsWaitedForOrNot()
    {
        AppPerson person(m_world);
        tests::begin(person, QStringLiteral("Elin"));
        m_world.killRelay();
        // Without words, which were never shown.
        person.app->leaving()->begin();
        person.app->leaving()->start();
        QTRY_COMPARE_WITH_TIMEOUT(person.app->stage(), App::Stage::Leaving, kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(!person.app->leaving()->troubleTitle().isEmpty(), kAppPatienceMs);
        // It is no account any more, also after a start.
        person.restart();
        QTRY_COMPARE_WITH_TIMEOUT(person.app->stage(), App::Stage::Leaving, kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(!person.app->leaving()->troubleTitle().isEmpty(), kAppPatienceMs);
        person.app->leaving()->stopWaiting();
        QTRY_COMPARE_WITH_TIMEOUT(person.app->stage(), App::Stage::FirstRun, kAppPatienceMs);
        QVERIFY(!QFile::exists(person.folder.filePath(QStringLiteral("sotto.db"))));
        m_world.startRelay();
    }

    void whatGoesOnAfterAStartSaysThatItIsOver()
    {
        AppPerson person(m_world);
        tests::begin(person, QStringLiteral("Elin"));
        m_world.killRelay();
        person.app->leaving()->begin();
        person.app->leaving()->start();
        QTRY_COMPARE_WITH_TIMEOUT(person.app->stage(), App::Stage::Leaving, kAppPatienceMs);
        person.stop();
        m_world.startRelay();
        person.restart();
        QTRY_COMPARE_WITH_TIMEOUT(person.app->stage(), App::Stage::Removed, kAppPatienceMs);
        QVERIFY(person.app->leaving()->endedElsewhere());
        person.app->startOver();
        QCOMPARE(person.app->stage(), App::Stage::FirstRun);
    }
};

QTEST_MAIN(TestCopiesWindow)
#include "tst_copies_window.moc"
