// From twelve words to everything: the parts of a restore put together as a client and a relay put
// them together, and what a removed device can do about it.
#include "crypto/base/init.h"
#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over a concept of the standard library
#include "crypto/objects/fetch_proof.h"
#include "crypto/objects/versioned_object.h"
#include "crypto/phrase/master_key.h"
#include "crypto/vault/recovery_record.h"
#include "tests/crypto/channel/channel_fixture.h"
#include "tests/crypto/phrase/qt_normalizer.h"
#include "tests/crypto/vault/epoch_line.h"
#endif

#include <QTest>

using namespace sotto::crypto;
using sotto::test::EpochLine;

namespace {

/// Argon2id as cheap as it can be: what it costs is not what is tested here.
const MasterKeyVersion kCheap{250, {1, 8192}, Personal{"tests, cheap"}};

RecoveryKeys keysOf(const RecoveryPhrase& phrase)
{
    return deriveRecoveryKeys(*deriveMasterKey(phrase, {}, kCheap, sotto::test::QtNormalizer()));
}

/// An account with two devices, its phrase, and what a relay keeps of the recovery record.
struct Account
{
    struct Published
    {
        Bytes header;
        Bytes body;
    };

    Account()
        : line(1)
        , phrase(RecoveryPhrase::generate(line.random))
        , keys(keysOf(phrase))
        , wrapping(keys.wrappingKey.publicKey)
        , changes{createKeyList(ObjectKind::Recovery, keys.locator, keys.recordRoot,
                                &keys.fetchKey)}
        , list(KeyList::create(changes[0]).value())
        , elder(SigningKey::generate(line.random))
        , younger(SigningKey::generate(line.random))
    {
        append(appendKey(list, keys.recordRoot, elder));
        append(appendKey(list, keys.recordRoot, younger));
    }

    bool append(Bytes change)
    {
        const ByteView view = change;
        changes.push_back(change);
        return list.extend({&view, 1}).has_value();
    }

    /// The record of @p key, by a device that knows the wrapping key's public half only.
    Published publish(const SharedKey& key, ListIndex signer, const SigningKey& signingKey,
                      const SeenVersion& previous, const KeyList& known)
    {
        const RecoveryPayload payload{line.account,
                                      key.duplicate(),
                                      line.random.make<Hash>(),
                                      line.random.make<ObjectId>(),
                                      line.random.make<ObjectId>(),
                                      {}};
        Published out;
        out.body = *sealRecoveryRecord(wrapping, keys.locator, payload, line.random);
        ObjectHeader header;
        header.epoch = key.epoch();
        header.sharedKey = key.commitment(keys.locator);
        header.logHead = key.logHeadCommitment(keys.locator, payload.logHead.view());
        header.signer = signer;
        out.header = signVersion(header, known, previous, out.body, signingKey);
        return out;
    }

    EpochLine line;
    RecoveryPhrase phrase;
    RecoveryKeys keys;
    XWingPublicKey wrapping;
    std::vector<Bytes> changes;
    KeyList list;
    SigningKey elder;
    SigningKey younger;
};

/// What a new machine does with nothing but the words and what a relay hands out.
std::optional<RecoveryPayload> restore(const RecoveryKeys& keys, std::span<const Bytes> changes,
                                       const Account::Published& published,
                                       std::optional<VersionError>* error = nullptr)
{
    const std::vector<ByteView> views(changes.begin(), changes.end());
    const auto list =
        KeyList::verify({ObjectKind::Recovery, keys.locator, keys.recordRoot.publicKey()}, views);
    if (!list) {
        return std::nullopt;
    }
    const auto version = VerifiedVersion::verify(published.header, published.body, *list, nullptr);
    if (!version) {
        if (error != nullptr) {
            *error = version.error();
        }
        return std::nullopt;
    }
    auto payload = openRecoveryRecord(
        keys.wrappingKey.secretKey,
        {keys.locator, version->header().epoch, version->header().sharedKey}, published.body);
    return payload ? std::optional(std::move(*payload)) : std::nullopt;
}

} // namespace

