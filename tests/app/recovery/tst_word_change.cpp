// The twelve words are replaced: the old ones open nothing any more, the new ones everything, and
// at no moment neither. A relay on loopback; Argon2id costs a second or so for each use of words.
#ifndef Q_MOC_RUN
#include "app/core/objects/own_object_state.h"
#include "app/core/recovery/record_move.h"
#include "app/core/vault/thing_states.h"
#include "app/storage/vault_store.h"
#include "crypto/base/init.h"
#include "crypto/phrase/master_key.h"
#include "net/client/anonymous_lookups.h"
#include "net/client/encoded_request.h"
#include "tests/app/recovery/word_change.h"
#include "tests/app/support/patience.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

namespace {

constexpr auto kOtherWords = "abandon abandon abandon abandon abandon abandon abandon abandon "
                             "abandon abandon abandon about";

/// Somebody who has the words puts a root of his own into the card's list; and strikes the device's
/// key before, if he @p strikes. False if the relay does not take it.
bool seizeCard(const LoopbackRelay& relay, LinkedDevice& device, const std::string& words,
               bool strikes)
{
    const auto phrase = crypto::RecoveryPhrase::fromText(crypto::asBytes(words), QtNormalizer());
    const auto master =
        crypto::deriveMasterKey(*phrase, {}, crypto::masterKeyVersions().front(), QtNormalizer());
    const auto root = crypto::deriveRecoveryKeys(*master).cardRoot.duplicate();
    const auto stored = storage::StateStore(device.client->database()).find("card");
    const auto state = OwnObjectState::parse(stored->view());
    crypto::KeyList list = state->list;
    crypto::SystemRandom random;
    std::vector<crypto::Bytes> changes;
    const auto add = [&](crypto::Bytes change) {
        const crypto::ByteView view(change);
        const bool isGood = list.extend(std::span(&view, 1)).has_value();
        changes.push_back(std::move(change));
        return isGood;
    };
    if (strikes && !add(crypto::strikeKey(list, crypto::kRootIndex, root,
                                          *list.find(state->deviceKey.publicKey())))) {
        return false;
    }
    if (!add(crypto::replaceRoot(list, root, crypto::SigningKey::generate(random)))) {
        return false;
    }
    const std::vector<crypto::ByteView> views(changes.begin(), changes.end());
    sotto::wire::UpdateObject update;
    update.set_kind(static_cast<std::uint32_t>(list.kind()));
    update.set_object(client::toString(list.object()));
    update.set_list_changes(client::toString(crypto::serializeChanges(views)));
    std::optional<bool> taken;
    const auto asking =
        client::updateObject(relay.place(random), std::move(update),
                             [&](const auto& outcome) { taken = outcome.has_value(); });
    return waitFor([&] { return taken.has_value(); }) && *taken;
}

/// As if it had run for almost an hour since.
void letAnHourPass(LinkedDevice& device)
{
    auto change = *Disk(device).change();
    change.set_tried_s(3599);
    const std::string stored = change.SerializeAsString();
    {
        storage::StateStore store(device.client->database());
        storage::Transaction transaction(device.client->database());
        store.put("words.change", crypto::asBytes(stored));
        transaction.commit();
    }
    device.reopen();
}

} // namespace

