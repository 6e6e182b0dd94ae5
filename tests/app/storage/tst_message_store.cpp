#ifndef Q_MOC_RUN
#include "tests/app/storage/storage_world.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

std::vector<std::string> textsOf(const std::vector<Message>& messages)
{
    std::vector<std::string> out;
    for (const Message& message : messages) {
        out.push_back(message.text);
    }
    return out;
}

using Texts = std::vector<std::string>;

} // namespace

/// Messages, and what a conversation counts of them.
class TestMessageStore : public QObject
{
    Q_OBJECT

private slots:
    void comesBackWhole();
    void theSameUidIsAddedOnce();
    void positionsRise();
    void aClockThatWentBackPutsNothingInFront();
    void countsUnread();
    void readingGoesForward();
    void readingNamesTheNewest();
    void theNewestOfOthersIsUnreadAgain();
    void statesRise();
    void textsChange();
    void erasedOnesStayEmpty();
    void removingCountsAnew();
    void removesAll();
    void pages();
    void aRollbackCountsNothing();
};

void TestMessageStore::comesBackWhole()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    Message message = world.received(id, "hello");
    message.kind = MessageKind::NumberChanged;
    message.sent = 3;
    message.edited = 4;
    message.quoted = 9;
    const RowId row = *world.add(message);
    const Message found = *world.messages.find(row);
    QCOMPARE(found.id, row);
    QCOMPARE(found.conversation, id);
    QCOMPARE(found.author, message.author);
    QVERIFY(found.uid == message.uid);
    QVERIFY(found.kind == message.kind);
    QVERIFY(found.state == message.state);
    QCOMPARE(found.sent, 3);
    QCOMPARE(found.received, message.received);
    QCOMPARE(found.edited, 4);
    QCOMPARE(found.text, message.text);
    QCOMPARE(found.quoted, 9);
    QCOMPARE(found.position, message.received * 1'000);
    QCOMPARE(world.messages.findByUid(id, message.author, message.uid)->id, row);
    QVERIFY(!world.messages.findByUid(id, kNoRow, message.uid));
    QVERIFY(!world.messages.find(row + 1));
}

void TestMessageStore::theSameUidIsAddedOnce()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    Message message = world.received(id, "first");
    QVERIFY(world.add(message));
    message.text = "second";
    QVERIFY(!world.add(message));
    QCOMPARE(world.at(id).unread, std::uint64_t{1});
    QCOMPARE(world.messages.count(id), std::uint64_t{1});
    QVERIFY(world.messages.search("second", kNoRow, kNoRow, 5).empty());
    // Of another author it is another message.
    message.author = kNoRow;
    QVERIFY(world.add(message));
}

void TestMessageStore::positionsRise()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    Message message = world.received(id, "a");
    QVERIFY(world.add(message));
    Message sameTime = world.received(id, "b");
    sameTime.received = message.received;
    const RowId second = *world.add(sameTime);
    QCOMPARE(world.messages.find(second)->position, message.received * 1'000 + 1);
    QCOMPARE(world.at(id).newestMessage, second);
    QCOMPARE(world.at(id).newestPosition, message.received * 1'000 + 1);
}

void TestMessageStore::aClockThatWentBackPutsNothingInFront()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    const RowId first = world.receive(id, "a");
    world.change([&] { return world.messages.markRead(id, world.at(id).newestPosition, 9); });
    world.change([&] { world.messages.remove(first); });
    Message message = world.received(id, "b");
    message.received = 5;
    QVERIFY(world.add(message));
    QCOMPARE(world.at(id).unread, std::uint64_t{1});
    QVERIFY(world.at(id).newestPosition > world.at(id).readPosition);
    QCOMPARE(world.at(id).active, StorageWorld::kNow + 1'000);
}

void TestMessageStore::countsUnread()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    world.receive(id, "counts");
    world.add(world.own(id, "own"));
    Message line = world.received(id, "line");
    line.kind = MessageKind::DeviceAdded;
    world.add(line);
    QCOMPARE(world.at(id).unread, std::uint64_t{1});
    world.receive(id, "counts");
    QCOMPARE(world.at(id).unread, std::uint64_t{2});
}

void TestMessageStore::readingGoesForward()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    std::vector<Message> messages;
    for (int i = 0; i < 4; ++i) {
        messages.push_back(*world.messages.find(world.receive(id, std::to_string(i))));
    }
    const auto read =
        world.change([&] { return world.messages.markRead(id, messages[1].position, 100); });
    QVERIFY(read == (std::vector{messages[0].uid, messages[1].uid}));
    QCOMPARE(world.at(id).unread, std::uint64_t{2});
    QCOMPARE(world.at(id).readPosition, messages[1].position);
    // Back is no way to go.
    QVERIFY(world.messages.markRead(id, messages[0].position, 100).empty());
    QCOMPARE(world.at(id).readPosition, messages[1].position);
    QCOMPARE(world.at(id).unread, std::uint64_t{2});
    const auto rest =
        world.change([&] { return world.messages.markRead(id, messages[3].position, 100); });
    QVERIFY(rest == (std::vector{messages[2].uid, messages[3].uid}));
    QCOMPARE(world.at(id).unread, std::uint64_t{0});
}

void TestMessageStore::readingNamesTheNewest()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    for (int i = 0; i < 5; ++i) {
        world.receive(id, std::to_string(i));
    }
    world.add(world.own(id, "own"));
    const auto read = world.messages.markRead(id, world.at(id).newestPosition, 2);
    QVERIFY(read == (std::vector{numbered<MessageUid>(4), numbered<MessageUid>(5)}));
    QCOMPARE(world.at(id).unread, std::uint64_t{0});
}

