#include "app/viewmodels/conversation_filter.h"
#include "app/viewmodels/conversation_list_model.h"
#include "app/viewmodels/picture_tags.h"
#include "app/viewmodels/search_model.h"
#include "app/viewmodels/text_look.h"
#include "tests/app/viewmodels/manual_clock.h"
#include "tests/app/viewmodels/stored_profile.h"

#include <QAbstractItemModelTester>
#include <QDateTime>
#include <QSignalSpy>
#include <QTest>

using namespace sotto;
using viewmodels::ConversationListModel;
using viewmodels::SearchModel;

namespace {

constexpr storage::Milliseconds kNine = 1'795'251'600'000; // 21 November 2026

} // namespace

class TestConversationList : public QObject
{
    Q_OBJECT

private:
    struct Scene
    {
        Scene()
            : clock(kNine + 3'600'000)
            , list(clock, pictures)
            , listTester(&list, QAbstractItemModelTester::FailureReportingMode::QtTest)
            , search(list, clock, pictures, look)
            , searchTester(&search, QAbstractItemModelTester::FailureReportingMode::QtTest)
        {}
        storage::RowId person(const std::string& name,
                              storage::ContactStanding standing = storage::ContactStanding::Contact)
        {
            contacts.push_back(profile.addContact(name, standing));
            return profile.addConversation(contacts.back());
        }
        void load()
        {
            profile.openReader();
            list.load(profile.reader);
            search.load(profile.reader);
        }
        [[nodiscard]] QStringList column(int role) const
        {
            QStringList values;
            for (int row = 0; row < list.count(); ++row) {
                values.append(list.index(row).data(role).toString());
            }
            return values;
        }

