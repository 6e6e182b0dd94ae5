#ifndef Q_MOC_RUN
#include "app/core/base/wire_bytes.h"
#include "app/core/content.pb.h"
#include "app/storage/early_change_store.h"
#include "app/storage/outbox_store.h"
#include "tests/app/core/client_world.h"
#include "tests/support/mailbox.h"
#endif

#include <QTest>

using namespace sotto;
using core::wire::Content;
using storage::MessageKind;
using storage::MessageUid;
using test::kPatienceMs;
using test::Pair;
using test::Peer;

namespace {

/// Queues a content that the client itself would not have made, or not in this order.
void post(Peer& peer, const Content& content)
{
    storage::Database& database = peer->database();
    storage::OutboxStore outbox(database);
    storage::OutboxItem item;
    item.contact = peer.contact().id;
    const auto device =
        QByteArray::fromHex(QByteArray::fromStdString(peer->devicesOf(item.contact).front().id));
    item.device = *core::fixedOf<storage::DeviceBytes>(device.toStdString());
    item.uid = *core::fixedOf<MessageUid>(content.id());
    const std::string bytes = content.SerializeAsString();
    item.content = crypto::SecretBytes(core::viewOf(bytes));
    storage::Transaction transaction(database);
    outbox.add(item);
    transaction.commit();
    peer->retryNow();
}

/// The newest content went to the relay, and was lost there.
void loseNewest(Peer& peer)
{
    storage::Transaction transaction(peer->database());
    peer->database().execute("UPDATE outbox SET stage = 3, posted = 0 WHERE id = "
                             "(SELECT max(id) FROM outbox WHERE stage = 1)");
    transaction.commit();
}

std::string uidOf(char digit)
{
    return std::string(MessageUid::kSize, digit);
}

Content named(char digit, std::uint64_t sentMs)
{
    Content out;
    out.set_id(uidOf(digit));
    out.set_sent_ms(sentMs);
    return out;
}

Content textNamed(char digit, const char* text)
{
    Content out = named(digit, 1'000);
    out.mutable_text()->set_text(text);
    return out;
}

Content editOf(const std::string& target, char digit, const char* text, std::uint64_t sentMs)
{
    Content out = named(digit, sentMs);
    out.mutable_edit()->set_target(target);
    out.mutable_edit()->mutable_text()->set_text(text);
    return out;
}

Content removalOf(const std::string& target, char digit)
{
    Content out = named(digit, 2'000);
    out.mutable_removal()->set_target(target);
    return out;
}

std::uint64_t earlyChanges(Peer& peer)
{
    return storage::EarlyChangeStore(peer->database()).count(peer.contact().id);
}

storage::Message newest(Peer& peer)
{
    return peer.messages().newest(peer.conversation(), 1).front();
}

/// Nothing of it can go anywhere any more, and all that it sends now waits.
void cutOff(test::World& world, Peer& peer)
{
    world.killRelay();
    peer.vanish(); // no connection outlives this
    peer.open();
}

std::int64_t numberIn(Peer& peer, const char* sql)
{
    storage::Statement statement(peer->database(), sql);
    return statement.step() ? statement.integer(0) : -1;
}

/// Contents of a message, or about it, that wait.
std::int64_t waiting(Peer& peer)
{
    return numberIn(peer, "SELECT count(*) FROM outbox WHERE subject != 0");
}

bool isSealed(Peer& peer)
{
    return numberIn(peer, "SELECT count(*) FROM outbox WHERE subject != 0 AND stage = 2") > 0;
}

std::int64_t deletedOnes(Peer& peer)
{
    return numberIn(peer, "SELECT count(*) FROM messages WHERE kind = 2");
}

/// All of the other's contents have come, and were acknowledged.
bool hasSettled(Peer& peer)
{
    storage::Statement waiting(peer->database(), "SELECT 1 FROM outbox WHERE uid != zeroblob(16)");
    return !waiting.step() && peer->isIdle();
}

} // namespace

/// Edits and removals that take other ways than the texts that they name.
class MessageChanges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEditOvertakesItsText()
    {
        Pair pair;
        auto& [world, alice, bob] = pair;
        QVERIFY(befriend(alice, bob));
        const auto sent = alice->send(alice.conversation(), {"helo", storage::kNoRow});
        loseNewest(alice); // and so comes a second time, behind the edit
        QVERIFY(alice->edit(sent.value(), "hello"));
        QTRY_COMPARE_WITH_TIMEOUT(bob.texts(), QStringList(QStringLiteral("hello")), kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(hasSettled(alice), kPatienceMs);
        QCOMPARE(bob.texts(), QStringList(QStringLiteral("hello")));
        QVERIFY(newest(bob).edited > 0);
        QCOMPARE(earlyChanges(bob), std::uint64_t{0});
    }

    void theNewestOfEarlyEditsCounts()
    {
        Pair pair;
        auto& [world, alice, bob] = pair;
        QVERIFY(befriend(alice, bob));
        post(bob, editOf(uidOf('t'), 'b', "third", 4'000));
        post(bob, editOf(uidOf('t'), 'a', "second", 3'000));
        QTRY_COMPARE_WITH_TIMEOUT(earlyChanges(alice), std::uint64_t{1}, kPatienceMs);
        post(bob, textNamed('t', "first"));
        QTRY_COMPARE_WITH_TIMEOUT(alice.texts(), QStringList(QStringLiteral("third")), kPatienceMs);
        QVERIFY(newest(alice).edited == 4'000);
        // Those that come behind the text are compared in the same way.
        post(bob, editOf(uidOf('t'), 'c', "too late", 3'500));
        post(bob, editOf(uidOf('t'), 'd', "fourth", 4'001));
        QTRY_COMPARE_WITH_TIMEOUT(alice.texts(), QStringList(QStringLiteral("fourth")),
                                  kPatienceMs);
    }

    void aClockThatIsSetBackMakesNoOlderEdit()
    {
        Pair pair;
        auto& [world, alice, bob] = pair;
        QVERIFY(befriend(alice, bob));
        const auto sent = alice->send(alice.conversation(), {"1", storage::kNoRow});
        QTRY_COMPARE_WITH_TIMEOUT(bob.texts().size(), 1, kPatienceMs);
        QVERIFY(alice->edit(sent.value(), "2"));
        QTRY_COMPARE_WITH_TIMEOUT(bob.texts().last(), QStringLiteral("2"), kPatienceMs);
        world.clock.ahead -= 3'600'000;
        QVERIFY(alice->edit(sent.value(), "3"));
        QTRY_COMPARE_WITH_TIMEOUT(bob.texts().last(), QStringLiteral("3"), kPatienceMs);
    }

    void aRemovalOvertakesItsText()
    {
        Pair pair;
        auto& [world, alice, bob] = pair;
        QVERIFY(befriend(alice, bob));
        const auto before = bob.messages().count(bob.conversation());
        post(alice, removalOf(uidOf('t'), 'r'));
        post(alice, editOf(uidOf('t'), 'e', "edited all the same", 9'000));
        QTRY_COMPARE_WITH_TIMEOUT(earlyChanges(bob), std::uint64_t{1}, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(hasSettled(alice), kPatienceMs);
        // Nothing is shown of what never came.
        QCOMPARE(bob.messages().count(bob.conversation()), before);
        post(alice, textNamed('t', "not for you"));
        QTRY_VERIFY_WITH_TIMEOUT(hasSettled(alice), kPatienceMs);
        QCOMPARE(bob.texts(), QStringList());
        QVERIFY(newest(bob).kind == MessageKind::Deleted);
        QCOMPARE(newest(bob).text, std::string());
        QCOMPARE(bob.conversations().find(bob.conversation())->unread, std::uint64_t{0});
    }

    void nobodyChangesWhatAnotherWrote()
    {
        Pair pair;
        auto& [world, alice, bob] = pair;
        QVERIFY(befriend(alice, bob));
        alice.say("mine");
        QTRY_COMPARE_WITH_TIMEOUT(bob.texts().size(), 1, kPatienceMs);
        const std::string uid = core::fieldOf(newest(alice).uid.view());
        const auto now = static_cast<std::uint64_t>(world.clock.now());
        post(bob, editOf(uid, 'e', "yours", now));
        post(bob, removalOf(uid, 'r'));
        post(bob, textNamed('t', "done"));
        QTRY_COMPARE_WITH_TIMEOUT(alice.texts().size(), 2, kPatienceMs);
        QCOMPARE(alice.texts().first(), QStringLiteral("> mine"));
    }

    void whatIsTakenBackInTimeNeverLeaves()
    {
        Pair pair;
        auto& [world, alice, bob] = pair;
        QVERIFY(befriend(alice, bob));
        QTRY_VERIFY_WITH_TIMEOUT(hasSettled(alice), kPatienceMs);
        const auto sent = alice->send(alice.conversation(), {"no", storage::kNoRow});
        QVERIFY(alice->edit(sent.value(), "no!"));
        QVERIFY(alice->takeBack(sent.value()));
        QCOMPARE(waiting(alice), 0);
        alice.vanish(); // as a kill would do it
        alice.open();
        QCOMPARE(waiting(alice), 0);
        alice.say("yes");
        QTRY_COMPARE_WITH_TIMEOUT(bob.texts(), QStringList(QStringLiteral("yes")), kPatienceMs);
        QCOMPARE(deletedOnes(bob), 0);
        QCOMPARE(earlyChanges(bob), std::uint64_t{0});
    }

    void whatIsTakenBackOfflineNeverLeaves()
    {
        Pair pair;
        auto& [world, alice, bob] = pair;
        QVERIFY(befriend(alice, bob));
        QTRY_VERIFY_WITH_TIMEOUT(hasSettled(alice), kPatienceMs);
        cutOff(world, alice);
        const auto sent = alice->send(alice.conversation(), {"no", storage::kNoRow});
        // Encrypted, and handed to a connection that waits for its relay.
        QTRY_VERIFY_WITH_TIMEOUT(isSealed(alice), kPatienceMs);
        QVERIFY(alice->edit(sent.value(), "no!"));
        QVERIFY(alice->edit(sent.value(), "no!!"));
        QVERIFY(alice->takeBack(sent.value()));
        QCOMPARE(waiting(alice), 1);
        alice.say("yes");
        world.startRelay();
        QTRY_COMPARE_WITH_TIMEOUT(bob.texts(), QStringList(QStringLiteral("yes")), 3 * kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(hasSettled(alice), kPatienceMs);
        QCOMPARE(deletedOnes(bob), 0);
        QCOMPARE(earlyChanges(bob), std::uint64_t{1});
    }

    void whatMayHaveArrivedIsTakenBackThere()
    {
        Pair pair;
        auto& [world, alice, bob] = pair;
        QVERIFY(befriend(alice, bob));
        const auto lost = alice->send(alice.conversation(), {"lost?", storage::kNoRow});
        loseNewest(alice);
        QVERIFY(alice->takeBack(lost.value()));
        // The text itself is not sent again.
        QCOMPARE(waiting(alice), 1);
        bob.vanish();
        const auto posted = alice->send(alice.conversation(), {"no", storage::kNoRow});
        QTRY_VERIFY_WITH_TIMEOUT(alice.messages().find(posted.value())->state ==
                                     storage::MessageState::Sent,
                                 kPatienceMs);
        QVERIFY(alice->takeBack(posted.value()));
        QTRY_VERIFY_WITH_TIMEOUT(alice->isIdle(), kPatienceMs);
        bob.open();
        QTRY_VERIFY_WITH_TIMEOUT(hasSettled(alice), kPatienceMs);
        QCOMPARE(bob.texts(), QStringList());
        QCOMPARE(deletedOnes(bob), 1);
        QCOMPARE(earlyChanges(bob), std::uint64_t{1});
    }

    void anEditInTimeIsTheText()
    {
        Pair pair;
        auto& [world, alice, bob] = pair;
        QVERIFY(befriend(alice, bob));
        alice.say("question");
        QTRY_COMPARE_WITH_TIMEOUT(bob.texts().size(), 1, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(hasSettled(alice), kPatienceMs);
        const auto sent = alice->send(alice.conversation(), {"helo", newest(alice).id});
        QVERIFY(alice->edit(sent.value(), "hello"));
        QCOMPARE(waiting(alice), 1);
        QCOMPARE(newest(alice).edited, 0);
        QTRY_COMPARE_WITH_TIMEOUT(bob.texts().size(), 2, kPatienceMs);
        QCOMPARE(bob.texts().last(), QStringLiteral("hello"));
        QCOMPARE(newest(bob).edited, 0);
        QVERIFY(newest(bob).quoted != storage::kNoRow);
        QTRY_VERIFY_WITH_TIMEOUT(hasSettled(alice), kPatienceMs);
        QCOMPARE(bob.texts().size(), 2);
    }

    void anEditOfflineIsTheText()
    {
        Pair pair;
        auto& [world, alice, bob] = pair;
        QVERIFY(befriend(alice, bob));
        QTRY_VERIFY_WITH_TIMEOUT(hasSettled(alice), kPatienceMs);
        cutOff(world, alice);
        const auto sent = alice->send(alice.conversation(), {"helo", storage::kNoRow});
        QTRY_VERIFY_WITH_TIMEOUT(isSealed(alice), kPatienceMs);
        QVERIFY(alice->edit(sent.value(), "hello"));
        QVERIFY(alice->edit(sent.value(), "hello!"));
        // The text, which may have left, and one edit.
        QCOMPARE(waiting(alice), 2);
        world.startRelay();
        QTRY_COMPARE_WITH_TIMEOUT(bob.texts(), QStringList(QStringLiteral("hello!")),
                                  3 * kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(hasSettled(alice), kPatienceMs);
        QCOMPARE(bob.texts(), QStringList(QStringLiteral("hello!")));
        QVERIFY(newest(bob).edited > 0);
    }

    void whatWaitsEndsWithItsTime()
    {
        Pair pair;
        auto& [world, alice, bob] = pair;
        QVERIFY(befriend(alice, bob));
        post(bob, editOf(uidOf('t'), 'e', "edited", 2'000));
        QTRY_COMPARE_WITH_TIMEOUT(earlyChanges(alice), std::uint64_t{1}, kPatienceMs);
        world.clock.ahead += std::int64_t{29} * 24 * 3600 * 1000;
        alice.vanish();
        alice.open();
        QCOMPARE(earlyChanges(alice), std::uint64_t{1});
        world.clock.ahead += std::int64_t{2} * 24 * 3600 * 1000;
        alice.vanish();
        alice.open();
        QCOMPARE(earlyChanges(alice), std::uint64_t{0});
    }
};

QTEST_GUILESS_MAIN(MessageChanges)
#include "tst_message_changes.moc"
