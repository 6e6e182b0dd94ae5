#include "app/viewmodels/app_lock.h"
#include "app/viewmodels/composer.h"
#include "app/viewmodels/emoji_model.h"
#include "app/viewmodels/notification_policy.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace sotto;
using namespace sotto::viewmodels;

namespace {

ConversationRow rowOf(storage::RowId id, storage::RowId newest, std::uint64_t unread)
{
    ConversationRow row;
    row.summary.conversation.id = id;
    row.summary.conversation.unread = unread;
    row.summary.contact.emplace();
    row.summary.contact->name = "Mira";
    row.summary.newest.emplace();
    row.summary.newest->id = newest;
    row.summary.newest->author = 1;
    row.summary.newest->text = "the secret";
    return row;
}

NotificationPolicy::Scene sceneOf(Settings::Notify notify, qint64 open = 0, bool active = false)
{
    return {notify, open, active, 1'000};
}

} // namespace

/// What the window decides by itself: whom to tell, when to lock, what may be sent.
class TestDecisions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsOfNewMessages()
    {
        NotificationPolicy policy;
        const auto scene = sceneOf(Settings::Notify::Name);
        QVERIFY(policy.decide({rowOf(1, 5, 2)}, scene).show.empty());
        const auto told = policy.decide({rowOf(1, 6, 3)}, scene).show;
        QCOMPARE(told.size(), std::size_t{1});
        QCOMPARE(told.front().title, QStringLiteral("Mira"));
        QCOMPARE(told.front().text, QStringLiteral("New message"));
        QVERIFY(policy.decide({rowOf(1, 6, 3)}, scene).show.empty());
        const auto read = policy.decide({rowOf(1, 6, 0)}, scene);
        QCOMPARE(read.withdraw, std::vector<qint64>{1});
        QVERIFY(policy.decide({rowOf(1, 6, 0)}, scene).withdraw.empty());
    }

    void tellsAsMuchAsIsWanted()
    {
        const ConversationRow row = rowOf(1, 6, 1);
        QCOMPARE(notificationOf(row, Settings::Notify::Content).text, QStringLiteral("the secret"));
        QCOMPARE(notificationOf(row, Settings::Notify::Nothing).title, QStringLiteral("Sotto"));
        for (const auto notify : {Settings::Notify::Name, Settings::Notify::Nothing}) {
            QVERIFY(!notificationOf(row, notify).text.contains(QStringLiteral("secret")));
        }
    }

    void keepsQuiet_data()
    {
        QTest::addColumn<bool>("muted");
        QTest::addColumn<bool>("active");
        QTest::addColumn<qint64>("open");
        QTest::addColumn<bool>("own");
        QTest::addColumn<int>("notify");
        QTest::addColumn<bool>("told");
        const int name = static_cast<int>(Settings::Notify::Name);
        const int off = static_cast<int>(Settings::Notify::Off);
        QTest::newRow("told") << false << true << qint64{0} << false << name << true;
        QTest::newRow("muted") << true << false << qint64{0} << false << name << false;
        QTest::newRow("open and seen") << false << true << qint64{1} << false << name << false;
        QTest::newRow("open behind") << false << false << qint64{1} << false << name << true;
        QTest::newRow("own") << false << false << qint64{0} << true << name << false;
        QTest::newRow("off") << false << false << qint64{0} << false << off << false;
    }
    void keepsQuiet()
    {
        QFETCH(bool, muted);
        QFETCH(bool, active);
        QFETCH(qint64, open);
        QFETCH(bool, own);
        QFETCH(int, notify);
        QFETCH(bool, told);
        NotificationPolicy policy;
        const auto scene = sceneOf(static_cast<Settings::Notify>(notify), open, active);
        (void)policy.decide({rowOf(1, 5, 0)}, scene);
        ConversationRow row = rowOf(1, 6, 1);
        row.summary.conversation.mutedUntil = muted ? -1 : 0;
        row.summary.newest->author = own ? storage::kNoRow : 1;
        QCOMPARE(!policy.decide({row}, scene).show.empty(), told);
    }

