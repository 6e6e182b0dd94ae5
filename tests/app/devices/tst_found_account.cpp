// What the words find at a relay, honest or not, and what a joining device makes of it. No relay is
// asked: what one would show is made here.
#ifndef Q_MOC_RUN
#include "app/core/base/wire_bytes.h"
#include "app/core/content.pb.h"
#include "app/core/devices/joining.h"
#include "app/core/recovery/qt_normalizer.h"
#include "app/core/recovery/recovery.pb.h"
#include "crypto/base/init.h"
#include "crypto/base/random.h"
#include "crypto/log/log_builder.h"
#include "net/client/encoded_request.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;

namespace {

crypto::SystemRandom& chance()
{
    static crypto::SystemRandom one;
    return one;
}

/// The keys of a phrase by a cheaper Argon2id: what they are does not matter here.
crypto::RecoveryKeys newKeys()
{
    crypto::MasterKeyVersion version = crypto::masterKeyVersions().front();
    version.cost.memoryBytes = std::size_t{1} << 20;
    const auto phrase = crypto::RecoveryPhrase::generate(chance());
    return crypto::deriveRecoveryKeys(
        *crypto::deriveMasterKey(phrase, {}, version, QtNormalizer()));
}

/// One object at the relay.
struct Object
{
    Object(crypto::ObjectKind kind, const crypto::ObjectId& id, const crypto::SigningKey& root,
           const crypto::SigningKey* fetchKey = nullptr)
        : changes{crypto::createKeyList(kind, id, root, fetchKey)}
        , list(*crypto::KeyList::create(changes.front()))
    {}
    void change(crypto::Bytes next)
    {
        const crypto::ByteView view(next);
        QVERIFY(list.extend({&view, 1}));
        changes.push_back(std::move(next));
    }
    void say(const crypto::SigningKey& signer, const crypto::SharedKey& key,
             const crypto::EntryHash& head, crypto::Bytes content)
    {
        crypto::ObjectHeader out;
        out.epoch = key.epoch();
        out.sharedKey = key.commitment(list.object());
        out.logHead = key.logHeadCommitment(list.object(), head.view());
        out.signer = *list.find(signer.publicKey());
        header = crypto::signVersion(out, list, newest, content, signer);
        body = std::move(content);
        newest = crypto::VerifiedVersion::verify(header, body, list, nullptr)->seen();
    }
    [[nodiscard]] sotto::wire::ObjectState state() const
    {
        const std::vector<crypto::ByteView> views(changes.begin(), changes.end());
        sotto::wire::ObjectState out;
        out.set_list_changes(client::toString(crypto::serializeChanges(views)));
        out.set_list_size(static_cast<std::uint32_t>(changes.size()));
        out.set_newest(newest.number);
        out.mutable_version()->set_signed_header(client::toString(header));
        out.mutable_version()->set_body(client::toString(body));
        return out;
    }

