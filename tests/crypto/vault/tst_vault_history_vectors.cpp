// Replays vault_history.json: one device's reading of a small vault, step by step.
#include "crypto/base/init.h"
#include "tests/crypto/vault/newcomer.h"
#include "tests/support/vector_file.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::fixed;
using sotto::test::hex;
using sotto::test::unhex;
using sotto::test::VaultWorld;

namespace {

constexpr std::array<const char*, 13> kErrors = {
    "Malformed",   "WrongVault",   "UnknownWriter", "BadSignature",  "StruckWriter",
    "Gap",         "AlreadyRead",  "Fork",          "EpochWentBack", "UnknownEpoch",
    "DoesNotOpen", "SeenWentBack", "TooMany"};

void read(VaultWorld& w, std::size_t device, std::size_t writer)
{
    if (!w.read(device, writer)) {
        std::abort();
    }
}

QJsonObject step(const char* what, const VaultRecord& record, const char* expect,
                 const char* direction = "back", int contradictions = 0)
{
    return {{"what", what},
            {"direction", direction},
            {"record", hex(record.serialize())},
            {"expect", expect},
            {"contradictions", contradictions}};
}

/// 0 was copied, and 1 was shown the copy's record; 2 was struck and writes on.
QJsonObject makeHistory()
{
    VaultWorld w(506, 3);
    const QString firstKey = hex(w.shared.secret());
    w.write(2, w.put(1, "struck later"));
    read(w, 1, 2);
    w.write(0, w.put(2, "first"));
    VaultWriter copy = w.all[0].writer;
    w.write(0, w.put(3, "second"));
    const VaultRecord twin =
        *copy.write(w.put(4, "twin"), w.shared, w.all[0].reader, w.all[0].key, w.random);
    read(w, 1, 0);
    if (!w.all[1].reader.take(twin.serialize(), w.sources())) {
        std::abort();
    }
    w.write(1, w.put(5, "of the twin"));
    w.older.push_back(w.shared.duplicate());
    w.shared = w.shared.next(w.random);
    w.write(2, w.put(6, "after the removal"));
    w.write(0, w.put(7, "third"));
    w.write(1, {Timestamp{2000}, {}, CheckpointRecord{}});
    w.write(0, w.put(8, "fourth"));
    VaultRecord damaged = twin;
    damaged.signature.bytes[0] ^= 1;
    const auto& zero = w.all[0].records;
    const auto& one = w.all[1].records;
    const auto& two = w.all[2].records;
    QJsonArray heads;
    for (const SeenHead& head :
         {SeenHead{0, 4, zero[3].header.hash()}, SeenHead{1, 2, one[1].header.hash()},
          SeenHead{2, 1, two[0].header.hash()}}) {
        heads.append(QJsonObject{{"writer", head.writer},
                                 {"sequence", static_cast<qint64>(head.sequence)},
                                 {"hash", hex(head.hash)}});
    }
    return {{"construction", "a vault read backwards, PROTOCOL.md section 5.3"},
            {"random_seed", 506},
            {"vault", hex(w.vault)},
            {"shared_keys", QJsonArray{firstKey, hex(w.shared.secret())}},
            {"writers", QJsonArray{hex(w.all[0].key.publicKey()), hex(w.all[1].key.publicKey()),
                                   hex(w.all[2].key.publicKey())}},
            {"struck", QJsonArray{2}},
            {"steps",
             QJsonArray{step("an anchor", zero[2], "taken"), step("one too old", zero[0], "Gap"),
                        step("a newer one, backwards", zero[3], "Gap"),
                        step("the anchor again", zero[2], "AlreadyRead"),
                        step("the copy's record", twin, "Fork"),
                        step("the same, with another signature", damaged, "BadSignature"),
                        step("a struck writer that nobody named", two[0], "StruckWriter"),
                        step("a checkpoint", one[1], "taken"),
                        step("a newer one than was named", two[1], "StruckWriter"),
                        step("the one that was named", two[0], "taken"),
                        step("the place of which a lie was told", zero[1], "taken", "back", 1),
                        step("what was written meanwhile", zero[3], "taken", "forward"),
                        step("the lie again, of a place that was read", one[0], "taken", "back", 1),
                        step("the first one", zero[0], "taken")}},
            {"newest", heads}};
}

} // namespace

class TestVaultHistoryVectors : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void steps()
    {
        sotto::test::VectorFile file("vault_history");
        QVERIFY(file.compareOrWrite(makeHistory()));
        const QJsonObject& v = file.content();
        const QJsonArray keys = v["shared_keys"].toArray();
        const QJsonArray writers = v["writers"].toArray();
        std::map<std::pair<WriterIndex, std::uint64_t>, RecordHash> known;
        const VaultSources sources{
            [&](WriterIndex i) -> std::optional<WriterKey> {
                if (i >= writers.size()) {
                    return std::nullopt;
                }
                return WriterKey{fixed<SigningPublicKey>(writers[i]),
                                 v["struck"].toArray().contains(i)};
            },
            [&](Epoch epoch) -> std::optional<VaultRecordKey> {
                return SharedKey(epoch,
                                 fixed<SharedKeyBytes>(keys[static_cast<qsizetype>(epoch) - 1]))
                    .vaultRecordKey();
            },
            [&](WriterIndex i, std::uint64_t sequence) -> std::optional<RecordHash> {
                const auto found = known.find({i, sequence});
                return found == known.end() ? std::nullopt : std::optional(found->second);
            }};
        VaultHistory history(fixed<Hash>(v["vault"]).view());
        for (const QJsonValue item : file.cases("steps")) {
            const Bytes record = unhex(item["record"]);
            const Bytes before = history.serialize();
            const auto taken = item["direction"] == "back" ? history.take(record, sources)
                                                           : history.takeNewer(record, sources);
            if (!taken) {
                QCOMPARE(kErrors[static_cast<std::size_t>(taken.error().kind)],
                         item["expect"].toString());
                QVERIFY(history.serialize() == before);
                continue;
            }
            QCOMPARE(item["expect"].toString(), QStringLiteral("taken"));
            QCOMPARE(taken->contradictions.size(),
                     static_cast<std::size_t>(item["contradictions"].toInt()));
            known[{taken->writer, taken->sequence}] = taken->hash;
        }
        const auto heads = history.forward().heads();
        QCOMPARE(static_cast<qsizetype>(heads.size()), file.cases("newest").size());
        for (std::size_t i = 0; i < heads.size(); ++i) {
            const QJsonObject head = file.cases("newest")[static_cast<qsizetype>(i)].toObject();
            QCOMPARE(int{heads[i].writer}, head["writer"].toInt());
            QCOMPARE(static_cast<qint64>(heads[i].sequence), head["sequence"].toInteger());
            QCOMPARE(hex(heads[i].hash), head["hash"].toString());
            QCOMPARE(history.oldest(heads[i].writer), std::optional<std::uint64_t>(1));
        }
    }
};

QTEST_APPLESS_MAIN(TestVaultHistoryVectors)
#include "tst_vault_history_vectors.moc"
