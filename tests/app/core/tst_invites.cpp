#include "tests/app/core/client_world.h"
#include "tests/support/mailbox.h"

#include <QTest>

using namespace sotto;
using core::ProblemKind;
using storage::ContactStanding;
using test::kPatienceMs;
using test::Pair;
using test::Peer;
using test::World;

namespace {

ProblemKind problemOf(Peer& peer, const std::string& link)
{
    const auto opened = test::openLink(peer, link);
    return opened ? ProblemKind::Internal : opened.error().kind;
}

} // namespace

class Invites : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wrongLinksSayWhatIsWrong()
    {
        World world;
        Peer alice(world, "Alice");
        Peer bob(world, "Bob");
        Peer carol(world, "Carol");
        alice.create();
        bob.create();
        carol.create();
        const std::string link = inviteOf(alice);
        QCOMPARE(problemOf(bob, link.substr(0, link.size() - 5)), ProblemKind::LinkBroken);
        QCOMPARE(problemOf(bob, "hello"), ProblemKind::LinkBroken);
        const crypto::SecretBytes address = world.address().format();
        QCOMPARE(problemOf(bob, std::string(address.view().begin(), address.view().end())),
                 ProblemKind::LinkIsAddress);
        QCOMPARE(problemOf(alice, link), ProblemKind::InviteOwn);
        QVERIFY(test::openLink(bob, link));
        QTRY_COMPARE_WITH_TIMEOUT(alice.contact().standing, ContactStanding::Asking, kPatienceMs);
        // Single use: the next one is too late, and the first one has asked already.
        QTRY_VERIFY_WITH_TIMEOUT(alice->isIdle(), kPatienceMs);
        QCOMPARE(problemOf(carol, link), ProblemKind::InviteUsed);
        const std::string ending = inviteOf(alice, {1, 60'000});
        world.clock.ahead = 90'000;
        QCOMPARE(problemOf(carol, ending), ProblemKind::InviteEnded);
        const std::string withdrawn = inviteOf(alice);
        QVERIFY(!withdrawn.empty());
        alice->withdrawInvite(alice->invites().back().id, [](auto) {});
        QTRY_VERIFY_WITH_TIMEOUT(alice->isIdle(), kPatienceMs);
        QCOMPARE(problemOf(carol, withdrawn), ProblemKind::InviteUsed);
    }

    void bothInviteEachOtherAtOnce()
    {
        Pair pair;
        auto& [world, alice, bob] = pair;
        const std::string ofAlice = inviteOf(alice);
        const std::string ofBob = inviteOf(bob);
        alice->openInvite(ofBob, [](auto) {});
        bob->openInvite(ofAlice, [](auto) {});
        QTRY_COMPARE_WITH_TIMEOUT(alice.contact().standing, ContactStanding::Contact, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(bob.contact().standing, ContactStanding::Contact, kPatienceMs);
        alice.say("hello");
        bob.say("hello");
        QTRY_COMPARE_WITH_TIMEOUT(alice.texts().size(), 2, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(bob.texts().size(), 2, kPatienceMs);
    }

    void declinedPeopleMayAskAgain()
    {
        Pair pair;
        auto& [world, alice, bob] = pair;
        QVERIFY(test::openLink(bob, inviteOf(alice)));
        bob.say("it is me"); // shown with the request
        QTRY_COMPARE_WITH_TIMEOUT(alice.texts().size(), 1, kPatienceMs);
        QCOMPARE(alice.contact().name, std::string("Bob"));
        QVERIFY(!alice->send(alice.conversation(), {"not yet", storage::kNoRow}));
        QVERIFY(alice->decline(alice.contact().id));
        QCOMPARE(alice.contact().standing, ContactStanding::Gone);
        QTRY_VERIFY_WITH_TIMEOUT(alice->isIdle(), kPatienceMs);
        QCOMPARE(bob.contact().standing, ContactStanding::Asked);
        QCOMPARE(bob.contact().name, std::string("Alice"));
    }

    void anOfflineInviteIsPublishedLater()
    {
        World world;
        Peer alice(world, "Alice");
        alice.create();
        QTRY_VERIFY_WITH_TIMEOUT(alice->isIdle(), kPatienceMs);
        world.killRelay();
        QTRY_VERIFY_WITH_TIMEOUT(alice->connection().state != core::ConnectionState::Online,
                                 kPatienceMs);
        alice->createInvite({}, [](auto) {});
        QCOMPARE(alice->invites().size(), std::size_t{1});
        QVERIFY(!alice->invites().front().published);
        world.startRelay();
        QTRY_VERIFY_WITH_TIMEOUT(alice->invites().front().published, 2 * kPatienceMs);
    }

    void theNameIsShownBeforeAnythingIsSent()
    {
        Pair pair;
        auto& [world, alice, bob] = pair;
        const std::string link = inviteOf(alice);
        QVERIFY(!link.empty());
        std::optional<crypto::Result<core::InviteSender, core::Problem>> seen;
        bob->lookAtInvite(link, [&](auto sender) { seen = std::move(sender); });
        QTRY_VERIFY_WITH_TIMEOUT(seen, kPatienceMs);
        QVERIFY(*seen);
        QCOMPARE((*seen)->name, std::string("Alice"));
        QVERIFY(bob.contacts().all().empty());
        QTRY_VERIFY_WITH_TIMEOUT(bob->isIdle(), kPatienceMs);
        QCOMPARE(alice->invites().size(), std::size_t{1});
        // Nobody else is asked by it, and it is not read a second time.
        alice->withdrawInvite(alice->invites().front().id, [](auto) {});
        QTRY_VERIFY_WITH_TIMEOUT(alice->isIdle(), kPatienceMs);
        QVERIFY(test::openLink(bob, link));
        QCOMPARE(bob.contact().standing, ContactStanding::Asked);
        QCOMPARE(problemOf(bob, link), ProblemKind::InviteUsed);
    }

    void oneMayNotLookAtOnesOwn()
    {
        World world;
        Peer alice(world, "Alice");
        alice.create();
        std::optional<core::ProblemKind> refused;
        alice->lookAtInvite(inviteOf(alice), [&](auto sender) { refused = sender.error().kind; });
        QTRY_VERIFY_WITH_TIMEOUT(refused, kPatienceMs);
        QCOMPARE(*refused, ProblemKind::InviteOwn);
    }

    void aLinkWorksAfterAMove()
    {
        World before;
        World after;
        Peer alice(before, "Alice");
        Peer bob(after, "Bob");
        alice.create();
        bob.create();
        const std::string link = inviteOf(alice);
        QVERIFY(!link.empty());
        QVERIFY(alice->moveToRelay(after.address()));
        QVERIFY(!alice->invites().front().published);
        QTRY_VERIFY_WITH_TIMEOUT(alice->invites().front().published, 2 * kPatienceMs);
        QCOMPARE(alice->invites().front().link, link);
        QVERIFY(test::openLink(bob, link));
        // The old relay only keeps the invite: what is written goes to the new one.
        before.killRelay();
        QTRY_COMPARE_WITH_TIMEOUT(alice.contact().standing, ContactStanding::Asking, kPatienceMs);
        QVERIFY(alice->invites().empty());
    }

    void aLinkIsWithdrawnAfterAMove()
    {
        World before;
        World after;
        Peer alice(before, "Alice");
        Peer bob(after, "Bob");
        alice.create();
        bob.create();
        const std::string link = inviteOf(alice);
        QVERIFY(!link.empty());
        QVERIFY(alice->moveToRelay(after.address()));
        // Before it is published anew, too, its object is there.
        alice->withdrawInvite(alice->invites().front().id, [](auto) {});
        QTRY_VERIFY_WITH_TIMEOUT(alice->isIdle(), kPatienceMs);
        QCOMPARE(problemOf(bob, link), ProblemKind::InviteUsed);
    }

    void aLinkOfADeadRelayEndsForBoth()
    {
        World before;
        World after;
        Peer alice(before, "Alice");
        Peer bob(after, "Bob");
        alice.create();
        bob.create();
        const std::string link = inviteOf(alice);
        QVERIFY(!link.empty());
        before.killRelay();
        QVERIFY(alice->moveToRelay(after.address()));
        QTRY_VERIFY_WITH_TIMEOUT(alice->isIdle(), 2 * kPatienceMs);
        QVERIFY(!alice->invites().front().published);
        QCOMPARE(problemOf(bob, link), ProblemKind::RelayUnreachable);
    }
};

QTEST_GUILESS_MAIN(Invites)
#include "tst_invites.moc"