class TestRestore : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void twelveWordsOpenEverything()
    {
        Account account;
        for (int i = 0; i < 5; ++i) {
            QVERIFY(account.line.rotate());
        }
        const SharedKey& newest = account.line.chain.newest();
        const auto published = account.publish(newest, 0, account.elder, {}, account.list);

        // Typed on another machine.
        const SecretBytes words = account.phrase.text();
        const auto typed = RecoveryPhrase::fromText(words.view(), sotto::test::QtNormalizer());
        QVERIFY(typed);
        const RecoveryKeys keys = keysOf(*typed);
        QVERIFY(keys.locator == account.keys.locator);

        // The relay hands the record out for a proof on this connection only.
        sotto::test::Relay relay(2);
        auto connection = sotto::test::establish(relay);
        auto other = sotto::test::establish(relay);
        const FetchPlace place{connection.client.exporter(), connection.client.relayKey()};
        const Signature proof = proveFetch(keys.fetchKey, place, keys.locator);
        const auto atRelay = [&](const ChannelSession& session) {
            return verifyFetch(*account.list.fetchKey(),
                               {session.exporter(), relay.key.publicKey()}, keys.locator, proof);
        };
        QVERIFY(atRelay(connection.server));
        QVERIFY(!atRelay(other.server));

        const auto payload = restore(keys, account.changes, published);
        QVERIFY(payload);
        QVERIFY(payload->account == account.line.account);
        QVERIFY(payload->sharedKey == newest);
        const EpochChain chain(payload->account, payload->sharedKey.duplicate());
        const auto first = chain.open(kFirstEpoch, account.line.source());
        QVERIFY(first && *first == account.line.first);
        // Other words lead nowhere.
        const RecoveryKeys foreign = keysOf(RecoveryPhrase::generate(account.line.random));
        QVERIFY(!restore(foreign, account.changes, published));
    }

    // Attack 6: whoever restores must not be led to the shared key of a device that was removed.
    void aRemovedDevicesRecordIsRefused()
    {
        Account account;
        const auto good =
            account.publish(account.line.chain.newest(), 0, account.elder, {}, account.list);
        const auto seen =
            VerifiedVersion::verify(good.header, good.body, account.list, nullptr)->seen();
        const KeyList before = account.list;
        QVERIFY(account.append(strikeKey(account.list, 0, account.elder, 1)));
        // The removed device wraps a key of its own to the phrase: as of the list that it knew, and
        // as of the new one.
        const SharedKey own(2, account.line.random.make<SharedKeyBytes>());
        for (const KeyList* known : std::array<const KeyList*, 2>{&before, &account.list}) {
            const auto forged = account.publish(own, 1, account.younger, seen, *known);
            std::optional<VersionError> error;
            QVERIFY(!restore(account.keys, account.changes, forged, &error));
            QCOMPARE(*error, VersionError::StruckSigner);
        }
        // With its own signature under another's place, or a grafted body.
        auto grafted = account.publish(own, 0, account.younger, seen, account.list);
        std::optional<VersionError> error;
        QVERIFY(!restore(account.keys, account.changes, grafted, &error));
        QCOMPARE(*error, VersionError::BadSignature);
        grafted.header = good.header;
        QVERIFY(!restore(account.keys, account.changes, grafted, &error));
        QCOMPARE(*error, VersionError::WrongBody);
        QVERIFY(restore(account.keys, account.changes, good));
    }

    // A listed device names one key in the version and wraps another.
    void aRecordThatIsNotWhatItsVersionSaysIsRefused()
    {
        Account account;
        const SharedKey other(1, account.line.random.make<SharedKeyBytes>());
        auto published =
            account.publish(account.line.chain.newest(), 0, account.elder, {}, account.list);
        const RecoveryPayload payload{account.line.account,
                                      other.duplicate(),
                                      account.line.random.make<Hash>(),
                                      account.line.random.make<ObjectId>(),
                                      account.line.random.make<ObjectId>(),
                                      {}};
        published.body = *sealRecoveryRecord(account.wrapping, account.keys.locator, payload,
                                             account.line.random);
        ObjectHeader header;
        header.epoch = 1;
        header.sharedKey = account.line.chain.newest().commitment(account.keys.locator);
        header.signer = 0;
        published.header = signVersion(header, account.list, {}, published.body, account.elder);
        QVERIFY(!restore(account.keys, account.changes, published));
        const auto opened =
            openRecoveryRecord(account.keys.wrappingKey.secretKey,
                               {account.keys.locator, 1, header.sharedKey}, published.body);
        QVERIFY(!opened);
        const auto honest = openRecoveryRecord(
            account.keys.wrappingKey.secretKey,
            {account.keys.locator, 1, other.commitment(account.keys.locator)}, published.body);
        QVERIFY(honest && honest->sharedKey == other);
    }
};

QTEST_APPLESS_MAIN(TestRestore)
#include "tst_restore.moc"
