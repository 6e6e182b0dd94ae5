// One object that several devices write, with a relay on loopback between them.
#ifndef Q_MOC_RUN
#include "app/core/objects/content_digest.h"
#include "app/core/objects/own_object.h"
#include "crypto/base/init.h"
#include "tests/app/support/object_world.h"
#include "tests/app/support/patience.h"
#include "tests/support/deterministic_random.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

namespace {

/// A list whose root is at hand, as while somebody types the words.
struct Root
{
    explicit Root(crypto::Random& random)
        : key(crypto::SigningKey::generate(random))
        , changes{
              crypto::createKeyList(crypto::ObjectKind::Card, random.make<crypto::ObjectId>(), key)}
    {}
    void append(const crypto::SigningKey& device)
    {
        auto list = crypto::KeyList::create(changes.front());
        const std::vector<crypto::ByteView> views(changes.begin() + 1, changes.end());
        QVERIFY(list->extend(views));
        changes.push_back(crypto::appendKey(*list, key, device));
    }

    crypto::SigningKey key;
    std::vector<crypto::Bytes> changes;
};

/// One device, which wants the object to say a word.
struct Writer
{
    explicit Writer(const LoopbackRelay& relay)
        : key(crypto::SigningKey::generate(world.random()))
    {
        world.setRelay(relay);
    }
    void begin(const Root& root)
    {
        world.inTransaction([&] {
            OwnObject::begin(world, "object", {root.changes, key.duplicate()});
        });
        restart();
    }
    void join(const Root& root, std::size_t atRelay)
    {
        world.inTransaction([&] {
            OwnObject::join(world, "object", {root.changes, key.duplicate()}, atRelay);
        });
        restart();
    }
    void restart()
    {
        object.reset();
        world.revive();
        object = std::make_unique<OwnObject>(world, "object");
        object->onForeign = [this](const ForeignVersion& version) {
            ++foreign;
            return std::ranges::equal(version.body, crypto::asBytes(want)) ? Verdict::Same
                                                                           : verdict;
        };
        object->onContentNeeded = [this] { say(want); };
        object->onTrouble = [this](const ObjectTrouble& trouble) {
            troubles.push_back(trouble.kind);
        };
        object->onTaken = [this](const crypto::Hash&) { ++taken; };
        object->onListChanged = [this] { ++listChanges; };
        object->watch(true);
    }
    void say(const std::string& word)
    {
        want = word;
        const auto body = crypto::asBytes(word);
        object->publish({.digest = digestOfContent(body),
                         .epoch = 1,
                         .sharedKey = {},
                         .logHead = {},
                         .body = crypto::Bytes(body.begin(), body.end())});
    }

    ObjectWorld world;
    crypto::SigningKey key;
    std::unique_ptr<OwnObject> object;
    std::string want = "nothing yet";
    Verdict verdict = Verdict::Other;
    std::vector<ObjectTrouble::Kind> troubles;
    int foreign = 0;
    int taken = 0;
    int listChanges = 0;
};

struct Writers
{
    Writers(LoopbackRelay& relay, int count)
        : root(random)
    {
        for (int i = 0; i < count; ++i) {
            all.push_back(std::make_unique<Writer>(relay));
            root.append(all.back()->key);
        }
        all.front()->begin(root);
        all.front()->object->start();
        all.front()->say("first");
        if (!waitFor([&] { return all.front()->object->isSettled(); })) {
            qFatal("not created");
        }
        for (int i = 1; i < count; ++i) {
            all[static_cast<std::size_t>(i)]->join(root, root.changes.size());
        }
    }
    Writer& operator[](std::size_t i) { return *all[i]; }
    [[nodiscard]] bool haveSettled() const
    {
        return std::ranges::all_of(all, [&](const auto& writer) {
            return writer->object->isSettled() &&
                   writer->object->published() == all.front()->object->published();
        });
    }

    crypto::SystemRandom random;
    Root root;
    std::vector<std::unique_ptr<Writer>> all;
};

} // namespace

