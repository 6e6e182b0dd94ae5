// Who has lost the twelve words gets new ones after two weeks, if no other device stops that. A
// relay on loopback, whose clock goes with the devices'.
#ifndef Q_MOC_RUN
#include "crypto/base/init.h"
#include "tests/app/recovery/word_change.h"
#include "tests/app/support/inside_of_client.h"
#include "tests/app/support/patience.h"
#endif

#include <QCoreApplication>
#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

namespace {

constexpr std::int64_t kDayMs = std::int64_t{24} * 3600 * 1000;
constexpr auto kOtherWords = "abandon abandon abandon abandon abandon abandon abandon abandon "
                             "abandon abandon abandon about";

InsideOfClient::Parts& partsOf(LinkedDevice& device)
{
    return InsideOfClient::of(*device.client);
}

bool isProposedAtRelay(LinkedDevice& device)
{
    return device.client->lostWords().dueAt > 0;
}

/// What asking for new words without the old ones comes to.
Replaced replaceLost(LinkedDevice& device)
{
    Replaced out;
    bool isAnswered = false;
    device.client->replaceLostWords([&](const auto& outcome) {
        isAnswered = true;
        out.problem = outcome ? QString() : QString::fromLatin1(nameOf(outcome.error().kind));
        if (outcome) {
            out.words.assign(outcome->view().begin(), outcome->view().end());
        }
    });
    (void)waitFor([&] { return isAnswered; });
    return out;
}

QString finish(LinkedDevice& device, const std::string& words)
{
    return device.ask(
        [&](auto done) { device.client->finishLostWords(secret(words), std::move(done)); });
}

QString cancel(LinkedDevice& device)
{
    return device.ask([&](auto done) { device.client->cancelLostWords(std::move(done)); });
}

/// A relay, and an account whose words are written down.
struct Home
{
    Home()
    {
        first.create(relay);
        words = first.words();
        first.client->confirmWords();
    }
    /// A second device, which the first one has vouched for. False if that fails.
    [[nodiscard]] bool addSecond()
    {
        if (!second.link(words, relay).isEmpty() ||
            !waitFor([&] { return first.alarms() == std::vector{AlarmKind::DeviceAdded}; })) {
            return false;
        }
        const AlarmId alarm = first.client->alarms().front().id;
        return first.answer(alarm, AlarmAnswer::WasMe).isEmpty() &&
               waitFor([&] { return Disk(second).log().state().devices.back().hasStanding(); }) &&
               meet();
    }
    /// Each has heard the other.
    [[nodiscard]] bool meet()
    {
        const auto isQuiet = [](LinkedDevice& device) {
            return device.client->connection().state == ConnectionState::Online &&
                   device.client->isIdle();
        };
        return waitFor([&] {
            const auto& own = partsOf(first).own;
            const bool isAlone = !second.client;
            return isQuiet(first) &&
                   (isAlone ||
                    (isQuiet(second) && own.log().head() == partsOf(second).own.log().head() &&
                     own.sharedKey().epoch() == partsOf(second).own.sharedKey().epoch()));
        });
    }
    /// The clocks go on while no program runs.
    [[nodiscard]] bool pass(std::int64_t ms)
    {
        clock.at += ms;
        relay.relay.time.wall += static_cast<std::uint64_t>(ms / 1000);
        first.reopen();
        if (second.client) {
            second.reopen();
        }
        return meet();
    }
    [[nodiscard]] bool isSettled()
    {
        return waitFor([&] {
            return !Disk(first).change() && first.client->wordsArePublished() &&
                   first.client->lostWords().stage == LostWords::Stage::None;
        });
    }

    LoopbackRelay relay;
    SharedClock clock;
    LinkedDevice first{clock};
    LinkedDevice second{clock};
    std::string words;
};

} // namespace

