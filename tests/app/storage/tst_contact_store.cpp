#ifndef Q_MOC_RUN
#include "tests/app/storage/storage_world.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;

/// Contacts, their pictures and states.
class TestContactStore : public QObject
{
    Q_OBJECT

private slots:
    void comesBackWhole();
    void isFoundByAccount();
    void updateLeavesTheRest();
    void pictureComesAndGoes();
    void stateIsReplaced();
    void nobodyIsNobody();
};

void TestContactStore::comesBackWhole()
{
    StorageWorld world;
    Contact contact;
    contact.account = numbered<AccountBytes>(5);
    contact.standing = ContactStanding::Asking;
    contact.name = "Bj\xC3\xB6rn";
    contact.nickname = "B";
    contact.verified = true;
    contact.hold = SendingHold::Forked;
    contact.added = 77;
    const RowId id = world.contacts.add(contact, crypto::asBytes("state"));
    const auto found = world.contacts.find(id);
    QVERIFY(found);
    QCOMPARE(found->id, id);
    QVERIFY(found->account == contact.account);
    QVERIFY(found->standing == ContactStanding::Asking);
    QCOMPARE(found->name, contact.name);
    QCOMPARE(found->shownName(), contact.nickname);
    QVERIFY(!found->hasPicture);
    QVERIFY(found->verified);
    QVERIFY(found->hold == SendingHold::Forked);
    QCOMPARE(found->added, 77);
}

void TestContactStore::isFoundByAccount()
{
    StorageWorld world;
    const RowId first = world.addContact(1);
    const RowId second = world.addContact(2);
    QCOMPARE(world.contacts.findByAccount(numbered<AccountBytes>(2))->id, second);
    QVERIFY(!world.contacts.findByAccount(numbered<AccountBytes>(3)));
    const auto all = world.contacts.all();
    QCOMPARE(all.size(), std::size_t{2});
    QCOMPARE(all[0].id, first);
}

void TestContactStore::updateLeavesTheRest()
{
    StorageWorld world;
    const RowId id = world.addContact(1);
    const RowId other = world.addContact(2);
    world.contacts.putPicture(id, crypto::asBytes("picture"));
    Contact changed = *world.contacts.find(id);
    changed.account = numbered<AccountBytes>(9);
    changed.added = 1;
    changed.hasPicture = false;
    changed.name = "New";
    changed.standing = ContactStanding::Blocked;
    changed.verified = true;
    changed.hold = SendingHold::ByPerson;
    world.contacts.update(changed);
    const Contact found = *world.contacts.find(id);
    QVERIFY(found.account == numbered<AccountBytes>(1));
    QCOMPARE(found.added, StorageWorld::kNow);
    QVERIFY(found.hasPicture);
    QCOMPARE(found.name, std::string("New"));
    QVERIFY(found.standing == ContactStanding::Blocked);
    QVERIFY(found.verified);
    QVERIFY(found.hold == SendingHold::ByPerson);
    QCOMPARE(world.contacts.state(id).size(), std::size_t{5});
    QCOMPARE(world.contacts.find(other)->name, std::string("Contact 2"));
}

void TestContactStore::pictureComesAndGoes()
{
    StorageWorld world;
    const RowId id = world.addContact(1);
    QVERIFY(world.contacts.picture(id).empty());
    const crypto::Bytes picture(20'000, 7);
    world.contacts.putPicture(id, picture);
    QVERIFY(world.contacts.picture(id) == picture);
    QVERIFY(world.contacts.find(id)->hasPicture);
    world.contacts.putPicture(id, {});
    QVERIFY(world.contacts.picture(id).empty());
    QVERIFY(!world.contacts.find(id)->hasPicture);
}

void TestContactStore::stateIsReplaced()
{
    StorageWorld world;
    const RowId id = world.addContact(1);
    world.contacts.putState(id, crypto::asBytes("other state"));
    QVERIFY(std::ranges::equal(world.contacts.state(id).view(), crypto::asBytes("other state")));
}

void TestContactStore::nobodyIsNobody()
{
    StorageWorld world;
    QVERIFY(!world.contacts.find(1));
    QVERIFY(world.contacts.state(1).empty());
    QVERIFY(world.contacts.picture(1).empty());
    QVERIFY(world.contacts.all().empty());
}

QTEST_GUILESS_MAIN(TestContactStore)
#include "tst_contact_store.moc"
