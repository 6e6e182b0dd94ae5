// Somebody has the twelve words, or an unlocked device: the others hear of it at once, nothing that
// the thief tries throws them out, and he is thrown out.
#ifndef Q_MOC_RUN
#include "crypto/base/init.h"
#include "crypto/phrase/master_key.h"
#include "tests/app/support/forger.h"
#include "tests/app/support/linked_device.h"
#include "tests/e2e/household.h"
#include "tests/e2e/own_program.h"
#include "tests/support/stopwatch.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

/// Issue 5: within so long of a joining, every other device that runs has told it.
constexpr int kAlarmMs = 5'000;

/// What a device of the account may do at the relay.
const QStringList kAllPowers{"post", "vault", "record", "card"};

bool isAlarm(const QJsonObject& line, const char* kind)
{
    return line["alarm"].isString() && line["kind"] == QLatin1StringView(kind);
}

/// Lines of `link` until it has said that this is a device of the account now.
bool awaitJoined(QProcess& link)
{
    return link.waitForReadyRead(Follower::kPatienceMs) && link.peek(4096).contains("\"id\"");
}

void copyProfile(const Cli& from, const std::filesystem::path& to)
{
    std::filesystem::copy(from.profile(), to, std::filesystem::copy_options::recursive);
}

bool holdsAny(const Cli& device, const QStringList& texts)
{
    const QStringList held = textsOf(device.run({"history", "Bob", "--limit", "100000"}));
    return std::any_of(texts.begin(), texts.end(),
                       [&](const QString& text) { return held.contains(text); });
}

crypto::RecoveryKeys keysOf(const QByteArray& words)
{
    const core::QtNormalizer normalizer;
    const auto phrase =
        crypto::RecoveryPhrase::fromText(crypto::asBytes(words.toStdString()), normalizer);
    const auto master =
        crypto::deriveMasterKey(*phrase, {}, crypto::masterKeyVersions().front(), normalizer);
    return crypto::deriveRecoveryKeys(*master);
}

/// A thief who writes his own program, at the relay of a household.
struct OwnDeviceOfThief
{
    OwnDeviceOfThief() { clock.at = core::SystemClock().now(); }
    [[nodiscard]] QString link(const Household& alice)
    {
        device.beginLink(alice.words.toStdString(),
                         *crypto::RelayAddress::parse(alice.world.relay().toStdString()));
        return device.ended();
    }

    SharedClock clock;
    LinkedDevice device{clock};
};

} // namespace

