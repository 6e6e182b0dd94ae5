// A new device joins an account by its twelve words, with a relay on loopback. Argon2id costs a
// second or so for each try.
#ifndef Q_MOC_RUN
#include "app/core/client.h"
#include "app/core/devices/linking.h"
#include "app/core/recovery/qt_normalizer.h"
#include "crypto/base/init.h"
#include "tests/app/support/loopback_relay.h"
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
    [[nodiscard]] storage::Milliseconds now() const override { return at; }
    storage::Milliseconds at = std::int64_t{1'800'000'000} * 1000;
};

/// One device with its database on the disk, which outlives the program.
struct Device
{
    Device()
        : environment{random, clock, impatientOptions(), 0, 1}
    {
        random.fill(key.mutableView());
    }
    void open()
    {
        auto database = storage::Database::open(folder.filePath(QStringLiteral("db")).toStdString(),
                                                key, storage::OpenMode::ReadWrite);
        if (!database) {
            qFatal("the database does not open");
        }
        client = std::make_unique<Client>(std::move(database).value(), environment);
        client->onLinkStep = [this](LinkStep step) { steps.push_back(step); };
        client->onPhraseUsed = [this](storage::Milliseconds) { ++phraseUsed; };
        client->onAccountTrouble = [this](const Problem&) { ++troubles; };
        client->start();
    }
    void create(const LoopbackRelay& relay)
    {
        open();
        if (!client->createAccount({"Alice", {}, relay.address()})) {
            qFatal("no account");
        }
    }
    void link(const std::string& words, const LoopbackRelay& relay)
    {
        outcome.reset();
        steps.clear();
        if (!client) {
            open();
        }
        auto phrase = crypto::RecoveryPhrase::fromText(crypto::asBytes(words), QtNormalizer());
        client->link({std::move(phrase).value(), {}, relay.address(), "Laptop"},
                     [this](const auto& ended) { outcome = ended; });
    }
    /// How the last link() ended.
    [[nodiscard]] ProblemKind ended()
    {
        if (!waitFor([this] { return outcome.has_value(); })) {
            return ProblemKind::Io;
        }
        return *outcome ? ProblemKind::Internal : outcome->error().kind;
    }
    [[nodiscard]] bool isLinked() { return ended() == ProblemKind::Internal && *outcome; }
    [[nodiscard]] std::size_t devices() const
    {
        return client && client->hasAccount() ? client->ownDevices().size() : 0;
    }

    QTemporaryDir folder;
    storage::DatabaseKey key;
    crypto::SystemRandom random;
    HandClock clock;
    Environment environment;
    std::unique_ptr<Client> client;
    std::vector<LinkStep> steps;
    std::optional<crypto::Result<void, Problem>> outcome;
    int phraseUsed = 0;
    int troubles = 0;
};

/// The words of a device's account, once they bring it back.
std::string wordsOf(Device& device)
{
    std::string out;
    device.client->showWords([&](const auto& words) {
        if (words) {
            out.assign(words->view().begin(), words->view().end());
        }
    });
    return waitFor([&] { return !out.empty() && device.client->wordsArePublished(); })
               ? out
               : std::string();
}

constexpr auto kOtherWords = "abandon abandon abandon abandon abandon abandon abandon abandon "
                             "abandon abandon abandon about";

} // namespace

