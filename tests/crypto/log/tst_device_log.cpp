#include "crypto/base/init.h"
#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over a concept of the standard library
#include "tests/crypto/log/full_world.h"
#endif

#include <QTest>

using namespace sotto::crypto;
using sotto::test::Device;
using sotto::test::LogWorld;
using Kind = LogErrorKind;

namespace {

std::vector<ByteView> viewsOf(const DeviceLog& log)
{
    std::vector<ByteView> out;
    for (const auto& entry : log.entries()) {
        out.push_back(entry.bytes());
    }
    return out;
}

const LogWorld& fullWorld()
{
    static const auto world = sotto::test::makeFullWorld();
    return *world;
}

} // namespace

class TestDeviceLog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void everyKindIsTakenAndComesBack()
    {
        const LogWorld& w = fullWorld();
        std::vector<bool> seen(std::variant_size_v<EntryBody>);
        for (const auto& entry : w.log.entries()) {
            seen[entry.statement().body.index()] = true;
            Bytes signedBytes = entry.statement().serialize();
            QVERIFY(std::ranges::equal(signedBytes, entry.signedBytes()));
        }
        QVERIFY(std::ranges::find(seen, false) == seen.end());
        const Bytes stored = w.log.serialize();
        const auto again = DeviceLog::parse(stored);
        QVERIFY(again);
        QVERIFY(again->head() == w.log.head());
        QVERIFY(again->serialize() == stored);
        QCOMPARE(w.log.state().verificationCleared, 1U);
    }

    void everyChangedBitIsRefused()
    {
        const LogWorld& w = fullWorld();
        for (std::size_t i = 0; i < w.log.entries().size(); ++i) {
            std::vector<ByteView> before = viewsOf(w.log);
            before.resize(i);
            Bytes changed = w.log.entries()[i].bytes();
            LogState state = w.log.stateBefore(i);
            for (std::size_t at = 0; at < changed.size(); ++at) {
                const auto bit = static_cast<std::uint8_t>(1U << (at % 8));
                changed[at] ^= bit;
                const auto entry = LogEntry::parse(changed);
                QVERIFY2(!entry || !judge(state, *entry),
                         qPrintable(QString("entry %1, byte %2").arg(i).arg(at)));
                changed[at] ^= bit;
            }
        }
    }

    void everyCutAndEveryTailIsRefused()
    {
        const LogWorld& w = fullWorld();
        for (const auto& entry : w.log.entries()) {
            Bytes bytes = entry.bytes();
            for (std::size_t length = 0; length < bytes.size(); ++length) {
                QVERIFY(!LogEntry::parse(ByteView(bytes).first(length)));
            }
            bytes.push_back(0);
            QVERIFY(!LogEntry::parse(bytes));
        }
        Bytes stored = w.log.serialize();
        stored.push_back(0);
        QVERIFY((DeviceLog::parse(stored).error() == LogError{Kind::Malformed, 0}));
        QVERIFY((DeviceLog::verify({}).error() == LogError{Kind::Empty, 0}));
    }

    void droppedSwappedAndRepeatedEntriesAreRefused()
    {
        const LogWorld& w = fullWorld();
        const auto all = viewsOf(w.log);
        for (std::size_t i = 0; i + 1 < all.size(); ++i) {
            auto dropped = all;
            dropped.erase(dropped.begin() + static_cast<std::ptrdiff_t>(i));
            QVERIFY(!DeviceLog::verify(dropped));
            auto swapped = all;
            std::swap(swapped[i], swapped[i + 1]);
            QVERIFY(!DeviceLog::verify(swapped));
            auto repeated = all;
            repeated.insert(repeated.begin() + static_cast<std::ptrdiff_t>(i), all[i]);
            QVERIFY(!DeviceLog::verify(repeated));
        }
    }

    void batchesOfAnySizeLeadToTheSameLog()
    {
        const LogWorld& w = fullWorld();
        const auto all = viewsOf(w.log);
        for (std::size_t cut = 1; cut <= all.size(); ++cut) {
            auto log = DeviceLog::verify(std::span(all).first(cut));
            QVERIFY(log);
            const auto missing = w.log.entriesSince(log->head());
            QVERIFY(missing);
            QVERIFY(log->extend(ByteView(*missing)));
            QVERIFY(log->head() == w.log.head());
            QVERIFY(log->extend(all)); // overlap changes nothing
            QVERIFY(log->serialize() == w.log.serialize());
        }
    }

    void aRefusedBatchChangesNothing()
    {
        LogWorld w(1);
        QVERIFY(w.publishPhrase());
        const DeviceLog before = w.log;
        const Device added(w.random);
        const auto good = w.build().addDevice(w.byPhrase(), added.keys);
        QVERIFY(good);
        Bytes bad = good->bytes();
        bad.back() ^= 1;
        const ByteView batch[] = {good->bytes(), bad};
        QVERIFY((w.log.extend(batch).error() == LogError{Kind::NotGenesis, 3} ||
                 w.log.extend(batch).error() == LogError{Kind::WrongSequence, 3}));
        QVERIFY(w.log.serialize() == before.serialize());
        QVERIFY(w.log.state().devices.size() == before.state().devices.size());
        QVERIFY(!w.log.statusOf(added.id));
    }

    /// Attack 15.
    void aForeignIdentityKeyInOnesOwnLogIsRefused()
    {
        LogWorld w(2);
        QVERIFY(w.publishPhrase());
        LogWorld victim(3);
        QVERIFY(victim.publishPhrase());
        const Device own(w.random);
        const Device theirs(victim.random);
        // The victim's real entry, with proofs that are good where they stand.
        const auto real = victim.build().addDevice(victim.byPhrase(), theirs.keys);
        QVERIFY(real);
        EntryStatement statement;
        statement.account = w.log.account();
        statement.sequence = w.log.state().nextSequence;
        statement.previous = w.log.head();
        statement.byRecovery = true;
        for (const bool wholeDevice : {false, true}) {
            DevicePublicKeys keys = wholeDevice ? theirs.keys.publicKeys() : own.keys.publicKeys();
            keys.identity = theirs.keys.publicKeys().identity;
            statement.body = AddDeviceBody{keys};
            const Bytes signedBytes = statement.serialize();
            Bytes bytes = signedBytes;
            append(bytes, signAsRecovery(w.phrase, signedBytes));
            const ByteView moved = ByteView(real->bytes()).last(128);
            append(bytes, wholeDevice ? Signature(moved.first<64>())
                                      : proveSigning(own.keys.signing(), signedBytes));
            append(bytes, moved.last(64));
            const ByteView one[] = {bytes};
            QVERIFY(w.log.extend(one).error().kind == Kind::BadPossession);
        }
    }

    void aKeyStandsInOnePlaceOnly()
    {
        LogWorld w(4);
        QVERIFY(w.publishPhrase());
        QVERIFY(w.build().addDevice(w.byPhrase(), w.elder.keys).error() == Kind::KeyReused);
        QVERIFY(w.build().replaceRecovery(w.byBoth(w.elder), w.provisional).error() ==
                Kind::KeyReused);
        QVERIFY(w.build().replaceRecovery(w.byBoth(w.elder), w.elder.keys.signing()).error() ==
                Kind::KeyReused);
        QVERIFY(w.build().refresh(w.by(w.elder), w.elder.keys).error() == Kind::KeyReused);
    }

    void refreshReplacesKeysNotTheDevice()
    {
        LogWorld w(5);
        QVERIFY(w.publishPhrase());
        const Device fresh(w.random);
        QVERIFY(w.take(w.build().refresh(w.by(w.elder), fresh.keys)));
        const auto* record = w.log.state().find(w.elder.id);
        QCOMPARE(record->generation, 1U);
        QVERIFY(record->keys == fresh.keys.publicKeys());
        QVERIFY(w.build().leave(w.by(w.elder)).error() == Kind::BadSignature);
        QVERIFY(w.take(w.build().suspend(w.byBoth(w.elder), w.elder.id)) == false);
    }

    void twoRefreshesOfOneDeviceAreAClone()
    {
        LogWorld w(6);
        QVERIFY(w.publishPhrase());
        const DeviceLog before = w.log;
        const Device mine(w.random);
        const Device clones(w.random);
        const auto first = w.build().refresh(w.by(w.elder), mine.keys);
        const auto second = w.build().refresh(w.by(w.elder), clones.keys);
        QVERIFY(w.take(first));
        const ByteView one[] = {second->bytes()};
        QVERIFY(!w.log.extend(one));
        const auto proof = detectClone(w.log, second->bytes());
        QVERIFY(proof);
        QVERIFY(proof->device() == w.elder.id);
        QVERIFY(CloneProof::parse(proof->serialize())->verify(w.log));
        QVERIFY(!proof->verify(before));
        QVERIFY(!detectClone(w.log, first->bytes()));
        const LogWorld other(60);
        QVERIFY(!proof->verify(other.log));
        // A refresh that somebody else signed proves nothing.
        const Device stranger(w.random);
        Bytes forged = second->bytes();
        const Signature signature = signAsDevice(stranger.keys.signing(), second->signedBytes());
        std::copy(signature.bytes.begin(), signature.bytes.end(),
                  forged.begin() + static_cast<std::ptrdiff_t>(second->signedBytes().size()));
        QVERIFY(!detectClone(w.log, forged));
    }

    void siblingsAreAForkThatOthersCheck()
    {
        LogWorld w(7);
        QVERIFY(w.publishPhrase());
        DeviceLog other = w.log;
        const auto a = w.build().addDevice(w.byPhrase(), Device(w.random).keys);
        const auto b = w.build().addDevice(w.byPhrase(), Device(w.random).keys);
        QVERIFY(w.take(a));
        const ByteView one[] = {b->bytes()};
        QVERIFY(other.extend(one));
        QVERIFY(compareLogs(w.log, other).kind == LogComparison::Kind::Fork);
        QCOMPARE(compareLogs(w.log, other).common, std::size_t{2});
        const auto proof = detectFork(w.log, one);
        QVERIFY(proof);
        const auto parsed = ForkProof::parse(proof->serialize());
        QVERIFY(parsed && parsed->verify(w.log) && parsed->verify(other));
        QVERIFY(!parsed->verify(LogWorld(8).log));
        QVERIFY(!(ForkProof{proof->first, proof->first}.verify(w.log)));
        QVERIFY(!ForkProof::parse(ForkProof{proof->second, proof->first}.serialize()));
    }

    /// Attack 16.
    void aBogusHeadStopsNothing()
    {
        const LogWorld& w = fullWorld();
        QVERIFY(w.log.relationTo(EntryHash{}) == HeadRelation::Unknown);
        QVERIFY(!w.log.entriesSince(EntryHash{}));
        QVERIFY(w.log.relationTo(w.log.head()) == HeadRelation::Same);
        QVERIFY(w.log.relationTo(w.log.entries()[3].hash()) == HeadRelation::Older);
        for (const auto& entry : w.log.entries()) {
            Bytes bogus = entry.bytes();
            bogus.back() ^= 1;
            const ByteView one[] = {bogus};
            QVERIFY(!detectFork(w.log, one));
            QVERIFY(!detectClone(w.log, bogus));
        }
    }

    void aNewDeviceWaitsWhereThePolicySaysSo()
    {
        LogWorld w(9, NewDevicePolicy::ApprovalOrDay);
        QVERIFY(w.publishPhrase());
        Sightings seen;
        const Device vouched = w.addByBoth(w.elder);
        const Device fresh = w.addByPhrase();
        const Timestamp now{sotto::test::kStart};
        QVERIFY(!seen.hasWaited(*w.log.state().find(fresh.id), now.plus(Duration::days(9))));
        seen.note(w.log.state(), now);
        const auto again = Sightings::parse(seen.serialize());
        QVERIFY(again);
        QVERIFY(again->hasWaited(*w.log.state().find(vouched.id), now));
        QVERIFY(!again->hasWaited(*w.log.state().find(fresh.id), now.plus(Duration{86399})));
        QVERIFY(again->hasWaited(*w.log.state().find(fresh.id), now.plus(Duration{86400})));
        QVERIFY(w.take(w.build().confirm(w.by(vouched), fresh.id)));
        QVERIFY(again->hasWaited(*w.log.state().find(fresh.id), now));
    }

    void whoSawAProposalWaitsByItsOwnClock()
    {
        LogWorld w(10);
        QVERIFY(w.publishPhrase());
        const Device fresh = w.addByPhrase();
        const auto proposal = w.build().proposeRemoval(w.byPhrase(), w.elder.id);
        QVERIFY(w.take(proposal));
        const Timestamp now{sotto::test::kStart};
        Sightings present;
        Sightings newcomer;
        present.note(w.log.state(), now);
        QVERIFY(w.take(w.commit(w.byPhrase(), proposal->hash(), 14))); // a lying relay's stamps
        present.note(w.log.state(), now.plus(Duration::hours(1)));
        newcomer.note(w.log.state(), now.plus(Duration::hours(1)));
        const auto& change = w.log.state().committed.front();
        QVERIFY(!present.mayActOn(change, now.plus(Duration::days(13))));
        QVERIFY(present.mayActOn(change, now.plus(Duration::days(14))));
        QVERIFY(newcomer.mayActOn(change, now.plus(Duration::hours(1))));
    }

    /// The thief hides the proposal until its 14 days have been stamped.
    void aProposalHiddenUntilItsCommitWaitsFromWhenItIsSeen()
    {
        LogWorld w(13);
        QVERIFY(w.publishPhrase());
        const Timestamp now{sotto::test::kStart};
        Sightings contact;
        contact.note(w.log.state(), now);
        const auto proposal =
            w.build().proposeRecovery(w.byPhrase(), SigningKey::generate(w.random));
        QVERIFY(w.take(proposal));
        QVERIFY(w.take(w.commit(w.byPhrase(), proposal->hash(), 14)));
        const auto& change = w.log.state().committed.front();
        QVERIFY(!contact.mayActOn(change, now.plus(Duration::days(99)))); // nothing noted yet
        const Timestamp seen = now.plus(Duration::days(30));
        contact.note(w.log.state(), seen);
        contact = *Sightings::parse(contact.serialize());
        contact.note(w.log.state(), seen.plus(Duration::days(1)));
        QVERIFY(!contact.mayActOn(change, seen.plus(Duration::days(13))));
        QVERIFY(contact.mayActOn(change, seen.plus(Duration::days(14))));
        // A later first reading of the whole log has nobody to warn.
        Sightings newcomer;
        QVERIFY(!newcomer.mayActOn(change, seen));
        newcomer.note(w.log.state(), seen);
        newcomer = *Sightings::parse(newcomer.serialize());
        QVERIFY(newcomer.mayActOn(change, seen));
        // A log handed over in pieces is no first reading of the whole.
        Sightings piecewise;
        piecewise.note(w.log.stateBefore(2), seen);
        piecewise.note(w.log.state(), seen);
        QVERIFY(!piecewise.mayActOn(change, seen));
    }

    void sightingsOfTheFirstVersionAreRefused()
    {
        Bytes old(5);
        old[0] = 1;
        QVERIFY(!Sightings::parse(old));
        QVERIFY(Sightings::parse(Sightings{}.serialize()));
    }

    void stampsAreOfTheRightHashByARelayOfTheLog()
    {
        LogWorld w(11);
        QVERIFY(w.publishPhrase());
        const Device fresh = w.addByPhrase();
        const auto p = w.build().proposeRemoval(w.byPhrase(), w.elder.id);
        QVERIFY(w.take(p));
        const SigningKey stranger = SigningKey::generate(w.random);
        auto attempt = [&](const Stamp& first, auto second) {
            auto prepared = w.build().prepareCommit(w.byPhrase(), p->hash(), first);
            const Stamp stamp = second(prepared.subject);
            return w.build().finishCommit(w.byPhrase(), std::move(prepared), stamp);
        };
        const auto good = [&](const EntryHash& subject) { return w.stamp(subject, 20); };
        Stamp own = Stamp::make(stranger, Hash(p->hash().view()), Timestamp{0});
        QVERIFY(attempt(own, good).error() == Kind::BadStamp);
        own.relay = StampRelayKey(w.relay.publicKey().view());
        QVERIFY(attempt(own, good).error() == Kind::BadStamp);
        QVERIFY(attempt(w.stamp(w.log.entries()[0].hash(), 0), good).error() == Kind::BadStamp);
        QVERIFY(attempt(w.stamp(p->hash(), 0), [&](const EntryHash&) {
                    return w.stamp(p->hash(), 20);
                }).error() == Kind::BadStamp);
        // Stamps the wrong way round are early, not an enormous unsigned age.
        QVERIFY(attempt(w.stamp(p->hash(), 20), [&](const EntryHash& subject) {
                    return w.stamp(subject, 0);
                }).error() == Kind::TooEarly);
        QVERIFY(attempt(w.stamp(p->hash(), 0), good));
    }

    void thePhraseAloneCannotTakeEveryPlace()
    {
        LogWorld w(12);
        QVERIFY(w.publishPhrase());
        for (std::size_t i = 1; i < kPresentDevicesByPhraseMax; ++i) {
            static_cast<void>(w.addByPhrase());
        }
        const Device more(w.random);
        QVERIFY(w.build().addDevice(w.byPhrase(), more.keys).error() == Kind::TooManyDevices);
        for (std::size_t i = kPresentDevicesByPhraseMax; i < kPresentDevicesMax; ++i) {
            static_cast<void>(w.addByBoth(w.elder));
        }
        QVERIFY(w.build().addDevice(w.byBoth(w.elder), more.keys).error() == Kind::TooManyDevices);
    }
};

QTEST_APPLESS_MAIN(TestDeviceLog)
#include "tst_device_log.moc"
