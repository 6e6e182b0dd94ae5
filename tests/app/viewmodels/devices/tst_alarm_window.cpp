// A device that came by the words is asked about in the windows of the others, and what is answered
// there is done: against a real relay, with two or three computers of one person.
#ifndef Q_MOC_RUN
#include "tests/app/support/patience.h"
#include "tests/app/viewmodels/devices/linked_apps.h"
#endif

#include <QSignalSpy>
#include <QTest>

using namespace sotto;
using namespace sotto::viewmodels;
using test::kAppPatienceMs;
using tests::AppPerson;
using tests::asksAbout;
using tests::fromPaper;
using tests::join;
using tests::publish;
using Care = PhraseCare::Phase;
using Task = PhraseCare::Task;

namespace {

const QString kOtherWords =
    QStringLiteral("legal winner thank year wave sausage worth useful legal winner thank yellow");

/// The row of the device that is not this one, while there are two.
QVariant ofOther(const AppPerson& person, OwnDevicesModel::Role role)
{
    return person.app->devices()->index(1).data(role);
}

int stateOfOther(const AppPerson& person)
{
    return ofOther(person, OwnDevicesModel::StateRole).toInt();
}

bool hasProfile(const AppPerson& person)
{
    return QFile::exists(person.folder.filePath(QStringLiteral("sotto.db")));
}

void type(AppPerson& person, const QString& words)
{
    person.app->wordEntry()->setText(0, words);
    QVERIFY(person.app->wordEntry()->complete());
    person.app->phraseCare()->submit();
    QCOMPARE(person.app->phraseCare()->phase(), Care::Busy);
}

} // namespace

