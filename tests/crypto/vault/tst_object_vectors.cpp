// Replays recovery_record.json, vault_record.json, log_reference.json, card.json and invite.json.
#include "crypto/base/init.h"
#include "crypto/vault/invite.h"
#include "crypto/vault/recovery_record.h"
#include "tests/crypto/log/full_world.h"
#include "tests/crypto/vault/card_world.h"
#include "tests/crypto/vault/invite_by_hand.h"
#include "tests/crypto/vault/vault_world.h"
#include "tests/support/vector_file.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::fixed;
using sotto::test::hex;
using sotto::test::unhex;

namespace {

constexpr Timestamp kNow{1'700'000'000};
constexpr std::array<const char*, 6> kRecoveryErrors = {
    "Malformed", "Replaced", "DoesNotOpen", "WrongSharedKey", "BadWrappingKey", "TooLong"};
constexpr std::array<const char*, 13> kVaultErrors = {
    "Malformed",   "WrongVault",   "UnknownWriter", "BadSignature",  "StruckWriter",
    "Gap",         "AlreadyRead",  "Fork",          "EpochWentBack", "UnknownEpoch",
    "DoesNotOpen", "SeenWentBack", "TooMany"};
constexpr std::array<const char*, 2> kJoinErrors = {"WrongBlob", "Malformed"};
constexpr std::array<const char*, 4> kCardErrors = {"TooLong", "Malformed", "NoSlot", "Broken"};
constexpr std::array<const char*, 4> kInviteErrors = {"TooLong", "BadLifetime", "Malformed",
                                                      "DoesNotOpen"};

Bytes changed(Bytes bytes, std::size_t at)
{
    bytes[at] ^= 1;
    return bytes;
}
Bytes shortened(Bytes bytes)
{
    bytes.pop_back();
    return bytes;
}
QJsonObject negative(const char* name, const Bytes& input, const char* expect)
{
    return {{"name", name}, {"input", hex(input)}, {"expect", expect}};
}

QJsonObject makeRecovery()
{
    sotto::test::DeterministicRandom random(501);
    const XWingKeyPair phrase = generateXWing(random);
    const auto object = random.make<ObjectId>();
    const RecoveryPayload payload{random.make<AccountId>(), SharedKey::first(random),
                                  random.make<Hash>(),      random.make<ObjectId>(),
                                  random.make<ObjectId>(),  SecretBytes(Bytes{1, 2, 3})};
    const Bytes record = *sealRecoveryRecord(phrase.publicKey, object, payload, random);
    const SigningKey recovery = SigningKey::generate(random);
    const auto certificate =
        WrappingKeyCertificate::make(recovery, payload.account, phrase.publicKey);
    return {
        {"construction", "recovery record, PROTOCOL.md section 5.2"},
        {"random_seed", 501},
        {"wrapping_secret_key", hex(phrase.secretKey.view())},
        {"object_id", hex(object)},
        {"account", hex(payload.account)},
        {"epoch", static_cast<qint64>(payload.sharedKey.epoch())},
        {"shared_key", hex(payload.sharedKey.secret())},
        {"commitment", hex(payload.sharedKey.commitment(object))},
        {"log_head", hex(payload.logHead)},
        {"vault", hex(payload.vault)},
        {"card", hex(payload.card)},
        {"extension", hex(payload.extension.view())},
        {"record", hex(record)},
        {"recovery_key", hex(recovery.publicKey())},
        {"certificate", hex(certificate.serialize())},
        {"negatives", QJsonArray{negative("unknown version", changed(record, 0), "Malformed"),
                                 negative("one byte short", shortened(record), "Malformed"),
                                 negative("changed KEM", changed(record, 40), "DoesNotOpen"),
                                 negative("changed body", changed(record, 1200), "DoesNotOpen")}}};
}

QJsonObject makeVault()
{
    sotto::test::VaultWorld w(502, 2);
    const QString sharedKey = hex(w.shared.secret());
    w.write(0, w.put(1, "first"));
    w.write(0, w.put(2, "second"));
    static_cast<void>(w.read(1, 0));
    static_cast<void>(w.read(1, 0));
    RecordBody tombstone{Timestamp{2000}, {}, TombstoneRecord{7, {}, {}}};
    std::get<TombstoneRecord>(tombstone.content).deleted = w.all[0].records[0].header.hash();
    w.write(1, std::move(tombstone));
    w.write(1, {Timestamp{3000}, {}, CheckpointRecord{}});
    QJsonArray records;
    for (const auto& device : w.all) {
        for (const VaultRecord& record : device.records) {
            records.append(QJsonObject{
                {"record", hex(record.serialize())},
                {"hash", hex(record.header.hash())},
                {"body", hex(record.open(w.shared.vaultRecordKey())->serialize().view())}});
        }
    }
    RecordSource source;
    source.type = 7;
    source.conversation[0] = 1;
    source.sender.bytes[0] = 2;
    source.session[0] = 3;
    source.number = 4;
    const Bytes first = w.all[0].records[0].serialize();
    const Bytes second = w.all[0].records[1].serialize();
    return {
        {"construction", "vault records, PROTOCOL.md section 5.3"},
        {"random_seed", 502},
        {"vault", hex(w.vault)},
        {"shared_key", sharedKey},
        {"writers", QJsonArray{hex(w.all[0].key.publicKey()), hex(w.all[1].key.publicKey())}},
        {"records", records},
        {"record_id_of_7_1_2_3_4", hex(recordId(w.shared.recordIdKey(), source))},
        {"negatives", QJsonArray{negative("unknown version", changed(first, 0), "Malformed"),
                                 negative("changed content", changed(first, 300), "Malformed"),
                                 negative("another vault", changed(first, 5), "WrongVault"),
                                 negative("another writer", changed(first, 34), "BadSignature"),
                                 negative("changed nonce", changed(first, 80), "BadSignature"),
                                 negative("changed signature", changed(first, 140), "BadSignature"),
                                 negative("not the next one", second, "Gap")}}};
}

QJsonObject makeLogReference()
{
    sotto::test::DeterministicRandom random(505);
    const DeviceLog log = sotto::test::makeFullWorld()->log;
    const MovedLog moved =
        moveLog(log, asBytes("sotto://relay.example/#FINGERPRINT"), random, 1000);
    const LogPrefix& prefix = *moved.reference.prefix;
    LogReference whole = *LogReference::of(log, nullptr);
    const SecretBytes reference = moved.reference.serialize();
    const Bytes bytes(reference.view().begin(), reference.view().end());
    const auto bad = [&](const char* name, const Bytes& input, const Bytes& blob,
                         const char* expect) {
        QJsonObject out = negative(name, input, expect);
        out["blob"] = hex(blob);
        return out;
    };
    const std::size_t headAt = bytes.size() - 4 - moved.reference.tail.size() - 1;
    return {{"construction", "reference to a device log, PROTOCOL.md section 5.4"},
            {"random_seed", 505},
            {"relay", hex(prefix.relay.view())},
            {"blob_id", hex(prefix.blob)},
            {"descriptor", hex(prefix.descriptor.serialize().view())},
            {"head", hex(prefix.head)},
            {"tail", hex(moved.reference.tail)},
            {"reference", hex(bytes)},
            {"blob", hex(moved.blob)},
            {"log", hex(log.serialize())},
            {"reference_without_blob", hex(whole.serialize().view())},
            {"negatives",
             QJsonArray{bad("neither with nor without", changed(bytes, 0), {}, "no layout"),
                        bad("one byte short", shortened(bytes), {}, "no layout"),
                        bad("changed blob", bytes, changed(moved.blob, 99), "WrongBlob"),
                        bad("shortened blob", bytes, shortened(moved.blob), "WrongBlob"),
                        bad("another head", changed(bytes, headAt), moved.blob, "Malformed")}}};
}

QJsonObject makeCard()
{
    sotto::test::DeterministicRandom random(503);
    const auto object = random.make<ObjectId>();
    CardBody body{sotto::test::makeContactPoint(random), SecretBytes(asBytes("profile"))};
    body.contact.log.prefix = sotto::test::makeLogPrefix(random);
    const auto cardSlots = sotto::test::makeSlots(random, 2);
    const Bytes card = *sealCard(object, body, cardSlots, random);
    SecretWriter contact;
    body.contact.write(contact);
    QJsonArray keys;
    for (const CardSlot& slot : cardSlots) {
        keys.append(QJsonObject{{"key", hex(slot.key.view())}, {"token", hex(slot.token.view())}});
    }
    return {{"construction", "card, PROTOCOL.md section 5.4"},
            {"random_seed", 503},
            {"object_id", hex(object)},
            {"contact_point", hex(contact.view())},
            {"app", hex(body.app.view())},
            {"slots", keys},
            {"card", hex(card)},
            {"stranger", hex(random.make<CardSlotKey>().view())},
            {"negatives",
             QJsonArray{negative("unknown version", changed(card, 0), "Malformed"),
                        negative("63 slots", changed(card, 34), "Malformed"),
                        negative("changed nonce", changed(card, 5), "NoSlot"),
                        negative("changed body", changed(card, card.size() - 30), "Broken")}}};
}

QJsonObject makeInvite()
{
    sotto::test::DeterministicRandom random(504);
    const auto secret = random.make<InviteSecret>();
    const InviteBody body{kNow.plus(Duration::days(7)), random.make<InviteToken>(),
                          sotto::test::makeContactPoint(random), SecretBytes(asBytes("app"))};
    const Bytes invite = *sealInvite(secret, body, kNow, random);
    SecretWriter contact;
    body.contact.write(contact);
    const auto withApp = [&](std::size_t length, std::size_t room) {
        SecretWriter out;
        out.u8(1).u64(body.expiry.seconds).bytes(body.token.view()).bytes(contact.view());
        out.count16(length).bytes(Bytes(room, 'x'));
        return sotto::test::sealInviteBody(secret, body.expiry, out.view(), random);
    };
    SecretWriter older;
    older.u8(1).u64(body.expiry.seconds).bytes(body.token.view()).bytes(contact.view());
    const Bytes withoutApp = sotto::test::sealInviteBody(secret, body.expiry, older.view(), random);
    return {
        {"construction", "invite, PROTOCOL.md section 5.5"},
        {"random_seed", 504},
        {"now", static_cast<qint64>(kNow.seconds)},
        {"secret", hex(secret.view())},
        {"invite_id", hex(inviteId(secret))},
        {"token", hex(body.token.view())},
        {"expiry", static_cast<qint64>(body.expiry.seconds)},
        {"contact_point", hex(contact.view())},
        {"app", hex(body.app.view())},
        {"invite", hex(invite)},
        {"invite_without_app", hex(withoutApp)},
        {"negatives", QJsonArray{negative("unknown version", changed(invite, 0), "Malformed"),
                                 negative("one byte short", shortened(invite), "Malformed"),
                                 negative("later expiry", changed(invite, 5), "DoesNotOpen"),
                                 negative("changed body", changed(invite, 90), "DoesNotOpen"),
                                 negative("app of 257 bytes", withApp(257, 257), "Malformed"),
                                 negative("no zeros behind app", withApp(255, 256), "Malformed"),
                                 negative("a byte behind app", withApp(256, 257), "Malformed")}}};
}

} // namespace

class TestObjectVectors : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void recoveryRecord()
    {
        sotto::test::VectorFile file("recovery_record");
        QVERIFY(file.compareOrWrite(makeRecovery()));
        const QJsonObject& v = file.content();
        const auto secret = fixed<XWingSecretKey>(v["wrapping_secret_key"]);
        const RecoveryContext context{fixed<ObjectId>(v["object_id"]),
                                      static_cast<Epoch>(v["epoch"].toInteger()),
                                      fixed<SharedKeyCommitment>(v["commitment"])};
        const auto opened = openRecoveryRecord(secret, context, unhex(v["record"]));
        QVERIFY(opened);
        QCOMPARE(hex(opened->account), v["account"].toString());
        QCOMPARE(hex(opened->sharedKey.secret()), v["shared_key"].toString());
        QCOMPARE(hex(opened->logHead), v["log_head"].toString());
        QCOMPARE(hex(opened->vault), v["vault"].toString());
        QCOMPARE(hex(opened->card), v["card"].toString());
        QCOMPARE(hex(opened->extension.view()), v["extension"].toString());
        const auto certificate = WrappingKeyCertificate::parse(unhex(v["certificate"]));
        QVERIFY(certificate &&
                certificate->verify(fixed<SigningPublicKey>(v["recovery_key"]), opened->account));
        for (const QJsonValue item : file.cases("negatives")) {
            const auto bad = openRecoveryRecord(secret, context, unhex(item["input"]));
            QVERIFY(!bad);
            QCOMPARE(kRecoveryErrors[static_cast<std::size_t>(bad.error())],
                     item["expect"].toString());
        }
    }

