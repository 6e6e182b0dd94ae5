#include "app/viewmodels/message_model.h"
#include "app/viewmodels/text_look.h"
#include "tests/app/viewmodels/manual_clock.h"
#include "tests/app/viewmodels/stored_profile.h"

#include <QAbstractItemModelTester>
#include <QDateTime>
#include <QSignalSpy>
#include <QTest>

using namespace sotto;
using viewmodels::MessageModel;

namespace {

storage::Milliseconds at(const char* text)
{
    return QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate).toMSecsSinceEpoch();
}

QStringList textsOf(const MessageModel& model)
{
    QStringList texts;
    for (int row = model.count() - 1; row >= 0; --row) {
        texts.append(model.index(row).data(MessageModel::TextRole).toString());
    }
    return texts;
}

} // namespace

class TestMessageModel : public QObject
{
    Q_OBJECT

private:
    struct Scene
    {
        Scene()
            : clock(at("2026-11-21T10:00:00"))
            , model(clock, look)
            , tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest)
        {
            mira = profile.addContact("Mira Lindqvist");
            conversation = profile.addConversation(mira);
            resets = std::make_unique<QSignalSpy>(&model, &QAbstractItemModel::modelReset);
        }
        void load(qint64 readPosition = 0, int unread = 0)
        {
            profile.openReader();
            model.load(profile.reader, conversation, readPosition, unread);
        }
        [[nodiscard]] QVariant role(int row, int role) const { return model.index(row).data(role); }

