// The twelve words from their making to their end, with a relay on loopback. Argon2id costs a
// second for each phrase, so one is made and its disk copied for every test.
#ifndef Q_MOC_RUN
#include "app/core/card/card_reader.h"
#include "app/core/recovery/qt_normalizer.h"
#include "app/core/recovery/recovery.pb.h"
#include "app/core/recovery/twelve_words.h"
#include "crypto/base/init.h"
#include "crypto/log/log_builder.h"
#include "crypto/phrase/recovery_phrase.h"
#include "net/client/anonymous_lookups.h"
#include "tests/app/support/object_world.h"
#include "tests/app/support/patience.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

namespace {

/// A keychain that can be locked.
struct Keychain
{
    [[nodiscard]] SecretKeeper keeper()
    {
        return {
            .store =
                [this](crypto::SecretBytes secret, const SecretKeeper::Stored& done) {
                    if (!isLocked) {
                        kept = std::move(secret);
                    }
                    done(!isLocked);
                },
            .load =
                [this](const SecretKeeper::Loaded& done) {
                    if (isLocked || !kept) {
                        done(crypto::Unexpected(Problem{isLocked ? ProblemKind::KeychainLocked
                                                                 : ProblemKind::KeychainMissing}));
                    } else {
                        done(kept->duplicate());
                    }
                },
            .remove =
                [this](const SecretKeeper::Stored& done) {
                    if (!isLocked) {
                        kept.reset();
                    }
                    done(!isLocked);
                }};
    }

    std::optional<crypto::SecretBytes> kept;
    bool isLocked = false;
};

/// An account of one device, with its log on the same disk.
class World final : public OwnLog
{
public:
    explicit World(const LoopbackRelay& relay, bool withKeychain = false)
        : m_withKeychain(withKeychain)
        , m_keys(crypto::DeviceKeys::generate(disk.random()))
        , m_sharedKey(crypto::SharedKey::first(disk.random()))
    {
        disk.setRelay(relay);
        const auto provisional = crypto::SigningKey::generate(disk.random());
        auto genesis = crypto::LogBuilder::genesis(provisional, m_keys,
                                                   crypto::NewDevicePolicy::AtOnce, {}, disk.now());
        const crypto::Bytes entry = genesis->bytes();
        const crypto::ByteView view(entry);
        m_log = std::move(*crypto::DeviceLog::verify({&view, 1}));
        disk.inTransaction([&] {
            disk.state().put("log", m_log->serialize());
            TwelveWords::begin(disk, provisional);
            CardPublisher::begin(disk);
        });
        restart();
    }
    /// The account of @p other, with a disk as it was.
    World(const LoopbackRelay& relay, const World& other, const ObjectWorld::Rows& rows)
        : keychain{other.keychain.kept ? std::optional(other.keychain.kept->duplicate())
                                       : std::nullopt}
        , m_withKeychain(other.m_withKeychain)
        , m_keys(*crypto::DeviceKeys::parse(other.m_keys.serialize().view()))
        , m_sharedKey(other.m_sharedKey.duplicate())
    {
        disk.setRelay(relay);
        disk.setRows(rows);
        restart();
    }

    void restart()
    {
        words.reset();
        card.reset();
        disk.revive();
        m_log = std::move(*crypto::DeviceLog::parse(disk.state().find("log")->view()));
        card = std::make_unique<CardPublisher>(disk);
        card->onTrouble = [this](const ObjectTrouble&) { ++troubles; };
        card->onContentNeeded = [this] { publishCard(); };
        words = std::make_unique<TwelveWords>(disk, *this, *card,
                                              m_withKeychain ? keychain.keeper() : SecretKeeper{});
        words->onTrouble = [this](const ObjectTrouble&) { ++troubles; };
        words->onPhraseUsed = [this](crypto::Timestamp) { ++phraseUsed; };
    }
    void start()
    {
        publishCard();
        card->start();
        words->start();
    }
    void publishCard()
    {
        CardContent content;
        QVERIFY(card->publish(content, crypto::DeliveryToken(), m_sharedKey, m_log->head()));
    }
    [[nodiscard]] bool isDone() const
    {
        return words->isPublished() && words->isSettled() && card->isPublished();
    }

