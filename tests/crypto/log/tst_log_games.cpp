// The games between an owner and a thief of the table in PROTOCOL.md section 3, one function each.
#include "crypto/base/init.h"
#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over a concept of the standard library
#include "tests/crypto/log/log_world.h"
#endif

#include <QTest>

using namespace sotto::crypto;
using sotto::test::Device;
using sotto::test::LogWorld;
using Kind = LogErrorKind;

namespace {

Kind errorOf(const LogBuilder::Built& built)
{
    if (built) {
        qFatal("was permitted");
    }
    return built.error();
}

} // namespace

class TestLogGames : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    /// Attack 3.
    void phraseAndOwnYoungDeviceCannotRemoveAnElderAtOnce()
    {
        LogWorld w(1);
        QVERIFY(w.publishPhrase());
        const Device thief = w.addByPhrase(); // the thief typed in the leaked phrase, 60 days ago
        const SigningKey other = SigningKey::generate(w.random);
        const auto authors = w.byBoth(thief);
        QCOMPARE(errorOf(w.build().removeDevice(authors, w.elder.id)), Kind::NotPermitted);
        QCOMPARE(errorOf(w.build().replaceRecovery(authors, other)), Kind::NotPermitted);
        QCOMPARE(errorOf(w.build().suspend(authors, w.elder.id)), Kind::NotPermitted);
        QCOMPARE(errorOf(w.build().setPolicy(authors, NewDevicePolicy::AtOnce)),
                 Kind::NotPermitted);
        QCOMPARE(errorOf(w.build().setStampRelays(authors, {})), Kind::NotPermitted);
        QCOMPARE(errorOf(w.build().confirm(authors, thief.id)), Kind::NotPermitted);
        // A second device of the thief's gains nothing from the first.
        const Device second(w.random);
        QVERIFY(w.take(w.build().addDevice(authors, second.keys)));
        QVERIFY(!w.log.state().find(second.id)->hasStanding());
        QCOMPARE(errorOf(w.build().confirm(w.by(thief), second.id)), Kind::NotPermitted);
        // The owner, who has phrase and elder, throws both out at once.
        QVERIFY(w.take(w.build().removeDevice(w.byBoth(w.elder), thief.id)));
        QVERIFY(w.take(w.build().removeDevice(w.byBoth(w.elder), second.id)));
        QVERIFY(w.take(w.build().replaceRecovery(w.byBoth(w.elder), other)));
        QCOMPARE(w.log.state().verificationCleared, 0U);
        QCOMPARE(errorOf(w.build().addDevice(w.byPhrase(), Device(w.random).keys)),
                 Kind::BadSignature);
    }

    /// Attack 4.
    void stolenOldestDeviceCannotBlockPhraseAndNewDevice()
    {
        LogWorld w(2);
        QVERIFY(w.publishPhrase());
        const Device fresh = w.addByPhrase();
        const auto thief = w.by(w.elder);
        // It suspends the new device once; the phrase lifts that, and once was all.
        QVERIFY(w.take(w.build().suspend(thief, fresh.id)));
        const auto removal = w.build().proposeRemoval(thief, fresh.id);
        QVERIFY(w.take(removal));
        QVERIFY(w.take(w.build().liftSuspension(w.byPhrase(), fresh.id)));
        QCOMPARE(errorOf(w.build().suspend(thief, fresh.id)), Kind::SuspensionSpent);
        QCOMPARE(errorOf(w.commit(thief, removal->hash(), 14)), Kind::UnknownProposal);
        // Its own slow change of the recovery key falls to the phrase.
        const SigningKey own = SigningKey::generate(w.random);
        const auto replacement = w.build().proposeRecovery(thief, own);
        QVERIFY(w.take(replacement));
        QVERIFY(w.take(w.build().veto(w.byPhrase(), replacement->hash())));
        // The phrase proposes; the thief's veto does not reach.
        const auto proposal = w.build().proposeRemoval(w.byBoth(fresh), w.elder.id);
        QVERIFY(w.take(proposal));
        QCOMPARE(errorOf(w.build().veto(thief, proposal->hash())), Kind::NotPermitted);
        QVERIFY(w.take(w.commit(w.byBoth(fresh), proposal->hash(), 14)));
        QVERIFY(w.log.statusOf(w.elder.id) == DeviceStatus::Removed);
        // Nobody older is left: the new device has standing, and contacts are told.
        QVERIFY(w.log.state().find(fresh.id)->hasStanding());
        QCOMPARE(w.log.state().verificationCleared, 1U);
        QVERIFY(w.take(w.build().replaceRecovery(w.byBoth(fresh), own)));
        QCOMPARE(w.log.state().verificationCleared, 1U);
    }

    /// Attack 5.
    void commitTooEarlyIsInvalidForEveryObserver()
    {
        LogWorld w(3);
        QVERIFY(w.publishPhrase());
        const Device fresh = w.addByPhrase();
        const DeviceLog before = w.log;
        const auto proposal = w.build().proposeRemoval(w.byPhrase(), w.elder.id);
        QVERIFY(w.take(proposal));
        const DeviceLog onTime = w.log;
        QCOMPARE(errorOf(w.commit(w.byPhrase(), proposal->hash(), 13)), Kind::TooEarly);

        // The same entry made by a program that asks no rule: one second short.
        auto forge = [&](std::uint64_t seconds) {
            auto prepared = w.build().prepareCommit(w.byPhrase(), proposal->hash(),
                                                    w.stamp(proposal->hash(), 0));
            std::get<CommitBody>(prepared.statement.body).commitStamp =
                w.stamp(prepared.subject, 0, seconds);
            Bytes bytes = prepared.statement.serialize();
            const Signature signature = signAsRecovery(w.phrase, bytes);
            append(bytes, signature);
            return bytes;
        };
        const Bytes early = forge(14 * 86400 - 1);
        const Bytes exact = forge(14 * 86400);
        for (const auto& [commit, valid] : {std::pair{early, false}, std::pair{exact, true}}) {
            DeviceLog seenOnTime = onTime; // saw the proposal when it was made
            const ByteView one[] = {commit};
            QCOMPARE(seenOnTime.extend(one).has_value(), valid);
            DeviceLog seenLate = before; // gets both at once, much later
            const ByteView two[] = {proposal->bytes(), commit};
            const auto late = seenLate.extend(two);
            QCOMPARE(late.has_value(), valid);
            std::vector<ByteView> all; // a newcomer reads from the first entry
            for (const auto& entry : onTime.entries()) {
                all.push_back(entry.bytes());
            }
            all.push_back(commit);
            const auto newcomer = DeviceLog::verify(all);
            QCOMPARE(newcomer.has_value(), valid);
            if (!valid) {
                QVERIFY((late.error() == LogError{Kind::TooEarly, before.entries().size() + 1}));
                QVERIFY(newcomer.error() == late.error());
                QVERIFY(seenOnTime.head() == onTime.head() && seenLate.head() == before.head());
            } else {
                QVERIFY(seenOnTime.head() == newcomer->head() &&
                        seenLate.head() == newcomer->head());
            }
        }
    }

    void phraseAloneAgainstOwnerWithPhraseAndYoungerDevice()
    {
        // The elder is a dead telephone that still stands in the log.
        LogWorld w(4);
        QVERIFY(w.publishPhrase());
        const Device owner = w.addByBoth(w.elder);
        const Device thief = w.addByPhrase();
        QVERIFY(w.take(w.build().suspend(w.by(owner), thief.id)));
        QVERIFY(w.take(w.build().removeDevice(w.byBoth(owner), thief.id)));
        const auto attack = w.build().proposeRemoval(w.byPhrase(), owner.id);
        QVERIFY(w.take(attack));
        QVERIFY(w.take(w.build().veto(w.byBoth(owner), attack->hash())));
        // A replacement by phrase and vouched-for device outweighs what the phrase alone can do.
        const SigningKey foreign = SigningKey::generate(w.random);
        QVERIFY(w.take(w.build().proposeRecovery(w.byPhrase(), foreign)));
        const SigningKey fresh = SigningKey::generate(w.random);
        const auto proposal = w.build().proposeRecovery(w.byBoth(owner), fresh);
        QVERIFY(w.take(proposal));
        QCOMPARE(w.log.state().pending.size(), std::size_t{1});
        QCOMPARE(errorOf(w.build().veto(w.byPhrase(), proposal->hash())), Kind::NotPermitted);
        QCOMPARE(errorOf(w.build().proposeRecovery(w.byPhrase(), foreign)), Kind::AlreadyPending);
        QCOMPARE(errorOf(w.commit(w.byPhrase(), proposal->hash(), 14)), Kind::NotPermitted);
        QVERIFY(w.take(w.commit(w.byBoth(owner), proposal->hash(), 14)));
        QCOMPARE(w.log.state().verificationCleared, 1U);
        QVERIFY(w.log.state().recovery.bytes == fresh.publicKey().bytes);
    }

    void phraseAloneAgainstOwnerWithDeviceOnly()
    {
        LogWorld w(5);
        QVERIFY(w.publishPhrase());
        const Device thief = w.addByPhrase();
        QVERIFY(w.take(w.build().suspend(w.by(w.elder), thief.id)));
        QVERIFY(w.take(w.build().liftSuspension(w.byPhrase(), thief.id)));
        QCOMPARE(errorOf(w.build().suspend(w.by(w.elder), thief.id)), Kind::SuspensionSpent);
        // The thief has a reader in the house, seen by all, but no power over the elder for 14
        // days.
        QCOMPARE(errorOf(w.build().suspend(w.by(thief), w.elder.id)), Kind::NotPermitted);
        QCOMPARE(errorOf(w.build().suspend(w.byPhrase(), w.elder.id)), Kind::NotPermitted);
        const auto attack = w.build().proposeRemoval(w.byPhrase(), w.elder.id);
        QVERIFY(w.take(attack));
        QCOMPARE(errorOf(w.build().veto(w.by(w.elder), attack->hash())), Kind::NotPermitted);
        // Within those days the phrase, found again, ends it at once.
        QVERIFY(w.take(w.build().veto(w.byBoth(w.elder), attack->hash())));
        QVERIFY(w.take(w.build().removeDevice(w.byBoth(w.elder), thief.id)));
    }

    void oneDeviceAgainstOwnerWithOtherDevice()
    {
        LogWorld w(6);
        QVERIFY(w.publishPhrase());
        const Device stolen = w.addByBoth(w.elder);
        const auto thief = w.by(stolen);
        const SigningKey own = SigningKey::generate(w.random);
        QCOMPARE(errorOf(w.build().addDevice(thief, Device(w.random).keys)), Kind::NotPermitted);
        QCOMPARE(errorOf(w.build().suspend(thief, w.elder.id)), Kind::NotPermitted);
        QCOMPARE(errorOf(w.build().proposeRemoval(thief, w.elder.id)), Kind::NotPermitted);
        QCOMPARE(errorOf(w.build().replaceRecovery(thief, own)), Kind::NotPermitted);
        QVERIFY(w.take(w.build().proposeRecovery(thief, own)));
        // Suspending it ends what it began, and it says no more.
        QVERIFY(w.take(w.build().suspend(w.by(w.elder), stolen.id)));
        QVERIFY(w.log.state().pending.empty());
        QCOMPARE(errorOf(w.build().leave(thief)), Kind::AuthorNotActive);
        const auto proposal = w.build().proposeRemoval(w.by(w.elder), stolen.id);
        QVERIFY(w.take(proposal));
        QVERIFY(w.take(w.commit(w.by(w.elder), proposal->hash(), 14)));
        QVERIFY(w.log.statusOf(stolen.id) == DeviceStatus::Removed);
        QCOMPARE(w.log.state().verificationCleared, 0U);
    }

    void phraseAndStolenYoungerDeviceAgainstOwnerWithPhraseAndElder()
    {
        LogWorld w(7);
        QVERIFY(w.publishPhrase());
        const Device stolen = w.addByBoth(w.elder);
        const SigningKey own = SigningKey::generate(w.random);
        const auto thief = w.byBoth(stolen);
        QCOMPARE(errorOf(w.build().replaceRecovery(thief, own)), Kind::NotPermitted);
        QCOMPARE(errorOf(w.build().removeDevice(thief, w.elder.id)), Kind::NotPermitted);
        const auto attack = w.build().proposeRecovery(thief, own);
        QVERIFY(w.take(attack));
        QVERIFY(w.take(w.build().removeDevice(w.byBoth(w.elder), stolen.id)));
        const SigningKey fresh = SigningKey::generate(w.random);
        QVERIFY(w.take(w.build().replaceRecovery(w.byBoth(w.elder), fresh)));
        QVERIFY(w.log.state().pending.empty());
    }

    /// The elder is away for 14 days: the thief has the account, but not its verified mark.
    void takingOverByAYoungerVouchedDeviceClearsTheMark()
    {
        LogWorld w(12);
        QVERIFY(w.publishPhrase());
        const Device stolen = w.addByBoth(w.elder);
        const auto thief = w.byBoth(stolen);
        const auto proposal = w.build().proposeRemoval(thief, w.elder.id);
        QVERIFY(w.take(proposal));
        QVERIFY(w.take(w.commit(thief, proposal->hash(), 14)));
        QCOMPARE(w.log.state().verificationCleared, 1U);
        QVERIFY(w.take(w.build().replaceRecovery(thief, SigningKey::generate(w.random))));
        QCOMPARE(w.log.state().verificationCleared, 1U);
    }

    void takingOverByThePhraseAloneClearsTheMark()
    {
        LogWorld w(13);
        QVERIFY(w.publishPhrase());
        const Device younger = w.addByBoth(w.elder);
        const Device youngest = w.addByBoth(w.elder);
        auto removeSlowly = [&](const DeviceId& target) {
            const auto proposal = w.build().proposeRemoval(w.byPhrase(), target);
            return w.take(proposal) && w.take(w.commit(w.byPhrase(), proposal->hash(), 14));
        };
        QVERIFY(removeSlowly(youngest.id)); // older ones are left to vouch
        QCOMPARE(w.log.state().verificationCleared, 0U);
        QVERIFY(removeSlowly(w.elder.id));
        QCOMPARE(w.log.state().verificationCleared, 1U);
        QVERIFY(removeSlowly(younger.id));
        QCOMPARE(w.log.state().verificationCleared, 2U);
        // The owner who removes at once, or leaves, keeps it.
        LogWorld v(14);
        QVERIFY(v.publishPhrase());
        const Device second = v.addByBoth(v.elder);
        const Device third = v.addByBoth(v.elder);
        QVERIFY(v.take(v.build().leave(v.by(v.elder))));
        QVERIFY(v.take(v.build().removeDevice(v.byBoth(second), third.id)));
        QCOMPARE(v.log.state().verificationCleared, 0U);
    }

    void theLastActiveDeviceCannotLeaveSuspendedOnesBehind()
    {
        LogWorld w(15);
        const Device second(w.random);
        QVERIFY(w.take(w.build().addDevice(Authors::both(w.provisional, w.elder.id, w.elder.keys),
                                           second.keys)));
        const DeviceLog before = w.log;
        QVERIFY(w.take(w.build().suspend(w.by(w.elder), second.id)));
        QCOMPARE(errorOf(w.build().leave(w.by(w.elder))), Kind::LastWayBack);
        w.log = before;
        QVERIFY(w.take(w.build().leave(w.by(w.elder))));
    }

    void ownerWhoLostEveryDeviceComesBackByThePhrase()
    {
        LogWorld w(8);
        QVERIFY(w.publishPhrase());
        QVERIFY(w.take(w.build().leave(w.by(w.elder))));
        const Device fresh = w.addByPhrase();
        QVERIFY(w.log.state().find(fresh.id)->hasStanding());
        QCOMPARE(w.log.state().verificationCleared, 1U);
    }

    void ownerWhoLostThePhraseMakesANewOneSlowly()
    {
        LogWorld w(9);
        QVERIFY(w.publishPhrase());
        const Device second = w.addByBoth(w.elder);
        const SigningKey fresh = SigningKey::generate(w.random);
        const auto proposal = w.build().proposeRecovery(w.by(w.elder), fresh);
        QVERIFY(w.take(proposal));
        QCOMPARE(errorOf(w.commit(w.by(second), proposal->hash(), 14)), Kind::NotPermitted);
        QCOMPARE(errorOf(w.commit(w.by(w.elder), proposal->hash(), 13)), Kind::TooEarly);
        QVERIFY(w.take(w.commit(w.by(w.elder), proposal->hash(), 14)));
        QCOMPARE(w.log.state().verificationCleared, 1U);
    }

    void anotherDeviceStopsAStolenOnesNewPhrase()
    {
        LogWorld w(10);
        QVERIFY(w.publishPhrase());
        const Device second = w.addByBoth(w.elder);
        const auto proposal =
            w.build().proposeRecovery(w.by(w.elder), SigningKey::generate(w.random));
        QVERIFY(w.take(proposal));
        QVERIFY(w.take(w.build().veto(w.by(second), proposal->hash())));
        QCOMPARE(errorOf(w.commit(w.by(w.elder), proposal->hash(), 14)), Kind::UnknownProposal);
    }

    void aProvisionalKeyAloneDoesNothing()
    {
        LogWorld w(11);
        const auto thief = Authors::phrase(w.provisional);
        QCOMPARE(errorOf(w.build().addDevice(thief, Device(w.random).keys)), Kind::NotPermitted);
        QCOMPARE(errorOf(w.build().proposeRecovery(thief, w.phrase)), Kind::NotPermitted);
        QCOMPARE(errorOf(w.build().leave(w.by(w.elder))), Kind::LastWayBack);
        QVERIFY(w.publishPhrase());
        QVERIFY(!w.log.state().recoveryIsProvisional);
        QCOMPARE(w.log.state().verificationCleared, 0U);
    }
};

QTEST_APPLESS_MAIN(TestLogGames)
#include "tst_log_games.moc"