class TestWordChange : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void newWordsOpenWhatTheOldOnesDid()
    {
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        first.client->confirmWords();
        QCOMPARE(replace(first, "no words").problem, QStringLiteral("phrase-wrong"));
        QCOMPARE(replace(first, kOtherWords).problem, QStringLiteral("words-wrong"));
        QCOMPARE(first.client->wordsState(), WordsState::Confirmed);

        const Replaced next = replace(first, words);
        QCOMPARE(next.problem, QString());
        QVERIFY(!next.words.empty());
        QVERIFY(next.words != words);
        QCOMPARE(first.client->wordsState(), WordsState::Shown);
        QTRY_VERIFY_WITH_TIMEOUT(first.client->wordsArePublished(), kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(!Disk(first).change(), kAppPatienceMs);

        LinkedDevice thief(clock);
        QCOMPARE(thief.link(words, relay), QStringLiteral("phrase-replaced"));
        LinkedDevice second(clock);
        QCOMPARE(second.link(next.words, relay), QString());
        QTRY_COMPARE_WITH_TIMEOUT(first.devices(), std::size_t{2}, kAppPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(first.alarms() == std::vector{AlarmKind::DeviceAdded},
                                 kAppPatienceMs);
        QCOMPARE(first.troubles + second.troubles, 0);

        // They are kept until they are written down, and may be replaced again. The younger device
        // may not, whatever words it has.
        QCOMPARE(first.words(), next.words);
        QCOMPARE(replace(second, next.words).problem, QStringLiteral("not-senior"));
        first.client->confirmWords();
        const Replaced third = replace(first, next.words);
        QCOMPARE(third.problem, QString());
        QCOMPARE(thief.link(next.words, relay), QStringLiteral("phrase-replaced"));
        QCOMPARE(replace(first, words).problem, QStringLiteral("words-wrong"));
    }

    void whoWasSuspendedIsRemovedInTheSameRun()
    {
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        LinkedDevice thief(clock);
        QCOMPARE(thief.link(words, relay), QString());
        QTRY_VERIFY_WITH_TIMEOUT(first.alarms() == std::vector{AlarmKind::DeviceAdded},
                                 kAppPatienceMs);
        const Alarm alarm = first.client->alarms().front();
        QCOMPARE(first.answer(alarm.id, AlarmAnswer::WasNotMe), QString());
        // Until the words are replaced, whoever has them comes back: as another device, which is
        // another alarm.
        LinkedDevice again(clock);
        QCOMPARE(again.link(words, relay), QString());
        QTRY_VERIFY_WITH_TIMEOUT(first.alarms() == std::vector{AlarmKind::DeviceAdded},
                                 kAppPatienceMs);
        QCOMPARE(first.answer(first.client->alarms().front().id, AlarmAnswer::WasNotMe), QString());

        const Replaced next = replace(first, words);
        QCOMPARE(next.problem, QString());
        const crypto::DeviceLog log = Disk(first).log();
        for (std::size_t i = 1; i < log.state().devices.size(); ++i) {
            QVERIFY(log.state().devices[i].status == crypto::DeviceStatus::Removed);
        }
        QVERIFY(!log.state().stampRelays.empty());
        LinkedDevice third(clock);
        QCOMPARE(third.link(words, relay), QStringLiteral("phrase-replaced"));
        QCOMPARE(third.link(next.words, relay), QString());
    }

    void aListThatSomebodyElseHasTakenHoldsNothingUp()
    {
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        QVERIFY(seizeCard(relay, first, words, false));
        const Replaced next = replace(first, words);
        QCOMPARE(next.problem, QString());
        QTRY_VERIFY_WITH_TIMEOUT(!Disk(first).change(), kAppPatienceMs);
        // The person hears that there is something that the new words do not bring back.
        QCOMPARE(first.troubles, 1);
        QVERIFY(replace(first, next.words).problem.isEmpty());
    }

    void aListThatIsOutOfReachIsTriedForAnHour()
    {
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        QVERIFY(seizeCard(relay, first, words, true));
        const Replaced next = replace(first, words);
        QCOMPARE(next.problem, QString());
        QTRY_VERIFY_WITH_TIMEOUT(first.troubles > 0, kAppPatienceMs);
        letHappen(100);
        QVERIFY(Disk(first).change() && !Disk(first).change()->is_handed_over());
        QCOMPARE(replace(first, next.words).problem, QStringLiteral("change-pending"));

        letAnHourPass(first);
        QTRY_VERIFY_WITH_TIMEOUT(!Disk(first).change() || Disk(first).change()->is_handed_over(),
                                 kAppPatienceMs);
        QVERIFY(Disk(first).change() && Disk(first).change()->former_card_root().empty());
        letAnHourPass(first);
        QTRY_VERIFY_WITH_TIMEOUT(!Disk(first).change(), kAppPatienceMs);
        QVERIFY(replace(first, next.words).problem.isEmpty());
    }

    void theKeysOfTheOtherDevicesStandInNoVault()
    {
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        LinkedDevice second(clock);
        LinkedDevice young(clock);
        QCOMPARE(second.link(words, relay), QString());
        QCOMPARE(young.link(words, relay), QString());
        QTRY_COMPARE_WITH_TIMEOUT(first.devices(), std::size_t{3}, kAppPatienceMs);
        QCOMPARE(replace(first, words).problem, QString());
        QTRY_VERIFY_WITH_TIMEOUT(!moves(young).empty(), kAppPatienceMs);
        // All that the young device reads of the others' keys are public ones.
        const core::wire::RecordMove move = moves(young).front();
        QCOMPARE(move.heirs_size(), 2);
        std::vector<crypto::ByteView> changes;
        for (const std::string& change : move.changes()) {
            changes.push_back(viewOf(change));
        }
        auto list = crypto::KeyList::create(changes.front());
        QVERIFY(list->extend(std::span(changes).subspan(1)));
        for (const auto& heir : move.heirs()) {
            QVERIFY(list->find(*fixedOf<crypto::SigningPublicKey>(heir.key())));
            const crypto::SigningKey asSeed(*fixedOf<crypto::SigningSeed>(heir.key()));
            QVERIFY(!list->find(asSeed.publicKey()));
        }
        // A place in the record that is not what the words have signed is passed over.
        auto parsed = RecordMove::parse(crypto::asBytes(move.SerializeAsString()));
        const auto recovery = crypto::SigningPublicKey(Disk(first).log().state().recovery.view());
        const crypto::AccountId account = Disk(first).log().account();
        QVERIFY(parsed->verify(recovery, account));
        std::swap(parsed->heirs[0].key, parsed->heirs[1].key);
        QVERIFY(!parsed->verify(recovery, account));
        // Each has got its own: both write the new record.
        QTRY_VERIFY_WITH_TIMEOUT(mayWriteRecord(second) && mayWriteRecord(young), kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(keysToGive(first), 0, kAppPatienceMs);
    }

    void theOtherDevicesFollow()
    {
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        LinkedDevice second(clock);
        QCOMPARE(second.link(words, relay), QString());
        QTRY_VERIFY_WITH_TIMEOUT(first.alarms() == std::vector{AlarmKind::DeviceAdded},
                                 kAppPatienceMs);
        QCOMPARE(first.answer(first.client->alarms().front().id, AlarmAnswer::WasMe), QString());
        const Replaced next = replace(first, words);
        QCOMPARE(next.problem, QString());
        // It learns of the new record, and writes it: it vouches for a third device.
        LinkedDevice third(clock);
        QCOMPARE(third.link(next.words, relay), QString());
        QTRY_COMPARE_WITH_TIMEOUT(second.devices(), std::size_t{3}, kAppPatienceMs);
        first.client.reset();
        QTRY_VERIFY_WITH_TIMEOUT(second.alarms() == std::vector{AlarmKind::DeviceAdded},
                                 kAppPatienceMs);
        QCOMPARE(second.answer(second.client->alarms().front().id, AlarmAnswer::WasMe), QString());
        QTRY_VERIFY_WITH_TIMEOUT(Disk(third).log().state().devices[2].hasStanding(),
                                 kAppPatienceMs);
        QCOMPARE(second.troubles, 0);
    }

private:
    static std::vector<core::wire::RecordMove> moves(LinkedDevice& device)
    {
        std::vector<core::wire::RecordMove> out;
        storage::VaultStore store(device.client->database());
        for (const std::string& key : store.keys(numberOf(ThingType::RecordMove))) {
            (void)out.emplace_back().ParseFromString(key);
        }
        return out;
    }
    /// It has taken the record of new words for its own.
    static bool mayWriteRecord(LinkedDevice& device)
    {
        return storage::StateStore(device.client->database()).find("record.1").has_value();
    }
    static int keysToGive(LinkedDevice& device)
    {
        core::wire::RecordKeysState state;
        const auto stored = storage::StateStore(device.client->database()).find("record.keys");
        (void)state.ParseFromArray(stored->data(), static_cast<int>(stored->size()));
        return state.given_size();
    }
};

QTEST_GUILESS_MAIN(TestWordChange)
#include "tst_word_change.moc"