    void waitsAfterWrongPassphrases()
    {
        AppLock lock;
        QSignalSpy asked(&lock, &AppLock::unlockAsked);
        for (int i = 1; i < kFreeAttempts; ++i) {
            lock.unlock(QStringLiteral("wrong"));
            QVERIFY(lock.busy());
            lock.wrongPassphrase();
            QCOMPARE(lock.waitSeconds(), 0);
            QCOMPARE(lock.error(), QStringLiteral("That is not the password."));
        }
        lock.unlock(QStringLiteral("wrong"));
        lock.wrongPassphrase();
        QCOMPARE(lock.waitSeconds(), kFirstWaitSeconds);
        QCOMPARE(lock.error(), QStringLiteral("Next try in 30 seconds."));
        lock.unlock(QStringLiteral("right"));
        QCOMPARE(asked.size(), kFreeAttempts);
        lock.wrongPassphrase();
        QCOMPARE(lock.waitSeconds(), 2 * kFirstWaitSeconds);
    }

    void locksOnlyWithAPassphrase()
    {
        AppLock lock;
        QSignalSpy asked(&lock, &AppLock::lockAsked);
        lock.lock();
        QVERIFY(asked.isEmpty());
        lock.setCanLock(true);
        lock.lock();
        QCOMPARE(asked.size(), 1);
    }

    void composes()
    {
        Composer composer;
        QSignalSpy sent(&composer, &Composer::sendAsked);
        composer.setText(QStringLiteral(" hello \n"));
        QVERIFY(!composer.canSend());
        composer.setAllowed(true);
        composer.reply(3, QStringLiteral("Mira"), QStringLiteral("hi"));
        composer.send();
        QCOMPARE(sent.size(), 1);
        QCOMPARE(sent.first().at(0).toString(), QStringLiteral("hello"));
        QCOMPARE(sent.first().at(1).toLongLong(), qint64{3});
        QVERIFY(composer.text().isEmpty() && !composer.isReplying());
        composer.giveBack(QStringLiteral("hello"), 3);
        QCOMPARE(composer.text(), QStringLiteral("hello"));
        QVERIFY(composer.isReplying());
    }

    void editsWithoutLosingTheDraft()
    {
        Composer composer;
        composer.setAllowed(true);
        QSignalSpy edited(&composer, &Composer::editAsked);
        composer.setText(QStringLiteral("half a thought"));
        composer.edit(9, QStringLiteral("old"));
        QCOMPARE(composer.text(), QStringLiteral("old"));
        composer.setText(QStringLiteral("new"));
        composer.send();
        QCOMPARE(edited.first().at(1).toString(), QStringLiteral("new"));
        QCOMPARE(composer.text(), QStringLiteral("half a thought"));
        QVERIFY(!composer.isEditing());
    }

    void refusesWhatIsTooLong()
    {
        Composer composer;
        composer.setAllowed(true);
        composer.setText(QString(16'385, u'x'));
        QVERIFY(!composer.canSend());
        QCOMPARE(composer.limitText(), QStringLiteral("1 character too long. Send it in parts."));
        composer.setText(QString(16'384 + 1'200, u'x'));
        QCOMPARE(composer.limitText(), QStringLiteral("%1 characters too long. Send it in parts.")
                                           .arg(QLocale().toString(1'200)));
        composer.setText(QString(16'384, u'x'));
        QVERIFY(composer.canSend());
    }

    void picksEmoji()
    {
        EmojiModel model;
        const QAbstractItemModelTester tester(&model);
        model.load();
        QVERIFY(model.count() > 1'500);
        QCOMPARE(model.groups().size(), 9);
        model.setQuery(QStringLiteral("ferry"));
        QCOMPARE(model.count(), 1);
        QCOMPARE(model.index(0).data(EmojiModel::NameRole).toString(), QStringLiteral("ferry"));
        const QString ferry = model.index(0).data(EmojiModel::EmojiRole).toString();
        model.use(ferry);
        model.setQuery({});
        QCOMPARE(model.groups().first(), QStringLiteral("Recent"));
        QCOMPARE(model.index(0).data(EmojiModel::EmojiRole).toString(), ferry);
        QCOMPARE(model.rowOfGroup(1), 1);
    }
};

QTEST_GUILESS_MAIN(TestDecisions)
#include "tst_decisions.moc"