    std::vector<crypto::Bytes> changes;
    crypto::KeyList list;
    crypto::SeenVersion newest;
    crypto::Bytes header;
    crypto::Bytes body;
};

/// An account with its words, as a relay has it.
struct AccountAtRelay
{
    AccountAtRelay()
        : AccountAtRelay(newKeys())
    {}
    explicit AccountAtRelay(crypto::RecoveryKeys recoveryKeys)
        : keys(std::move(recoveryKeys))
        , device(crypto::DeviceKeys::generate(chance()))
        , listed(crypto::SigningKey::generate(chance()))
        , sharedKey(crypto::SharedKey::first(chance()))
        , log(newLog())
        , cardRoot(crypto::SigningKey::generate(chance()))
        , record(crypto::ObjectKind::Recovery, keys.locator, keys.recordRoot, &keys.fetchKey)
        , vault(crypto::ObjectKind::Vault, chance().make<crypto::ObjectId>(), keys.vaultRoot)
        , card(crypto::ObjectKind::Card, chance().make<crypto::ObjectId>(), cardRoot)
    {
        record.change(crypto::appendKey(record.list, keys.recordRoot, listed));
        vault.change(crypto::appendKey(vault.list, keys.vaultRoot, listed));
        card.change(crypto::appendKey(card.list, cardRoot, listed));
        card.change(crypto::replaceRoot(card.list, cardRoot, keys.cardRoot));
        publish();
    }
    crypto::DeviceLog newLog()
    {
        const auto provisional = crypto::SigningKey::generate(chance());
        const auto genesis = crypto::LogBuilder::genesis(provisional, device,
                                                         crypto::NewDevicePolicy::AtOnce, {}, now);
        crypto::ByteView view(genesis->bytes());
        crypto::DeviceLog out = *crypto::DeviceLog::verify({&view, 1});
        const auto entry = crypto::LogBuilder(out, now).replaceRecovery(
            crypto::Authors::both(provisional, out.state().devices.front().id, device),
            keys.signingKey);
        view = entry->bytes();
        (void)out.extend({&view, 1});
        return out;
    }
    void add(const crypto::LogBuilder::Built& entry)
    {
        QVERIFY(entry.has_value());
        const crypto::ByteView view(entry->bytes());
        QVERIFY(log.extend({&view, 1}));
    }
    [[nodiscard]] crypto::LogBuilder builder() const { return {log, now}; }
    [[nodiscard]] crypto::Authors phrase() const
    {
        return crypto::Authors::phrase(keys.signingKey);
    }
    [[nodiscard]] crypto::Authors both() const
    {
        return crypto::Authors::both(keys.signingKey, log.state().devices.front().id, device);
    }
    crypto::DeviceKeys addDevice()
    {
        auto added = crypto::DeviceKeys::generate(chance());
        add(builder().addDevice(phrase(), added));
        return added;
    }
    void publish()
    {
        publishRecord(log.head(), listed);
        publishCard();
    }
    void publishRecord(const crypto::EntryHash& head, const crypto::SigningKey& signer)
    {
        core::wire::RecoveryExtension extension;
        extension.set_relay(relay);
        extension.set_card_root(client::toString(cardRoot.publicKey()));
        extension.set_former_key(formerKey);
        const crypto::RecoveryPayload payload{
            log.account(),       sharedKey.duplicate(), crypto::Hash(head.view()),
            vault.list.object(), card.list.object(),    serialized(extension)};
        record.say(signer, sharedKey, head,
                   *crypto::sealRecoveryRecord(keys.wrappingKey.publicKey, keys.locator, payload,
                                               chance()));
    }
    void publishCard()
    {
        crypto::CardBody body;
        body.contact.log = *crypto::LogReference::of(log, nullptr);
        core::wire::Introduction profile;
        profile.set_name("Alice");
        body.app = serialized(profile);
        std::vector<crypto::CardSlot> readers;
        readers.push_back({sharedKey.cardSlotKey(), token.duplicate()});
        card.say(listed, sharedKey, log.head(),
                 *crypto::sealCard(card.list.object(), body, readers, chance()));
    }
    [[nodiscard]] crypto::Result<FoundRecord, Problem> findRecord() const
    {
        return verifyRecord(keys, record.state(), now);
    }
    /// All of it, up to what would be sent.
    [[nodiscard]] crypto::Result<Joining, Problem> join() const
    {
        return joinWith(record.state(), card.state());
    }
    [[nodiscard]] crypto::Result<Joining, Problem>
    joinWith(const sotto::wire::ObjectState& shownRecord,
             const sotto::wire::ObjectState& shownCard) const
    {
        SOTTO_TRY(foundRecord, verifyRecord(keys, shownRecord, now));
        SOTTO_TRY(foundVault, verifyList({crypto::ObjectKind::Vault, vault.list.object(),
                                          keys.vaultRoot.publicKey()},
                                         keys.vaultRoot, vault.state()));
        SOTTO_TRY(foundCard, verifyCard(keys, foundRecord, shownCard));
        const auto whole = crypto::joinLog(foundCard.open.body.contact.log, {});
        SOTTO_TRY(foundLog, verifyLog(keys, foundRecord, *whole));
        Joining out = Joining::begin(chance(), "Laptop");
        SOTTO_CHECK(out.make(keys, {foundRecord, &foundVault, foundCard, foundLog}, now, chance()));
        return out;
    }

    crypto::Timestamp now{1'800'000'000};
    std::string relay = "sotto://relay.example";
    std::string formerKey; ///< as the record says it
    crypto::RecoveryKeys keys;
    crypto::DeviceKeys device;
    crypto::SigningKey listed; ///< the first device's in all three lists
    crypto::SharedKey sharedKey;
    crypto::DeliveryToken token;
    crypto::DeviceLog log;
    crypto::SigningKey cardRoot;
    Object record;
    Object vault;
    Object card;
};

ProblemKind kindOf(const auto& outcome)
{
    return outcome ? ProblemKind::Internal : outcome.error().kind;
}

void flip(std::string* field, std::size_t at)
{
    (*field)[at] = static_cast<char>((*field)[at] ^ 1);
}

} // namespace

class TestFoundAccount : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void aDeviceIsMadeOfWhatIsFound()
    {
        const AccountAtRelay account;
        const auto joining = account.join();
        QVERIFY2(joining.has_value(), joining ? "" : joining.error().technical.c_str());
        const auto log = crypto::DeviceLog::parse(viewOf(joining->state().log()));
        QCOMPARE(log->state().devices.size(), std::size_t{2});
        const crypto::DeviceRecord& added = log->state().devices.back();
        QVERIFY(!added.hasStanding());
        QCOMPARE(joining->state().name(), std::string("Alice"));
        QCOMPARE(joining->records().size(), std::size_t{1});