    // OwnLog
    [[nodiscard]] const crypto::DeviceLog& log() const override { return *m_log; }
    [[nodiscard]] const crypto::DeviceKeys& deviceKeys() const override { return m_keys; }
    [[nodiscard]] crypto::DeviceId deviceId() const override
    {
        return m_log->state().devices.front().id;
    }
    [[nodiscard]] const crypto::SharedKey& sharedKey() const override { return m_sharedKey; }
    void append(const crypto::LogEntry& entry) override
    {
        const crypto::ByteView view(entry.bytes());
        QVERIFY(m_log->extend({&view, 1}));
        disk.state().put("log", m_log->serialize());
    }

    ObjectWorld disk;
    Keychain keychain;
    int troubles = 0;
    int phraseUsed = 0;
    std::unique_ptr<CardPublisher> card;
    std::unique_ptr<TwelveWords> words;

private:
    bool m_withKeychain;
    crypto::DeviceKeys m_keys;
    crypto::SharedKey m_sharedKey;
    std::optional<crypto::DeviceLog> m_log;
};

using Shown = crypto::Result<crypto::SecretBytes, Problem>;

Shown show(World& world)
{
    std::optional<Shown> out;
    world.words->show([&](Shown outcome) { out = std::move(outcome); });
    if (out) {
        qFatal("answered from within the call");
    }
    if (!waitFor([&] { return out || world.disk.isDead(); }) || !out) {
        return crypto::Unexpected(Problem{ProblemKind::Internal, "no answer"});
    }
    return std::move(*out);
}

crypto::RecoveryKeys keysOf(crypto::ByteView words)
{
    const auto phrase = crypto::RecoveryPhrase::fromText(words, QtNormalizer());
    return crypto::deriveRecoveryKeys(
        *crypto::deriveMasterKey(*phrase, {}, crypto::masterKeyVersions().front(), QtNormalizer()));
}

bool holds(const ObjectWorld::Rows& rows, crypto::ByteView secret)
{
    for (const auto& [name, value] : rows) {
        if (!std::ranges::search(value, secret).empty()) {
            return true;
        }
    }
    return false;
}

/// What somebody finds who has nothing but the phrase.
struct Found
{
    std::uint64_t number = 0;
    std::optional<crypto::RecoveryPayload> payload;
};

Found fetchByPhrase(World& world, const crypto::RecoveryKeys& keys)
{
    std::optional<client::Outcome<sotto::wire::ObjectState>> out;
    const auto running =
        client::fetchRecovery(world.disk.place(), keys.locator,
                              std::make_shared<crypto::SigningKey>(keys.fetchKey.duplicate()), 0,
                              [&](auto outcome) { out = std::move(outcome); });
    if (!waitFor([&] { return out.has_value(); }) || !*out) {
        return {};
    }
    const sotto::wire::ObjectState& state = **out;
    const auto changes = crypto::splitChanges(crypto::asBytes(state.list_changes()));
    const auto list = crypto::KeyList::verify(
        {crypto::ObjectKind::Recovery, keys.locator, keys.recordRoot.publicKey()}, *changes);
    if (!list) {
        return {};
    }
    const crypto::ByteView body = crypto::asBytes(state.version().body());
    const auto version = crypto::VerifiedVersion::verify(
        crypto::asBytes(state.version().signed_header()), body, *list, nullptr);
    if (!version) {
        return {};
    }
    const crypto::ObjectHeader& header = version->header();
    auto payload = crypto::openRecoveryRecord(keys.wrappingKey.secretKey,
                                              {keys.locator, header.epoch, header.sharedKey}, body);
    if (!payload || payload->sharedKey.logHeadCommitment(keys.locator, payload->logHead.view()) !=
                        header.logHead) {
        return {};
    }
    return {header.number, std::move(*payload)};
}

crypto::SigningPublicKey rootOfCard(World& world)
{
    std::optional<crypto::Result<CardRead, CardReadError>> out;
    const auto running = readContactCard({.place = world.disk.place(),
                                          .id = world.card->name().id,
                                          .root = world.card->name().root,
                                          .slotKey = world.sharedKey().cardSlotKey(),
                                          .state = std::nullopt},
                                         [&](auto outcome) { out = std::move(outcome); });
    if (!waitFor([&] { return out.has_value(); }) || !*out) {
        return {};
    }
    return (*out)->state.list.root();
}

} // namespace

class TestTwelveWords : public QObject
{
    Q_OBJECT

    /// The account whose words were made while there was no relay, and its disk right then.
    std::unique_ptr<World> m_made;
    ObjectWorld::Rows m_disk;
    crypto::SecretBytes m_words;
    std::optional<crypto::RecoveryKeys> m_keys;
    std::uint16_t m_port = 0;

