#ifndef Q_MOC_RUN
#include "tests/app/storage/storage_world.h"
#endif

#include <algorithm>
#include <map>
#include <random>

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

/// What a conversation must look like, computed from what its messages claim alone.
struct Model
{
    struct Held
    {
        std::int64_t claimed = 0;
        RowId author = kNoRow;
        bool unread = false;
    };
    std::map<MessageUid, Held> held;

    [[nodiscard]] std::vector<std::pair<std::int64_t, MessageUid>> places() const
    {
        std::vector<std::tuple<std::int64_t, MessageUid, RowId>> order;
        for (const auto& [uid, message] : held) {
            order.emplace_back(message.claimed, uid, message.author);
        }
        std::ranges::sort(order);
        std::vector<std::pair<std::int64_t, MessageUid>> out;
        std::int64_t last = 0;
        for (const auto& [claimed, uid, author] : order) {
            last = std::max(claimed, last + 1);
            out.emplace_back(last, uid);
        }
        return out;
    }
};

/// Two places of one clock's tick apart, so that many collide.
constexpr std::int64_t kPlaces = 40;

} // namespace

/// Where messages stand that several devices have put somewhere, and what is counted of them.
class TestMessagePlaces : public QObject
{
    Q_OBJECT

private slots:
    void anOlderOneIsNeitherNewNorUnread();
    void thePlaceFollowsFromTheClaims();
    void whatWasRemovedDoesNotComeAgain();
    void aQuoteFindsWhatComesLater();
    void theFloorKeepsWhatTheRowKnew();
    void agreesWithAModel_data();
    void agreesWithAModel();
};

void TestMessagePlaces::anOlderOneIsNeitherNewNorUnread()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    const RowId newest = world.receive(id, "new");
    world.change([&] { return world.messages.markRead(id, world.at(id).newestPosition, 9); });
    Message older = world.received(id, "old");
    older.received = 7;
    older.claimed = 7'000;
    QVERIFY(world.change([&] { return world.messages.addAt(older); }));
    QCOMPARE(world.at(id).unread, std::uint64_t{0});
    QCOMPARE(world.at(id).newestMessage, newest);
    Message newer = world.received(id, "newer");
    newer.claimed = newer.received * 1'000;
    const auto added = world.change([&] { return world.messages.addAt(newer); });
    QCOMPARE(world.at(id).unread, std::uint64_t{1});
    QCOMPARE(world.at(id).newestMessage, *added);
    QCOMPARE(world.at(id).active, newer.received);
    QVERIFY(!world.change([&] { return world.messages.addAt(newer); }));
}

void TestMessagePlaces::thePlaceFollowsFromTheClaims()
{
    const auto texts = [](bool turned) {
        StorageWorld world;
        const RowId id = world.addConversation(1);
        std::vector<Message> messages;
        for (const std::int64_t claimed : {10, 10, 11, 13, 12, 10}) {
            messages.push_back(world.received(id, std::to_string(messages.size())));
            messages.back().claimed = claimed;
        }
        if (turned) {
            std::ranges::reverse(messages);
        }
        std::string out;
        world.change([&] {
            for (const Message& message : messages) {
                (void)world.messages.addAt(message);
            }
        });
        for (const Message& message : world.messages.newest(id, 10)) {
            out += message.text + "@" + std::to_string(message.position) + " ";
        }
        return out;
    };
    QCOMPARE(texts(false), std::string("0@10 1@11 5@12 2@13 4@14 3@15 "));
    QCOMPARE(texts(true), texts(false));
}

void TestMessagePlaces::whatWasRemovedDoesNotComeAgain()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    const Message message = world.received(id, "gone");
    const RowId row = *world.add(message);
    world.change([&] { world.messages.remove(row); });
    QVERIFY(!world.add(message));
    Message again = message;
    again.claimed = 5;
    QVERIFY(!world.change([&] { return world.messages.addAt(again); }));
    const auto name = world.messages.names().find(row);
    QVERIFY(name && name->isGone() && name->uid == message.uid);
    // One that never was here.
    const Message stranger = world.received(id, "never");
    world.change([&] {
        return world.messages.names().note(stranger.author, stranger.author, stranger.uid,
                                           Absence::Removed);
    });
    QVERIFY(!world.add(stranger));
    QCOMPARE(world.messages.count(id), std::uint64_t{0});
}