        // What is sent is what the relay takes: each list goes on, the version names the new head.
        for (const Joining::Part part :
             {Joining::Part::Vault, Joining::Part::Card, Joining::Part::Record}) {
            QVERIFY(joining->isDue(part));
            QVERIFY(joining->listOf(part).find(joining->keyOf(part).publicKey()));
        }
        const auto update = joining->updateOf(Joining::Part::Record);
        const auto version = crypto::VerifiedVersion::verify(
            crypto::asBytes(update.signed_header()), crypto::asBytes(update.body()),
            joining->listOf(Joining::Part::Record), &account.record.newest);
        QVERIFY(version.has_value());
        QCOMPARE(version->header().number, account.record.newest.number + 1);
        QVERIFY(version->header().logHead ==
                account.sharedKey.logHeadCommitment(account.keys.locator, log->head().view()));

        // And it is all there again after a kill, but for the words.
        const auto stored = joining->serialize();
        const auto again = Joining::parse(stored.view());
        QVERIFY(again.has_value());
        QVERIFY(std::ranges::equal(again->serialize().view(), stored.view()));
        for (const auto* seed : {&account.keys.recordRoot, &account.keys.vaultRoot,
                                 &account.keys.cardRoot, &account.keys.signingKey}) {
            QVERIFY(std::ranges::search(stored.view(), seed->seed().view()).empty());
        }
    }

    void whatIsStoredAndDamagedIsRefused()
    {
        const AccountAtRelay account;
        const auto joining = account.join();
        const auto stored = joining->serialize();
        QVERIFY(!Joining::parse({}));
        QVERIFY(!Joining::parse(stored.view().first(stored.size() / 2)));
    }

    void aRecordByARemovedDeviceIsRefused()
    {
        // Attack 6: a relay helps a device that was removed.
        AccountAtRelay account;
        const auto second = crypto::SigningKey::generate(chance());
        Object& record = account.record;
        record.change(crypto::appendKey(record.list, account.keys.recordRoot, second));
        account.publishRecord(account.log.head(), second);
        QVERIFY(account.findRecord().has_value());
        record.change(crypto::strikeKey(record.list, 0, account.listed, 1));
        QCOMPARE(kindOf(account.findRecord()), ProblemKind::RecordBroken);
        account.publishRecord(account.log.head(), account.listed);
        QVERIFY(account.findRecord().has_value());
    }

    void aRecordFromBeforeARemovalIsRefused()
    {
        AccountAtRelay account;
        account.addDevice();
        account.publish();
        QVERIFY(account.join().has_value());
        const auto older = account.record.state();
        account.add(
            account.builder().removeDevice(account.both(), account.log.state().devices.back().id));
        account.publish();
        QVERIFY(account.join().has_value());
        QCOMPARE(kindOf(account.joinWith(older, account.card.state())), ProblemKind::RecordBroken);
    }

    void anOlderCardIsNotTakenForAllOfTheLog()
    {
        AccountAtRelay account;
        const auto older = account.card.state();
        account.addDevice();
        account.publish();
        QCOMPARE(kindOf(account.joinWith(account.record.state(), older)),
                 ProblemKind::AccountBehind);
        // The other way round it says which devices there are.
        AccountAtRelay newer;
        const auto record = newer.record.state();
        newer.addDevice();
        newer.publish();
        const auto joining = newer.joinWith(record, newer.card.state());
        QVERIFY(joining.has_value());
        QCOMPARE(crypto::DeviceLog::parse(viewOf(joining->state().log()))->state().devices.size(),
                 std::size_t{3});
    }

