// What two devices of one account decide, by the recovery record at a relay on loopback.
#ifndef Q_MOC_RUN
#include "app/core/account/account_objects.h"
#include "app/core/base/wire_bytes.h"
#include "app/core/devices/entry_search.h"
#include "app/core/devices/linking.h"
#include "app/core/recovery/qt_normalizer.h"
#include "crypto/base/init.h"
#include "crypto/log/log_builder.h"
#include "tests/app/support/object_world.h"
#include "tests/app/support/patience.h"
#endif

#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

namespace {

class HandClock final : public Clock
{
public:
    [[nodiscard]] storage::Milliseconds now() const override
    {
        return std::int64_t{1'800'000'000} * 1000;
    }
};

/// What the vault keeps of the account's head: entries and links, which mean nothing by themselves.
class Board final : public EntrySource
{
public:
    void find(const crypto::DeviceLog& known, IsHead isHead, Found found) override
    {
        EntrySearch search(known, std::move(isHead));
        for (const crypto::LogEntry& entry : entries) {
            search.add(entry.bytes());
        }
        found(search.way());
    }
    void keep(const crypto::LogEntry* entry, const crypto::EpochLinks* epochLinks)
    {
        if (entry != nullptr) {
            entries.push_back(*entry);
        }
        if (epochLinks != nullptr) {
            links.push_back(*epochLinks);
        }
    }

    std::vector<crypto::LogEntry> entries;
    std::vector<crypto::EpochLinks> links;
};

/// A client without mailboxes and messages.
struct Parts
{
    Parts(storage::Database database, Environment& environment, Board& board)
        : context(std::move(database), environment)
        , own(context)
        , people(context, own)
        , sessions(context, own, people)
        , places(context)
        , mailboxes(context, places, own, sessions)
        , outbox(context, places, own, mailboxes, people, sessions)
        , objects(context, places, own, mailboxes, people, outbox)
        , linking({context, places, [this](Work& work, const core::wire::LinkingState& joined) {
                       own.join(work, joined);
                       sessions.create(work);
                       mailboxes.moveTo(work, joined.relay());
                       objects.join(joined);
                   }})
    {
        context.onChanged = [this](const Changes&) { objects.refreshSoon(); };
        objects.deposit = [&board](const crypto::LogEntry* entry, const crypto::EpochLinks* links,
                                   const std::function<void()>& done) {
            board.keep(entry, links);
            done();
        };
        objects.epochLinks = [&board](crypto::Epoch epoch) {
            const auto at = std::ranges::find(board.links, epoch, &crypto::EpochLinks::epoch);
            return at == board.links.end() ? std::nullopt : std::optional(*at);
        };
    }