class TestAlarmWindow : public QObject
{
    Q_OBJECT

private:
    test::World m_world;

private Q_SLOTS:
    void notMeThrowsTheDeviceOutAndMakesNewWords()
    {
        AppPerson first(m_world);
        QString words;
        publish(first, words);
        const QSignalSpy told(first.app.get(), &App::notify);
        AppPerson thief(m_world);
        thief.restart();
        join(thief, words);
        QTRY_VERIFY_WITH_TIMEOUT(asksAbout(first, Alarm::Kind::DeviceAdded), kAppPatienceMs);
        QCOMPARE(first.app->alarm()->phase(), Alarm::Phase::Question);
        QTRY_COMPARE_WITH_TIMEOUT(first.app->alarm()->deviceName(), QStringLiteral("Laptop"),
                                  kAppPatienceMs);
        // The window is not in front: the desktop is told.
        QVERIFY(!told.isEmpty());
        QVERIFY(!thief.app->alarm()->shown());

        // Nothing makes it go but an answer.
        first.restart();
        QTRY_COMPARE_WITH_TIMEOUT(first.app->stage(), App::Stage::Ready, kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(asksAbout(first, Alarm::Kind::DeviceAdded), kAppPatienceMs);
        first.app->alarm()->wasNotMe();
        QCOMPARE(first.app->alarm()->phase(), Alarm::Phase::ShuttingOut);
        QTRY_COMPARE_WITH_TIMEOUT(first.app->alarm()->phase(), Alarm::Phase::AskWords,
                                  kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(!thief.app->devices()->shutOutTitle().isEmpty(), kAppPatienceMs);
        QVERIFY(!thief.app->phraseCare()->available());
        QVERIFY(!ofOther(thief, OwnDevicesModel::CanRemoveRole).toBool());
        QTRY_COMPARE_WITH_TIMEOUT(stateOfOther(first), int(OwnDevicesModel::State::Suspended),
                                  kAppPatienceMs);

        // Other words are not taken; with the old ones come new ones.
        PhraseCare* care = first.app->phraseCare();
        QCOMPARE(care->task(), Task::Replace);
        type(first, kOtherWords);
        QTRY_COMPARE_WITH_TIMEOUT(care->phase(), Care::AskWords, kAppPatienceMs);
        QVERIFY(!care->errorTitle().isEmpty());
        type(first, words);
        QTRY_COMPARE_WITH_TIMEOUT(care->phase(), Care::NewWords, kAppPatienceMs);
        TwelveWords* fresh = first.app->words();
        QCOMPARE(fresh->words().size(), 12);
        const QString newWords = fresh->words().join(QLatin1Char(' '));
        QVERIFY(newWords != words);
        QVERIFY(fresh->confirm(fromPaper(*fresh)));
        QCOMPARE(first.app->alarm()->phase(), Alarm::Phase::Done);
        first.app->alarm()->close();
        QVERIFY(!first.app->alarm()->shown());
        QTRY_COMPARE_WITH_TIMEOUT(first.app->devices()->count(), 1, kAppPatienceMs);

        // The device wipes itself, and the new words are the ones.
        QTRY_COMPARE_WITH_TIMEOUT(thief.app->stage(), App::Stage::Removed, kAppPatienceMs);
        QVERIFY(!thief.app->leftByItself());
        QVERIFY(!hasProfile(thief));
        care->begin(Task::Check);
        type(first, words);
        QTRY_COMPARE_WITH_TIMEOUT(care->phase(), Care::AskWords, kAppPatienceMs);
        type(first, newWords);
        QTRY_COMPARE_WITH_TIMEOUT(care->phase(), Care::Right, kAppPatienceMs);
        care->leave();
    }

    void meLetsTheDeviceStay()
    {
        AppPerson first(m_world);
        QString words;
        publish(first, words);
        AppPerson second(m_world);
        second.restart();
        join(second, words);
        QTRY_VERIFY_WITH_TIMEOUT(asksAbout(first, Alarm::Kind::DeviceAdded), kAppPatienceMs);
        first.app->alarm()->wasMe();
        QTRY_VERIFY_WITH_TIMEOUT(!first.app->alarm()->shown(), kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(second.app->devices()->count(), 2, kAppPatienceMs);
        QVERIFY(second.app->devices()->shutOutTitle().isEmpty());
        // The younger one has no new words made, and throws nobody out.
        QTRY_VERIFY_WITH_TIMEOUT(!second.app->phraseCare()->canReplace(), kAppPatienceMs);
        QVERIFY(!ofOther(second, OwnDevicesModel::CanRemoveRole).toBool());
        QVERIFY(first.app->phraseCare()->canReplace());

        // With the words it is removed at once.
        QTRY_VERIFY_WITH_TIMEOUT(ofOther(first, OwnDevicesModel::CanRemoveRole).toBool(),
                                 kAppPatienceMs);
        PhraseCare* care = first.app->phraseCare();
        care->removeDevice(ofOther(first, OwnDevicesModel::DeviceIdRole).toString(),
                           QStringLiteral("Laptop"));
        type(first, words);
        QTRY_COMPARE_WITH_TIMEOUT(care->phase(), Care::Done, kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(first.app->devices()->count(), 1, kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(second.app->stage(), App::Stage::Removed, kAppPatienceMs);
        QVERIFY(!hasProfile(second));
        second.app->startOver();
        QCOMPARE(second.app->stage(), App::Stage::FirstRun);
    }

    void aNewDeviceWaitsUntilItIsApproved()
    {
        AppPerson first(m_world);
        QString words;
        publish(first, words);
        PhraseCare* care = first.app->phraseCare();
        QVERIFY(!care->newDeviceWaits());
        care->setNewDeviceWaits(true);
        type(first, words);
        QTRY_COMPARE_WITH_TIMEOUT(care->phase(), Care::Done, kAppPatienceMs);
        care->leave();
        QVERIFY(care->newDeviceWaits());
        AppPerson second(m_world);
        second.restart();
        join(second, words);
        QTRY_COMPARE_WITH_TIMEOUT(first.app->devices()->count(), 2, kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(stateOfOther(first), int(OwnDevicesModel::State::Waiting),
                                  kAppPatienceMs);
        QVERIFY(ofOther(first, OwnDevicesModel::CanApproveRole).toBool());
        first.app->devices()->approve(ofOther(first, OwnDevicesModel::DeviceIdRole).toString());
        QTRY_COMPARE_WITH_TIMEOUT(stateOfOther(first), int(OwnDevicesModel::State::Active),
                                  kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(!first.app->devices()->busy(), kAppPatienceMs);
        QCOMPARE(first.app->devices()->error(), QString());
        // Who approves has said who it was.
        QTRY_VERIFY_WITH_TIMEOUT(!first.app->alarm()->shown(), kAppPatienceMs);
    }

    void aDeviceLeavesByItself()
    {
        AppPerson first(m_world);
        QString words;
        publish(first, words);
        AppPerson second(m_world);
        second.restart();
        join(second, words);
        QTRY_COMPARE_WITH_TIMEOUT(second.app->devices()->count(), 2, kAppPatienceMs);
        const OwnDevicesModel* devices = second.app->devices();
        QVERIFY(devices->index(0).data(OwnDevicesModel::ThisRole).toBool());
        second.app->devices()->remove(
            devices->index(0).data(OwnDevicesModel::DeviceIdRole).toString());
        QTRY_COMPARE_WITH_TIMEOUT(second.app->stage(), App::Stage::Removed, kAppPatienceMs);
        QVERIFY(second.app->leftByItself());
        QVERIFY(!hasProfile(second));
        QTRY_COMPARE_WITH_TIMEOUT(first.app->devices()->count(), 1, kAppPatienceMs);
    }
};

QTEST_MAIN(TestAlarmWindow)
#include "tst_alarm_window.moc"