    void aCardOfTheEpochBeforeOpensWithTheRecord()
    {
        // The device that rotated the shared key died before it published the card.
        AccountAtRelay account;
        const crypto::SharedKey before = account.sharedKey.duplicate();
        const auto card = account.card.state();
        account.sharedKey = before.next(chance());
        account.publish();
        QCOMPARE(kindOf(account.joinWith(account.record.state(), card)),
                 ProblemKind::AccountBehind);
        account.formerKey = fieldOf(before.serialize().view());
        account.publishRecord(account.log.head(), account.listed);
        const auto joining = account.joinWith(account.record.state(), card);
        QVERIFY2(joining.has_value(), joining ? "" : joining.error().technical.c_str());
        // It goes on with the newest one, and a card that has followed is as good.
        QVERIFY(crypto::SharedKey::parse(viewOf(joining->state().shared_key()))->epoch() ==
                before.epoch() + 1);
        QVERIFY(account.join().has_value());
        // A key of another line, or of another epoch, opens nothing.
        account.formerKey = fieldOf(crypto::SharedKey::first(chance()).serialize().view());
        account.publishRecord(account.log.head(), account.listed);
        QCOMPARE(kindOf(account.joinWith(account.record.state(), card)),
                 ProblemKind::AccountForked);
        account.sharedKey = account.sharedKey.next(chance());
        account.formerKey = fieldOf(before.serialize().view());
        account.publishRecord(account.log.head(), account.listed);
        QCOMPARE(kindOf(account.joinWith(account.record.state(), card)),
                 ProblemKind::AccountBehind);
    }

    void aDamagedRecordIsRefused_data()
    {
        QTest::addColumn<int>("where");
        QTest::addColumn<ProblemKind>("kind");
        QTest::newRow("list") << 0 << ProblemKind::RecordBroken;
        QTest::newRow("list cut") << 1 << ProblemKind::RecordBroken;
        QTest::newRow("list size") << 2 << ProblemKind::RecordBroken;
        QTest::newRow("header") << 3 << ProblemKind::RecordBroken;
        QTest::newRow("signature") << 4 << ProblemKind::RecordBroken;
        QTest::newRow("body") << 5 << ProblemKind::RecordBroken;
        QTest::newRow("no version") << 6 << ProblemKind::RecordBroken;
        QTest::newRow("another number") << 7 << ProblemKind::RecordBroken;
        QTest::newRow("newer header") << 8 << ProblemKind::RecordNewer;
        QTest::newRow("newer record") << 9 << ProblemKind::RecordNewer;
        QTest::newRow("list of another root") << 10 << ProblemKind::RecordBroken;
    }
    void aDamagedRecordIsRefused()
    {
        QFETCH(int, where);
        QFETCH(ProblemKind, kind);
        AccountAtRelay account;
        if (where == 9) {
            crypto::Bytes newer = account.record.body;
            newer.front() = 2;
            account.record.say(account.listed, account.sharedKey, account.log.head(), newer);
        }
        sotto::wire::ObjectState shown = account.record.state();
        auto& version = *shown.mutable_version();
        switch (where) {
        case 0:
            flip(shown.mutable_list_changes(), 200);
            break;
        case 1: {
            const std::vector<crypto::ByteView> first{account.record.changes.front()};
            shown.set_list_changes(client::toString(crypto::serializeChanges(first)));
            break;
        }
        case 2:
            shown.set_list_size(3);
            break;
        case 3:
            flip(version.mutable_signed_header(), 100);
            break;
        case 4:
            flip(version.mutable_signed_header(), 279);
            break;
        case 5:
            flip(version.mutable_body(), 2000);
            break;
        case 6:
            shown.clear_version();
            break;
        case 7:
            shown.set_newest(2);
            break;
        case 8:
            (*version.mutable_signed_header())[0] = 2;
            break;
        case 10: {
            const auto other = newKeys();
            Object foreign(crypto::ObjectKind::Recovery, account.keys.locator, other.recordRoot,
                           &other.fetchKey);
            foreign.change(crypto::appendKey(foreign.list, other.recordRoot, account.listed));
            foreign.say(account.listed, account.sharedKey, account.log.head(), account.record.body);
            shown = foreign.state();
            break;
        }
        default:
            break;
        }
        QCOMPARE(kindOf(verifyRecord(account.keys, shown, account.now)), kind);
    }

    void aCardWithAnotherRootIsRefused()
    {
        AccountAtRelay account;
        const auto other = crypto::SigningKey::generate(chance());
        // As long as the list's root is not the words', nobody could append to it.
        Object& card = account.card;
        card.change(crypto::replaceRoot(card.list, account.keys.cardRoot, other));
        account.publishCard();
        QCOMPARE(kindOf(account.join()), ProblemKind::PhraseReplaced);
    }