        tests::StoredProfile profile;
        tests::ManualClock clock;
        viewmodels::TextLook look;
        MessageModel model;
        QAbstractItemModelTester tester;
        storage::RowId mira = 0;
        storage::RowId conversation = 0;
        std::unique_ptr<QSignalSpy> resets;
    };

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("TZ", "Europe/Stockholm");
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    }

    void pagesInBothDirections()
    {
        Scene scene;
        scene.profile.addMessages(scene.conversation, scene.mira, 1'000, at("2026-11-21T09:00:00"));
        scene.load();
        QTRY_VERIFY(scene.model.loaded());
        QCOMPARE(scene.model.count(), viewmodels::kPageRows);
        QCOMPARE(textsOf(scene.model).last(), QStringLiteral("message 999"));
        QVERIFY(scene.model.hasOlder() && !scene.model.hasNewer());
        while (scene.model.hasOlder()) {
            QSignalSpy inserted(&scene.model, &QAbstractItemModel::rowsInserted);
            scene.model.fetchOlder();
            scene.model.fetchOlder();
            QTRY_VERIFY(!inserted.isEmpty());
            QVERIFY(scene.model.count() <= viewmodels::kWindowRowsMax);
        }
        QCOMPARE(textsOf(scene.model).first(), QStringLiteral("message 0"));
        QVERIFY(scene.model.hasNewer());
        while (scene.model.hasNewer()) {
            QSignalSpy inserted(&scene.model, &QAbstractItemModel::rowsInserted);
            scene.model.fetchNewer();
            QTRY_VERIFY(!inserted.isEmpty());
        }
        const QStringList texts = textsOf(scene.model);
        QCOMPARE(texts.size(), qsizetype{viewmodels::kWindowRowsMax});
        for (qsizetype i = 0; i < texts.size(); ++i) {
            QCOMPARE(texts.at(i), QStringLiteral("message %1").arg(600 + i));
        }
        QVERIFY(scene.resets->isEmpty());
    }

    void groupsAndDays()
    {
        Scene scene;
        const auto add = [&scene](storage::RowId author, const char* text, const char* time) {
            scene.profile.addMessage(scene.conversation, author, text, at(time));
        };
        add(scene.mira, "a", "2026-11-20T23:58:00");
        add(scene.mira, "b", "2026-11-21T00:01:00");
        add(scene.mira, "c", "2026-11-21T00:05:00");
        add(scene.mira, "d", "2026-11-21T00:11:00");
        add(0, "e", "2026-11-21T00:11:30");
        // Their clock was behind: it came after the others.
        add(scene.mira, "f", "2026-11-20T12:00:00");
        scene.load();
        QTRY_COMPARE(scene.model.count(), 6);
        const auto column = [&scene](int role) {
            QStringList values;
            for (int row = 5; row >= 0; --row) {
                values.append(scene.role(row, role).toString());
            }
            return values.join(QLatin1Char('|'));
        };
        QCOMPARE(column(MessageModel::DayTextRole), QStringLiteral("Yesterday|Today||||"));
        QCOMPARE(column(MessageModel::IsFirstOfGroupRole),
                 QStringLiteral("true|true|false|true|true|true"));
        QCOMPARE(column(MessageModel::IsLastOfGroupRole),
                 QStringLiteral("true|false|true|true|true|true"));
        QCOMPARE(column(MessageModel::TimeTextRole),
                 QStringLiteral("23:58|00:01|00:05|00:11|00:11|Yesterday, 12:00"));
        scene.clock.time = at("2026-11-22T00:00:10");
        scene.model.retellTimes();
        QCOMPARE(scene.role(4, MessageModel::DayTextRole).toString(), QStringLiteral("Yesterday"));
    }

    void followsWhatArrives()
    {
        Scene scene;
        scene.profile.addMessage(scene.conversation, scene.mira, "one", at("2026-11-21T09:00:00"));
        scene.load();
        QTRY_COMPARE(scene.model.count(), 1);
        scene.model.setFollowed(true, true);
        QSignalSpy changed(&scene.model, &QAbstractItemModel::dataChanged);
        scene.model.apply(scene.profile.addMessage(scene.conversation, scene.mira, "two",
                                                   at("2026-11-21T09:01:00")));
        QTRY_COMPARE(textsOf(scene.model),
                     (QStringList{QStringLiteral("one"), QStringLiteral("two")}));
        // The one above is no longer the last of its group, and only that is told.
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.first().at(0).toModelIndex().row(), 1);
        QVERIFY(!changed.first().at(2).value<QList<int>>().contains(MessageModel::TextRole));
        QVERIFY(!scene.role(1, MessageModel::IsLastOfGroupRole).toBool());
    }

    void takesABacklog()
    {
        Scene scene;
        scene.load();
        QTRY_VERIFY(scene.model.loaded());
        scene.model.apply(scene.profile.addMessages(scene.conversation, scene.mira, 2'000,
                                                    at("2026-11-21T09:00:00")));
        QTRY_COMPARE(scene.model.index(0).data(MessageModel::TextRole).toString(),
                     QStringLiteral("message 1999"));
        QCOMPARE(scene.model.count(), viewmodels::kWindowRowsMax);
        QVERIFY(scene.model.hasOlder() && !scene.model.hasNewer());
        QVERIFY(scene.resets->isEmpty());
    }

    void leavesAViewElsewhereAlone()
    {
        Scene scene;
        scene.profile.addMessages(scene.conversation, scene.mira, 500, at("2026-11-21T09:00:00"));
        // Five pages behind the opening one fill the window to the brim.
        scene.load(0, 80);
        QTRY_VERIFY(scene.model.loaded());
        while (scene.model.count() < viewmodels::kWindowRowsMax) {
            const int before = scene.model.count();
            scene.model.fetchOlder();
            QTRY_VERIFY(scene.model.count() > before);
        }
        QVERIFY(!scene.model.hasNewer());
        scene.model.setFollowed(false, true);
        const QString oldest = textsOf(scene.model).first();
        QSignalSpy ends(&scene.model, &MessageModel::endsChanged);
        scene.model.apply(scene.profile.addMessage(scene.conversation, scene.mira, "new",
                                                   at("2026-11-21T09:10:00")));
        QTRY_VERIFY(scene.model.hasNewer());
        QCOMPARE(textsOf(scene.model).first(), oldest);
        QVERIFY(!textsOf(scene.model).contains(QStringLiteral("new")));
    }

    void changesAndRemovals()
    {
        Scene scene;
        const auto first =
            scene.profile.addMessage(scene.conversation, 0, "first", at("2026-11-21T09:00:00"));
        const storage::RowId id = first.messages.front().message;
        scene.profile.addMessage(scene.conversation, scene.mira, "answer",
                                 at("2026-11-21T09:01:00"), id);
        scene.load();
        QTRY_COMPARE(scene.model.count(), 2);
        QCOMPARE(scene.role(0, MessageModel::QuotedExcerptRole).toString(),
                 QStringLiteral("first"));
        QCOMPARE(scene.role(0, MessageModel::QuotedAuthorRole).toString(), QStringLiteral("You"));
        QCOMPARE(scene.role(1, MessageModel::StateTextRole).toString(), QStringLiteral("Sending"));
        scene.model.apply(scene.profile.change(id, [id](storage::MessageStore& store) {
            store.raiseState(id, storage::MessageState::Read);
            store.setText(id, "**edited**", 5);
        }));
        QTRY_COMPARE(scene.role(1, MessageModel::StateTextRole).toString(), QStringLiteral("Read"));
        QVERIFY(scene.role(1, MessageModel::EditedRole).toBool());
        QCOMPARE(scene.role(1, MessageModel::FormattedRole).toString(),
                 QStringLiteral("<b>edited</b>"));
        QCOMPARE(scene.role(0, MessageModel::QuotedExcerptRole).toString(),
                 QStringLiteral("**edited**"));
        QVERIFY(scene.role(0, MessageModel::AccessibleTextRole)
                    .toString()
                    .startsWith(QStringLiteral("Mira Lindqvist, 09:01, replying to You: answer")));
        scene.model.apply(
            scene.profile.change(id, [id](storage::MessageStore& store) { store.remove(id); }));
        QTRY_COMPARE(scene.model.count(), 1);
        QVERIFY(scene.resets->isEmpty());
    }

    void showsOwnTextsAtOnce()
    {
        Scene scene;
        scene.load();
        QTRY_VERIFY(scene.model.loaded());
        scene.model.showPending(7, QStringLiteral("same"), 0);
        scene.model.showPending(8, QStringLiteral("same"), 0);
        QCOMPARE(scene.model.count(), 2);
        QCOMPARE(scene.role(0, MessageModel::StateTextRole).toString(), QStringLiteral("Sending"));
        QVERIFY(scene.role(0, MessageModel::MessageIdRole).toLongLong() < 0);
        // One of theirs comes before the core has stored both.
        scene.model.apply(scene.profile.addMessage(scene.conversation, scene.mira, "theirs",
                                                   at("2026-11-21T09:00:00")));
        QTRY_COMPARE(scene.model.count(), 3);
        const auto first =
            scene.profile.addMessage(scene.conversation, 0, "same", at("2026-11-21T09:00:01"));
        const auto second =
            scene.profile.addMessage(scene.conversation, 0, "same", at("2026-11-21T09:00:02"));
        scene.model.apply(first);
        scene.model.settle(7, first.messages.front().message);
        scene.model.apply(second);
        scene.model.settle(8, second.messages.front().message);
        QTRY_COMPARE(scene.role(0, MessageModel::PositionRole).toLongLong(),
                     at("2026-11-21T09:00:02") * 1'000);
        QCOMPARE(textsOf(scene.model),
                 (QStringList{QStringLiteral("theirs"), QStringLiteral("same"),
                              QStringLiteral("same")}));
        QCOMPARE(scene.role(1, MessageModel::MessageIdRole).toLongLong(),
                 qint64{first.messages.front().message});
        QCOMPARE(scene.role(0, MessageModel::MessageIdRole).toLongLong(),
                 qint64{second.messages.front().message});
        scene.model.showPending(9, QStringLiteral("refused"), 0);
        scene.model.withdraw(9);
        QCOMPARE(scene.model.count(), 3);
    }

    void unreadLine()
    {
        Scene scene;
        scene.profile.addMessages(scene.conversation, scene.mira, 100, at("2026-11-21T09:00:00"));
        const qint64 read = (at("2026-11-21T09:00:00") + 19) * 1'000;
        scene.load(read, 80);
        QTRY_COMPARE(scene.model.firstUnreadRow(), 79);
        QCOMPARE(scene.role(79, MessageModel::UnreadTextRole).toString(), QStringLiteral("80 new"));
        QVERIFY(scene.role(79, MessageModel::IsFirstOfGroupRole).toBool());
        QVERIFY(!scene.role(78, MessageModel::IsUnreadStartRole).toBool());
    }

    void whatComesUnseenBeginsTheLine()
    {
        Scene scene;
        scene.profile.addMessage(scene.conversation, scene.mira, "one", at("2026-11-21T09:00:00"));
        scene.load();
        QTRY_COMPARE(scene.model.count(), 1);
        scene.model.setFollowed(true, true);
        scene.model.apply(scene.profile.addMessage(scene.conversation, scene.mira, "seen",
                                                   at("2026-11-21T09:01:00")));
        QTRY_COMPARE(scene.model.count(), 2);
        QCOMPARE(scene.model.firstUnreadRow(), -1);
        scene.model.setFollowed(true, false);
        scene.model.apply(scene.profile.addMessage(scene.conversation, scene.mira, "unseen",
                                                   at("2026-11-21T09:02:00")));
        QTRY_COMPARE(scene.model.count(), 3);
        QCOMPARE(scene.model.firstUnreadRow(), 0);
    }

    void marksWhatIsFound()
    {
        Scene scene;
        for (const char* text : {"a boat", "no ship", "the boat again"}) {
            scene.profile.addMessage(scene.conversation, scene.mira, text,
                                     at("2026-11-21T09:00:00"));
        }
        scene.load();
        QTRY_COMPARE(scene.model.count(), 3);
        const auto marksOf = [&scene](const QColor& color) {
            QString rows;
            for (int row = 2; row >= 0; --row) {
                const QString shown = scene.role(row, MessageModel::FormattedRole).toString();
                rows += shown.contains(color.name()) ? u'x' : u'-';
            }
            return rows;
        };
        const qint64 first = scene.role(2, MessageModel::MessageIdRole).toLongLong();
        const qint64 last = scene.role(0, MessageModel::MessageIdRole).toLongLong();
        scene.model.setMarks(QStringLiteral("boat"), last);
        QCOMPARE(marksOf(scene.look.mark()), QStringLiteral("x--"));
        QCOMPARE(marksOf(scene.look.currentMark()), QStringLiteral("--x"));
        QSignalSpy told(&scene.model, &QAbstractItemModel::dataChanged);
        scene.model.setMarks(QStringLiteral("boat"), first);
        QCOMPARE(told.size(), 2);
        QCOMPARE(marksOf(scene.look.mark()), QStringLiteral("--x"));
        QCOMPARE(marksOf(scene.look.currentMark()), QStringLiteral("x--"));
        scene.model.setMarks({}, 0);
        QCOMPARE(marksOf(scene.look.mark()), QStringLiteral("---"));
        QCOMPARE(marksOf(scene.look.currentMark()), QStringLiteral("---"));
    }

    void jumpsFarBack()
    {
        Scene scene;
        const auto added = scene.profile.addMessages(scene.conversation, scene.mira, 3'000,
                                                     at("2026-11-21T09:00:00"));
        scene.load();
        QTRY_VERIFY(scene.model.loaded());
        QSignalSpy found(&scene.model, &MessageModel::found);
        scene.model.find(added.messages[1'000].message);
        QTRY_COMPARE(found.size(), 1);
        const int row = found.first().first().toInt();
        QCOMPARE(scene.role(row, MessageModel::TextRole).toString(),
                 QStringLiteral("message 1000"));
        QVERIFY(scene.model.hasOlder() && scene.model.hasNewer());
        scene.model.setHighlighted(added.messages[1'000].message);
        QVERIFY(scene.role(row, MessageModel::HighlightedRole).toBool());
        scene.model.loadNewest();
        QTRY_COMPARE(found.size(), 2);
        QCOMPARE(scene.role(0, MessageModel::TextRole).toString(), QStringLiteral("message 2999"));
        QVERIFY(scene.resets->isEmpty());
    }

    void keepsNothingWhenCleared()
    {
        Scene scene;
        scene.profile.addMessages(scene.conversation, scene.mira, 10, at("2026-11-21T09:00:00"));
        scene.load();
        QTRY_COMPARE(scene.model.count(), 10);
        scene.model.clear();
        QCOMPARE(scene.model.count(), 0);
    }
};

QTEST_GUILESS_MAIN(TestMessageModel)
#include "tst_message_model.moc"
