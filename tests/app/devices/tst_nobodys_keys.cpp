// Who has the words can put keys into the lists of card and vault that belong to no device. They do
// not outlive "this was not me", nor new words; and no device loses its own by that. A relay on
// loopback; Argon2id costs a second or so for each use of words.
#ifndef Q_MOC_RUN
#include "app/core/devices/device_reach.h"
#include "app/core/objects/own_object_state.h"
#include "app/core/state.pb.h"
#include "app/core/vault/thing_states.h"
#include "app/core/vault/vault_sync.pb.h"
#include "app/storage/state_store.h"
#include "app/storage/vault_store.h"
#include "crypto/base/init.h"
#include "crypto/phrase/master_key.h"
#include "crypto/vault/vault_writer.h"
#include "net/client/anonymous_lookups.h"
#include "net/client/eapi_keeper.h"
#include "net/client/encoded_request.h"
#include "net/client/object_connection.h"
#include "tests/app/support/linked_device.h"
#include "tests/app/support/patience.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

namespace {

crypto::RecoveryKeys keysOf(const std::string& words)
{
    const auto phrase = crypto::RecoveryPhrase::fromText(crypto::asBytes(words), QtNormalizer());
    const auto master =
        crypto::deriveMasterKey(*phrase, {}, crypto::masterKeyVersions().front(), QtNormalizer());
    return crypto::deriveRecoveryKeys(*master);
}

core::wire::AccountState accountOf(LinkedDevice& device)
{
    core::wire::AccountState out;
    const auto stored = storage::StateStore(device.client->database()).find("account");
    (void)out.ParseFromArray(stored->data(), static_cast<int>(stored->size()));
    return out;
}

crypto::SharedKey sharedKeyOf(LinkedDevice& device)
{
    return *crypto::SharedKey::parse(viewOf(accountOf(device).shared_key()));
}

/// Somebody who has the words, and no device.
class Intruder
{
public:
    Intruder(const LoopbackRelay& relay, LinkedDevice& victim, const std::string& words)
        : m_relay(relay)
        , m_keys(keysOf(words))
        , m_card(listOf(victim, "card"))
        , m_vault(listOf(victim, "vault"))
    {}

    /// Puts a key of nobody into both lists. False if a relay does not take it.
    [[nodiscard]] bool enter()
    {
        return append(m_card, m_keys.cardRoot) && append(m_vault, m_keys.vaultRoot);
    }
    /// How many of his keys the relay still takes something from.
    [[nodiscard]] int listed()
    {
        int out = 0;
        for (const crypto::KeyList* const origin : {&m_card, &m_vault}) {
            const auto list = read(*origin);
            for (const crypto::SigningKey& key : m_own) {
                out += list && list->find(key.publicKey()) ? 1 : 0;
            }
        }
        return out;
    }

