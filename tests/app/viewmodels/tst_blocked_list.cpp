#include "app/core/changes.h"
#include "app/viewmodels/blocked_list_model.h"
#include "app/viewmodels/picture_tags.h"
#include "tests/app/viewmodels/stored_profile.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace sotto;
using storage::ContactStanding;
using viewmodels::BlockedListModel;

class TestBlockedList : public QObject
{
    Q_OBJECT

    static QStringList names(const BlockedListModel& model)
    {
        QStringList out;
        for (int row = 0; row < model.count(); ++row) {
            out += model.index(row).data(BlockedListModel::NameRole).toString();
        }
        return out;
    }

    static core::Changes changed(storage::RowId contact)
    {
        core::Changes out;
        out.contacts.insert(contact);
        return out;
    }

private Q_SLOTS:
    void followsWhoIsBlocked()
    {
        tests::StoredProfile profile;
        const storage::RowId zoe = profile.addContact("Zoe", ContactStanding::Blocked);
        profile.addContact("Friend");
        const storage::RowId bob = profile.addContact("Bob");
        const storage::RowId amy = profile.addContact("Amy", ContactStanding::Blocked);
        profile.openReader();
        const viewmodels::PictureTags pictures;
        BlockedListModel model(pictures);
        const QAbstractItemModelTester tester(&model);
        const QSignalSpy counted(&model, &BlockedListModel::countChanged);
        model.load(profile.reader);
        QTRY_COMPARE(names(model), (QStringList{"Amy", "Zoe"}));
        QCOMPARE(counted.size(), 1);
        QCOMPARE(model.index(0).data(BlockedListModel::ContactIdRole).toDouble(),
                 static_cast<double>(amy));
        QCOMPARE(model.index(1).data(BlockedListModel::InitialsRole).toString(), "Z");

        storage::Contact row = *profile.contacts.find(bob);
        row.standing = ContactStanding::Blocked;
        profile.contacts.update(row);
        model.apply({});
        model.apply(changed(bob));
        QTRY_COMPARE(names(model), (QStringList{"Amy", "Bob", "Zoe"}));

        row = *profile.contacts.find(zoe);
        row.nickname = "Aaron";
        profile.contacts.update(row);
        model.apply(changed(zoe));
        QTRY_COMPARE(names(model), (QStringList{"Aaron", "Amy", "Bob"}));

        row = *profile.contacts.find(amy);
        row.standing = ContactStanding::Contact;
        profile.contacts.update(row);
        model.apply(changed(amy));
        QTRY_COMPARE(names(model), (QStringList{"Aaron", "Bob"}));
        model.clear();
        QCOMPARE(model.count(), 0);
        model.apply(changed(amy));
        QCOMPARE(model.count(), 0);
    }
};

QTEST_GUILESS_MAIN(TestBlockedList)
#include "tst_blocked_list.moc"
