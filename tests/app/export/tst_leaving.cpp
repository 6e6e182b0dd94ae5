// An account is deleted, with a relay on loopback whose store is looked into.
#ifndef Q_MOC_RUN
#include "crypto/base/init.h"
#include "tests/app/support/object_world.h"
#include "tests/app/support/patience.h"
#include "tests/app/vault/linked_device.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

namespace {

relay::StoreFigures figuresOf(LoopbackRelay& relay)
{
    relay::StoreFigures out;
    relay.relay.store.submit({[&](relay::Store& store) { out = store.figures(); },
                              [](relay::StoreOutcome) {}, 0, 0, false});
    relay.relay.run();
    return out;
}

/// Alice with words, an open invite, a message that nobody fetched, and Bob, who knows her.
struct World
{
    [[nodiscard]] bool begin()
    {
        alice.create(relay, "Alice");
        bob.create(relay, "Bob");
        if (!befriend(alice, bob) || alice.words().empty()) {
            return false;
        }
        bool isOpen = false;
        alice.client->createInvite({}, [&](const auto& invite) { isOpen = invite.has_value(); });
        return waitLong([&] { return isOpen; }) && waitLong([&] {
                   const auto figures = figuresOf(relay);
                   // Alice's record, card and vault, and Bob's card.
                   return figures.objects == 4 && figures.mailboxes == 2 && figures.invites == 1;
               });
    }
    void leave(bool tell)
    {
        alice.client->onRemoved = [this] { isRemoved = true; };
        alice.client->deleteAccount(tell,
                                    [this](const auto& outcome) { isDone = outcome.has_value(); });
    }
    [[nodiscard]] bool isOnlyBobLeft()
    {
        const auto figures = figuresOf(relay);
        return figures.objects == 1 && figures.mailboxes == 1 && figures.invites == 0;
    }
    [[nodiscard]] storage::Contact aliceAtBob()
    {
        return *storage::ContactStore(bob.client->database()).find(bob.contact("Alice"));
    }

    LoopbackRelay relay;
    LinkedDevice alice;
    LinkedDevice bob;
    bool isRemoved = false;
    bool isDone = false;
};

} // namespace

class TestLeaving : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void nothingIsLeftAtTheRelay()
    {
        World w;
        QVERIFY(w.begin());
        w.leave(true);
        QVERIFY(w.alice.client->leaving().isBegun);
        QVERIFY(!w.alice.client->send(w.alice.conversation("Bob"), {"too late"}));
        QVERIFY(waitLong([&] { return w.isRemoved; }));
        QVERIFY(w.isDone);
        QVERIFY(w.isOnlyBobLeft());
        QVERIFY(!w.alice.client->leaving().trouble);

        // Bob sees it, and what he writes stays with him until he hears otherwise.
        QTRY_VERIFY_WITH_TIMEOUT(w.aliceAtBob().hold == storage::SendingHold::AccountDeleted,
                                 kAppPatienceMs);
        storage::MessageStore messages(w.bob.client->database());
        const auto last = messages.newest(w.bob.conversation("Alice"), 1);
        QVERIFY(last.at(0).kind == storage::MessageKind::AccountDeleted);
        QCOMPARE(w.bob.failures.size() + w.alice.failures.size(), std::size_t{0});

        // Until the profile is wiped, each start says so again.
        w.alice.vanish();
        w.alice.open();
        bool isRemoved = false;
        w.alice.client->onRemoved = [&] { isRemoved = true; };
        QTRY_VERIFY_WITH_TIMEOUT(isRemoved, kAppPatienceMs);
        QVERIFY(w.isOnlyBobLeft());
    }

    void contactsAreToldOnlyIfWanted()
    {
        World w;
        QVERIFY(w.begin());
        w.leave(false);
        QVERIFY(waitLong([&] { return w.isRemoved; }));
        QVERIFY(w.isOnlyBobLeft());
        letHappen(20);
        QVERIFY(w.aliceAtBob().hold == storage::SendingHold::None);
    }

    /// Killed again and again, each time a little later.
    void aKillAtAnyStepGoesOn()
    {
        World w;
        QVERIFY(w.begin());
        w.leave(true);
        for (int turns = 0; !w.isRemoved && turns < 200; ++turns) {
            letHappen(turns);
            if (w.isRemoved) {
                break;
            }
            w.alice.vanish();
            w.alice.open();
            QVERIFY(w.alice.client->leaving().isBegun);
            w.alice.client->onRemoved = [&] { w.isRemoved = true; };
        }
        QVERIFY(waitLong([&] { return w.isRemoved; }));
        QVERIFY(w.isOnlyBobLeft());
        QCOMPARE(w.alice.failures.size(), std::size_t{0});
    }

    void aRelayThatIsAwayIsNamed()
    {
        LinkedDevice alice;
        std::uint16_t port = 0;
        {
            LoopbackRelay relay;
            port = relay.port();
            alice.create(relay, "Alice");
            QVERIFY(!alice.words().empty());
        }
        bool isRemoved = false;
        alice.client->onRemoved = [&] { isRemoved = true; };
        alice.client->deleteAccount(false, [](const auto&) {});
        QTRY_VERIFY_WITH_TIMEOUT(alice.client->leaving().trouble, kAppPatienceMs);
        QVERIFY(alice.client->leaving().trouble->kind == ProblemKind::RelayUnreachable);
        QVERIFY(!isRemoved);
        alice.vanish();
        // One that knows nothing of the account has nothing of it.
        const LoopbackRelay relay(1, port);
        alice.open();
        alice.client->onRemoved = [&] { isRemoved = true; };
        QVERIFY(waitLong([&] { return isRemoved; }));
    }
};

QTEST_GUILESS_MAIN(TestLeaving)
#include "tst_leaving.moc"
