// Two computers of one person: the words of the first make the second a device of the account, as
// the window does it, against a real relay.
#ifndef Q_MOC_RUN
#include "app/viewmodels/devices/link_page.h"
#include "tests/app/viewmodels/devices/linked_apps.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::viewmodels;
using tests::AppPerson;
using tests::begin;
using tests::enterWords;
using tests::join;
using tests::publish;

class TestLinkingWindow : public QObject
{
    Q_OBJECT

private:
    test::World m_world;

private Q_SLOTS:
    void theWordsBringTheAccountBack()
    {
        AppPerson first(m_world);
        QString words;
        publish(first, words);
        AppPerson second(m_world);
        second.restart();
        join(second, words);
        QVERIFY(!second.app->linkPage()->isOpen());
        QCOMPARE(second.app->wordEntry()->filled(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(second.app->me()->name(), QStringLiteral("Elin Kask"), 120'000);
        // Both know of both, and the new one says what it is called.
        const auto names = [](AppPerson& person) {
            QStringList out;
            const OwnDevicesModel* devices = person.app->devices();
            for (int i = 0; i < devices->count(); ++i) {
                out.append(devices->index(i).data(OwnDevicesModel::NameRole).toString());
            }
            return out;
        };
        QTRY_COMPARE_WITH_TIMEOUT(first.app->devices()->count(), 2, 120'000);
        QTRY_VERIFY_WITH_TIMEOUT(names(first).contains(QStringLiteral("Laptop")), 120'000);
        QTRY_COMPARE_WITH_TIMEOUT(second.app->devices()->count(), 2, 120'000);
        QTRY_VERIFY_WITH_TIMEOUT(!second.app->restoring()->active(), 120'000);
        // It is one after a start, too.
        second.restart();
        QTRY_COMPARE_WITH_TIMEOUT(second.app->stage(), App::Stage::Ready, 120'000);
        QTRY_COMPARE_WITH_TIMEOUT(second.app->network()->state(), Network::State::Online, 120'000);
    }

    void aRemovedDeviceIsShutOut()
    {
        AppPerson first(m_world);
        QString words;
        publish(first, words);
        AppPerson second(m_world);
        second.restart();
        join(second, words);
        QTRY_COMPARE_WITH_TIMEOUT(second.app->devices()->count(), 2, 120'000);
        QTRY_COMPARE_WITH_TIMEOUT(first.app->devices()->count(), 2, 120'000);
        const QModelIndex row = first.app->devices()->index(1);
        QTRY_VERIFY_WITH_TIMEOUT(row.data(OwnDevicesModel::CanRemoveRole).toBool(), 120'000);
        first.app->devices()->remove(row.data(OwnDevicesModel::DeviceIdRole).toString());
        QTRY_VERIFY_WITH_TIMEOUT(!first.app->devices()->busy(), 120'000);
        QCOMPARE(first.app->devices()->error(), QString());
        // By this device alone: it is shut out, and gone in 14 days.
        const auto state = [&] {
            return first.app->devices()->index(1).data(OwnDevicesModel::StateRole).toInt();
        };
        QTRY_COMPARE_WITH_TIMEOUT(state(), int(OwnDevicesModel::State::Leaving), 120'000);
        QCOMPARE(second.app->stage(), App::Stage::Ready);
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
        QTRY_COMPARE_WITH_TIMEOUT(link->step(), LinkPage::Step::Failed, 120'000);
        QVERIFY(link->offersRelay() && link->offersPassphrase());
        QCOMPARE(person.app->stage(), App::Stage::FirstRun);
        QVERIFY(person.app->wordEntry()->complete());
        // With another passphrase it is another account.
        link->start(QStringLiteral("extra"));
        QTRY_COMPARE_WITH_TIMEOUT(link->step(), LinkPage::Step::Failed, 120'000);
        // Given up, and a new account made: nothing of the tries is in the way.
        link->start({});
        link->cancel();
        link->leave();
        person.app->firstRun()->start(QStringLiteral("Elin"));
        QTRY_COMPARE_WITH_TIMEOUT(person.app->stage(), App::Stage::Ready, 120'000);
        QTRY_COMPARE_WITH_TIMEOUT(person.app->network()->state(), Network::State::Online, 120'000);
    }

    void aProfileWithoutAnAccountShowsTheFirstPage()
    {
        AppPerson person(m_world);
        begin(person);
        enterWords(person,
                   QStringLiteral("legal winner thank year wave sausage worth useful legal winner "
                                  "thank yellow"));
        person.app->linkPage()->start({});
        QTRY_COMPARE_WITH_TIMEOUT(person.app->linkPage()->step(), LinkPage::Step::Failed, 120'000);
        begin(person);
        QVERIFY(!person.app->linkPage()->isOpen());
        person.app->firstRun()->start(QStringLiteral("Elin"));
        QTRY_COMPARE_WITH_TIMEOUT(person.app->stage(), App::Stage::Ready, 120'000);
    }
};

QTEST_MAIN(TestLinkingWindow)
#include "tst_linking_window.moc"