    Context context;
    OwnAccount own;
    People people;
    SessionBook sessions;
    RelayPlaces places;
    OwnMailboxes mailboxes;
    Outbox outbox;
    AccountObjects objects;
    Linking linking;
};

struct Member
{
    explicit Member(Board& board_)
        : board(board_)
        , environment{random, clock, impatientOptions(), 0, 1}
    {
        random.fill(key.mutableView());
        open();
    }
    void open()
    {
        auto database = storage::Database::open(folder.filePath(QStringLiteral("db")).toStdString(),
                                                key, storage::OpenMode::ReadWrite);
        if (!database) {
            qFatal("the database does not open");
        }
        parts = std::make_unique<Parts>(std::move(database).value(), environment, board);
        if (parts->own.load()) {
            parts->mailboxes.load();
            begin();
        }
    }
    void begin()
    {
        parts->objects.load();
        parts->objects.head()->addSource(board);
        parts->objects.head()->onTrouble = [this](const Problem&) { ++troubles; };
        parts->objects.head()->onKey = [this](const crypto::SharedKey& made, bool isOurs) {
            if (isOurs && onKey) {
                onKey(made);
            }
        };
        parts->objects.start();
    }
    void create(const LoopbackRelay& relay)
    {
        Work work(parts->context);
        const auto recovery = crypto::SigningKey::generate(random);
        parts->own.create(work, "Alice", {}, recovery);
        parts->sessions.create(work);
        parts->mailboxes.moveTo(work, fieldOf(relay.address().format().view()));
        parts->objects.create(recovery);
        work.commit();
        begin();
    }
    bool link(const crypto::SecretBytes& words, const LoopbackRelay& relay)
    {
        std::optional<bool> isLinked;
        parts->linking.onEnd = [&](const auto& outcome) { isLinked = outcome.has_value(); };
        auto phrase = crypto::RecoveryPhrase::fromText(words.view(), QtNormalizer());
        parts->linking.start({std::move(phrase).value(), {}, relay.address(), "Laptop"});
        if (!waitFor([&] { return isLinked.has_value(); }) || !*isLinked) {
            return false;
        }
        begin();
        return true;
    }
    [[nodiscard]] const crypto::DeviceLog& log() const { return parts->own.log(); }
    [[nodiscard]] AccountHead& head() const { return *parts->objects.head(); }
    void append(AccountHead::MakeEntry make)
    {
        head().append(std::move(make),
                      [this](const auto& outcome) { outcome ? ++decided : ++refused; });
    }
    /// Keys of the device, anew: any device may do so by itself.
    void refresh()
    {
        append([this](const crypto::DeviceLog& log) -> std::optional<crypto::LogEntry> {
            const auto entry =
                crypto::LogBuilder(log, parts->context.now())
                    .refresh(crypto::Authors::oneDevice(parts->own.device(), parts->own.keys()),
                             crypto::DeviceKeys::generate(random));
            return entry ? std::optional(*entry) : std::nullopt;
        });
    }

    Board& board;
    QTemporaryDir folder;
    storage::DatabaseKey key;
    crypto::SystemRandom random;
    HandClock clock;
    Environment environment;
    std::unique_ptr<Parts> parts;
    std::function<void(const crypto::SharedKey&)> onKey;
    int decided = 0;
    int refused = 0;
    int troubles = 0;
};

struct Two
{
    Two()
    {
        first.create(relay);
        std::optional<crypto::SecretBytes> words;
        first.parts->objects.words()->show([&](auto shown) { words = std::move(shown).value(); });
        const bool areTwo =
            waitFor([&] { return words && first.parts->objects.wordsArePublished(); }) &&
            second.link(*words, relay) && waitFor([&] {
                return first.log().head() == second.log().head() && isQuiet(first) &&
                       isQuiet(second);
            });
        if (!areTwo) {
            qFatal("no second device");
        }
        first.onKey = [this](const crypto::SharedKey& made) {
            second.head().offerKey(made.duplicate());
        };
        second.onKey = [this](const crypto::SharedKey& made) {
            first.head().offerKey(made.duplicate());
        };
    }
    static bool isQuiet(const Member& member)
    {
        return member.parts->objects.words()->isSettled() && member.parts->objects.mayName();
    }
    [[nodiscard]] bool agree() const
    {
        return first.log().head() == second.log().head() && isQuiet(first) && isQuiet(second) &&
               first.parts->own.sharedKey() == second.parts->own.sharedKey();
    }

    LoopbackRelay relay;
    Board board;
    Member first{board};
    Member second{board};
};

} // namespace

class TestAccountHead : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void withoutWordsTheOwnTransactionDecides()
    {
        LoopbackRelay relay;
        Board board;
        Member only(board);
        only.create(relay);
        only.refresh();
        QTRY_COMPARE_WITH_TIMEOUT(only.decided, 1, kAppPatienceMs);
        QCOMPARE(only.log().entries().size(), std::size_t{2});
        only.head().rotate([&](const auto& outcome) { only.decided += outcome ? 1 : 0; });
        QTRY_COMPARE_WITH_TIMEOUT(only.decided, 2, kAppPatienceMs);
        QCOMPARE(only.parts->own.sharedKey().epoch(), crypto::Epoch{2});
    }