class TestLinking : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void theWordsMakeADeviceOfTheAccount()
    {
        LoopbackRelay relay;
        Device first;
        first.create(relay);
        const std::string words = wordsOf(first);
        QVERIFY(!words.empty());

        Device second;
        second.link(words, relay);
        QVERIFY2(second.isLinked(), nameOf(second.ended()));
        const std::vector<LinkStep> steps{LinkStep::Deriving, LinkStep::Looking, LinkStep::Opening,
                                          LinkStep::Joining, LinkStep::Done};
        QVERIFY(second.steps == steps);
        QVERIFY(second.client->account().id == first.client->account().id);
        QCOMPARE(second.client->account().name, std::string("Alice"));
        QCOMPARE(second.devices(), std::size_t{2});

        // The first one learns of it: of the use of the words at once, and which device it is.
        QTRY_COMPARE_WITH_TIMEOUT(first.devices(), std::size_t{2}, kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(first.phraseUsed, 1, kAppPatienceMs);
        QCOMPARE(first.client->ownDevices()[1].id, second.client->ownDevices()[1].id);
        QVERIFY(second.client->ownDevices()[1].isThis);

        // It is one after a restart, too, and its mailbox takes posts.
        second.client.reset();
        second.open();
        QCOMPARE(second.devices(), std::size_t{2});
        QTRY_COMPARE_WITH_TIMEOUT(second.client->connection().state, ConnectionState::Online,
                                  kAppPatienceMs);
        // Neither contradicts the other: both stay where they are.
        QTRY_VERIFY_WITH_TIMEOUT(first.client->wordsArePublished(), kAppPatienceMs);
        QCOMPARE(first.troubles + second.troubles, 0);
    }

    void theFirstDeviceMayBeGone()
    {
        LoopbackRelay relay;
        Device first;
        first.create(relay);
        const std::string words = wordsOf(first);
        first.client.reset();
        Device second;
        second.link(words, relay);
        QVERIFY2(second.isLinked(), nameOf(second.ended()));
        // Once it is back it learns of both: that somebody typed the words, and who came.
        first.open();
        QTRY_COMPARE_WITH_TIMEOUT(first.phraseUsed, 1, kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(first.devices(), std::size_t{2}, kAppPatienceMs);
    }

    void whatDoesNotBringAnAccountBackSaysWhy()
    {
        LoopbackRelay relay(1);
        LoopbackRelay elsewhere(2);
        Device first;
        first.create(relay);
        const std::string words = wordsOf(first);
        Device second;
        second.link(words, elsewhere);
        QCOMPARE(second.ended(), ProblemKind::NoRecord);
        for (int tries = 1; tries < kLinkTriesMax; ++tries) {
            second.link(kOtherWords, relay);
            QCOMPARE(second.ended(), ProblemKind::NoRecord);
        }
        // Now there is a pause, which costs nothing else.
        second.link(words, relay);
        QCOMPARE(second.ended(), ProblemKind::TriesSpent);
        second.clock.at += kLinkPauseMs;
        second.link(words, relay);
        QVERIFY2(second.isLinked(), nameOf(second.ended()));
        second.link(words, relay);
        QCOMPARE(second.ended(), ProblemKind::AccountExists);
    }

    void withoutARelayNothingIsKept()
    {
        auto relay = std::make_unique<LoopbackRelay>();
        Device second;
        second.link(kOtherWords, *relay);
        relay.reset();
        QCOMPARE(second.ended(), ProblemKind::RelayUnreachable);
        QVERIFY(!second.client->hasAccount());
        QVERIFY(!second.client->isJoining());
    }

    void cancelledNothingIsKept()
    {
        LoopbackRelay relay;
        Device second;
        second.link(kOtherWords, relay);
        second.client->cancelLink();
        QCOMPARE(second.ended(), ProblemKind::Cancelled);
        QVERIFY(!second.client->hasAccount());
    }

    void killedWhileJoiningItGoesOnWithoutTheWords_data()
    {
        QTest::addColumn<int>("frames");
        // Of each connection so many frames arrive: the channel's two and Welcome, a login,
        // answers.
        for (int frames = 0; frames <= 5; ++frames) {
            QTest::addRow("%d frames", frames) << frames;
        }
    }
    void killedWhileJoiningItGoesOnWithoutTheWords()
    {
        QFETCH(int, frames);
        LoopbackRelay relay;
        Device first;
        first.create(relay);
        const std::string words = wordsOf(first);
        first.client.reset();
        Device second;
        second.open();
        second.client->onLinkStep = [&](LinkStep step) {
            if (step == LinkStep::Joining) {
                relay.loseBehind(frames); // it hears, and its answers are lost
            }
        };
        second.link(words, relay);
        QTRY_VERIFY_WITH_TIMEOUT(second.client->isJoining() || second.outcome, kAppPatienceMs);
        // Some of it is there, whatever arrived of that; then the program ends.
        letHappen(10);
        second.client.reset();
        relay.loseNothing();
        relay.cut();
        second.open();
        QTRY_COMPARE_WITH_TIMEOUT(second.devices(), std::size_t{2}, kAppPatienceMs);
        QVERIFY(!second.client->isJoining());
        first.open();
        QTRY_COMPARE_WITH_TIMEOUT(first.devices(), std::size_t{2}, kAppPatienceMs);
        QCOMPARE(first.troubles, 0);
    }

    void twoThatJoinAtOnceAreBothDevices()
    {
        LoopbackRelay relay;
        Device first;
        first.create(relay);
        const std::string words = wordsOf(first);
        Device second;
        Device third;
        second.link(words, relay);
        third.link(words, relay);
        QVERIFY2(second.isLinked(), nameOf(second.ended()));
        QVERIFY2(third.isLinked() || third.ended() == ProblemKind::AccountBehind,
                 nameOf(third.ended()));
        if (!third.isLinked()) {
            // The card did not tell of the second yet: the first device publishes it.
            QTRY_COMPARE_WITH_TIMEOUT(first.devices(), std::size_t{2}, kAppPatienceMs);
            QTRY_VERIFY_WITH_TIMEOUT(first.client->wordsArePublished(), kAppPatienceMs);
            third.link(words, relay);
            QVERIFY2(third.isLinked(), nameOf(third.ended()));
        }
        QTRY_COMPARE_WITH_TIMEOUT(first.devices(), std::size_t{3}, kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(second.devices(), std::size_t{3}, kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(third.devices(), std::size_t{3}, kAppPatienceMs);
        QCOMPARE(first.troubles + second.troubles + third.troubles, 0);
    }

    void aFetchAloneIsToldToTheOtherDevices()
    {
        // Attack 2: whoever has the words and adds no device is noticed all the same.
        LoopbackRelay relay;
        Device first;
        first.create(relay);
        const std::string words = wordsOf(first);
        Device thief;
        thief.open();
        thief.link(words, relay);
        thief.client->onLinkStep = [&](LinkStep step) {
            if (step == LinkStep::Opening) {
                thief.client->cancelLink();
            }
        };
        QCOMPARE(thief.ended(), ProblemKind::Cancelled);
        QTRY_COMPARE_WITH_TIMEOUT(first.phraseUsed, 1, kAppPatienceMs);
        QCOMPARE(first.devices(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(TestLinking)
#include "tst_linking.moc"