    [[nodiscard]] std::unique_ptr<World> again(const LoopbackRelay& relay) const
    {
        return std::make_unique<World>(relay, *m_made, m_disk);
    }

private slots:
    void initTestCase()
    {
        QVERIFY(crypto::initialize());
        auto relay = std::make_unique<LoopbackRelay>();
        m_port = relay->port();
        m_made = std::make_unique<World>(*relay, true);
        relay.reset();
        World& world = *m_made;

        // Killed before its one transaction is on the disk, it never happened.
        const ObjectWorld::Rows before = world.disk.rows();
        world.disk.dieAt(1, ObjectWorld::Death::BeforeCommit);
        QVERIFY(!show(world));
        QVERIFY(world.disk.isDead());
        QVERIFY(world.disk.rows() == before);
        world.restart();
        QCOMPARE(world.words->state(), WordsState::None);
        QVERIFY(world.log().state().recoveryIsProvisional);

        const int commits = world.disk.commits();
        Shown shown = show(world);
        QVERIFY(shown.has_value());
        QCOMPARE(world.disk.commits(), commits + 1);
        m_words = std::move(*shown);
        m_keys = keysOf(m_words.view());
        m_disk = world.disk.rows();
        world.card->stop();
        world.words->stop();
    }

    void theyAreMadeWithoutARelay()
    {
        World& world = *m_made;
        QCOMPARE(world.words->state(), WordsState::Shown);
        QVERIFY(!world.words->isPublished());
        QVERIFY(!world.log().state().recoveryIsProvisional);
        QVERIFY(std::ranges::equal(world.log().state().recovery.view(),
                                   m_keys->signingKey.publicKey().view()));
        QCOMPARE(world.log().entries().size(), std::size_t{2});
        QVERIFY(world.card->name().root != m_keys->cardRoot.publicKey());
    }

    void shownAgainTheyAreTheSame()
    {
        const LoopbackRelay relay(1, m_port);
        const auto world = again(relay);
        for (int i = 0; i < 2; ++i) {
            const Shown shown = show(*world);
            QVERIFY(shown && std::ranges::equal(shown->view(), m_words.view()));
            world->restart();
        }
        // Several callers at once.
        int answers = 0;
        for (int i = 0; i < 3; ++i) {
            world->words->show([&](const Shown& shown) { answers += shown ? 1 : 0; });
        }
        QTRY_COMPARE_WITH_TIMEOUT(answers, 3, kAppPatienceMs);
    }

    void thePhraseBringsTheAccountBack()
    {
        const LoopbackRelay relay(1, m_port);
        const auto world = again(relay);
        world->start();
        QTRY_VERIFY_WITH_TIMEOUT(world->isDone(), kAppPatienceMs);
        const Found found = fetchByPhrase(*world, *m_keys);
        QCOMPARE(found.number, std::uint64_t{1});
        QVERIFY(found.payload.has_value());
        QVERIFY(found.payload->account == world->log().account());
        QVERIFY(found.payload->sharedKey == world->sharedKey());
        QVERIFY(std::ranges::equal(found.payload->logHead.view(), world->log().head().view()));
        QVERIFY(found.payload->card == world->card->name().id);
        core::wire::RecoveryExtension extension;
        QVERIFY(extension.ParseFromArray(found.payload->extension.data(),
                                         static_cast<int>(found.payload->extension.size())));
        const crypto::SecretBytes address = relay.address().format();
        QVERIFY(std::ranges::equal(crypto::asBytes(extension.relay()), address.view()));
        QVERIFY(std::ranges::equal(crypto::asBytes(extension.card_root()),
                                   world->card->name().root.view()));
        QVERIFY(rootOfCard(*world) == m_keys->cardRoot.publicKey());
        // Whoever fetches does not do so in silence.
        QTRY_COMPARE_WITH_TIMEOUT(world->phraseUsed, 1, kAppPatienceMs);
        QCOMPARE(world->troubles, 0);
    }