    void vaultRecord()
    {
        sotto::test::VectorFile file("vault_record");
        QVERIFY(file.compareOrWrite(makeVault()));
        const QJsonObject& v = file.content();
        const auto vault = fixed<Hash>(v["vault"]);
        const SharedKey shared(kFirstEpoch, fixed<SharedKeyBytes>(v["shared_key"]));
        const QJsonArray writers = v["writers"].toArray();
        const VaultSources sources{
            [&](WriterIndex i) -> std::optional<WriterKey> {
                if (i >= writers.size()) {
                    return std::nullopt;
                }
                return WriterKey{fixed<SigningPublicKey>(writers[i]), false};
            },
            [&](Epoch) { return std::optional(shared.vaultRecordKey()); },
            [](WriterIndex, std::uint64_t) { return std::optional<RecordHash>(); }};
        VaultReader reader(vault.view());
        for (const QJsonValue item : file.cases("negatives")) {
            const auto bad = reader.take(unhex(item["input"]), sources);
            QVERIFY(!bad);
            QCOMPARE(kVaultErrors[static_cast<std::size_t>(bad.error().kind)],
                     item["expect"].toString());
        }
        for (const QJsonValue item : file.cases("records")) {
            const auto read = reader.take(unhex(item["record"]), sources);
            QVERIFY(read && read->body);
            QCOMPARE(hex(read->hash), item["hash"].toString());
            QCOMPARE(hex(read->body->serialize().view()), item["body"].toString());
        }
        QCOMPARE(reader.heads().size(), std::size_t{2});
    }

