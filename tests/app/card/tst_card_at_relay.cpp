// The own card and a contact's view of it, with a relay on loopback between them.
#ifndef Q_MOC_RUN
#include "app/core/card/card_publisher.h"
#include "app/core/card/card_reader.h"
#include "crypto/base/init.h"
#include "crypto/log/log_builder.h"
#include "tests/app/support/object_world.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

namespace {

/// Somebody with a card. What it says is a name, and who may read it.
struct Owner
{
    explicit Owner(LoopbackRelay& relay)
        : sharedKey(crypto::SharedKey::first(world.random()))
        , ownToken(world.random().make<crypto::DeliveryToken>())
    {
        world.setRelay(relay);
        world.inTransaction([this] { CardPublisher::begin(world); });
        restart();
    }
    void restart()
    {
        world.revive();
        card = std::make_unique<CardPublisher>(world);
        card->onTrouble = [this](const ObjectTrouble& trouble) {
            troubles.push_back(trouble.kind);
        };
        card->onContentNeeded = [this] { say(said); };
    }
    void addReader() { readers.push_back(world.random().make<crypto::CardSlotKey>()); }
    void say(const std::string& text)
    {
        said = text;
        CardContent content;
        content.body.app = crypto::SecretBytes(crypto::asBytes(text));
        for (const crypto::CardSlotKey& key : readers) {
            content.readers.push_back({key.duplicate(), ownToken.duplicate()});
        }
        QVERIFY(card->publish(content, ownToken, sharedKey, logHead));
    }
    [[nodiscard]] CardReference reference(std::size_t reader, std::optional<CardState> state = {})
    {
        return {.place = world.place(),
                .id = card->name().id,
                .root = card->name().root,
                .slotKey = readers[reader].duplicate(),
                .state = std::move(state)};
    }

    ObjectWorld world;
    crypto::SharedKey sharedKey;
    crypto::DeliveryToken ownToken;
    crypto::EntryHash logHead;
    std::vector<crypto::CardSlotKey> readers;
    std::string said;
    std::vector<ObjectTrouble::Kind> troubles;
    std::unique_ptr<CardPublisher> card;
};

using Outcome = crypto::Result<CardRead, CardReadError>;

Outcome read(CardReference reference)
{
    std::optional<Outcome> out;
    const auto running =
        readContactCard(std::move(reference), [&](Outcome outcome) { out = std::move(outcome); });
    if (!waitFor([&] { return out.has_value(); })) {
        return crypto::Unexpected(CardReadError{.kind = CardReadError::Kind::Relay});
    }
    return std::move(*out);
}

std::string textOf(const Outcome& outcome)
{
    if (!outcome || !outcome->card) {
        return "(nothing)";
    }
    const crypto::ByteView app = outcome->card->body.app.view();
    return {reinterpret_cast<const char*>(app.data()), app.size()};
}

CardState copyOf(const CardState& state)
{
    return std::move(*CardState::parse(state.serialize().view()));
}

} // namespace