class TestLostWords : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void theyComeAfterTwoWeeks()
    {
        Home home;
        QVERIFY(home.addSecond());
        const Replaced next = replaceLost(home.first);
        QCOMPARE(next.problem, QString());
        QVERIFY(next.words != home.words);
        QVERIFY(home.first.client->lostWords().areShown);
        QCOMPARE(replaceLost(home.first).words, next.words);
        QTRY_VERIFY_WITH_TIMEOUT(home.second.alarms() == std::vector{AlarmKind::WordsReplacing},
                                 kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(isProposedAtRelay(home.first), kAppPatienceMs);
        QVERIFY(home.first.client->lostWords().stage == LostWords::Stage::Waiting);
        QVERIFY(home.first.client->lostWords().dueAt >= home.clock.at + 14 * kDayMs);
        // Nobody is asked about what he does himself, and a second one has to wait.
        QVERIFY(home.first.alarms().empty());
        QCOMPARE(replaceLost(home.second).problem, QStringLiteral("change-pending"));

        home.first.client->confirmLostWords();
        QVERIFY(!home.first.client->lostWords().areShown);
        QCOMPARE(replaceLost(home.first).problem, QStringLiteral("change-pending"));
        QCOMPARE(finish(home.first, next.words), QStringLiteral("not-due"));
        LinkedDevice early(home.clock);
        QCOMPARE(early.link(next.words, home.relay), QStringLiteral("no-record"));
        QVERIFY(home.pass(14 * kDayMs - 60'000));
        QCOMPARE(finish(home.first, next.words), QStringLiteral("not-due"));

        QVERIFY(home.pass(60'000));
        QVERIFY(home.first.client->lostWords().stage == LostWords::Stage::Ready);
        QCOMPARE(finish(home.first, kOtherWords), QStringLiteral("words-wrong"));
        QCOMPARE(finish(home.first, home.words), QStringLiteral("words-wrong"));
        QCOMPARE(finish(home.first, next.words), QString());
        QVERIFY(home.isSettled());
        QCOMPARE(home.first.client->wordsState(), WordsState::Confirmed);
        QTRY_VERIFY_WITH_TIMEOUT(home.second.alarms().empty(), kAppPatienceMs);
        QVERIFY(home.meet());
        // Contacts have to compare anew.
        QCOMPARE(Disk(home.second).log().state().verificationCleared, 1U);

        LinkedDevice third(home.clock);
        QCOMPARE(third.link(home.words, home.relay), QStringLiteral("phrase-replaced"));
        QCOMPARE(third.link(next.words, home.relay), QString());
        QTRY_COMPARE_WITH_TIMEOUT(home.second.devices(), std::size_t{3}, kAppPatienceMs);
        QCOMPARE(home.first.troubles + home.second.troubles + third.troubles, 0);
        // These are words as any others are.
        const Replaced again = replace(home.first, next.words);
        QCOMPARE(again.problem, QString());
        QVERIFY(home.isSettled());
        QVERIFY(home.meet());
        // What deletes the account is by roots that came slowly: the others obey.
        int gone = 0;
        home.second.client->onRemoved = [&] { ++gone; };
        home.first.client->deleteAccount(secret(again.words), false, [](const auto&) {});
        QTRY_COMPARE_WITH_TIMEOUT(gone, 1, kAppPatienceMs);
    }

    void whoIsAloneGetsThemToo()
    {
        Home home;
        const Replaced next = replaceLost(home.first);
        QCOMPARE(next.problem, QString());
        QTRY_VERIFY_WITH_TIMEOUT(isProposedAtRelay(home.first), kAppPatienceMs);
        QVERIFY(home.pass(14 * kDayMs));
        // Until they are confirmed they are shown; and typing them in is as good.
        QCOMPARE(replaceLost(home.first).words, next.words);
        QCOMPARE(finish(home.first, next.words), QString());
        QVERIFY(home.isSettled());
        QCOMPARE(home.first.client->wordsState(), WordsState::Confirmed);
        home.first.client.reset(); // it is lost
        LinkedDevice other(home.clock);
        QCOMPARE(other.link(next.words, home.relay), QString());
    }

    void anotherDeviceStopsThem()
    {
        Home home;
        QVERIFY(home.addSecond());
        const Replaced next = replaceLost(home.first);
        QCOMPARE(next.problem, QString());
        QTRY_VERIFY_WITH_TIMEOUT(home.second.alarms() == std::vector{AlarmKind::WordsReplacing},
                                 kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(isProposedAtRelay(home.first), kAppPatienceMs);
        QCOMPARE(home.second.answer(home.second.client->alarms().front().id, AlarmAnswer::WasNotMe),
                 QString());
        QTRY_VERIFY_WITH_TIMEOUT(home.first.client->lostWords().stage == LostWords::Stage::None,
                                 kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(nothingIsProposed(home.first), kAppPatienceMs);
        QCOMPARE(finish(home.first, next.words), QStringLiteral("no-words"));
        QVERIFY(home.pass(20 * kDayMs));
        QCOMPARE(finish(home.first, next.words), QStringLiteral("no-words"));
        LinkedDevice third(home.clock);
        QCOMPARE(third.link(home.words, home.relay), QString());
    }

    void theyAreGivenUpByWhoWantedThem()
    {
        Home home;
        QCOMPARE(cancel(home.first), QStringLiteral("no-words"));
        const Replaced next = replaceLost(home.first);
        QTRY_VERIFY_WITH_TIMEOUT(isProposedAtRelay(home.first), kAppPatienceMs);
        QCOMPARE(cancel(home.first), QString());
        QTRY_VERIFY_WITH_TIMEOUT(home.first.client->lostWords().stage == LostWords::Stage::None,
                                 kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(nothingIsProposed(home.first), kAppPatienceMs);
        // Other ones may be wanted later; and the old words are found again meanwhile.
        const Replaced other = replaceLost(home.first);
        QCOMPARE(other.problem, QString());
        QVERIFY(other.words != next.words);
        QTRY_VERIFY_WITH_TIMEOUT(isProposedAtRelay(home.first), kAppPatienceMs);
        QCOMPARE(replace(home.first, home.words).problem, QString());
        QTRY_VERIFY_WITH_TIMEOUT(home.first.client->lostWords().stage == LostWords::Stage::None,
                                 kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(nothingIsProposed(home.first), kAppPatienceMs);
    }

    void whoMayNotBegin()
    {
        Home home;
        LinkedDevice fresh(home.clock);
        fresh.create(home.relay, "Carol");
        QCOMPARE(replaceLost(fresh).problem, QStringLiteral("no-words"));
        QCOMPARE(finish(fresh, kOtherWords), QStringLiteral("no-words"));
        // Nobody has vouched for it.
        QCOMPARE(home.second.link(home.words, home.relay), QString());
        QCOMPARE(replaceLost(home.second).problem, QStringLiteral("not-senior"));
        QVERIFY(nothingIsProposed(home.second));
    }

    void aKillLosesNothing()
    {
        Home home;
        const Replaced next = replaceLost(home.first);
        QCOMPARE(next.problem, QString());
        home.first.reopen(); // before the relay has heard of it
        QCOMPARE(replaceLost(home.first).words, next.words);
        // A relay that is cut off, again and again, while it is told.
        for (int frames = 1; frames < 12 && !isProposedAtRelay(home.first); ++frames) {
            home.relay.loseBehind(frames);
            letHappen(20);
            home.relay.loseNothing();
            home.relay.cut();
            home.first.reopen();
            letHappen(20);
        }
        QTRY_VERIFY_WITH_TIMEOUT(isProposedAtRelay(home.first), kAppPatienceMs);
        QVERIFY(home.pass(14 * kDayMs));
        for (int frames = 2; frames < 40; frames += 4) {
            std::optional<bool> isDone;
            home.first.client->finishLostWords(
                secret(next.words), [&](const auto& outcome) { isDone = outcome.has_value(); });
            const bool begins = waitFor([&] { return isDone || Disk(home.first).change(); });
            QVERIFY(begins);
            home.relay.loseBehind(frames);
            letHappen(40);
            home.relay.loseNothing();
            home.relay.cut();
            home.first.reopen();
            if (waitFor([&] { return !Disk(home.first).change() || isInForce(home.first); }) &&
                isInForce(home.first)) {
                break;
            }
        }
        QVERIFY(isInForce(home.first));
        QVERIFY(home.isSettled());
        LinkedDevice other(home.clock);
        QCOMPARE(other.link(next.words, home.relay), QString());
        QCOMPARE(other.link(home.words, home.relay), QStringLiteral("account-exists"));
    }

    void aRootThatTheLogDoesNotNameIsStopped()
    {
        // A stolen device wants the roots of card and vault, and that nobody hears of it.
        Home home;
        QVERIFY(home.addSecond());
        partsOf(home.first).lostWords.strangers().waitsMs = 0;
        partsOf(home.second).lostWords.stop();
        const auto root = crypto::SigningKey::generate(home.second.random);
        const OwnObject& card = *partsOf(home.second).objects.card();
        const std::uint32_t before = card.list().number();
        (void)partsOf(home.second).objects.card()->proposeRoot(root);
        QVERIFY(card.list().proposedRoot() != nullptr);
        QTRY_COMPARE_WITH_TIMEOUT(card.list().number(), before + 2, kAppPatienceMs);
        QVERIFY(card.list().root() != root.publicKey() && nothingIsProposed(home.second));
        // The same of the vault.
        OwnObject& vault = *partsOf(home.second).objects.words()->vault();
        const std::uint32_t vaultBefore = vault.list().number();
        (void)vault.proposeRoot(root);
        QTRY_COMPARE_WITH_TIMEOUT(vault.list().number(), vaultBefore + 2, kAppPatienceMs);
        QVERIFY(nothingIsProposed(home.second));
        partsOf(home.second).lostWords.start();
        partsOf(home.first).lostWords.strangers().waitsMs = 60'000;
        // One that the log names stays, also while another device is slow to hear of it.
        const Replaced next = replaceLost(home.second);
        QCOMPARE(next.problem, QString());
        QTRY_VERIFY_WITH_TIMEOUT(isProposedAtRelay(home.second), kAppPatienceMs);
        QVERIFY(home.meet());
        letHappen(50);
        for (LinkedDevice* const device : {&home.first, &home.second}) {
            auto& objects = partsOf(*device).objects;
            QVERIFY(objects.card()->list().proposedRoot() != nullptr);
            QVERIFY(objects.words()->vault()->list().proposedRoot() != nullptr);
        }
    }

    void aRootIsStoppedWithItsWords()
    {
        // The stolen device does not give the roots up when another one stops the words.
        Home home;
        QVERIFY(home.addSecond());
        const Replaced next = replaceLost(home.second);
        QCOMPARE(next.problem, QString());
        QTRY_VERIFY_WITH_TIMEOUT(isProposedAtRelay(home.second), kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(home.first.alarms() == std::vector{AlarmKind::WordsReplacing},
                                 kAppPatienceMs);
        QVERIFY(home.meet());
        QVERIFY(!nothingIsProposed(home.first));
        partsOf(home.second).lostWords.stop();
        QCOMPARE(home.first.answer(home.first.client->alarms().front().id, AlarmAnswer::WasNotMe),
                 QString());
        QTRY_VERIFY_WITH_TIMEOUT(nothingIsProposed(home.first), kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(nothingIsProposed(home.second), kAppPatienceMs);
    }

    void whatIsGivenUpOnItsWayIsVetoed()
    {
        Home home;
        // The entry is on its way when they are given up.
        std::optional<bool> isGivenUp;
        home.first.client->onChanged = [&](const Changes&) {
            if (!isGivenUp && isProposing(home.first)) {
                isGivenUp = false;
                QMetaObject::invokeMethod(
                    qApp,
                    [&] {
                        home.first.client->cancelLostWords(
                            [&](const auto& outcome) { isGivenUp = outcome.has_value(); });
                    },
                    Qt::QueuedConnection);
            }
        };
        QCOMPARE(replaceLost(home.first).problem, QString());
        QTRY_VERIFY_WITH_TIMEOUT(isGivenUp == true, kAppPatienceMs);
        QVERIFY(home.first.client->lostWords().stage == LostWords::Stage::None);
        QTRY_COMPARE_WITH_TIMEOUT(replaceLost(home.first).problem, QString(), kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(isProposedAtRelay(home.first), kAppPatienceMs);
        QCOMPARE(Disk(home.first).log().state().pending.size(), std::size_t{1});
    }

    void othersMayChangeTheLogMeanwhile()
    {
        // A device that comes between two tries gets its key in the new record too.
        Home home;
        const Replaced next = replaceLost(home.first);
        QTRY_VERIFY_WITH_TIMEOUT(isProposedAtRelay(home.first), kAppPatienceMs);
        QVERIFY(home.pass(14 * kDayMs));
        std::optional<bool> isDone;
        home.first.client->finishLostWords(
            secret(next.words), [&](const auto& outcome) { isDone = outcome.has_value(); });
        QVERIFY(waitFor([&] { return isDone || Disk(home.first).change(); }));
        home.relay.loseBehind(0);
        home.first.client.reset(); // killed, with the entry not at the relay
        home.relay.loseNothing();
        home.first.open();
        if (!isInForce(home.first)) {
            // Its entry is good still; or another one was first.
            (void)waitFor([&] { return isInForce(home.first) || home.first.client->isIdle(); });
        }
        if (!isInForce(home.first)) {
            QCOMPARE(finish(home.first, next.words), QString());
        }
        QVERIFY(home.isSettled());
        LinkedDevice other(home.clock);
        QCOMPARE(other.link(next.words, home.relay), QString());
    }

    void whereSomebodyStopsTheRootsAloneTheyWaitAnew()
    {
        Home home;
        QVERIFY(home.addSecond());
        const Replaced next = replaceLost(home.first);
        QTRY_VERIFY_WITH_TIMEOUT(isProposedAtRelay(home.first), kAppPatienceMs);
        QVERIFY(home.meet());
        OwnObject& vault = *partsOf(home.second).objects.words()->vault();
        QTRY_VERIFY_WITH_TIMEOUT(vault.list().proposedRoot() != nullptr, kAppPatienceMs);
        vault.vetoRoot();
        QTRY_VERIFY_WITH_TIMEOUT(
            partsOf(home.first).objects.words()->vault()->list().proposedRoot() == nullptr,
            kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(home.first.client->lostWords().stage == LostWords::Stage::Stopped,
                                 kAppPatienceMs);
        QVERIFY(home.pass(14 * kDayMs));
        QVERIFY(home.first.client->lostWords().stage == LostWords::Stage::Stopped);
        QCOMPARE(finish(home.first, next.words), QStringLiteral("not-due"));
        QTRY_VERIFY_WITH_TIMEOUT(isProposedAtRelay(home.first), kAppPatienceMs);
        QVERIFY(home.first.client->lostWords().dueAt >= home.clock.at + 13 * kDayMs);
        QVERIFY(home.pass(14 * kDayMs));
        QCOMPARE(finish(home.first, next.words), QString());
        QVERIFY(home.isSettled());
    }

private:
    static bool nothingIsProposed(LinkedDevice& device)
    {
        auto& objects = partsOf(device).objects;
        const OwnObject* const vault = objects.words()->vault();
        return objects.card()->list().proposedRoot() == nullptr &&
               (vault == nullptr || vault->list().proposedRoot() == nullptr);
    }
    static bool isProposing(LinkedDevice& device)
    {
        core::wire::LostWordsState state;
        const auto stored = storage::StateStore(device.client->database()).find("words.lost");
        return stored && state.ParseFromArray(stored->data(), static_cast<int>(stored->size())) &&
               state.is_proposing() && state.proposal().empty();
    }
    static bool isInForce(LinkedDevice& device)
    {
        return Disk(device).log().state().committed.size() == 1;
    }
};

QTEST_GUILESS_MAIN(TestLostWords)
#include "tst_lost_words.moc"