void TestMessageStore::theNewestOfOthersIsUnreadAgain()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    world.change([&] { world.messages.markUnread(id); });
    QCOMPARE(world.at(id).unread, std::uint64_t{0});
    for (const char* text : {"a", "b"}) {
        world.receive(id, text);
    }
    const auto newest = world.at(id).newestPosition;
    world.add(world.own(id, "own"));
    world.change([&] { return world.messages.markRead(id, world.at(id).newestPosition, 9); });
    QCOMPARE(world.at(id).unread, std::uint64_t{0});
    world.change([&] { world.messages.markUnread(id); });
    QCOMPARE(world.at(id).unread, std::uint64_t{1});
    QCOMPARE(world.at(id).readPosition, newest - 1);
    world.receive(id, "c");
    QCOMPARE(world.at(id).unread, std::uint64_t{2});
}

void TestMessageStore::statesRise()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    const RowId row = *world.add(world.own(id, "x"));
    const auto state = [&] { return world.messages.find(row)->state; };
    QVERIFY(world.messages.raiseState(row, MessageState::Sent));
    QVERIFY(
        world.messages.raiseState(row, MessageState::Failed)); // the relay had it, nobody took it
    QVERIFY(!world.messages.raiseState(row, MessageState::Sent));
    QVERIFY(!world.messages.raiseState(row, MessageState::Waiting));
    QVERIFY(!world.messages.raiseState(row, MessageState::Failed));
    world.messages.setState(row, MessageState::Waiting);
    QVERIFY(state() == MessageState::Waiting);
    QVERIFY(world.messages.raiseState(row, MessageState::Delivered));
    QVERIFY(!world.messages.raiseState(row, MessageState::Sent));
    QVERIFY(!world.messages.raiseState(row, MessageState::Delivered));
    QVERIFY(!world.messages.raiseState(row, MessageState::Failed));
    QVERIFY(state() == MessageState::Delivered);
    QVERIFY(world.messages.raiseState(row, MessageState::Read));
    QVERIFY(!world.messages.raiseState(row + 1, MessageState::Read));
}

void TestMessageStore::textsChange()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    const RowId row = world.receive(id, "before");
    world.change([&] { world.messages.setText(row, "after", 44); });
    QCOMPARE(world.messages.find(row)->text, std::string("after"));
    QCOMPARE(world.messages.find(row)->edited, 44);
    QVERIFY(world.messages.search("before", kNoRow, kNoRow, 5).empty());
    QCOMPARE(world.messages.search("after", kNoRow, kNoRow, 5).size(), std::size_t{1});
}

void TestMessageStore::erasedOnesStayEmpty()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    const RowId row = world.receive(id, "taken back");
    world.change([&] { world.messages.erase(row); });
    const Message found = *world.messages.find(row);
    QVERIFY(found.kind == MessageKind::Deleted);
    QVERIFY(found.text.empty());
    QCOMPARE(world.at(id).unread, std::uint64_t{0});
    QCOMPARE(world.at(id).newestMessage, row);
    QVERIFY(world.messages.search("taken", kNoRow, kNoRow, 5).empty());
}

void TestMessageStore::removingCountsAnew()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    const RowId first = world.receive(id, "a");
    const RowId second = world.receive(id, "b");
    world.change([&] { world.messages.remove(second); });
    QCOMPARE(world.at(id).unread, std::uint64_t{1});
    QCOMPARE(world.at(id).newestMessage, first);
    QCOMPARE(world.at(id).newestPosition, world.messages.find(first)->position);
    world.change([&] { world.messages.remove(first); });
    QCOMPARE(world.at(id).newestMessage, kNoRow);
    QCOMPARE(world.at(id).unread, std::uint64_t{0});
}

void TestMessageStore::removesAll()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    const RowId other = world.addConversation(2);
    for (int i = 0; i < 10; ++i) {
        world.receive(id, "word");
        world.receive(other, "word");
    }
    world.change([&] { world.messages.removeAll(id); });
    QCOMPARE(world.messages.count(id), std::uint64_t{0});
    QCOMPARE(world.messages.count(other), std::uint64_t{10});
    QCOMPARE(world.at(id).unread, std::uint64_t{0});
    QCOMPARE(world.messages.search("word", kNoRow, kNoRow, 50).size(), std::size_t{10});
}

void TestMessageStore::pages()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    const RowId other = world.addConversation(2);
    std::vector<Message> messages;
    for (int i = 0; i < 6; ++i) {
        messages.push_back(*world.messages.find(world.receive(id, std::to_string(i))));
        world.receive(other, "of another");
    }
    QCOMPARE(textsOf(world.messages.newest(id, 2)), (Texts{"4", "5"}));
    QCOMPARE(textsOf(world.messages.newest(id, 50)).size(), std::size_t{6});
    QCOMPARE(textsOf(world.messages.before(id, messages[4].position, 2)), (Texts{"2", "3"}));
    QCOMPARE(textsOf(world.messages.before(id, messages[0].position, 2)), Texts{});
    QCOMPARE(textsOf(world.messages.after(id, messages[1].position, 2)), (Texts{"2", "3"}));
    QCOMPARE(textsOf(world.messages.after(id, messages[5].position, 2)), Texts{});
    QCOMPARE(world.messages.count(id), std::uint64_t{6});
    QVERIFY(world.messages.newest(id, 0).empty());
}

void TestMessageStore::aRollbackCountsNothing()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    {
        const Transaction transaction(world.database);
        world.messages.add(world.received(id, "never"));
    }
    QCOMPARE(world.at(id).unread, std::uint64_t{0});
    QVERIFY(world.messages.newest(id, 5).empty());
    QVERIFY(world.messages.search("never", kNoRow, kNoRow, 5).empty());
}

QTEST_GUILESS_MAIN(TestMessageStore)
#include "tst_message_store.moc"