    void whatTheyDecideIsInForceOnBoth()
    {
        Two two;
        const std::size_t before = two.first.log().entries().size();
        // One after another ...
        two.first.append([&](const crypto::DeviceLog& log) -> std::optional<crypto::LogEntry> {
            const auto entry =
                crypto::LogBuilder(log, {1'800'000'000})
                    .confirm(crypto::Authors::oneDevice(two.first.parts->own.device(),
                                                        two.first.parts->own.keys()),
                             two.second.parts->own.device());
            return entry ? std::optional(*entry) : std::nullopt;
        });
        QTRY_COMPARE_WITH_TIMEOUT(two.first.decided, 1, kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(two.agree(), kAppPatienceMs);
        QVERIFY(two.second.log().state().devices.back().hasStanding());
        // ... and at once: who was second makes its entry anew.
        two.first.refresh();
        two.second.refresh();
        QTRY_COMPARE_WITH_TIMEOUT(two.first.decided, 2, kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(two.second.decided, 1, kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(two.agree(), kAppPatienceMs);
        QCOMPARE(two.first.log().entries().size(), before + 3);

        // Keys of a new epoch reach the other device by its own way.
        two.first.head().rotate([&](const auto& outcome) { two.first.decided += outcome ? 1 : 0; });
        QTRY_COMPARE_WITH_TIMEOUT(two.first.decided, 3, kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(two.agree(), kAppPatienceMs);
        QCOMPARE(two.second.parts->own.sharedKey().epoch(), crypto::Epoch{2});

        // What is no entry any more when its turn comes is not wanted.
        two.first.append([](const crypto::DeviceLog&) { return std::nullopt; });
        QTRY_COMPARE_WITH_TIMEOUT(two.first.refused, 1, kAppPatienceMs);
        QCOMPARE(two.first.troubles + two.second.troubles, 0);
    }

    void aLostAnswerIsRecognisedAfterAKill_data()
    {
        QTest::addColumn<bool>("anotherOneWrites");
        QTest::newRow("alone") << false;
        QTest::newRow("and another device wrote since") << true;
    }
    void aLostAnswerIsRecognisedAfterAKill()
    {
        QFETCH(bool, anotherOneWrites);
        Two two;
        const std::size_t before = two.first.log().entries().size();
        // It hears, and says nothing any more.
        two.relay.loseBehind(0);
        two.first.refresh();
        QTRY_VERIFY_WITH_TIMEOUT(two.board.entries.size() == 1, kAppPatienceMs);
        const auto head = two.board.entries.front().hash();
        letHappen(10);
        two.first.parts.reset();
        two.relay.loseNothing();
        two.relay.cut();
        if (anotherOneWrites) {
            two.second.refresh();
            QTRY_COMPARE_WITH_TIMEOUT(two.second.decided, 1, kAppPatienceMs);
        }
        two.first.open();
        QTRY_VERIFY_WITH_TIMEOUT(two.agree(), kAppPatienceMs);
        // Once, if the relay had it; it is asked for again otherwise by whoever wants it.
        const bool isInForce = two.first.log().relationTo(head) != crypto::HeadRelation::Unknown;
        const std::size_t others = anotherOneWrites ? 1 : 0;
        QCOMPARE(two.first.log().entries().size(), before + others + (isInForce ? 1 : 0));
        QCOMPARE(two.first.troubles + two.second.troubles, 0);
    }

    void aKeyThatNoRecordNamesIsNotTaken()
    {
        Two two;
        const crypto::SharedKey before = two.second.parts->own.sharedKey().duplicate();
        two.second.head().offerKey(before.next(two.second.random));
        two.first.head().rotate([&](const auto& outcome) { two.first.decided += outcome ? 1 : 0; });
        QTRY_COMPARE_WITH_TIMEOUT(two.first.decided, 1, kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(two.agree(), kAppPatienceMs);
        QVERIFY(!(two.second.parts->own.sharedKey() == before));
    }
};

QTEST_GUILESS_MAIN(TestAccountHead)
#include "tst_account_head.moc"