class TestCardAtRelay : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void aContactReadsWhatWasPublished()
    {
        LoopbackRelay relay;
        Owner owner(relay);
        owner.addReader();
        owner.say("first");
        QVERIFY(!owner.card->isPublished());
        owner.card->start();
        QTRY_VERIFY(owner.card->isPublished());

        Outcome first = read(owner.reference(0));
        QCOMPARE(textOf(first), std::string("first"));
        QVERIFY(first->card->token == owner.ownToken);
        QCOMPARE(first->state.newest.number, std::uint64_t{1});

        const Outcome again = read(owner.reference(0, copyOf(first->state)));
        QVERIFY(again && again->kind == CardRead::Kind::Unchanged);

        owner.say("second");
        QTRY_VERIFY(owner.card->isPublished());
        const Outcome second = read(owner.reference(0, copyOf(first->state)));
        QVERIFY(second && second->kind == CardRead::Kind::New);
        QCOMPARE(textOf(second), std::string("second"));
        QVERIFY(owner.troubles.empty());
    }

    void theOwnDevicesHaveASlot()
    {
        LoopbackRelay relay;
        Owner owner(relay);
        owner.addReader();
        owner.say("mine");
        owner.card->start();
        QTRY_VERIFY(owner.card->isPublished());
        CardReference own = owner.reference(0);
        own.slotKey = owner.sharedKey.cardSlotKey();
        QCOMPARE(textOf(read(std::move(own))), std::string("mine"));
    }

    void whatIsSaidTwiceIsPublishedOnce()
    {
        LoopbackRelay relay;
        Owner owner(relay);
        owner.addReader();
        owner.say("one");
        owner.card->start();
        QTRY_VERIFY(owner.card->isPublished());
        const int commits = owner.world.commits();
        owner.say("one");
        owner.restart();
        owner.card->start();
        owner.say("one");
        owner.say("two");
        owner.say("three"); // of several that wait, the last one
        QTRY_VERIFY(owner.card->isPublished());
        QVERIFY(owner.world.commits() > commits);
        const Outcome seen = read(owner.reference(0));
        QCOMPARE(textOf(seen), std::string("three"));
        QCOMPARE(seen->state.newest.number, std::uint64_t{2});
    }

    void whoWasBlockedHasNoSlot()
    {
        LoopbackRelay relay;
        Owner owner(relay);
        owner.addReader();
        owner.addReader();
        owner.say("both");
        owner.card->start();
        QTRY_VERIFY(owner.card->isPublished());
        const Outcome before = read(owner.reference(1));
        QCOMPARE(textOf(before), std::string("both"));

        crypto::CardSlotKey blocked = std::move(owner.readers.back());
        owner.readers.pop_back();
        owner.say("without");
        QTRY_VERIFY(owner.card->isPublished());
        const auto asBlocked = [&](std::optional<CardState> state) {
            CardReference out = owner.reference(0, std::move(state));
            out.slotKey = blocked.duplicate();
            return read(std::move(out));
        };
        const Outcome after = asBlocked(copyOf(before->state));
        QVERIFY(after && after->kind == CardRead::Kind::Blocked && !after->card);
        QCOMPARE(after->state.newest.number, std::uint64_t{2});
        // It stays so, and is not taken for an unchanged card that it may read.
        const Outcome later = asBlocked(copyOf(after->state));
        QVERIFY(later && later->kind == CardRead::Kind::Blocked);
        QCOMPARE(textOf(read(owner.reference(0))), std::string("without"));

        // Let in again, with another key.
        owner.addReader();
        owner.say("again");
        QTRY_VERIFY(owner.card->isPublished());
        QCOMPARE(textOf(read(owner.reference(1, copyOf(later->state)))), std::string("again"));
    }

    void anOlderCardIsRefused()
    {
        auto relay = std::make_unique<LoopbackRelay>();
        const std::uint16_t port = relay->port();
        Owner owner(*relay);
        owner.addReader();
        owner.say("old");
        const ObjectWorld::Rows rows = owner.world.rows();
        owner.card->start();
        QTRY_VERIFY(owner.card->isPublished());
        owner.say("new");
        QTRY_VERIFY(owner.card->isPublished());
        const Outcome seen = read(owner.reference(0));
        QCOMPARE(seen->state.newest.number, std::uint64_t{2});

        // The same relay, as it was before.
        owner.card->stop();
        relay.reset();
        relay = std::make_unique<LoopbackRelay>(1, port);
        Owner past(*relay);
        past.world.setRows(rows);
        past.restart();
        past.card->start();
        QTRY_VERIFY(past.card->isPublished());
        const Outcome stale = read(owner.reference(0, copyOf(seen->state)));
        QVERIFY(!stale && stale.error().kind == CardReadError::Kind::Stale);
        // Who never saw the newer one cannot know.
        QCOMPARE(textOf(read(owner.reference(0))), std::string("old"));

        // Nor does the owner build on it.
        owner.say("newest");
        owner.card->start();
        QTRY_VERIFY(!owner.troubles.empty());
        QCOMPARE(owner.troubles.front(), ObjectTrouble::Kind::RolledBack);
    }

    void anotherOnesCardIsBroken()
    {
        LoopbackRelay relay;
        Owner owner(relay);
        Owner other(relay);
        for (Owner* each : {&owner, &other}) {
            each->addReader();
            each->say("mine");
            each->card->start();
            QTRY_VERIFY(each->card->isPublished());
        }
        CardReference wrongRoot = owner.reference(0);
        wrongRoot.root = other.card->name().root;
        const Outcome broken = read(std::move(wrongRoot));
        QVERIFY(!broken && broken.error().kind == CardReadError::Kind::Broken);

        CardReference wrongId = owner.reference(0);
        wrongId.id = owner.world.random().make<crypto::ObjectId>();
        const Outcome gone = read(std::move(wrongId));
        QVERIFY(!gone && gone.error().kind == CardReadError::Kind::Gone);

        // What is remembered of another card counts for nothing.
        const Outcome seen = read(other.reference(0));
        QCOMPARE(textOf(read(owner.reference(0, copyOf(seen->state)))), std::string("mine"));
    }

    void whoWasSecondTriesAgain()
    {
        LoopbackRelay relay;
        Owner owner(relay);
        owner.addReader();
        owner.say("first");
        owner.card->start();
        QTRY_VERIFY(owner.card->isPublished());
        owner.card->stop();

        // Another program with the same key, as far as the relay can tell another device.
        Owner second(relay);
        second.world.setRows(owner.world.rows());
        second.restart();
        second.readers.push_back(owner.readers[0].duplicate());
        second.say("of the other");
        second.card->start();
        QTRY_VERIFY(second.card->isPublished());

        owner.say("of the owner");
        owner.card->start();
        QTRY_VERIFY(owner.card->isPublished());
        const Outcome seen = read(owner.reference(0));
        QCOMPARE(textOf(seen), std::string("of the owner"));
        QCOMPARE(seen->state.newest.number, std::uint64_t{3});
    }

    void aLostAnswerIsRecognised_data()
    {
        QTest::addColumn<bool>("ofTheCreation");
        QTest::newRow("creation") << true;
        QTest::newRow("version") << false;
    }
    void aLostAnswerIsRecognised()
    {
        QFETCH(bool, ofTheCreation);
        LoopbackRelay relay;
        Owner owner(relay);
        owner.addReader();
        if (!ofTheCreation) {
            owner.say("before");
            owner.card->start();
            QTRY_VERIFY(owner.card->isPublished());
            owner.card->stop();
        }
        owner.say("said");
        const ObjectWorld::Rows before = owner.world.rows();
        // Which relay (once), what is sent, and that it was taken: this the disk never learns.
        owner.world.dieAt(ofTheCreation ? 3 : 2, ObjectWorld::Death::BeforeCommit);
        owner.card->start();
        QTRY_VERIFY(owner.world.isDead());
        QVERIFY(owner.world.rows() != before);
        const Outcome there = read(owner.reference(0));
        QCOMPARE(textOf(there), std::string("said"));

        owner.restart();
        QVERIFY(!owner.card->isPublished());
        owner.card->start();
        QTRY_VERIFY(owner.card->isPublished());
        const Outcome seen = read(owner.reference(0));
        QCOMPARE(seen->state.newest, there->state.newest);
        QVERIFY(owner.troubles.empty());
    }

    void anAnswerThatTheNetworkLosesIsAskedForAgain()
    {
        LoopbackRelay relay;
        Owner owner(relay);
        owner.addReader();
        owner.say("first");
        owner.card->start();
        QTRY_VERIFY(owner.card->isPublished());
        relay.loseBehind(4); // the channel's two, Welcome, and that the login is good
        owner.say("second");
        QTRY_COMPARE(relay.newestOf(owner.card->name().id), std::uint64_t{2});
        QVERIFY(!owner.card->isPublished());
        relay.loseNothing();
        relay.cut();
        QTRY_VERIFY(owner.card->isPublished());
        const Outcome seen = read(owner.reference(0));
        QCOMPARE(textOf(seen), std::string("second"));
        QCOMPARE(seen->state.newest.number, std::uint64_t{2});
    }

    void aRestartAtAnyStepPublishesOnce_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<bool>("committed");
        for (int step = 1; step <= 6; ++step) {
            for (const bool committed : {false, true}) {
                QTest::addRow("%d %s", step, committed ? "after" : "before") << step << committed;
            }
        }
    }
    void aRestartAtAnyStepPublishesOnce()
    {
        QFETCH(int, step);
        QFETCH(bool, committed);
        LoopbackRelay relay;
        Owner owner(relay);
        owner.addReader();
        owner.world.dieAt(step, committed ? ObjectWorld::Death::AfterCommit
                                          : ObjectWorld::Death::BeforeCommit);
        const auto go = [&] {
            owner.say("all of it");
            owner.card->start();
            const auto root = crypto::SigningKey::generate(owner.world.random());
            owner.world.inTransaction([&] { owner.card->replaceRoot(root); });
        };
        go();
        QTRY_VERIFY(owner.world.isDead() || owner.card->isPublished());
        owner.restart();
        go();
        QTRY_VERIFY(owner.card->isPublished());
        const Outcome seen = read(owner.reference(0));
        QCOMPARE(textOf(seen), std::string("all of it"));
        QCOMPARE(seen->state.newest.number, std::uint64_t{1});
        QCOMPARE(seen->state.list.number(), 2U);
        QVERIFY(seen->state.list.root() != owner.card->name().root);
        QVERIFY(owner.troubles.empty());
    }

    void theRootIsReplacedOnce()
    {
        LoopbackRelay relay;
        Owner owner(relay);
        owner.addReader();
        owner.say("hello");
        owner.card->start();
        QTRY_VERIFY(owner.card->isPublished());
        const CardName name = owner.card->name();
        const Outcome before = read(owner.reference(0));
        const auto root = crypto::SigningKey::generate(owner.world.random());
        const auto another = crypto::SigningKey::generate(owner.world.random());
        owner.world.inTransaction([&] { owner.card->replaceRoot(root); });
        owner.world.inTransaction([&] { owner.card->replaceRoot(another); });
        QTRY_VERIFY(owner.card->isPublished());
        QVERIFY(owner.card->name().root == name.root);
        const Outcome after = read(owner.reference(0, copyOf(before->state)));
        QVERIFY(after && after->kind == CardRead::Kind::Unchanged);
        QVERIFY(after->state.list.root() == root.publicKey());
        QVERIFY(!owner.world.state().find("card.root"));
    }

    void anotherRelayGetsAllOfIt()
    {
        LoopbackRelay first(1);
        LoopbackRelay second(2);
        Owner owner(first);
        owner.addReader();
        owner.say("at the first");
        owner.card->start();
        QTRY_VERIFY(owner.card->isPublished());
        const Outcome seen = read(owner.reference(0));
        owner.say("at both");
        QTRY_VERIFY(owner.card->isPublished());

        owner.card->stop();
        owner.world.setRelay(second);
        owner.restart();
        owner.card->start();
        QTRY_VERIFY(owner.card->isPublished());
        const Outcome moved = read(owner.reference(0, copyOf(seen->state)));
        QCOMPARE(textOf(moved), std::string("at both"));
        QCOMPARE(moved->state.newest.number, std::uint64_t{1});

        // And back: what the first one has is known again.
        owner.card->stop();
        owner.world.setRelay(first);
        owner.restart();
        owner.card->start();
        owner.say("back");
        QTRY_VERIFY(owner.card->isPublished());
        const Outcome back = read(owner.reference(0, copyOf(seen->state)));
        QCOMPARE(textOf(back), std::string("back"));
        QVERIFY(owner.troubles.empty());
    }

    void aRelayThatLostItGetsItAgain()
    {
        auto relay = std::make_unique<LoopbackRelay>();
        const std::uint16_t port = relay->port();
        Owner owner(*relay);
        owner.addReader();
        owner.say("kept");
        owner.card->start();
        QTRY_VERIFY(owner.card->isPublished());
        owner.card->stop();
        relay.reset();
        relay = std::make_unique<LoopbackRelay>(1, port);
        owner.card->start();
        owner.say("said again");
        QTRY_VERIFY(owner.card->isPublished());
        QCOMPARE(textOf(read(owner.reference(0))), std::string("said again"));
    }

    void stateThatIsNoneIsRefused()
    {
        LoopbackRelay relay;
        Owner owner(relay);
        owner.addReader();
        owner.say("x");
        owner.card->start();
        QTRY_VERIFY(owner.card->isPublished());
        const Outcome seen = read(owner.reference(0));
        const crypto::SecretBytes bytes = seen->state.serialize();
        QVERIFY(CardState::parse(bytes.view()));
        QVERIFY(!CardState::parse(bytes.view().first(bytes.size() - 1)));
        QVERIFY(!CardState::parse({}));
    }

    void tooMuchIsRefused()
    {
        LoopbackRelay relay;
        Owner owner(relay);
        CardContent content;
        content.body.app = crypto::SecretBytes(crypto::kCardAppBytesMax + 1);
        const auto refused =
            owner.card->publish(content, owner.ownToken, owner.sharedKey, owner.logHead);
        QVERIFY(!refused && refused.error() == crypto::CardError::TooLong);
    }
};

QTEST_GUILESS_MAIN(TestCardAtRelay)
#include "tst_card_at_relay.moc"
