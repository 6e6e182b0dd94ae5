// The twelve words are replaced: the old ones open nothing any more, the new ones everything, and
// at no moment neither. A relay on loopback; Argon2id costs a second or so for each use of words.
#ifndef Q_MOC_RUN
#include "app/core/recovery/record_move.h"
#include "app/core/vault/thing_states.h"
#include "app/storage/vault_store.h"
#include "crypto/base/init.h"
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
