// What single rules of PROTOCOL.md section 3 refuse that no game needs.
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

/// An entry behind @p state, signed as it stands, whatever the rules say of it.
LogEntry forge(const LogState& state, const Authors& authors, EntryBody body,
               const DeviceKeys* named = nullptr)
{
    EntryStatement statement;
    statement.account = state.account;
    statement.sequence = state.nextSequence;
    statement.previous = state.head;
    statement.byRecovery = authors.recovery != nullptr;
    statement.byDevice = authors.deviceId;
    statement.body = std::move(body);
    const Bytes signedBytes = statement.serialize();
    Bytes out = signedBytes;
    if (authors.recovery != nullptr) {
        append(out, signAsRecovery(*authors.recovery, signedBytes));
    }
    if (authors.device != nullptr) {
        append(out, signAsDevice(authors.device->signing(), signedBytes));
    }
    if (named != nullptr) {
        append(out, proveSigning(named->signing(), signedBytes));
        append(out, named->identity().provePossession(signedBytes));
    }
    return *LogEntry::parse(out);
}

/// Why @p entry may not follow on @p state; nothing if it may.
std::optional<Kind> refusal(const LogState& state, const LogEntry& entry)
{
    const auto rank = judge(state, entry);
    return rank ? std::nullopt : std::optional(rank.error());
}

} // namespace

