// Two computers of one person: the words of the first make the second a device of the account, as
// the window does it, against a real relay.
#ifndef Q_MOC_RUN
#include "app/viewmodels/devices/link_page.h"
#include "tests/app/viewmodels/app_person.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::viewmodels;
using tests::AppPerson;

class TestLinkingWindow : public QObject
{
    Q_OBJECT

private:
    test::World m_world;

    static void begin(AppPerson& person)
    {
        person.restart();
        QTRY_COMPARE(person.app->stage(), App::Stage::FirstRun);
    }

    static void enterWords(AppPerson& person, const QString& words)
    {
        person.app->linkPage()->show();
        person.app->wordEntry()->setText(3, words);
        QVERIFY(person.app->wordEntry()->complete());
    }

    /// The words of an account, once they bring it back.
    static void publish(AppPerson& person, QString& words)
    {
        begin(person);
        person.app->firstRun()->start(QStringLiteral("Elin Kask"));
        QTRY_COMPARE(person.app->stage(), App::Stage::Ready);
        person.app->words()->show();
        QTRY_COMPARE(person.app->words()->words().size(), 12);
        words = person.app->words()->words().join(QLatin1Char(' '));
    }

    /// Tries until the relay has what the words need; each try takes a second.
    static void join(AppPerson& person)
    {
        LinkPage* link = person.app->linkPage();
        for (int tries = 0; tries < 4 && person.app->stage() != App::Stage::Ready; ++tries) {
            link->start({});
            QVERIFY(link->running());
            QTRY_VERIFY_WITH_TIMEOUT(person.app->stage() == App::Stage::Ready || !link->running(),
                                     60'000);
        }
        QVERIFY2(person.app->stage() == App::Stage::Ready, qPrintable(link->errorTitle()));
    }

private Q_SLOTS:
    void theWordsBringTheAccountBack()
    {
        AppPerson first(m_world);
        QString words;
        publish(first, words);
        AppPerson second(m_world);
        begin(second);
        enterWords(second, words);
        second.app->linkPage()->setDeviceName(QStringLiteral("Laptop"));
        join(second);
        QVERIFY(!second.app->linkPage()->isOpen());
        QCOMPARE(second.app->wordEntry()->filled(), 0);
        QTRY_COMPARE(second.app->me()->name(), QStringLiteral("Elin Kask"));
        // It is one after a start, too.
        second.restart();
        QTRY_COMPARE(second.app->stage(), App::Stage::Ready);
        QTRY_COMPARE(second.app->network()->state(), Network::State::Online);
    }

    void whatFailedCanBeTriedAgainOrLeft()
    {
        AppPerson person(m_world);
        begin(person);
        enterWords(person,
                   QStringLiteral("legal winner thank year wave sausage worth useful legal winner "
                                  "thank yellow"));
        LinkPage* link = person.app->linkPage();
        link->start({});
        QTRY_COMPARE_WITH_TIMEOUT(link->step(), LinkPage::Step::Failed, 60'000);
        QVERIFY(link->offersRelay() && link->offersPassphrase());
        QCOMPARE(person.app->stage(), App::Stage::FirstRun);
        QVERIFY(person.app->wordEntry()->complete());
        // With another passphrase it is another account.
        link->start(QStringLiteral("extra"));
        QTRY_COMPARE_WITH_TIMEOUT(link->step(), LinkPage::Step::Failed, 60'000);
        // Given up, and a new account made: nothing of the tries is in the way.
        link->start({});
        link->cancel();
        link->leave();
        person.app->firstRun()->start(QStringLiteral("Elin"));
        QTRY_COMPARE(person.app->stage(), App::Stage::Ready);
        QTRY_COMPARE(person.app->network()->state(), Network::State::Online);
    }

    void aProfileWithoutAnAccountShowsTheFirstPage()
    {
        AppPerson person(m_world);
        begin(person);
        enterWords(person,
                   QStringLiteral("legal winner thank year wave sausage worth useful legal winner "
                                  "thank yellow"));
        person.app->linkPage()->start({});
        QTRY_COMPARE_WITH_TIMEOUT(person.app->linkPage()->step(), LinkPage::Step::Failed, 60'000);
        begin(person);
        QVERIFY(!person.app->linkPage()->isOpen());
        person.app->firstRun()->start(QStringLiteral("Elin"));
        QTRY_COMPARE(person.app->stage(), App::Stage::Ready);
    }
};

QTEST_MAIN(TestLinkingWindow)
#include "tst_linking_window.moc"