    void aLogWithAnotherRecoveryKeySaysThatTheWordsAreOld()
    {
        AccountAtRelay account;
        const auto next = crypto::SigningKey::generate(chance());
        account.add(account.builder().replaceRecovery(account.both(), next));
        account.publishCard();
        QCOMPARE(kindOf(account.join()), ProblemKind::PhraseReplaced);
    }

    void anEpochOfTheFutureIsAMatterOfTheClock()
    {
        AccountAtRelay account;
        account.sharedKey = crypto::SharedKey(
            crypto::kEpochMax, crypto::SharedKeyBytes(chance().make<crypto::SharedKeyBytes>()));
        account.publish();
        QCOMPARE(kindOf(account.findRecord()), ProblemKind::ClockWrong);
    }

    void thereIsAnEndOfDevices()
    {
        AccountAtRelay account;
        while (account.log.state().presentDevices() + 1 < crypto::kPresentDevicesByPhraseMax) {
            account.addDevice();
        }
        account.publish();
        QVERIFY(account.join().has_value());
        account.addDevice();
        account.publish();
        QCOMPARE(kindOf(account.join()), ProblemKind::TooManyDevices);
        // With a device that is vouched for there are more; the words alone add none of them.
        while (account.log.state().presentDevices() < crypto::kPresentDevicesMax) {
            account.add(account.builder().addDevice(account.both(),
                                                    crypto::DeviceKeys::generate(chance())));
        }
        account.publish();
        QCOMPARE(kindOf(account.join()), ProblemKind::TooManyDevices);
    }

    void whereThePolicySaysSoANewDeviceWaits()
    {
        AccountAtRelay account;
        account.add(
            account.builder().setPolicy(account.both(), crypto::NewDevicePolicy::ApprovalOrDay));
        account.publish();
        const auto joining = account.join();
        QVERIFY(joining.has_value());
        const auto log = crypto::DeviceLog::parse(viewOf(joining->state().log()));
        QVERIFY(log->state().devices.back().mustWait);
    }

    void wordsAndAYoungDeviceDoNotRemoveAnElder()
    {
        // Attack 3: whoever has the words adds a device, and has nothing by its age.
        AccountAtRelay account;
        const crypto::DeviceKeys young = account.addDevice();
        const crypto::DeviceId youngId = account.log.state().devices.back().id;
        const crypto::DeviceId elder = account.log.state().devices.front().id;
        account.now.seconds += std::uint64_t{60} * 24 * 3600;
        const auto authors = crypto::Authors::both(account.keys.signingKey, youngId, young);
        QVERIFY(account.builder().removeDevice(authors, elder).error() ==
                crypto::LogErrorKind::NotPermitted);
        QVERIFY(account.builder()
                    .replaceRecovery(authors, crypto::SigningKey::generate(chance()))
                    .error() == crypto::LogErrorKind::NotPermitted);
        QVERIFY(account.builder().suspend(authors, elder).error() ==
                crypto::LogErrorKind::NotPermitted);
        QVERIFY(account.builder().proposeRemoval(authors, elder).has_value());
    }

    void aListedKeyRemovesNoOlderOneAndAppendsNone()
    {
        // Attack 7.
        const AccountAtRelay account;
        const auto joining = account.join();
        const crypto::KeyList list = joining->listOf(Joining::Part::Record);
        const crypto::SigningKey key = joining->keyOf(Joining::Part::Record);
        const crypto::Bytes strike = crypto::strikeKey(list, 1, key, 0);
        const crypto::ByteView strikeView(strike);
        crypto::KeyList copy = list;
        QVERIFY(copy.extend({&strikeView, 1}).error() == crypto::ListError::NotPermitted);
        const crypto::Bytes append =
            crypto::appendKey(list, key, crypto::SigningKey::generate(chance()));
        const crypto::ByteView appendView(append);
        QVERIFY(!copy.extend({&appendView, 1}));
    }

    void aForeignIdentityKeyCannotBeNamed()
    {
        // Attack 15: the entry of a joining device proves that it holds what it names.
        const AccountAtRelay account;
        const auto joining = account.join();
        const auto log = crypto::DeviceLog::parse(viewOf(joining->state().log()));
        const crypto::ByteView entry = log->entries().back().bytes();
        crypto::Bytes changed(entry.begin(), entry.end());
        changed[changed.size() - 1] ^= 1; // the last proof
        crypto::DeviceLog copy = account.log;
        const crypto::ByteView view(changed);
        const auto extended = copy.extend({&view, 1});
        QVERIFY(!extended);
        QVERIFY(extended.error().kind == crypto::LogErrorKind::BadPossession);
    }
};

QTEST_GUILESS_MAIN(TestFoundAccount)
#include "tst_found_account.moc"
