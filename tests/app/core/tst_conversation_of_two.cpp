#include "app/core/settings.h"
#include "tests/app/core/client_world.h"
#include "tests/support/mailbox.h"

#include <QTest>

using namespace sotto;
using storage::MessageState;
using test::kPatienceMs;
using test::Pair;
using test::Peer;
using test::World;

/// Two people, their real clients, a real relay.
class ConversationOfTwo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bothWays()
    {
        Pair pair;
        auto& [world, alice, bob] = pair;
        QVERIFY(befriend(alice, bob));
        QCOMPARE(alice.contact().name, std::string("Bob"));
        QTRY_COMPARE_WITH_TIMEOUT(bob.contact().name, std::string("Alice"), kPatienceMs);
        for (int i = 0; i < 20; ++i) {
            alice.say("a" + std::to_string(i));
            bob.say("b" + std::to_string(i));
        }
        QTRY_COMPARE_WITH_TIMEOUT(alice.texts().size(), 40, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(bob.texts().size(), 40, kPatienceMs);
        for (int i = 0; i < 20; ++i) {
            QCOMPARE(bob.texts().filter(QRegularExpression(QStringLiteral("^a"))).at(i),
                     QStringLiteral("a%1").arg(i));
        }
        // Delivered at the other side, without anybody reading.
        const auto stateOfNewest = [](Peer& peer) {
            MessageState lowest = MessageState::Read;
            for (const auto& message : peer.messages().newest(peer.conversation(), 100)) {
                if (message.isOwn() && message.kind == storage::MessageKind::Text) {
                    lowest = std::min(lowest, message.state);
                }
            }
            return lowest;
        };
        QTRY_COMPARE_WITH_TIMEOUT(stateOfNewest(alice), MessageState::Delivered, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(stateOfNewest(bob), MessageState::Delivered, kPatienceMs);
        bob->markRead(bob.conversation(), std::numeric_limits<std::int64_t>::max());
        QTRY_COMPARE_WITH_TIMEOUT(stateOfNewest(alice), MessageState::Read, kPatienceMs);
        // Nothing is left on the way.
        QTRY_VERIFY_WITH_TIMEOUT(alice->isIdle() && bob->isIdle(), kPatienceMs);
        QVERIFY(alice.failures.empty() && bob.failures.empty());
    }

    void offlineAndBack()
    {
        Pair pair;
        auto& [world, alice, bob] = pair;
        QVERIFY(befriend(alice, bob));
        bob.vanish();
        for (int i = 0; i < 5; ++i) {
            alice.say("while you were away " + std::to_string(i));
        }
        world.killRelay();
        alice.say("while the relay was away");
        QTRY_VERIFY_WITH_TIMEOUT(alice->connection().state != core::ConnectionState::Online,
                                 kPatienceMs);
        world.startRelay();
        bob.open();
        QTRY_COMPARE_WITH_TIMEOUT(bob.texts().size(), 6, 3 * kPatienceMs);
        QCOMPARE(bob.texts().last(), QStringLiteral("while the relay was away"));
    }

    void editsTakesBackAndQuotes()
    {
        Pair pair;
        auto& [world, alice, bob] = pair;
        QVERIFY(befriend(alice, bob));
        const auto first = alice->send(alice.conversation(), {"helo", storage::kNoRow});
        QTRY_COMPARE_WITH_TIMEOUT(bob.texts().size(), 1, kPatienceMs);
        QVERIFY(alice->edit(first.value(), "hello"));
        QTRY_COMPARE_WITH_TIMEOUT(bob.texts().first(), QStringLiteral("hello"), kPatienceMs);
        const auto quoted = bob.messages().newest(bob.conversation(), 1).front();
        QVERIFY(quoted.edited > 0);
        QVERIFY(bob->send(bob.conversation(), {"hi", quoted.id}));
        QTRY_COMPARE_WITH_TIMEOUT(alice.texts().size(), 2, kPatienceMs);
        QCOMPARE(alice.messages().newest(alice.conversation(), 1).front().quoted, first.value());
        QVERIFY(alice->takeBack(first.value()));
        QTRY_COMPARE_WITH_TIMEOUT(bob.texts().size(), 1, kPatienceMs);
        // Nobody edits what another wrote.
        QVERIFY(!bob->edit(alice.messages().newest(alice.conversation(), 1).front().id, "x") ||
                alice.texts().last() == QStringLiteral("hi"));
    }

    void typingAndItsSwitch()
    {
        Pair pair;
        auto& [world, alice, bob] = pair;
        QVERIFY(befriend(alice, bob));
        alice->typing(alice.conversation());
        QTRY_COMPARE_WITH_TIMEOUT(bob.typingSeen, 1, kPatienceMs);
        bob->setSetting(core::settings::kTyping, "off");
        bob->typing(bob.conversation());
        bob.say("now");
        QTRY_COMPARE_WITH_TIMEOUT(alice.texts().size(), 1, kPatienceMs);
        QCOMPARE(alice.typingSeen, 0);
    }

    void blockedPeopleAreNotHeard()
    {
        Pair pair;
        auto& [world, alice, bob] = pair;
        QVERIFY(befriend(alice, bob));
        QTRY_VERIFY_WITH_TIMEOUT(alice->isIdle() && bob->isIdle(), kPatienceMs);
        QVERIFY(alice->block(alice.contact().id));
        QTRY_VERIFY_WITH_TIMEOUT(alice->isIdle(), kPatienceMs);
        bob.say("are you there?");
        QVERIFY(!alice->send(alice.conversation(), {"no", storage::kNoRow}));
        QTRY_VERIFY_WITH_TIMEOUT(bob->isIdle(), kPatienceMs);
        QCOMPARE(alice.texts().size(), 0);
        QVERIFY(alice->unblock(alice.contact().id));
        QTRY_COMPARE_WITH_TIMEOUT(alice.texts().size(), 1, 3 * kPatienceMs);
    }

    void movesToAnotherRelay()
    {
        World elsewhere;
        Pair pair;
        auto& [world, alice, bob] = pair;
        QVERIFY(befriend(alice, bob));
        QVERIFY(alice->moveToRelay(elsewhere.address()));
        QTRY_VERIFY_WITH_TIMEOUT(alice->isIdle() && bob->isIdle(), 2 * kPatienceMs);
        bob.say("found you");
        QTRY_COMPARE_WITH_TIMEOUT(alice.texts().size(), 1, 2 * kPatienceMs);
    }
};

QTEST_GUILESS_MAIN(ConversationOfTwo)
#include "tst_conversation_of_two.moc"