        tests::StoredProfile profile;
        tests::ManualClock clock;
        viewmodels::PictureTags pictures;
        viewmodels::TextLook look;
        std::vector<storage::RowId> contacts;
        ConversationListModel list;
        QAbstractItemModelTester listTester;
        SearchModel search;
        QAbstractItemModelTester searchTester;
    };

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("TZ", "UTC");
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    }

    void ordersAndMoves()
    {
        Scene scene;
        const auto mira = scene.person("Mira Lindqvist");
        const auto noor = scene.person("Noor Haddad");
        const auto rasmus = scene.person("Rasmus", storage::ContactStanding::Asking);
        scene.profile.addMessage(mira, scene.contacts[0], "from *Mira*\nand more", kNine);
        scene.profile.addMessage(noor, 0, "to Noor", kNine + 60'000);
        scene.profile.addMessage(rasmus, scene.contacts[2], "hello", kNine - 60'000);
        scene.load();
        QTRY_COMPARE(scene.list.count(), 3);
        QCOMPARE(scene.column(ConversationListModel::NameRole),
                 (QStringList{QStringLiteral("Rasmus"), QStringLiteral("Noor Haddad"),
                              QStringLiteral("Mira Lindqvist")}));
        QCOMPARE(scene.column(ConversationListModel::PreviewRole),
                 (QStringList{QStringLiteral("Wants to write to you"), QStringLiteral("to Noor"),
                              QStringLiteral("from *Mira* and more")}));
        QCOMPARE(scene.column(ConversationListModel::UnreadRole).last(), QStringLiteral("1"));
        QCOMPARE(scene.list.unreadTotal(), 2);
        QSignalSpy moved(&scene.list, &QAbstractItemModel::rowsMoved);
        QSignalSpy reset(&scene.list, &QAbstractItemModel::modelReset);
        scene.list.apply(
            scene.profile.addMessage(mira, scene.contacts[0], "newest", kNine + 120'000));
        QTRY_COMPARE(moved.size(), 1);
        QCOMPARE(scene.column(ConversationListModel::PreviewRole).at(1), QStringLiteral("newest"));
        QVERIFY(reset.isEmpty());
        QCOMPARE(scene.list.index(1).data(ConversationListModel::AccessibleTextRole).toString(),
                 QStringLiteral("Mira Lindqvist, 2 unread, newest, 09:02"));
    }

    void selectsTypesAndClears()
    {
        Scene scene;
        const auto mira = scene.person("Mira");
        scene.person("Noor");
        scene.load();
        QTRY_COMPARE(scene.list.count(), 2);
        scene.list.setTyping(mira, true);
        scene.list.setSelected(mira);
        const QModelIndex row = scene.list.index(scene.list.rowOf(mira));
        QCOMPARE(row.data(ConversationListModel::PreviewKindRole)
                     .value<ConversationListModel::PreviewKind>(),
                 ConversationListModel::PreviewKind::Typing);
        QVERIFY(row.data(ConversationListModel::SelectedRole).toBool());
        QVERIFY(scene.list.neighbour(scene.list.rowOf(mira) == 0 ? 1 : -1) != 0);
        scene.list.clear();
        QCOMPARE(scene.list.count(), 0);
        QVERIFY(!scene.list.loaded());
    }

    void filters()
    {
        Scene scene;
        const auto mira = scene.person("Mira Lindqvist");
        scene.person("Noor Haddad");
        scene.load();
        QTRY_COMPARE(scene.list.count(), 2);
        viewmodels::ConversationFilter filter;
        filter.setSourceModel(&scene.list);
        const QAbstractItemModelTester tester(&filter);
        filter.setFilter(QStringLiteral("lin"));
        QCOMPARE(filter.count(), 1);
        QCOMPARE(filter.conversationAt(0), qint64{mira});
        filter.setFilter(QStringLiteral("x"));
        QCOMPARE(filter.count(), 0);
        QCOMPARE(filter.conversationAt(0), qint64{0});
    }

    void searches()
    {
        Scene scene;
        const auto light = scene.person("Lighthouse Keepers");
        const auto noor = scene.person("Noor Haddad");
        scene.profile.addMessage(noor, scene.contacts[1], "Travelling light this time <b>", kNine);
        for (int i = 0; i < viewmodels::kSearchHits + 5; ++i) {
            scene.profile.addMessage(light, scene.contacts[0], "a light", kNine + 1 + i);
        }
        scene.load();
        QTRY_COMPARE(scene.list.count(), 2);
        scene.search.setQuery(QStringLiteral("li"));
        scene.search.setQuery(QStringLiteral("light"));
        QVERIFY(scene.search.busy());
        QTRY_VERIFY(!scene.search.busy());
        QCOMPARE(scene.search.peopleCount(), 1);
        QCOMPARE(scene.search.messageCount(), viewmodels::kSearchHits);
        QVERIFY(scene.search.hasMore());
        QCOMPARE(scene.search.count(), 2 + 1 + viewmodels::kSearchHits + 1);
        QVERIFY(scene.search.index(1)
                    .data(SearchModel::NameFormattedRole)
                    .toString()
                    .contains(QStringLiteral(">Light</span>house")));
        scene.search.open(scene.search.count() - 1);
        QTRY_VERIFY(!scene.search.hasMore());
        QCOMPARE(scene.search.messageCount(), viewmodels::kSearchHits + 6);
        const int last = scene.search.count() - 1;
        QVERIFY(scene.search.index(last)
                    .data(SearchModel::ExcerptRole)
                    .toString()
                    .contains(QStringLiteral(">light</span> this time &lt;b&gt;")));
        QSignalSpy opened(&scene.search, &SearchModel::openAsked);
        scene.search.open(last);
        QCOMPARE(opened.first().at(0).toLongLong(), qint64{noor});
        scene.search.setQuery(QStringLiteral("nowhere"));
        QTRY_COMPARE(scene.search.emptyText(), QStringLiteral("Nothing found"));
    }

    void findsInOneConversation()
    {
        Scene scene;
        const auto mira = scene.person("Mira");
        const auto noor = scene.person("Noor");
        scene.profile.addMessage(mira, scene.contacts[0], "boat one", kNine);
        scene.profile.addMessage(mira, scene.contacts[0], "boat two", kNine + 1);
        scene.profile.addMessage(noor, scene.contacts[1], "boat three", kNine + 2);
        scene.load();
        QTRY_COMPARE(scene.list.count(), 2);
        QSignalSpy opened(&scene.search, &SearchModel::openAsked);
        scene.search.setInConversation(mira);
        scene.search.setQuery(QStringLiteral("boat"));
        QTRY_COMPARE(scene.search.currentHitText(), QStringLiteral("1 of 2"));
        scene.search.previous();
        QCOMPARE(scene.search.currentHitText(), QStringLiteral("2 of 2"));
        scene.search.previous();
        QCOMPARE(opened.size(), 2);
        scene.search.next();
        QCOMPARE(scene.search.currentHit(), 0);
    }
};

QTEST_GUILESS_MAIN(TestConversationList)
#include "tst_conversation_list.moc"
