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

crypto::SecretBytes secret(const std::string& words)
{
    return crypto::SecretBytes(crypto::asBytes(words));
}

/// Twelve words that belong together, and to nobody.
const std::string kOtherWords = "abandon abandon abandon abandon abandon abandon abandon abandon "
                                "abandon abandon abandon about";

/// Alice with words, an open invite, a message that nobody fetched, and Bob, who knows her.
struct World
{
    [[nodiscard]] bool begin()
    {
        alice.create(relay, "Alice");
        bob.create(relay, "Bob");
        words = alice.words();
        if (!befriend(alice, bob) || words.empty()) {
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
    /// True once it is begun.
    [[nodiscard]] bool leave(bool tell)
    {
        alice.client->onRemoved = [this] { isRemoved = true; };
        alice.client->onLeaving = [this] {
            isTellingSaid = isTellingSaid || alice.client->leaving().isTelling;
        };
        alice.client->deleteAccount(secret(words), tell,
                                    [this](const auto& outcome) { isDone = outcome.has_value(); });
        return waitLong([this] { return alice.client->leaving().isBegun; });
    }
    /// Why it is refused; Internal if it is not.
    [[nodiscard]] ProblemKind refusal(const std::string& typed)
    {
        std::optional<crypto::Result<void, Problem>> answer;
        alice.client->deleteAccount(secret(typed), true,
                                    [&](const auto& outcome) { answer = outcome; });
        const bool isAnswered = waitLong([&] { return answer.has_value(); });
        return isAnswered && !*answer ? answer->error().kind : ProblemKind::Internal;
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
    std::string words;
    bool isRemoved = false;
    bool isDone = false;
    bool isTellingSaid = false;
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
        QVERIFY(w.leave(true));
        QVERIFY(!w.alice.client->send(w.alice.conversation("Bob"), {"too late"}));
        QVERIFY(waitLong([&] { return w.isRemoved; }));
        QVERIFY(w.isDone && w.isTellingSaid);
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
        QVERIFY(w.leave(false));
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
        QVERIFY(w.leave(true));
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

    void onlyTheAccountsWordsDeleteIt()
    {
        World w;
        QVERIFY(w.begin());
        QVERIFY(w.refusal({}) == ProblemKind::WordsNeeded);
        QVERIFY(w.refusal("not twelve words at all") == ProblemKind::PhraseWrong);
        QVERIFY(w.refusal(kOtherWords) == ProblemKind::WordsWrong);
        QVERIFY(!w.alice.client->leaving().isBegun);
        QVERIFY(w.alice.client->send(w.alice.conversation("Bob"), {"still here"}));
        // Also those that nobody wrote down yet.
        QVERIFY(w.alice.client->wordsState() == WordsState::Shown);
        QVERIFY(w.leave(false));
        QVERIFY(waitLong([&] { return w.isRemoved; }));
        QVERIFY(w.isOnlyBobLeft());
    }

    void anAccountWithoutWordsNeedsNone()
    {
        World w;
        w.alice.create(w.relay, "Alice");
        QVERIFY(waitLong([&] { return figuresOf(w.relay).objects == 1; }));
        QVERIFY(w.refusal(kOtherWords) == ProblemKind::NoWords);
        QVERIFY(!w.alice.client->leaving().isBegun);
        QVERIFY(w.leave(false));
        QVERIFY(waitLong([&] { return w.isRemoved; }));
        const auto figures = figuresOf(w.relay);
        QCOMPARE(figures.objects + figures.mailboxes, std::uint64_t{0});
    }

    void aRelayThatIsAwayIsNamed()
    {
        LinkedDevice alice;
        std::string words;
        std::uint16_t port = 0;
        {
            LoopbackRelay relay;
            port = relay.port();
            alice.create(relay, "Alice");
            words = alice.words();
            QVERIFY(!words.empty());
        }
        bool isRemoved = false;
        alice.client->onRemoved = [&] { isRemoved = true; };
        alice.client->deleteAccount(secret(words), false, [](const auto&) {});
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