void TestMessagePlaces::aQuoteFindsWhatComesLater()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    const Message target = world.received(id, "target");
    Message quoting = world.received(id, "quoting");
    const RowId row = world.change([&] {
        quoting.quoted = world.messages.reference(id, target.author, target.uid);
        return *world.messages.add(quoting);
    });
    QVERIFY(world.messages.find(row)->quoted < 0);
    QVERIFY(!world.messages.find(quoting.quoted));
    const RowId came = *world.add(target);
    QCOMPARE(world.messages.find(row)->quoted, came);
    QVERIFY(!world.messages.names().find(quoting.quoted));
}

void TestMessagePlaces::theFloorKeepsWhatTheRowKnew()
{
    StorageWorld world;
    const RowId id = world.addConversation(1);
    const RowId contact = world.at(id).contact;
    const Message message = world.received(id, "a");
    (void)world.add(message);
    const std::int64_t newest = world.at(id).newestPosition;
    world.change([&] { world.conversations.remove(id); });
    QCOMPARE(world.conversations.floor(contact).removed, newest);
    const RowId again =
        world.change([&] { return world.conversations.add(ConversationKind::Person, contact, 1); });
    Message same = message;
    same.conversation = again;
    QVERIFY(!world.add(same));
    // A clock that went back puts nothing below the floor.
    Message next = world.received(again, "b");
    next.received = 5;
    (void)world.add(next);
    QVERIFY(world.at(again).newestPosition > newest);
    QCOMPARE(world.at(again).unread, std::uint64_t{1});
}

void TestMessagePlaces::agreesWithAModel_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 6; ++seed) {
        QTest::addRow("seed %u", seed) << seed;
    }
}

void TestMessagePlaces::agreesWithAModel()
{
    QFETCH(const unsigned, seed);
    std::mt19937 random(seed);
    const auto below = [&](auto limit) {
        return static_cast<std::int64_t>(random() % static_cast<unsigned>(limit));
    };
    StorageWorld world;
    const RowId id = world.addConversation(1);
    Model model;
    std::int64_t read = 0;
    Transaction transaction(world.database);
    for (int step = 0; step < 300; ++step) {
        const auto stored = world.messages.newest(id, 1'000);
        const Message* const any =
            stored.empty() ? nullptr : &stored[static_cast<std::size_t>(below(stored.size()))];
        switch (below(8)) {
        case 0:
        case 1:
        case 2: {
            Message message = below(2) == 0 ? world.received(id, "t") : world.own(id, "t");
            message.uid = numbered<MessageUid>(random());
            message.claimed = 100 + below(kPlaces);
            if (world.messages.addAt(message)) {
                model.held[message.uid] = {message.claimed, message.author, !message.isOwn()};
            }
            break;
        }
        case 3:
            if (any != nullptr) {
                const std::int64_t lower = any->claimed - below(6);
                world.messages.lower(any->id, lower);
                model.held[any->uid].claimed = std::min(model.held[any->uid].claimed, lower);
            }
            break;
        case 4:
            if (any != nullptr) {
                world.messages.remove(any->id);
                model.held.erase(any->uid);
            }
            break;
        case 5:
            if (any != nullptr && below(4) == 0) {
                world.messages.erase(any->id);
                model.held[any->uid].unread = false;
            }
            break;
        case 6:
            if (below(10) == 0) {
                const std::int64_t position = 100 + below(kPlaces / 3);
                (void)world.messages.removeUpTo(id, position);
                std::erase_if(model.held, [position](const auto& held) {
                    return held.second.claimed <= position;
                });
            }
            break;
        default:
            if (below(5) == 0) {
                read = std::max(read, 100 + below(kPlaces));
                (void)world.messages.markRead(id, read, 0);
            }
            break;
        }
        const auto places = model.places();
        const auto found = world.messages.newest(id, 1'000);
        QCOMPARE(found.size(), places.size());
        std::uint64_t unread = 0;
        for (std::size_t i = 0; i < found.size(); ++i) {
            QCOMPARE(found[i].position, places[i].first);
            QVERIFY(found[i].uid == places[i].second);
            QCOMPARE(found[i].claimed, model.held[found[i].uid].claimed);
            unread += model.held[found[i].uid].unread && found[i].position > read ? 1U : 0U;
        }
        const Conversation conversation = world.at(id);
        QCOMPARE(conversation.unread, unread);
        QCOMPARE(conversation.newestPosition, places.empty() ? 0 : places.back().first);
        QCOMPARE(conversation.newestMessage, found.empty() ? 0 : found.back().id);
    }
}

QTEST_APPLESS_MAIN(TestMessagePlaces)
#include "tst_message_places.moc"