class TestIntruderCutOff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void theWordsInWrongHandsAreSeenAndReplaced()
    {
        Household alice(3);
        QVERIFY2(alice.trouble().isEmpty(), alice.trouble());
        Cli& first = alice.devices[0];
        Cli& second = alice.devices[1];
        Cli& third = alice.devices[2];
        const Cli intruder = alice.world.stranger("intruder");
        {
            // Two run, one is off.
            Follower atFirst(first);
            Follower atSecond(second);
            QVERIFY(alice.bob.run({"send", "Alice", "are you there?"}).isDone());
            QVERIFY(atFirst.awaitText("are you there?"));
            QVERIFY(atSecond.awaitText("are you there?"));
            const auto linking =
                intruder.start({"link", "--relay", alice.world.relay(), "--name", "Intruder"});
            linking->write(alice.words);
            linking->closeWriteChannel();
            QVERIFY(awaitJoined(*linking));
            const Stopwatch sinceJoined;
            const auto isIt = [](const QJsonObject& line) { return isAlarm(line, "device-added"); };
            QVERIFY(atFirst.await(isIt));
            QVERIFY(atSecond.await(isIt));
            const auto took = sinceJoined.elapsedMs();
            qInfo("told on both within %lld ms", static_cast<long long>(took));
            QVERIFY(took <= kAlarmMs);
            const Ran linked = Cli::end(*linking);
            QVERIFY2(linked.isDone(), linked.errors);
        }
        const QString alarm = alarmOf(third, "device-added"); // at its next start
        QCOMPARE(alarm.size(), 64);
        QCOMPARE(alarmOf(first, "device-added"), alarm);
        QCOMPARE(alarmOf(second, "device-added"), alarm);
        QVERIFY(intruder.run({"alarms"}).lines.empty());

        // What Sotto itself lets the intruder do with words and young device: nothing.
        const QString elder = deviceId(first, true);
        QCOMPARE(intruder.run({"revoke", elder}).error(), "not-senior");
        QCOMPARE(intruder.run({"revoke", elder, "--now"}, alice.words).error(), "not-senior");
        QCOMPARE(intruder.run({"rotate-phrase"}, alice.words).error(), "not-senior");
        QCOMPARE(intruder.run({"approve-device", "Intruder"}).error(), "not-senior");
        QCOMPARE(devicesOf(first).size(), 4);
        QVERIFY(!first.run({"devices"}).all("standing").contains("leaving"));

        // Until now the intruder reads.
        QVERIFY(alice.bob.run({"receive"}).isDone());
        QVERIFY(alice.bob.run({"send", "Alice", "before"}).isDone());
        QVERIFY(textsOf(intruder.run({"receive"})).contains("before"));
        const std::filesystem::path kept = alice.world.folder() / "copy of the intruder";
        copyProfile(intruder, kept);
        OwnProgram own(kept);
        QCOMPARE(own.powers(), kAllPowers);

        // "This was not me."
        const Ran answered = first.run({"answer", alarm, "not-me"});
        QVERIFY2(answered.isDone(), answered.errors);
        for (const Cli& device : alice.devices) {
            QVERIFY(device.run({"receive"}).isDone());
            QVERIFY(device.run({"alarms"}).lines.empty());
        }
        QCOMPARE(own.powers(), QStringList());
        QVERIFY(alice.bob.run({"receive"}).isDone()); // and hears of it
        QVERIFY(alice.bob.run({"send", "Alice", "from Bob"}).isDone());
        QVERIFY(first.run({"send", "Bob", "from the first"}).isDone());
        QVERIFY(second.run({"send", "Bob", "from the second"}).isDone());
        const QStringList secrets{"from Bob", "from the first", "from the second"};
        const Ran shutOut = intruder.run({"receive"});
        QCOMPARE(shutOut.error(), "device-shut-out");
        QVERIFY(textsOf(shutOut).isEmpty());
        QVERIFY(!holdsAny(intruder, secrets));
        QCOMPARE(intruder.run({"send", "Bob", "from the intruder"}).error(), "device-shut-out");
        QVERIFY(alice.agree());
        for (const QString& secret : secrets) {
            QVERIFY(holdsAny(third, {secret}));
        }
        QVERIFY(!holdsAny(third, {"from the intruder"}));
        QVERIFY(!textsOf(alice.bob.run({"history", "Alice"})).contains("from the intruder"));

        // New words: the old ones open nothing.
        const Ran rotated = first.run({"rotate-phrase"}, alice.words);
        QVERIFY2(rotated.isDone(), rotated.errors);
        const QByteArray newWords = rotated.only("words").toUtf8();
        QVERIFY(!newWords.isEmpty() && newWords != alice.words);
        QCOMPARE(devicesOf(first).size(), 3);
        const Cli again = alice.world.stranger("the intruder again");
        QCOMPARE(alice.link(again, alice.words, "Intruder").error(), "phrase-replaced");
        QCOMPARE(again.run({"whoami"}).error(), "no-account");
        QCOMPARE(intruder.run({"receive"}).error(), "device-removed");
        QVERIFY(eventually([&] {
            (void)second.run({"receive"}); // and hears of it
            return second.run({"check-phrase"}, alice.words).error() == "words-wrong";
        }));
        const Cli fourth = alice.world.stranger("fourth");
        const Ran joined = alice.link(fourth, newWords, "Fourth");
        QVERIFY2(joined.isDone(), joined.errors);
        QVERIFY(holdsAny(fourth, {"from Bob"}));
        QCOMPARE(alice.bob.run({"contacts"}).only("hold"), "none");
    }

    void notMeGoesOnAfterAKill()
    {
        const World world;
        KillMoments moments(4, 800'000);
        for (int round = 0; moments.goesOn(); ++round) {
            const std::string name = "Alice " + std::to_string(round);
            const Cli first = world.person(name.c_str());
            const QByteArray words = first.run({"phrase"}).only("words").toUtf8();
            const Cli intruder = world.stranger(("intruder of " + name).c_str());
            const Ran linked = intruder.run({"link", "--relay", world.relay()}, words);
            QVERIFY2(linked.isDone(), linked.errors);
            QString alarm;
            QVERIFY(
                eventually([&] { return !(alarm = alarmOf(first, "device-added")).isEmpty(); }));
            const std::filesystem::path kept = world.folder() / ("copy of " + name);
            copyProfile(intruder, kept);
            OwnProgram own(kept);
            QCOMPARE(own.powers(), kAllPowers);

            const auto answering = first.start({"answer", alarm, "not-me"});
            answering->closeWriteChannel();
            moments.wait();
            answering->kill();
            (void)Cli::end(*answering);
            // What was begun comes to its end at the next start, whatever that is for.
            const bool wasKept = alarmOf(first, "device-added").isEmpty();
            moments.saw(wasKept);
            if (!wasKept) {
                QVERIFY(first.run({"answer", alarm, "not-me"}).isDone());
            }
            QCOMPARE(own.powers(), QStringList());
            QCOMPARE(intruder.run({"receive"}).error(), "device-shut-out");
        }
        QVERIFY(moments.sawBoth());
    }

    void aUseOfTheWordsThatAddedNothingIsToldToo()
    {
        Household alice(1);
        QVERIFY2(alice.trouble().isEmpty(), alice.trouble());
        OwnDeviceOfThief thief;
        {
            Follower atFirst(alice.first());
            QVERIFY(alice.bob.run({"send", "Alice", "are you there?"}).isDone());
            QVERIFY(atFirst.awaitText("are you there?"));
            thief.device.open();
            thief.device.client->onLinkStep = [&](core::LinkStep step) {
                if (step == core::LinkStep::Opening) {
                    thief.device.client->cancelLink();
                }
            };
            QCOMPARE(thief.link(alice), "cancelled");
            const Stopwatch sinceRead;
            QVERIFY(
                atFirst.await([](const QJsonObject& line) { return isAlarm(line, "words-used"); }));
            const auto took = sinceRead.elapsedMs();
            qInfo("told within %lld ms", static_cast<long long>(took));
            QVERIFY(took <= kAlarmMs);
        }
        const QString alarm = alarmOf(alice.first(), "words-used");
        QVERIFY(alice.first().run({"answer", alarm, "not-me"}).isDone());
        QVERIFY(alice.first().run({"alarms"}).lines.empty());
        QVERIFY(alice.first().run({"rotate-phrase"}, alice.words).isDone());
        thief.device.client->onLinkStep = {};
        QCOMPARE(thief.link(alice), "phrase-replaced");
    }

    void whatTheWordsAskForIsVetoed()
    {
        Household alice(2);
        QVERIFY2(alice.trouble().isEmpty(), alice.trouble());
        Cli& first = alice.devices[0];
        Cli& second = alice.devices[1];
        OwnDeviceOfThief thief;
        QCOMPARE(thief.link(alice), QString());
        Forger forger(*thief.device.client);
        const crypto::RecoveryKeys keys = keysOf(alice.words);
        const auto next = crypto::SigningKey::generate(thief.device.random);
        const crypto::DeviceId elder = forger.log().state().devices.front().id;
        QVERIFY(!forger.builder().removeDevice(forger.with(keys.signingKey), elder));
        QVERIFY(!forger.builder().suspend(forger.with(keys.signingKey), elder));
        QVERIFY(!forger.builder().replaceRecovery(forger.with(keys.signingKey), next));
        QVERIFY(forger.append([&](const crypto::LogBuilder& builder) {
            return builder.proposeRemoval(forger.with(keys.signingKey), elder);
        }));
        QVERIFY(forger.append([&](const crypto::LogBuilder& builder) {
            return builder.proposeRecovery(forger.with(keys.signingKey), next);
        }));
        for (const Cli& device : alice.devices) {
            QVERIFY(eventually([&] {
                letHappen(20); // the thief's program goes on meanwhile
                return !alarmOf(device, "words-replacing").isEmpty();
            }));
            QVERIFY(!alarmOf(device, "removal-asked").isEmpty());
        }
        // All is as it was, and stays so.
        QVERIFY(first.run({"send", "Bob", "still here"}).isDone());
        QVERIFY(textsOf(alice.bob.run({"receive"})).contains("still here"));
        const QString removal = alarmOf(second, "removal-asked");
        QCOMPARE(second.run({"answer", removal, "not-me"}).error(), "words-needed");
        for (const char* kind : {"removal-asked", "words-replacing"}) {
            const Ran vetoed = second.run({"veto", alarmOf(second, kind)}, alice.words);
            QVERIFY2(vetoed.isDone(), vetoed.errors);
            QVERIFY(eventually([&] { return alarmOf(first, kind).isEmpty(); }));
        }
        // The thief is thrown out with the words.
        QVERIFY(first.run({"answer", alarmOf(first, "device-added"), "not-me"}).isDone());
        const Ran rotated = first.run({"rotate-phrase"}, alice.words);
        QVERIFY2(rotated.isDone(), rotated.errors);
        QVERIFY(eventually([&] {
            return second.run({"receive"}).isDone() && second.run({"alarms"}).lines.empty();
        }));
        QCOMPARE(devicesOf(second).size(), 2);
    }

    void aStolenUnlockedDeviceFaresNoBetter()
    {
        Household alice(2);
        QVERIFY2(alice.trouble().isEmpty(), alice.trouble());
        Cli& first = alice.devices[0];
        Cli& stolen = alice.devices[1];
        // Without the words, all that they would be needed for.
        const QString elder = deviceId(first, true);
        QCOMPARE(stolen.run({"revoke", elder}).error(), "not-senior");
        QCOMPARE(stolen.run({"new-devices", "wait"}, "guessed words").error(), "phrase-wrong");
        const QByteArray other = "abandon abandon abandon abandon abandon abandon abandon abandon "
                                 "abandon abandon abandon about";
        QCOMPARE(stolen.run({"revoke", elder, "--now"}, other).error(), "words-wrong");
        QVERIFY(!stolen.run({"rotate-phrase"}, other).isDone());
        QCOMPARE(devicesOf(first).size(), 2);
        // Shut out by its owner, it is as an intruder's.
        const Ran revoked = first.run({"revoke", "Device 2", "--now"}, alice.words);
        QVERIFY2(revoked.isDone(), revoked.errors);
        QVERIFY(alice.bob.run({"receive"}).isDone());
        QVERIFY(alice.bob.run({"send", "Alice", "to the first alone"}).isDone());
        const Ran received = stolen.run({"receive"});
        QCOMPARE(received.error(), "device-removed");
        QVERIFY(textsOf(received).isEmpty());
        QVERIFY(textsOf(first.run({"receive"})).contains("to the first alone"));
    }

private:
    static QString deviceId(const Cli& device, bool isThis)
    {
        for (const QJsonObject& line : device.run({"devices"}).lines) {
            if (line["thisDevice"].toBool() == isThis) {
                return line["device"].toString();
            }
        }
        return {};
    }
};

QTEST_GUILESS_MAIN(TestIntruderCutOff)
#include "tst_intruder_cut_off.moc"
