// The twelve words are replaced: the old ones open nothing any more, the new ones everything, and
// at no moment neither. A relay on loopback; Argon2id costs a second or so for each use of words.
#ifndef Q_MOC_RUN
#include "app/core/base/wire_bytes.h"
#include "app/core/recovery/record_move.h"
#include "app/core/recovery/recovery.pb.h"
#include "app/core/recovery/recovery_state.h"
#include "app/core/state.pb.h"
#include "app/core/vault/thing_states.h"
#include "app/storage/state_store.h"
#include "app/storage/vault_store.h"
#include "crypto/base/init.h"
#include "crypto/log/device_log.h"
#include "crypto/primitives/aead.h"
#include "tests/app/support/linked_device.h"
#include "tests/app/support/patience.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

namespace {

constexpr auto kOtherWords = "abandon abandon abandon abandon abandon abandon abandon abandon "
                             "abandon abandon abandon about";

crypto::SecretBytes secret(const std::string& words)
{
    return crypto::SecretBytes(crypto::asBytes(words));
}

/// What a device has on its disk.
struct Disk
{
    explicit Disk(LinkedDevice& device)
        : m_store(device.client->database())
    {}
    [[nodiscard]] crypto::DeviceLog log()
    {
        core::wire::AccountState state;
        const auto stored = m_store.find("account");
        (void)state.ParseFromArray(stored->data(), static_cast<int>(stored->size()));
        return *crypto::DeviceLog::parse(viewOf(state.log()));
    }
    [[nodiscard]] std::optional<core::wire::WordChange> change()
    {
        core::wire::WordChange out;
        const auto stored = m_store.find("words.change");
        if (!stored || !out.ParseFromArray(stored->data(), static_cast<int>(stored->size()))) {
            return std::nullopt;
        }
        return out;
    }
    /// The words that are kept until they are written down; those to come, if there are such.
    [[nodiscard]] std::string words()
    {
        const auto coming = change();
        const auto kept = m_store.find("recovery");
        const auto state = coming && !coming->words().empty()
                               ? RecoveryState::parse(viewOf(coming->words()))
                               : RecoveryState::parse(kept->view());
        if (!state || !state->sealed || !state->wrapKey) {
            return {};
        }
        const auto entropy = crypto::aeadOpen(state->wrapKey->view(), crypto::kZeroNonce,
                                              log().account(), *state->sealed);
        const auto phrase =
            entropy ? crypto::RecoveryPhrase::fromEntropy(entropy->view()) : std::nullopt;
        if (!phrase) {
            return {};
        }
        const crypto::SecretBytes text = phrase->text();
        return {text.view().begin(), text.view().end()};
    }

private:
    storage::StateStore m_store;
};

struct Replaced
{
    std::string words;
    QString problem = QStringLiteral("no answer");
};

Replaced replace(LinkedDevice& device, const std::string& words)
{
    Replaced out;
    bool isAnswered = false;
    device.client->replaceWords(secret(words), [&](const auto& outcome) {
        isAnswered = true;
        out.problem = outcome ? QString() : QString::fromLatin1(nameOf(outcome.error().kind));
        if (outcome) {
            out.words.assign(outcome->view().begin(), outcome->view().end());
        }
    });
    (void)waitFor([&] { return isAnswered; });
    return out;
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

    void killedOnTheWayOneOfBothWorks_data()
    {
        QTest::addColumn<int>("frames");
        // Of each connection so many frames arrive once the change is on the disk.
        for (int frames = 0; frames <= 6; ++frames) {
            QTest::addRow("%d frames", frames) << frames;
        }
    }
    void killedOnTheWayOneOfBothWorks()
    {
        QFETCH(int, frames);
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        first.client->confirmWords();
        first.client->replaceWords(secret(words), [](const auto&) {});
        QVERIFY(waitFor([&] { return Disk(first).change().has_value(); }));
        relay.loseBehind(frames); // it hears, and its answers are lost
        relay.cut();
        letHappen(200);
        const std::string next = Disk(first).words();
        QVERIFY(!next.empty());
        first.client.reset();
        relay.loseNothing();
        relay.cut();

        // Without the device that was changing them: one of both brings the account back.
        LinkedDevice second(clock);
        const QString byOld = second.link(words, relay);
        if (!byOld.isEmpty()) {
            QCOMPARE(byOld, QStringLiteral("phrase-replaced"));
            QCOMPARE(second.link(next, relay), QString());
        }
        // With it as well: it goes on, or the old words stay as they are.
        first.open();
        QTRY_VERIFY_WITH_TIMEOUT(!Disk(first).change(), kAppPatienceMs);
        const bool isChanged = !byOld.isEmpty();
        QTRY_COMPARE_WITH_TIMEOUT(first.devices(), std::size_t{2}, kAppPatienceMs);
        QCOMPARE(first.client->wordsState(), isChanged ? WordsState::Shown : WordsState::Confirmed);
        LinkedDevice third(clock);
        QString again = third.link(words, relay);
        if (again == "account-behind") { // both others are on their way to a new key
            again = third.link(words, relay);
        }
        QCOMPARE(again, isChanged ? QStringLiteral("phrase-replaced") : QString());
        if (isChanged) {
            QCOMPARE(third.link(next, relay), QString());
        }
        QCOMPARE(first.troubles, 0);
    }

    void killedItGoesOnByItself_data()
    {
        QTest::addColumn<int>("turns");
        for (const int turns : {0, 3, 10, 30, 60, 100, 200, 400}) {
            QTest::addRow("%d turns", turns) << turns;
        }
    }
    void killedItGoesOnByItself()
    {
        QFETCH(int, turns);
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        first.client->confirmWords();
        first.client->replaceWords(secret(words), [](const auto&) {});
        QVERIFY(waitFor([&] { return Disk(first).change().has_value(); }));
        const std::string next = Disk(first).words();
        letHappen(turns);
        first.reopen();
        // Nobody else changed anything: so it ends with the new words.
        QTRY_VERIFY_WITH_TIMEOUT(!Disk(first).change(), kAppPatienceMs);
        QCOMPARE(first.client->wordsState(), WordsState::Shown);
        QCOMPARE(first.words(), next);
        LinkedDevice second(clock);
        QCOMPARE(second.link(words, relay), QStringLiteral("phrase-replaced"));
        QCOMPARE(second.link(next, relay), QString());
    }

    void askedAgainBehindAKillItIsTheSame_data()
    {
        QTest::addColumn<int>("turns");
        QTest::addColumn<int>("frames"); // -1: all arrive
        QTest::addColumn<bool>("withNext");
        for (const int turns : {0, 10, 60, 150, 400}) {
            QTest::addRow("%d turns", turns) << turns << -1 << false;
        }
        for (int frames = 0; frames <= 6; ++frames) {
            QTest::addRow("%d frames", frames) << 200 << frames << false;
        }
        QTest::newRow("with the new words, answers lost") << 200 << 3 << true;
        QTest::newRow("with the new words, behind all") << 400 << -1 << true;
    }
    void askedAgainBehindAKillItIsTheSame()
    {
        QFETCH(int, turns);
        QFETCH(int, frames);
        QFETCH(bool, withNext);
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        first.client->confirmWords();
        first.client->replaceWords(secret(words), [](const auto&) {});
        QVERIFY(waitFor([&] { return Disk(first).change().has_value(); }));
        const std::string next = Disk(first).words();
        if (frames >= 0) {
            relay.loseBehind(frames);
            relay.cut();
        }
        letHappen(turns);
        first.client.reset();
        relay.loseNothing();
        relay.cut();

        // The person knows of no new words and asks once more. What the relay may have taken
        // stands.
        first.open();
        const Replaced again = replace(first, withNext ? next : words);
        const bool isThird = withNext && again.problem.isEmpty();
        if (!withNext && again.problem.isEmpty()) {
            QCOMPARE(again.words, next);
        } else if (!isThird) {
            QVERIFY2(again.problem == QStringLiteral("words-wrong") ||
                         again.problem == QStringLiteral("change-pending"),
                     qPrintable(again.problem));
        }
        QTRY_VERIFY_WITH_TIMEOUT(!Disk(first).change(), kAppPatienceMs);
        QCOMPARE(first.words(), isThird ? again.words : next);
        LinkedDevice second(clock);
        QCOMPARE(second.link(words, relay), QStringLiteral("phrase-replaced"));
        QCOMPARE(second.link(isThird ? again.words : next, relay), QString());
        QCOMPARE(first.troubles, 0);
    }

    void askedTwiceAtOnceTheSecondIsTold()
    {
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        std::vector<QString> said;
        std::string next;
        for (int time = 0; time < 2; ++time) {
            first.client->replaceWords(secret(words), [&](const auto& outcome) {
                said.push_back(outcome ? QString()
                                       : QString::fromLatin1(nameOf(outcome.error().kind)));
                if (outcome) {
                    next.assign(outcome->view().begin(), outcome->view().end());
                }
            });
        }
        QVERIFY(waitFor([&] { return said.size() == 2; }));
        QCOMPARE(said.front(), QStringLiteral("change-pending"));
        QCOMPARE(said.back(), QString());
        QCOMPARE(first.words(), next);
        LinkedDevice second(clock);
        QCOMPARE(second.link(next, relay), QString());
    }

    void whoWasFasterThanAnInterruptedChange()
    {
        // Another device changed the account in the meantime: what was prepared can never come into
        // force, and asking again makes other words at once.
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        first.client->confirmWords();
        first.client->replaceWords(secret(words), [](const auto&) {});
        QVERIFY(waitFor([&] { return Disk(first).change().has_value(); }));
        const std::string lost = Disk(first).words();
        relay.loseBehind(0);
        relay.cut();
        first.client.reset();
        relay.loseNothing();
        relay.cut();
        LinkedDevice second(clock);
        QCOMPARE(second.link(words, relay), QString());
        first.open();
        const Replaced again = replace(first, words);
        QCOMPARE(again.problem, QString());
        QVERIFY(!again.words.empty() && again.words != lost);
        QCOMPARE(first.words(), again.words);
        LinkedDevice third(clock);
        QCOMPARE(third.link(words, relay), QStringLiteral("phrase-replaced"));
        QCOMPARE(third.link(again.words, relay), QString());
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