    void logReference()
    {
        sotto::test::VectorFile file("log_reference");
        QVERIFY(file.compareOrWrite(makeLogReference()));
        const QJsonObject& v = file.content();
        const auto reference = LogReference::parse(unhex(v["reference"]));
        QVERIFY(reference && reference->prefix);
        QCOMPARE(hex(reference->prefix->relay.view()), v["relay"].toString());
        QCOMPARE(hex(reference->prefix->blob), v["blob_id"].toString());
        QCOMPARE(hex(reference->prefix->descriptor.serialize().view()), v["descriptor"].toString());
        QCOMPARE(hex(reference->prefix->head), v["head"].toString());
        QCOMPARE(hex(reference->tail), v["tail"].toString());
        QCOMPARE(hex(*joinLog(*reference, unhex(v["blob"]))), v["log"].toString());
        const auto whole = LogReference::parse(unhex(v["reference_without_blob"]));
        QVERIFY(whole && !whole->prefix);
        QCOMPARE(hex(whole->tail), v["log"].toString());
        QVERIFY(DeviceLog::parse(unhex(v["log"])));
        for (const QJsonValue item : file.cases("negatives")) {
            const auto bad = LogReference::parse(unhex(item["input"]));
            if (item["expect"] == "no layout") {
                QVERIFY(!bad);
                continue;
            }
            QVERIFY(bad);
            const auto joined = joinLog(*bad, unhex(item["blob"]));
            QVERIFY(!joined);
            QCOMPARE(kJoinErrors[static_cast<std::size_t>(joined.error())],
                     item["expect"].toString());
        }
    }