class TestSeveralWriters : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void whatAnotherOneSaysCountsIfItIsTheSame()
    {
        LoopbackRelay relay;
        Writers writers(relay, 2);
        writers[1].say("first");
        writers[1].object->start();
        QTRY_VERIFY_WITH_TIMEOUT(writers.haveSettled(), kAppPatienceMs);
        QCOMPARE(writers[1].object->published().number, std::uint64_t{1});
        QCOMPARE(writers[1].taken, 0);
        QCOMPARE(writers[1].foreign, 1);
    }

    void whatIsNewTakesThePlaceOfWhatAnotherOneSaid()
    {
        LoopbackRelay relay;
        Writers writers(relay, 2);
        writers[0].verdict = Verdict::Withdraw; // it agrees, whatever it is
        writers[1].object->start();
        writers[1].say("second");
        QTRY_COMPARE_WITH_TIMEOUT(relay.newestOf(writers[0].object->id()), std::uint64_t{2},
                                  kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(writers[0].foreign, 1, kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(writers[1].object->isSettled(), kAppPatienceMs);
        QVERIFY(!writers[0].object->newestDigest());
        writers[0].object->countAs(digestOfContent(crypto::asBytes(std::string("second"))));
        QVERIFY(writers[0].object->isSettled());
        QVERIFY(writers[0].troubles.empty() && writers[1].troubles.empty());
    }

    void ofTwoMindsTheOneBeforeInTheListIsHeardLast()
    {
        LoopbackRelay relay;
        Writers writers(relay, 2);
        writers[1].object->start();
        writers[1].say("of the second");
        QTRY_COMPARE_WITH_TIMEOUT(relay.newestOf(writers[0].object->id()), std::uint64_t{3},
                                  kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(writers.haveSettled(), kAppPatienceMs);
        // Overruled, it says so no more, also after a restart ...
        writers[1].restart();
        writers[1].object->start();
        writers[1].say("of the second");
        QTRY_VERIFY_WITH_TIMEOUT(writers.haveSettled(), kAppPatienceMs);
        QCOMPARE(writers[1].object->published().number, std::uint64_t{3});
        // ... but something new.
        writers[0].object->stop();
        writers[1].say("new");
        QTRY_COMPARE_WITH_TIMEOUT(writers[1].object->published().number, std::uint64_t{4},
                                  kAppPatienceMs);
    }

    void aLostAnswerIsRecognisedUnderAnotherOnesVersion()
    {
        LoopbackRelay relay;
        Writers writers(relay, 2);
        bool followed = false;
        writers[0].object->onForeign = [&](const ForeignVersion& version) {
            followed = version.follows == digestOfContent(crypto::asBytes(std::string("mine")));
            return Verdict::Withdraw;
        };
        // Killed once the relay has it, and before that is known here: what is said, and how, is
        // stored.
        writers[0].object->watch(false);
        writers[0].world.dieAt(3, ObjectWorld::Death::BeforeCommit);
        writers[0].say("mine");
        QTRY_VERIFY_WITH_TIMEOUT(writers[0].world.isDead(), kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(relay.newestOf(writers[0].object->id()), std::uint64_t{2},
                                  kAppPatienceMs);
        writers[1].object->start();
        writers[1].say("theirs");
        QTRY_COMPARE_WITH_TIMEOUT(relay.newestOf(writers[0].object->id()), std::uint64_t{3},
                                  kAppPatienceMs);
        writers[0].restart();
        writers[0].object->onForeign = [&](const ForeignVersion& version) {
            followed = version.follows == digestOfContent(crypto::asBytes(std::string("mine")));
            return Verdict::Withdraw;
        };
        writers[0].object->start();
        QTRY_VERIFY_WITH_TIMEOUT(followed, kAppPatienceMs);
        QCOMPARE(relay.newestOf(writers[0].object->id()), std::uint64_t{3});
    }

    void aNewDeviceAppendsItselfWithItsFirstVersion()
    {
        LoopbackRelay relay;
        Writers writers(relay, 1);
        Writer second(relay);
        const std::size_t before = writers.root.changes.size();
        writers.root.append(second.key);
        second.join(writers.root, before);
        writers[0].verdict = Verdict::Withdraw;
        second.object->start();
        second.say("first");
        // It cannot know what is there before it is listed, so it learns of that afterwards.
        QTRY_COMPARE_WITH_TIMEOUT(writers[0].listChanges, 1, kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(second.object->isSettled(), kAppPatienceMs);
        QVERIFY(second.object->published() == writers[0].object->published());
        QCOMPARE(writers[0].object->list().size(), std::size_t{2});
    }

    void whoWasStruckGivesUp()
    {
        LoopbackRelay relay;
        Writers writers(relay, 2);
        writers[1].object->start();
        QTRY_VERIFY_WITH_TIMEOUT(writers[1].foreign > 0, kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(writers.haveSettled(), kAppPatienceMs);
        const crypto::ListIndex second = 1;
        writers[0].object->strike({&second, 1});
        writers[0].say("without the second");
        QTRY_VERIFY_WITH_TIMEOUT(writers[0].object->isSettled(), kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(!writers[1].troubles.empty(), kAppPatienceMs);
        QCOMPARE(writers[1].troubles.back(), ObjectTrouble::Kind::Foreign);
        const std::size_t troubles = writers[1].troubles.size();
        const std::uint64_t newest = writers[0].object->published().number;
        writers[1].say("still here");
        writers[1].object->start();
        QTRY_VERIFY_WITH_TIMEOUT(writers[1].troubles.size() > troubles, kAppPatienceMs);
        QCOMPARE(relay.newestOf(writers[0].object->id()), newest);
        QVERIFY(writers[0].troubles.empty());
    }

    void severalKeysGoAtOnce()
    {
        LoopbackRelay relay;
        Writers writers(relay, 4);
        const std::array<crypto::ListIndex, 2> targets{1, 3};
        writers[0].object->strike(targets);
        writers[0].say("without two of them");
        QTRY_VERIFY_WITH_TIMEOUT(writers[0].object->isSettled(), kAppPatienceMs);
        for (const crypto::ListIndex place : std::array<crypto::ListIndex, 4>{0, 1, 2, 3}) {
            QCOMPARE(writers[0].object->list().mayWrite(place), place == 0 || place == 2);
        }
        // What its root has filled takes nothing more, and stays what it is.
        const auto stranger = crypto::SigningKey::generate(relay.relay.random);
        const std::size_t changes = writers[0].object->changes().size();
        QVERIFY(!writers[0].object->addChange(
            crypto::appendKey(writers[0].object->list(), stranger, stranger)));
        QCOMPARE(writers[0].object->changes().size(), changes);
    }

    void theyComeToRest_data()
    {
        QTest::addColumn<int>("writers");
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 5; ++seed) {
            QTest::addRow("two, %d", seed) << 2 << seed;
            QTest::addRow("three, %d", seed) << 3 << seed;
        }
    }
    void theyComeToRest()
    {
        QFETCH(int, writers);
        QFETCH(int, seed);
        LoopbackRelay relay;
        Writers all(relay, writers);
        DeterministicRandom random(static_cast<std::uint64_t>(seed));
        const auto below = [&](std::uint32_t limit) {
            std::array<std::uint8_t, 1> byte{};
            random.fill(byte);
            return byte[0] % limit;
        };
        int said = 1;
        for (int step = 0; step < 25; ++step) {
            Writer& writer = all[below(static_cast<std::uint32_t>(writers))];
            switch (below(6)) {
            case 0:
                writer.say("word " + std::to_string(below(4)));
                ++said;
                break;
            case 1:
                writer.say("of " + std::to_string(step));
                ++said;
                break;
            case 2:
                writer.restart();
                break;
            case 3:
                relay.cut();
                break;
            default:
                writer.object->start();
                QCoreApplication::processEvents();
            }
            letHappen(static_cast<int>(below(10)));
        }
        for (const auto& writer : all.all) {
            writer->object->start();
        }
        QTRY_VERIFY_WITH_TIMEOUT(all.haveSettled(), 20'000);
        const std::uint64_t versions = all[0].object->published().number;
        QVERIFY2(versions <= static_cast<std::uint64_t>(said * writers),
                 qPrintable(QString::number(versions)));
        QCOMPARE(relay.newestOf(all[0].object->id()), versions);
    }
};

QTEST_GUILESS_MAIN(TestSeveralWriters)
#include "tst_several_writers.moc"