    /// Writes into the vault with the newest of his keys, as a device does.
    [[nodiscard]] bool write(LinkedDevice& victim, const core::wire::VaultContent& content)
    {
        const auto list = read(m_vault);
        const crypto::SigningKey& key = m_own.back();
        const auto place = list ? list->find(key.publicKey()) : std::nullopt;
        if (!place) {
            return false;
        }
        crypto::PutRecord put;
        put.type = static_cast<crypto::RecordType>(content.body_case());
        put.id = m_random.make<crypto::RecordId>();
        put.content = serialized(content);
        crypto::RecordBody body;
        body.time = crypto::Timestamp{1'800'000'000};
        body.content = std::move(put);
        if (!m_writer) {
            m_writer.emplace(list->object().bytes, *place);
        }
        const auto record =
            m_writer->write(std::move(body), sharedKeyOf(victim),
                            crypto::VaultReader(list->object().bytes), key, m_random);
        sotto::wire::Record out;
        out.set_sequence(record->header.sequence);
        out.set_head(fieldOf(record->header.serialize()) + fieldOf(record->signature.view()));
        out.set_body(fieldOf(record->sealed));
        NoEapi keeper;
        client::ObjectConnection connection(
            m_relay.place(m_random),
            client::Owner{.login = {crypto::ObjectKind::Vault, list->object(), *place},
                          .key = std::make_shared<crypto::SigningKey>(key.duplicate())},
            UINT64_MAX, keeper);
        connection.start();
        std::optional<bool> taken;
        connection.appendRecords({out}, [&](const auto& outcome) { taken = outcome.has_value(); });
        return waitFor([&] { return taken.has_value(); }) && *taken;
    }
    /// The key that he has put into the vault's list last.
    [[nodiscard]] const crypto::SigningKey& vaultKey() const { return m_own.back(); }

private:
    struct NoEapi final : client::EapiKeeper
    {
        [[nodiscard]] std::optional<crypto::Eapi> current() const override { return std::nullopt; }
        void store(crypto::Eapi) override {}
    };
    static crypto::KeyList listOf(LinkedDevice& device, std::string_view row)
    {
        const auto stored = storage::StateStore(device.client->database()).find(row);
        return OwnObjectState::parse(stored->view())->list;
    }
    std::optional<crypto::KeyList> read(const crypto::KeyList& known)
    {
        std::optional<client::Outcome<sotto::wire::ObjectState>> answer;
        const auto done = [&](const auto& outcome) { answer = outcome; };
        const auto asking =
            known.kind() == crypto::ObjectKind::Card
                ? client::readCard(m_relay.place(m_random), known.object(), 0, 0, done)
                : client::readVaultList(m_relay.place(m_random), known.object(), done);
        if (!waitFor([&] { return answer.has_value(); }) || !*answer) {
            return std::nullopt;
        }
        const auto changes = crypto::splitChanges(crypto::asBytes((*answer)->list_changes()));
        auto list = crypto::KeyList::create(changes->front());
        return list && list->extend(std::span(*changes).subspan(1)) ? std::optional(*list)
                                                                    : std::nullopt;
    }
    bool append(const crypto::KeyList& known, const crypto::SigningKey& root)
    {
        const auto list = read(known);
        if (!list) {
            return false;
        }
        m_own.push_back(crypto::SigningKey::generate(m_random));
        const crypto::Bytes change = crypto::appendKey(*list, root, m_own.back());
        const crypto::ByteView view(change);
        sotto::wire::UpdateObject update;
        update.set_kind(static_cast<std::uint32_t>(known.kind()));
        update.set_object(client::toString(known.object()));
        update.set_list_changes(client::toString(crypto::serializeChanges({&view, 1})));
        std::optional<bool> taken;
        const auto asking =
            client::updateObject(m_relay.place(m_random), std::move(update),
                                 [&](const auto& outcome) { taken = outcome.has_value(); });
        return waitFor([&] { return taken.has_value(); }) && *taken;
    }

    const LoopbackRelay& m_relay;
    crypto::SystemRandom m_random;
    crypto::RecoveryKeys m_keys;
    crypto::KeyList m_card;
    crypto::KeyList m_vault;
    std::vector<crypto::SigningKey> m_own;
    std::optional<crypto::VaultWriter> m_writer;
};

crypto::DeviceId idOf(LinkedDevice& device)
{
    const auto devices = device.client->devices();
    return std::ranges::find_if(devices, &core::OwnDevice::isThis)->id;
}

/// It writes and reads as a device of the account does: what it says arrives at the other.
bool works(LinkedDevice& device, LinkedDevice& other, const std::string& name)
{
    return device.client->renameDevice(idOf(device), name).has_value() && waitFor([&] {
               const auto devices = other.client->devices();
               return std::ranges::any_of(devices,
                                          [&](const auto& each) { return each.name == name; });
           });
}

} // namespace

class TestNobodysKeys : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void notMeStrikesThemAll()
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
        LinkedDevice thief(clock);
        QCOMPARE(thief.link(words, relay), QString());
        QTRY_VERIFY_WITH_TIMEOUT(first.alarms() == std::vector{AlarmKind::DeviceAdded},
                                 kAppPatienceMs);
        Intruder intruder(relay, first, words);
        QVERIFY(intruder.enter());
        QVERIFY(intruder.enter());
        QCOMPARE(intruder.listed(), 4);

