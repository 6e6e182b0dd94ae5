#ifndef Q_MOC_RUN
#include "net/relay/store/check_store.h"
#include "tests/net/relay/store/store_world.h"
#endif

#include <csignal>
#include <map>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

constexpr std::size_t kPieceBytes = 700;
constexpr std::size_t kPieces = 40;

/// What the child says after a commit, in one piece.
struct Told
{
    enum class Kind : std::uint64_t
    {
        Posted,
        Popped,
        Written, ///< so many pieces of the blob
        Acknowledged,
    };
    Kind kind;
    std::uint64_t value;
};

Bytes pieceOf(std::uint64_t number)
{
    return Bytes(kPieceBytes, static_cast<std::uint8_t>(number + 1));
}

ObjectId blobOf(std::uint64_t run)
{
    return numbered<ObjectId>(run);
}

/// The child's work: posts, acknowledges, pops and writes until it is killed.
[[noreturn]] void workUntilKilled(const std::filesystem::path& folder, std::uint64_t run, int pipe)
{
    const auto owner = numbered<wire::OwnerTokenHash>(1);
    const auto tell = [pipe](Told::Kind kind, std::uint64_t value) {
        const Told told{kind, value};
        if (::write(pipe, &told, sizeof told) != ssize_t{sizeof told}) {
            ::_exit(1);
        }
    };
    StoreWorld world(folder);
    const MailboxId box = world.mailbox(1);
    const auto subscription = world.subscribe(1, 0);
    world.group([&] {
        world.store().blobs().create(blobOf(run), kPieces * kPieceBytes,
                                     StoreWorld::kNow.plus(crypto::Duration::days(1)), owner);
    });
    for (std::uint64_t round = 0;; ++round) {
        std::vector<NewEnvelope> envelopes;
        for (std::uint64_t i = 0; i < 5; ++i) {
            envelopes.push_back(makeEnvelope(box, (run << 32) + round * 5 + i, 500));
        }
        const std::uint64_t newest = world.group([&] {
            return world.mailboxes()
                .post(box, world.token(), envelopes, StoreWorld::kNow)
                ->back()
                .number;
        });
        tell(Told::Kind::Posted, newest);
        const auto popped =
            world.group([&] { return world.mailboxes().fetchBundle(box, world.token(), true); });
        if (popped->oneTimeId) {
            tell(Told::Kind::Popped, *popped->oneTimeId);
        }
        if (round < kPieces) {
            world.group([&] {
                BlobState state;
                world.store().blobs().write(blobOf(run), owner, round * kPieceBytes, pieceOf(round),
                                            state);
            });
            tell(Told::Kind::Written, round + 1);
        }
        const std::uint64_t read = newest - 3;
        world.group([&] { world.mailboxes().acknowledge(box, subscription.epoch, read); });
        tell(Told::Kind::Acknowledged, read);
        world.store().maintain(StoreWorld::kNow);
    }
}

} // namespace

/// A process that works on a store is killed at some moment, many times. What it had said to be
/// done must be there, and nothing twice.
class TestStoreCrash : public QObject
{
    Q_OBJECT

private slots:
    void killedStoresLoseNothing();
    void secondRelayIsRefused();
};

void TestStoreCrash::killedStoresLoseNothing()
{
    const QTemporaryDir temporary;
    const auto folder = std::filesystem::path(temporary.path().toStdString()) / "data";
    {
        StoreWorld world(folder);
        world.makeMailbox(1);
        std::vector<std::uint32_t> ids(20'000);
        for (std::uint32_t i = 0; i < ids.size(); ++i) {
            ids[i] = i;
        }
        world.group([&] { world.mailboxes().putBundle(world.mailbox(1), 1, Bytes{1}, ids); });
    }
    std::uint64_t posted = 0;
    std::uint64_t acknowledged = 0;
    std::set<std::uint64_t> popped;
    std::map<std::uint64_t, std::uint64_t> pieces; // by run
    std::uint64_t rounds = 0;
    for (std::uint64_t run = 1; run <= 25; ++run) {
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        const pid_t child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            ::close(ends[0]);
            workUntilKilled(folder, run, ends[1]);
        }
        ::close(ends[1]);
        Told told{};
        // After another number of words each time: it dies in the middle of what comes next.
        for (std::uint64_t words = 1 + run * 7 % 60; words > 0; --words) {
            QCOMPARE(::read(ends[0], &told, sizeof told), ssize_t{sizeof told});
            if (words == 1) {
                for (volatile std::uint64_t spins = run * 99'991 % 1'000'000; spins > 0;) {
                    spins = spins - 1; // into the middle of what it does next
                }
                ::kill(child, SIGKILL);
                ::waitpid(child, nullptr, 0);
            }
            do {
                switch (told.kind) {
                case Told::Kind::Posted:
                    posted = told.value;
                    ++rounds;
                    break;
                case Told::Kind::Popped:
                    QVERIFY(popped.insert(told.value).second);
                    break;
                case Told::Kind::Written:
                    pieces[run] = told.value;
                    break;
                case Told::Kind::Acknowledged:
                    acknowledged = told.value;
                    break;
                }
                // What it had still said before it died.
            } while (words == 1 && ::read(ends[0], &told, sizeof told) == ssize_t{sizeof told});
        }
        ::close(ends[0]);

        StoreWorld world(folder);
        const auto subscription = world.subscribe(1, 0);
        // One group more may have been committed before it could say so.
        QVERIFY(subscription.position.newest >= posted);
        QVERIFY(subscription.position.newest <= posted + 5);
        // It had said no acknowledgement beyond what it made, and redelivery is allowed.
        QVERIFY(subscription.position.acknowledged <=
                std::max(acknowledged, subscription.position.newest - 3));
        posted = subscription.position.newest;
        const auto waiting = world.waiting(1);
        QCOMPARE(waiting.size(), subscription.position.newest - subscription.position.acknowledged);
        QVERIFY(std::ranges::is_sorted(waiting));
        QVERIFY(std::ranges::find(waiting, UINT64_MAX) == waiting.end());
        for (const auto& [blobRun, written] : pieces) {
            world.group([&] {
                const auto state = world.store().blobs().stat(blobOf(blobRun));
                QVERIFY(state && state->received >= written * kPieceBytes);
            });
            if (written == kPieces) {
                for (std::uint64_t piece = 0; piece < kPieces; ++piece) {
                    QCOMPARE(world.reader()
                                 .blob(blobOf(blobRun), piece * kPieceBytes, kPieceBytes)
                                 .value(),
                             pieceOf(piece));
                }
            }
        }
        QCOMPARE(checkStore(folder), std::vector<std::string>());
    }
    QVERIFY(rounds > 50);
    QVERIFY(popped.size() > 50);
}

void TestStoreCrash::secondRelayIsRefused()
{
    const QTemporaryDir temporary;
    const auto folder = std::filesystem::path(temporary.path().toStdString()) / "data";
    StoreWorld world(folder);
    try {
        const StoreWorld second(folder);
        QFAIL("It opened.");
    } catch (const StoreFailure& failure) {
        QVERIFY(std::string(failure.what()).starts_with("Another relay is running"));
    }
    world.makeMailbox(1);
    QCOMPARE(world.post(1, 1).result, PostResult::Stored);
}

QTEST_GUILESS_MAIN(TestStoreCrash)
#include "tst_store_crash.moc"