    void aFetchWhileAwayIsToldOnce()
    {
        const LoopbackRelay relay(1, m_port);
        const auto world = again(relay);
        world->start();
        QTRY_VERIFY_WITH_TIMEOUT(world->isDone(), kAppPatienceMs);
        world->words->stop();
        QVERIFY(fetchByPhrase(*world, *m_keys).payload);
        world->restart();
        world->start();
        QTRY_COMPARE_WITH_TIMEOUT(world->phraseUsed, 1, kAppPatienceMs);
        world->restart();
        world->start();
        QVERIFY(fetchByPhrase(*world, *m_keys).payload);
        QTRY_COMPARE_WITH_TIMEOUT(world->phraseUsed, 2, kAppPatienceMs);
    }

    void theVaultsListIsKeptForLater()
    {
        const auto state = RecoveryState::parse(m_disk.at("recovery"));
        QVERIFY(state && state->vaultBeginning);
        const VaultBeginning& vault = *state->vaultBeginning;
        const std::vector<crypto::ByteView> changes(vault.changes.begin(), vault.changes.end());
        const auto list = crypto::KeyList::verify(
            {crypto::ObjectKind::Vault, state->vault, m_keys->vaultRoot.publicKey()}, changes);
        QVERIFY(list && list->find(vault.deviceKey.publicKey()));
    }

