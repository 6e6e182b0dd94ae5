#ifndef Q_MOC_RUN
#include "app/storage/invite_store.h"
#include "tests/app/storage/storage_world.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

Invite inviteOf(std::uint64_t number, Milliseconds expires, std::uint32_t uses = 1)
{
    Invite out;
    out.token = numbered<InviteTokenBytes>(number);
    out.expires = expires;
    out.usesLeft = uses;
    out.state = crypto::SecretBytes(crypto::asBytes("state"));
    return out;
}

} // namespace

/// Invites that this person made.
class TestInviteStore : public QObject
{
    Q_OBJECT

private slots:
    void comesBackWhole();
    void usesEnd();
    void expires();
    void removes();
};

void TestInviteStore::comesBackWhole()
{
    Database database = Database::inMemory();
    InviteStore invites(database);
    const RowId id = invites.add(inviteOf(1, 50, 3));
    const RowId other = invites.add(inviteOf(2, 60));
    const auto found = invites.findByToken(numbered<InviteTokenBytes>(1));
    QVERIFY(found);
    QCOMPARE(found->id, id);
    QCOMPARE(found->expires, 50);
    QCOMPARE(found->usesLeft, 3U);
    QVERIFY(!found->published);
    QVERIFY(std::ranges::equal(found->state.view(), crypto::asBytes("state")));
    invites.markPublished(id);
    QVERIFY(invites.find(id)->published);
    QVERIFY(!invites.find(other)->published);
    QCOMPARE(invites.all().size(), std::size_t{2});
    QVERIFY(!invites.findByToken(numbered<InviteTokenBytes>(3)));
    QCOMPARE(invites.markAllUnpublished(), std::size_t{1});
    QVERIFY(!invites.find(id)->published);
    QCOMPARE(invites.markAllUnpublished(), std::size_t{0});
}

void TestInviteStore::usesEnd()
{
    Database database = Database::inMemory();
    InviteStore invites(database);
    const RowId id = invites.add(inviteOf(1, 50, 2));
    const RowId other = invites.add(inviteOf(2, 50, 1));
    invites.use(id);
    QCOMPARE(invites.find(id)->usesLeft, 1U);
    invites.use(id);
    QVERIFY(!invites.find(id));
    QCOMPARE(invites.find(other)->usesLeft, 1U);
}

void TestInviteStore::expires()
{
    Database database = Database::inMemory();
    InviteStore invites(database);
    invites.add(inviteOf(1, 50));
    invites.add(inviteOf(2, 51));
    QCOMPARE(invites.removeExpired(50), std::size_t{0});
    QCOMPARE(invites.removeExpired(51), std::size_t{1});
    QVERIFY(invites.findByToken(numbered<InviteTokenBytes>(2)));
}

void TestInviteStore::removes()
{
    Database database = Database::inMemory();
    InviteStore invites(database);
    const RowId id = invites.add(inviteOf(1, 50));
    const RowId other = invites.add(inviteOf(2, 50));
    invites.remove(id);
    QVERIFY(!invites.find(id));
    QVERIFY(invites.find(other));
}

QTEST_GUILESS_MAIN(TestInviteStore)
#include "tst_invite_store.moc"