    void card()
    {
        sotto::test::VectorFile file("card");
        QVERIFY(file.compareOrWrite(makeCard()));
        const QJsonObject& v = file.content();
        const auto object = fixed<ObjectId>(v["object_id"]);
        const Bytes card = unhex(v["card"]);
        for (const QJsonValue item : file.cases("slots")) {
            const auto open = openCard(object, fixed<CardSlotKey>(item["key"]), card);
            QVERIFY(open);
            QCOMPARE(hex(open->token.view()), item["token"].toString());
            QCOMPARE(hex(open->body.app.view()), v["app"].toString());
            SecretWriter contact;
            open->body.contact.write(contact);
            QCOMPARE(hex(contact.view()), v["contact_point"].toString());
        }
        QVERIFY(openCard(object, fixed<CardSlotKey>(v["stranger"]), card).error() ==
                CardError::NoSlot);
        const auto key = fixed<CardSlotKey>(file.cases("slots").first().toObject()["key"]);
        for (const QJsonValue item : file.cases("negatives")) {
            const auto bad = openCard(object, key, unhex(item["input"]));
            QVERIFY(!bad);
            QCOMPARE(kCardErrors[static_cast<std::size_t>(bad.error())], item["expect"].toString());
        }
    }

    void invite()
    {
        sotto::test::VectorFile file("invite");
        QVERIFY(file.compareOrWrite(makeInvite()));
        const QJsonObject& v = file.content();
        const auto secret = fixed<InviteSecret>(v["secret"]);
        const Timestamp now{static_cast<std::uint64_t>(v["now"].toInteger())};
        QCOMPARE(hex(inviteId(secret)), v["invite_id"].toString());
        const auto open = openInvite(secret, unhex(v["invite"]), now);
        QVERIFY(open);
        QCOMPARE(hex(open->token.view()), v["token"].toString());
        SecretWriter contact;
        open->contact.write(contact);
        QCOMPARE(hex(contact.view()), v["contact_point"].toString());
        QCOMPARE(hex(open->app.view()), v["app"].toString());
        const auto older = openInvite(secret, unhex(v["invite_without_app"]), now);
        QVERIFY(older && older->app.size() == 0 && older->token == open->token);
        const Timestamp expiry{static_cast<std::uint64_t>(v["expiry"].toInteger())};
        QVERIFY(openInvite(secret, unhex(v["invite"]), expiry).error() == InviteError::BadLifetime);
        for (const QJsonValue item : file.cases("negatives")) {
            const auto bad = openInvite(secret, unhex(item["input"]), now);
            QVERIFY(!bad);
            QCOMPARE(kInviteErrors[static_cast<std::size_t>(bad.error())],
                     item["expect"].toString());
        }
    }
};

QTEST_APPLESS_MAIN(TestObjectVectors)
#include "tst_object_vectors.moc"
