#ifndef Q_MOC_RUN
#include "tests/app/storage/storage_world.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

std::vector<RowId> idsOf(const std::vector<ConversationSummary>& summaries)
{
    std::vector<RowId> out;
    for (const ConversationSummary& summary : summaries) {
        out.push_back(summary.conversation.id);
    }
    return out;
}

} // namespace

/// Conversations and the list of them.
class TestConversationStore : public QObject
{
    Q_OBJECT

private slots:
    void comesBack();
    void updateKeepsTheCounters();
    void summariesAreInOrder();
    void summariesLeaveOutWhoIsGone();
    void summariesShowTheNewestMessage();
    void previewsEndWithAWholeCharacter();
    void notesHaveNoContact();
    void removingTakesTheMessages();
};

void TestConversationStore::comesBack()
{
    StorageWorld world;
    const RowId contact = world.addContact(1);
    const RowId id = world.conversations.add(ConversationKind::Person, contact, 5);
    const auto found = world.conversations.findByContact(contact);
    QVERIFY(found);
    QCOMPARE(found->id, id);
    QVERIFY(found->kind == ConversationKind::Person);
    QCOMPARE(found->active, 5);
    QCOMPARE(found->unread, std::uint64_t{0});
    QCOMPARE(found->newestMessage, kNoRow);
    QVERIFY(!world.conversations.find(id + 1));
    QVERIFY(!world.conversations.findByContact(contact + 1));
    QVERIFY(!world.conversations.summary(id + 1));
}

void TestConversationStore::updateKeepsTheCounters()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    world.receive(id, "hello");
    Conversation changed = world.at(id);
    changed.draft = "not yet sent";
    changed.draftReply = 7;
    changed.pinned = true;
    changed.mutedUntil = -1;
    changed.active = 99;
    changed.unread = 500;
    changed.newestMessage = 500;
    world.conversations.update(changed);
    const Conversation found = world.at(id);
    QCOMPARE(found.draft, changed.draft);
    QCOMPARE(found.draftReply, 7);
    QVERIFY(found.pinned);
    QCOMPARE(found.mutedUntil, -1);
    QCOMPARE(found.active, 99);
    QCOMPARE(found.unread, std::uint64_t{1});
    QVERIFY(found.newestMessage != 500);
}

void TestConversationStore::summariesAreInOrder()
{
    StorageWorld world;
    const RowId old = world.addConversation(1);
    const RowId pinned = world.addConversation(2);
    const RowId request = world.addConversation(3, ContactStanding::Asking);
    const RowId active = world.addConversation(4);
    Conversation changed = world.at(pinned);
    changed.pinned = true;
    world.conversations.update(changed);
    world.receive(old, "one");
    world.receive(active, "two");
    QVERIFY(idsOf(world.conversations.summaries()) == (std::vector{request, pinned, active, old}));
    world.receive(old, "three");
    QVERIFY(idsOf(world.conversations.summaries()) == (std::vector{request, pinned, old, active}));
}

void TestConversationStore::summariesLeaveOutWhoIsGone()
{
    StorageWorld world;
    world.addConversation(1, ContactStanding::Blocked);
    world.addConversation(2, ContactStanding::Gone);
    const RowId asked = world.addConversation(3, ContactStanding::Asked);
    QVERIFY(idsOf(world.conversations.summaries()) == std::vector{asked});
}

void TestConversationStore::summariesShowTheNewestMessage()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    world.receive(id, "old");
    QCOMPARE(world.conversations.summary(id)->newest->text, std::string("old"));
    const RowId newest = world.receive(id, "new");
    const auto summary = world.conversations.summaries().front();
    QCOMPARE(summary.newest->id, newest);
    QCOMPARE(summary.newest->text, std::string("new"));
    QCOMPARE(summary.contact->name, std::string("Contact 1"));
    QCOMPARE(summary.conversation.unread, std::uint64_t{2});
    const RowId empty = world.addConversation(2);
    QVERIFY(!world.conversations.summary(empty)->newest);
}

void TestConversationStore::previewsEndWithAWholeCharacter()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    std::string text = "x";
    while (text.size() < 2 * kPreviewBytesMax) {
        text += "\xE2\x82\xAC";
    }
    world.receive(id, text);
    const std::string preview = world.conversations.summary(id)->newest->text;
    QCOMPARE(preview.size(), 1 + (kPreviewBytesMax - 1) / 3 * 3);
    QVERIFY(text.starts_with(preview));
    world.receive(id, std::string(kPreviewBytesMax, 'a'));
    QCOMPARE(world.conversations.summary(id)->newest->text.size(), kPreviewBytesMax);
}

void TestConversationStore::notesHaveNoContact()
{
    StorageWorld world;
    const RowId id = world.conversations.add(ConversationKind::Notes, kNoRow, 5);
    QCOMPARE(world.at(id).contact, kNoRow);
    QVERIFY(!world.conversations.summaries().front().contact);
}

void TestConversationStore::removingTakesTheMessages()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    const RowId other = world.addConversation(2);
    world.receive(id, "gone");
    world.receive(other, "stays");
    world.change([&] { world.conversations.remove(id); });
    QVERIFY(!world.conversations.find(id));
    QCOMPARE(world.messages.count(id), std::uint64_t{0});
    QCOMPARE(world.messages.count(other), std::uint64_t{1});
    QVERIFY(world.messages.search("gone", kNoRow, kNoRow, 5).empty());
    QCOMPARE(world.contacts.all().size(), std::size_t{2});
}

QTEST_GUILESS_MAIN(TestConversationStore)
#include "tst_conversation_store.moc"
