// Whose fork stops sending to an account, for how long, and what looking for one costs.
#include "crypto/base/init.h"
#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over a concept of the standard library
#include "tests/crypto/log/log_world.h"
#endif

#include <QTest>

using namespace sotto::crypto;
using sotto::test::Device;
using sotto::test::LogWorld;

namespace {

std::optional<ForkProof> forkBy(const DeviceLog& log, const LogBuilder::Built& sibling)
{
    if (!sibling) {
        qFatal("no sibling");
    }
    const ByteView one[] = {sibling->bytes()};
    return detectFork(log, one);
}

/// A leave by the elder for any place, with a signature that is not one.
Bytes forgedLeave(const LogWorld& w, std::size_t sequence, std::uint64_t number, bool byPhrase)
{
    EntryStatement statement;
    statement.account = w.log.account();
    statement.sequence = static_cast<std::uint32_t>(sequence);
    statement.previous = w.log.entries()[sequence - 1].hash();
    statement.claimed = Timestamp{number};
    statement.byRecovery = byPhrase;
    if (!byPhrase) {
        statement.byDevice = w.elder.id;
    }
    statement.body = LeaveBody{};
    Bytes out = statement.serialize();
    out.resize(out.size() + 64);
    return out;
}

} // namespace

class TestLogForks : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void aDeviceInForceStopsSendingUntilItIsSuspended()
    {
        LogWorld w(1);
        QVERIFY(w.publishPhrase());
        const Device stolen = w.addByBoth(w.elder);
        const DeviceLog before = w.log;
        QVERIFY(w.take(w.build().setPolicy(w.byBoth(w.elder), NewDevicePolicy::ApprovalOrDay)));
        const auto sibling = LogBuilder(before, Timestamp{7}).leave(w.by(stolen));
        const auto proof = forkBy(w.log, sibling);
        QVERIFY(proof && proof->verify(w.log) && proof->stopsSending(w.log));
        // Who got the thief's branch stops too: there the elder wrote twice.
        DeviceLog other = before;
        const ByteView theirs[] = {sibling->bytes()};
        QVERIFY(other.extend(theirs));
        QVERIFY(proof->verify(other) && proof->stopsSending(other));
        QVERIFY(proof->verify(before) && proof->stopsSending(before));
        // The way out.
        QVERIFY(w.take(w.build().suspend(w.by(w.elder), stolen.id)));
        QVERIFY(proof->verify(w.log) && !proof->stopsSending(w.log));
    }

    void aRemovedDeviceRaisesAnAlarmOnly()
    {
        LogWorld w(2);
        QVERIFY(w.publishPhrase());
        const Device stolen = w.addByBoth(w.elder);
        const DeviceLog before = w.log;
        QVERIFY(w.take(w.build().removeDevice(w.byBoth(w.elder), stolen.id)));
        // At the very place of its removal as at any older one.
        const auto proof = forkBy(w.log, LogBuilder(before, Timestamp{7}).leave(w.by(stolen)));
        QVERIFY(proof && proof->verify(w.log) && !proof->stopsSending(w.log));
    }

    void aReplacedPhraseRaisesAnAlarmOnly()
    {
        LogWorld w(3);
        QVERIFY(w.publishPhrase());
        const DeviceLog before = w.log;
        const auto sibling = LogBuilder(before, Timestamp{7})
                                 .addDevice(w.byPhrase(), DeviceKeys::generate(w.random));
        static_cast<void>(w.addByBoth(w.elder));
        auto proof = forkBy(w.log, sibling);
        QVERIFY(proof && proof->stopsSending(w.log));
        QVERIFY(
            w.take(w.build().replaceRecovery(w.byBoth(w.elder), SigningKey::generate(w.random))));
        proof = forkBy(w.log, sibling);
        QVERIFY(proof && proof->verify(w.log) && !proof->stopsSending(w.log));
        // Also one that came into force slowly.
        LogWorld v(4);
        QVERIFY(v.publishPhrase());
        const SigningKey next = SigningKey::generate(v.random);
        const auto proposal = v.build().proposeRecovery(v.byPhrase(), next);
        QVERIFY(v.take(proposal) && v.take(v.commit(v.byPhrase(), proposal->hash(), 14)));
        const DeviceLog renewed = v.log;
        v.phrase = next.duplicate();
        static_cast<void>(v.addByPhrase());
        proof = forkBy(v.log, LogBuilder(renewed, Timestamp{7})
                                  .addDevice(v.byPhrase(), DeviceKeys::generate(v.random)));
        QVERIFY(proof && proof->stopsSending(v.log));
    }

    void anAuthorWithTwoKeysStopsWhileOneIsInForce()
    {
        LogWorld w(5);
        QVERIFY(w.publishPhrase());
        const DeviceLog before = w.log;
        const auto sibling = LogBuilder(before, Timestamp{7})
                                 .setPolicy(w.byBoth(w.elder), NewDevicePolicy::ApprovalOrDay);
        const SigningKey next = SigningKey::generate(w.random);
        QVERIFY(w.take(w.build().replaceRecovery(w.byBoth(w.elder), next)));
        const auto proof = forkBy(w.log, sibling);
        QVERIFY(proof && proof->stopsSending(w.log));
        QVERIFY(w.take(w.build().refresh(w.by(w.elder), DeviceKeys::generate(w.random))));
        QVERIFY(!proof->stopsSending(w.log)); // signed by nothing that is still in force
    }

    /// Both refreshes replace the key that signed them: neither branch would stop.
    void aClonesForkStopsSendingOnBothBranches()
    {
        LogWorld w(6);
        QVERIFY(w.publishPhrase());
        const Device second = w.addByBoth(w.elder);
        DeviceLog other = w.log;
        const auto mine = w.build().refresh(w.by(second), DeviceKeys::generate(w.random));
        const auto clones = w.build().refresh(w.by(second), DeviceKeys::generate(w.random));
        const ByteView one[] = {clones->bytes()};
        QVERIFY(w.take(mine) && other.extend(one));
        const auto proof = forkBy(w.log, clones);
        QVERIFY(proof && proof->stopsSending(w.log) && proof->stopsSending(other));
        QVERIFY(w.take(w.build().removeDevice(w.byBoth(w.elder), second.id)));
        QVERIFY(!proof->stopsSending(w.log));
    }

    void aForkThatStopsGoesBeforeOneThatDoesNot()
    {
        LogWorld w(7);
        QVERIFY(w.publishPhrase());
        const Device removed = w.addByBoth(w.elder);
        const DeviceLog before = w.log;
        QVERIFY(w.take(w.build().removeDevice(w.byBoth(w.elder), removed.id)));
        const LogBuilder old(before, Timestamp{7});
        const auto weak = old.leave(w.by(removed));
        const auto strong = old.leave(w.by(w.elder));
        const ByteView both[] = {weak->bytes(), strong->bytes()};
        const auto proof = detectFork(w.log, both);
        QVERIFY(proof && proof->stopsSending(w.log));
    }

    /// Forged siblings ask for no state, and only so many are looked at.
    void forgedSiblingsCostLittle()
    {
        LogWorld w(8);
        QVERIFY(w.publishPhrase());
        for (int i = 0; i < 8; ++i) {
            static_cast<void>(w.addByBoth(w.elder));
        }
        const DeviceLog before = w.log;
        static_cast<void>(w.addByBoth(w.elder));
        const auto real = LogBuilder(before, Timestamp{7}).leave(w.by(w.elder));
        auto found = [&](std::size_t count, bool byPhrase) {
            std::vector<Bytes> forged;
            for (std::size_t i = 0; i < count; ++i) {
                forged.push_back(forgedLeave(w, before.entries().size(), i, byPhrase));
            }
            std::vector<ByteView> foreign(forged.begin(), forged.end());
            foreign.push_back(real->bytes());
            return detectFork(w.log, foreign).has_value();
        };
        for (const bool byPhrase : {false, true}) {
            QVERIFY(found(kForkTriesMax - 1, byPhrase));
            QVERIFY(!found(kForkTriesMax, byPhrase));
        }
        // What follows on no entry of the log, or stands there, is no try.
        std::vector<Bytes> unplaced;
        std::vector<ByteView> foreign;
        for (std::size_t i = 0; i < 3 * kForkTriesMax; ++i) {
            Bytes bytes = forgedLeave(w, before.entries().size(), i, false);
            bytes[40] ^= 1; // of the previous hash
            unplaced.push_back(std::move(bytes));
        }
        foreign.assign(unplaced.begin(), unplaced.end());
        for (const auto& entry : w.log.entries()) {
            foreign.push_back(entry.bytes());
        }
        foreign.push_back(real->bytes());
        QVERIFY(detectFork(w.log, foreign));
    }
};

QTEST_APPLESS_MAIN(TestLogForks)
#include "tst_log_forks.moc"