        QCOMPARE(first.answer(first.client->alarms().front().id, AlarmAnswer::WasNotMe), QString());
        QTRY_COMPARE_WITH_TIMEOUT(intruder.listed(), 0, kAppPatienceMs);
        QVERIFY(works(second, first, "still here"));
        QVERIFY(works(first, second, "here as well"));
        QCOMPARE(second.troubles, 0);
    }

    void aUseOfTheWordsThatBroughtNoDevice()
    {
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        LinkedDevice thief(clock);
        thief.open();
        thief.client->onLinkStep = [&](LinkStep step) {
            if (step == LinkStep::Opening) {
                thief.client->cancelLink();
            }
        };
        QCOMPARE(thief.link(words, relay), QStringLiteral("cancelled"));
        Intruder intruder(relay, first, words);
        QVERIFY(intruder.enter());
        QTRY_VERIFY_WITH_TIMEOUT(!first.alarms().empty(), kAppPatienceMs);
        QCOMPARE(first.answer(first.client->alarms().front().id, AlarmAnswer::WasNotMe), QString());
        QTRY_COMPARE_WITH_TIMEOUT(intruder.listed(), 0, kAppPatienceMs);
    }

    void newWordsStrikeThemWhereverTheyStand()
    {
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        Intruder intruder(relay, first, words);
        QVERIFY(intruder.enter());
        LinkedDevice second(clock);
        QCOMPARE(second.link(words, relay), QString());
        QTRY_COMPARE_WITH_TIMEOUT(first.devices(), std::size_t{2}, kAppPatienceMs);
        QVERIFY(intruder.enter());
        QCOMPARE(intruder.listed(), 4);

        std::string next;
        first.client->replaceWords(
            crypto::SecretBytes(crypto::asBytes(words)), [&](const auto& outcome) {
                if (outcome) {
                    next.assign(outcome->view().begin(), outcome->view().end());
                }
            });
        QTRY_VERIFY_WITH_TIMEOUT(!next.empty(), kAppPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(intruder.listed(), 0, kAppPatienceMs);
        // The old root has gone with them.
        QVERIFY(!intruder.enter());
        QVERIFY(works(second, first, "still here"));
        LinkedDevice third(clock);
        QCOMPARE(third.link(next, relay), QString());
        QVERIFY(works(third, second, "just come"));
        QCOMPARE(first.troubles + second.troubles, 0);
    }

    void whatAKeyOfNobodyWritesIsNotTheAccounts()
    {
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        LinkedDevice thief(clock);
        QCOMPARE(thief.link(words, relay), QString());
        QTRY_COMPARE_WITH_TIMEOUT(first.devices(), std::size_t{2}, kAppPatienceMs);
        QVERIFY(works(first, thief, "mine"));
        const auto nameOfFirst = [&] {
            const auto devices = first.client->devices();
            return std::ranges::find_if(devices, &core::OwnDevice::isThis)->name;
        };
        Intruder intruder(relay, first, words);
        QVERIFY(intruder.enter());
        // A name that is later than every other.
        core::wire::VaultContent renamed;
        core::wire::VaultDevice& device = *renamed.mutable_device();
        device.set_device(fieldOf(idOf(first).view()));
        device.mutable_name()->set_name("stolen");
        device.mutable_name()->mutable_stamp()->set_stamp_ms(std::uint64_t{2'000'000'000'000});
        device.mutable_name()->mutable_stamp()->set_device(device.device());
        QVERIFY(intruder.write(first, renamed));
        core::wire::VaultContent setting;
        setting.mutable_setting()->set_name("vault.history");
        setting.mutable_setting()->set_value("none");
        *setting.mutable_setting()->mutable_stamp() = device.name().stamp();
        QVERIFY(intruder.write(first, setting));
        // All of it is read, and nothing of it counts.
        QTRY_COMPARE_WITH_TIMEOUT(asideOf(first), 1, kAppPatienceMs);
        letHappen(100);
        QCOMPARE(nameOfFirst(), std::string("mine"));
        QCOMPARE(first.troubles, 0);

        // If a device of the account says that it is that writer, nothing was lost.
        const core::wire::AccountState state = accountOf(thief);
        const auto keys = crypto::DeviceKeys::parse(viewOf(state.device_keys()));
        storage::VaultStore store(thief.client->database());
        const auto stored = store.state(numberOf(ThingType::Device), fieldOf(idOf(thief).view()));
        core::wire::VaultDevice said;
        QVERIFY(said.ParseFromArray(stored->data(), static_cast<int>(stored->size())));
        core::wire::VaultContent claim;
        core::wire::DeviceReach reach = said.reach();
        reach.set_number(reach.number() + 10);
        claim.mutable_device()->set_device(said.device());
        *claim.mutable_device()->mutable_reach() =
            signReach(std::move(reach), crypto::DeviceLog::parse(viewOf(state.log()))->account(),
                      idOf(thief), keys->signing(), {.vault = &intruder.vaultKey()});
        QVERIFY(intruder.write(first, claim));
        QTRY_COMPARE_WITH_TIMEOUT(nameOfFirst(), std::string("stolen"), kAppPatienceMs);
        QCOMPARE(asideOf(first), 0);
    }

private:
    /// Writers of whom something is kept aside.
    static int asideOf(LinkedDevice& device)
    {
        core::wire::VaultSyncState state;
        const auto stored = storage::StateStore(device.client->database()).find("vault.sync");
        (void)state.ParseFromArray(stored->data(), static_cast<int>(stored->size()));
        int out = 0;
        for (const auto& use : state.uses()) {
            out += use.aside() > 0 ? 1 : 0;
        }
        return out;
    }
};

QTEST_GUILESS_MAIN(TestNobodysKeys)
#include "tst_nobodys_keys.moc"