class TestLogRules : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    /// Who may name the relays that stamp may make fourteen days out of one.
    void phraseAndYoungDeviceDoNotNameTheStampRelays()
    {
        LogWorld w(1);
        QVERIFY(w.publishPhrase());
        const Device stolen = w.addByBoth(w.elder);
        const StampRelayKey own(SigningKey::generate(w.random).publicKey().view());
        QCOMPARE(errorOf(w.build().setStampRelays(w.byBoth(stolen), {own})), Kind::NotPermitted);
        QCOMPARE(errorOf(w.build().setStampRelays(w.byPhrase(), {own})), Kind::NotPermitted);
        QCOMPARE(errorOf(w.build().setStampRelays(w.by(w.elder), {own})), Kind::NotPermitted);
        QVERIFY(w.take(w.build().setStampRelays(w.byBoth(w.elder), {own})));
    }

    void aSuspensionIsLiftedByItsOwnRankOnly()
    {
        LogWorld w(2);
        QVERIFY(w.publishPhrase());
        const Device younger = w.addByBoth(w.elder);
        const Device stolen = w.addByBoth(w.elder);
        const Device youngest = w.addByBoth(w.elder);
        QVERIFY(w.take(w.build().suspend(w.byBoth(w.elder), stolen.id)));
        QCOMPARE(errorOf(w.build().liftSuspension(w.byPhrase(), stolen.id)), Kind::NotPermitted);
        QCOMPARE(errorOf(w.build().liftSuspension(w.byBoth(youngest), stolen.id)),
                 Kind::NotPermitted);
        QCOMPARE(errorOf(w.build().liftSuspension(w.by(w.elder), stolen.id)), Kind::NotPermitted);
        QVERIFY(w.take(w.build().liftSuspension(w.byBoth(younger), stolen.id)));
    }

    void aStrongHandDoesNotMakeAWeakProposalStrong()
    {
        LogWorld w(3);
        QVERIFY(w.publishPhrase());
        const auto proposal =
            w.build().proposeRecovery(w.byPhrase(), SigningKey::generate(w.random));
        QVERIFY(w.take(proposal));
        QVERIFY(w.take(w.commit(w.byBoth(w.elder), proposal->hash(), 14)));
        QVERIFY(w.log.state().committed.front().rank == Rank::Phrase);
        QCOMPARE(w.log.state().verificationCleared, 1U);
    }

    void whatTheOldPhraseProposedEndsWithIt()
    {
        LogWorld w(4);
        QVERIFY(w.publishPhrase());
        const Device second = w.addByBoth(w.elder);
        const auto proposal = w.build().proposeRemoval(w.byPhrase(), w.elder.id);
        QVERIFY(w.take(proposal));
        QVERIFY(w.take(w.build().proposeRemoval(w.byBoth(second), w.elder.id)));
        SigningKey next = SigningKey::generate(w.random);
        QVERIFY(w.take(w.build().replaceRecovery(w.byBoth(w.elder), next)));
        QVERIFY(w.log.state().pending.empty());
        w.phrase = std::move(next);
        QCOMPARE(errorOf(w.commit(w.byPhrase(), proposal->hash(), 14)), Kind::UnknownProposal);
    }

    void aProposedRecoveryKeyThatWasUsedMeanwhileIsRefused()
    {
        LogWorld w(5);
        QVERIFY(w.publishPhrase());
        const Device device(w.random);
        const auto proposal = w.build().proposeRecovery(w.byPhrase(), device.keys.signing());
        QVERIFY(w.take(proposal));
        QVERIFY(w.take(w.build().addDevice(w.byBoth(w.elder), device.keys)));
        QCOMPARE(errorOf(w.commit(w.byPhrase(), proposal->hash(), 14)), Kind::KeyReused);
    }

    void whatAGoneDeviceProposedAloneEndsWithIt()
    {
        for (const bool removed : {false, true}) {
            LogWorld w(6);
            QVERIFY(w.publishPhrase());
            const Device gone = w.addByBoth(w.elder);
            QVERIFY(w.take(w.build().proposeRecovery(w.by(gone), SigningKey::generate(w.random))));
            QVERIFY(w.take(removed ? w.build().removeDevice(w.byBoth(w.elder), gone.id)
                                   : w.build().leave(w.by(gone))));
            QVERIFY(w.log.state().pending.empty());
        }
    }

    void aRefreshIsTheNextOfItsDevice()
    {
        LogWorld w(7);
        QVERIFY(w.publishPhrase());
        const Device fresh(w.random);
        for (const std::uint32_t generation : {0U, 2U, UINT32_MAX}) {
            const auto entry = forge(w.log.state(), w.by(w.elder),
                                     RefreshBody{generation, fresh.keys.publicKeys()}, &fresh.keys);
            QVERIFY(refusal(w.log.state(), entry) == Kind::WrongGeneration);
        }
        const RefreshBody next{1, fresh.keys.publicKeys()};
        const LogState& state = w.log.state();
        QVERIFY(refusal(state, forge(state, w.byBoth(w.elder), next, &fresh.keys)) ==
                Kind::NotPermitted); // a device refreshes itself without the phrase
        QVERIFY(!refusal(state, forge(state, w.by(w.elder), next, &fresh.keys)));
    }

    void theEndOfALogIsKeptForTheStrongerAuthors()
    {
        LogWorld w(8);
        QVERIFY(w.publishPhrase());
        const Device target = w.addByPhrase();
        LogState state = w.log.state();
        auto errorAt = [&](std::uint32_t sequence, const Authors& authors,
                           const EntryBody& body) -> std::optional<Kind> {
            state.nextSequence = sequence;
            return refusal(state, forge(state, authors, body));
        };
        const SuspendBody suspend{target.id};
        const ProposeBody propose{RemoveDeviceBody{target.id}};
        QVERIFY(!errorAt(kLogEntriesByDeviceMax - 1, w.by(w.elder), suspend));
        QVERIFY(errorAt(kLogEntriesByDeviceMax, w.by(w.elder), suspend) == Kind::TooManyEntries);
        QVERIFY(!errorAt(kLogEntriesByPhraseMax - 1, w.byPhrase(), propose));
        QVERIFY(errorAt(kLogEntriesByPhraseMax, w.byPhrase(), propose) == Kind::TooManyEntries);
        // A device that nobody vouched for adds nothing to the phrase.
        QVERIFY(errorAt(kLogEntriesByPhraseMax, w.byBoth(target), propose) == Kind::TooManyEntries);
        QVERIFY(!errorAt(kLogEntriesMax - 1, w.byBoth(w.elder), propose));
        QVERIFY(errorAt(kLogEntriesMax, w.byBoth(w.elder), propose) == Kind::TooManyEntries);
    }

    void aDeviceAloneWritesItsShareOnly()
    {
        LogWorld w(9);
        QVERIFY(w.publishPhrase());
        const Device target = w.addByPhrase();
        QCOMPARE(w.log.state().find(w.elder.id)->loneEntries, 0U);
        QVERIFY(w.take(w.build().suspend(w.by(w.elder), target.id)));
        QCOMPARE(w.log.state().find(w.elder.id)->loneEntries, 1U);
        LogState state = w.log.state();
        const ProposeBody propose{RemoveDeviceBody{target.id}};
        state.find(w.elder.id)->loneEntries = kLoneEntriesMax - 1;
        QVERIFY(!refusal(state, forge(state, w.by(w.elder), propose)));
        state.find(w.elder.id)->loneEntries = kLoneEntriesMax;
        QVERIFY(refusal(state, forge(state, w.by(w.elder), propose)) == Kind::TooManyEntries);
        QVERIFY(!refusal(state, forge(state, w.byBoth(w.elder), propose)));
    }

    void thePhraseAloneCannotUseUpTheDevicesEver()
    {
        LogWorld w(10);
        QVERIFY(w.publishPhrase());
        LogState state = w.log.state();
        const Device fresh(w.random);
        auto fill = [&](std::size_t count) {
            while (state.devices.size() < count) {
                DeviceRecord gone;
                w.random.fill(gone.id.bytes);
                gone.status = DeviceStatus::Removed;
                state.devices.push_back(gone);
            }
        };
        auto errorBy = [&](const Authors& authors) -> std::optional<Kind> {
            return refusal(
                state, forge(state, authors, AddDeviceBody{fresh.keys.publicKeys()}, &fresh.keys));
        };
        fill(kDevicesEverByPhraseMax - 1);
        QVERIFY(!errorBy(w.byPhrase()));
        fill(kDevicesEverByPhraseMax);
        QVERIFY(errorBy(w.byPhrase()) == Kind::TooManyDevices);
        QVERIFY(!errorBy(w.byBoth(w.elder)));
        fill(kDevicesEverMax - 1);
        QVERIFY(!errorBy(w.byBoth(w.elder)));
        fill(kDevicesEverMax);
        QVERIFY(errorBy(w.byBoth(w.elder)) == Kind::TooManyDevices);
    }

    /// Otherwise a thief who proposes again and again takes the owner's proposal away.
    void anEqualProposalDoesNotTakeTheOpenOnesPlace()
    {
        LogWorld w(11);
        QVERIFY(w.publishPhrase());
        QVERIFY(w.take(w.build().proposeRemoval(w.byPhrase(), w.elder.id)));
        QCOMPARE(errorOf(w.build().proposeRemoval(w.byPhrase(), w.elder.id)), Kind::AlreadyPending);
        QVERIFY(w.take(w.build().proposeRecovery(w.byPhrase(), SigningKey::generate(w.random))));
        QCOMPARE(errorOf(w.build().proposeRecovery(w.byPhrase(), SigningKey::generate(w.random))),
                 Kind::AlreadyPending);
        QCOMPARE(w.log.state().pending.size(), std::size_t{2});
    }

    /// Otherwise the phrase alone inherits an account whose owner suspended a device in doubt.
    void aSuspendedSeniorStillCounts()
    {
        LogWorld w(12);
        QVERIFY(w.publishPhrase());
        const Device second = w.addByBoth(w.elder);
        const Device third = w.addByBoth(w.elder);
        const Device thief = w.addByPhrase();
        QVERIFY(w.take(w.build().suspend(w.by(w.elder), second.id)));
        QVERIFY(w.take(w.build().leave(w.by(w.elder))));
        // The third is not senior to all that are present.
        QCOMPARE(
            errorOf(w.build().replaceRecovery(w.byBoth(third), SigningKey::generate(w.random))),
            Kind::NotPermitted);
        QVERIFY(w.take(w.build().leave(w.by(third))));
        QVERIFY(!w.log.state().find(thief.id)->hasStanding());
        QCOMPARE(w.log.state().verificationCleared, 0U);
    }

    void aDeviceAloneRemovesOnlyWhomItSuspended()
    {
        LogWorld w(13);
        QVERIFY(w.publishPhrase());
        const Device second = w.addByBoth(w.elder);
        QCOMPARE(errorOf(w.build().proposeRemoval(w.by(w.elder), second.id)), Kind::WrongStatus);
        QVERIFY(w.take(w.build().suspend(w.by(w.elder), second.id)));
        QVERIFY(w.take(w.build().proposeRemoval(w.by(w.elder), second.id)));
    }

    void theSameKeyTwiceInOneEntryIsRefused()
    {
        LogWorld w(14);
        const DeviceKeys device = DeviceKeys::generate(w.random);
        QCOMPARE(errorOf(LogBuilder::genesis(device.signing(), device, NewDevicePolicy::AtOnce, {},
                                             Timestamp{0})),
                 Kind::KeyReused);
    }
};

QTEST_APPLESS_MAIN(TestLogRules)
#include "tst_log_rules.moc"