    void aRestartAtAnyStepLosesNothing_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<bool>("committed");
        for (int step = 1; step <= 8; ++step) {
            for (const bool committed : {false, true}) {
                QTest::addRow("%d %s", step, committed ? "after" : "before") << step << committed;
            }
        }
    }
    void aRestartAtAnyStepLosesNothing()
    {
        QFETCH(int, step);
        QFETCH(bool, committed);
        const LoopbackRelay relay(1, m_port);
        const auto world = again(relay);
        world->disk.dieAt(step, committed ? ObjectWorld::Death::AfterCommit
                                          : ObjectWorld::Death::BeforeCommit);
        world->start();
        QTRY_VERIFY_WITH_TIMEOUT(world->disk.isDead() || world->isDone(), kAppPatienceMs);
        world->restart();
        const Shown shown = show(*world);
        QVERIFY(shown && std::ranges::equal(shown->view(), m_words.view()));
        world->start();
        QTRY_VERIFY_WITH_TIMEOUT(world->isDone(), kAppPatienceMs);
        const Found found = fetchByPhrase(*world, *m_keys);
        QVERIFY(found.payload && found.payload->account == world->log().account());
        QCOMPARE(found.number, std::uint64_t{1});
        QVERIFY(rootOfCard(*world) == m_keys->cardRoot.publicKey());
        QCOMPARE(world->troubles, 0);
    }

    void confirmedTheyAreNowhere_data()
    {
        QTest::addColumn<bool>("inKeychain");
        QTest::newRow("keychain") << true;
        QTest::newRow("database") << false;
    }
    void confirmedTheyAreNowhere()
    {
        QFETCH(bool, inKeychain);
        const LoopbackRelay relay(1, m_port);
        const auto world = again(relay);
        crypto::SecretBytes wrapKey = world->keychain.kept->duplicate();
        if (!inKeychain) {
            auto state = RecoveryState::parse(m_disk.at("recovery"));
            state->inKeychain = false;
            state->wrapKey = WordsWrapKey(wrapKey.view().first<WordsWrapKey::kSize>());
            world->disk.inTransaction(
                [&] { world->disk.state().put("recovery", state->serialize().view()); });
            world->keychain.kept.reset();
            world->restart();
            QVERIFY(holds(world->disk.rows(), wrapKey.view()));
        }
        QVERIFY(show(*world).has_value());
        world->words->confirm();
        QCOMPARE(world->words->state(), WordsState::Confirmed);
        QVERIFY(!world->keychain.kept);
        world->restart();
        QCOMPARE(world->words->state(), WordsState::Confirmed);
        QVERIFY(!show(*world));

        // Not even while the relay knows of nothing yet.
        const auto phrase = crypto::RecoveryPhrase::fromText(m_words.view(), QtNormalizer());
        const auto isClean = [&] {
            const ObjectWorld::Rows rows = world->disk.rows();
            const crypto::RecoveryKeys& keys = *m_keys;
            for (const crypto::SigningKey* key : {&keys.fetchKey, &keys.signingKey, &keys.cardRoot,
                                                  &keys.recordRoot, &keys.vaultRoot}) {
                if (holds(rows, key->seed().view())) {
                    return false;
                }
            }
            return !holds(rows, m_words.view()) && !holds(rows, phrase->entropy()) &&
                   !holds(rows, wrapKey.view()) && !holds(rows, keys.wrappingKey.secretKey.view());
        };
        QVERIFY(isClean());
        // Nothing of what follows needs them.
        world->start();
        QTRY_VERIFY_WITH_TIMEOUT(world->isDone(), kAppPatienceMs);
        QVERIFY(fetchByPhrase(*world, *m_keys).payload);
        QVERIFY(isClean());
    }

    void aLockedKeychainIsAskedAgain()
    {
        const LoopbackRelay relay(1, m_port);
        const auto world = again(relay);
        world->keychain.isLocked = true;
        const Shown locked = show(*world);
        QVERIFY(!locked && locked.error().kind == ProblemKind::KeychainLocked);
        world->keychain.isLocked = false;
        QVERIFY(show(*world).has_value());

        // What could not be removed is removed at the next start.
        world->keychain.isLocked = true;
        world->words->confirm();
        QVERIFY(world->keychain.kept);
        world->keychain.isLocked = false;
        world->restart();
        world->start();
        QVERIFY(!world->keychain.kept);
    }

    void anEmptyKeychainIsTold()
    {
        const LoopbackRelay relay(1, m_port);
        const auto world = again(relay);
        world->keychain.kept.reset();
        const Shown missing = show(*world);
        QVERIFY(!missing && missing.error().kind == ProblemKind::KeychainMissing);
        world->keychain.kept = crypto::SecretBytes(32);
        const Shown foreign = show(*world);
        QVERIFY(!foreign && foreign.error().kind == ProblemKind::KeychainMissing);
    }

    void theRecordFollowsTheLog()
    {
        const LoopbackRelay relay(1, m_port);
        const auto world = again(relay);
        world->start();
        QTRY_VERIFY_WITH_TIMEOUT(world->isDone(), kAppPatienceMs);
        world->words->confirm(); // needs the words no more
        const auto entry =
            crypto::LogBuilder(world->log(), world->disk.now())
                .refresh(crypto::Authors::oneDevice(world->deviceId(), world->deviceKeys()),
                         crypto::DeviceKeys::generate(world->disk.random()));
        QVERIFY(entry);
        world->disk.inTransaction([&] { world->append(*entry); });
        world->words->refresh();
        QVERIFY(!world->words->isSettled());
        QTRY_VERIFY_WITH_TIMEOUT(world->words->isSettled(), kAppPatienceMs);
        world->words->refresh(); // nothing new
        QVERIFY(world->words->isSettled());
        const Found found = fetchByPhrase(*world, *m_keys);
        QCOMPARE(found.number, std::uint64_t{2});
        QVERIFY(std::ranges::equal(found.payload->logHead.view(), world->log().head().view()));
    }

    void anotherRelayGetsTheRecordToo()
    {
        const LoopbackRelay first(1, m_port);
        const LoopbackRelay second(2);
        const auto world = again(first);
        world->start();
        QTRY_VERIFY_WITH_TIMEOUT(world->isDone(), kAppPatienceMs);
        world->words->confirm();
        world->words->stop();
        world->card->stop();
        world->disk.setRelay(second);
        world->restart();
        world->start();
        QTRY_VERIFY_WITH_TIMEOUT(world->isDone(), kAppPatienceMs);
        const Found found = fetchByPhrase(*world, *m_keys);
        QVERIFY(found.payload.has_value());
        core::wire::RecoveryExtension extension;
        QVERIFY(extension.ParseFromArray(found.payload->extension.data(),
                                         static_cast<int>(found.payload->extension.size())));
        const crypto::SecretBytes address = second.address().format();
        QVERIFY(std::ranges::equal(crypto::asBytes(extension.relay()), address.view()));
    }

    void stateIsReadAsItWasWritten()
    {
        const crypto::Bytes& stored = m_disk.at("recovery");
        const auto state = RecoveryState::parse(stored);
        QVERIFY(state && std::ranges::equal(state->serialize().view(), stored));
        QVERIFY(!RecoveryState::parse(crypto::ByteView(stored).first(stored.size() - 1)));
        // Words that are shown need what unwraps them.
        auto without = RecoveryState::parse(stored);
        without->inKeychain = false;
        QVERIFY(!RecoveryState::parse(without->serialize().view()));
        auto gone = RecoveryState::parse(stored);
        gone->sealed.reset();
        QVERIFY(!RecoveryState::parse(gone->serialize().view()));
    }

    void cleanupTestCase() { m_made.reset(); }
};

QTEST_GUILESS_MAIN(TestTwelveWords)
#include "tst_twelve_words.moc"
