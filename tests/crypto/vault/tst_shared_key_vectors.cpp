#include "crypto/base/init.h"
#include "tests/crypto/vault/epoch_line.h"
#include "tests/support/vector_file.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::EpochLine;
using sotto::test::hex;
using sotto::test::unhex;

namespace {

QString nameOf(EpochError error)
{
    switch (error) {
    case EpochError::NotOlder:
        return "NotOlder";
    case EpochError::LinkMissing:
        return "LinkMissing";
    case EpochError::LinkBroken:
        return "LinkBroken";
    case EpochError::NotPublished:
        return "NotPublished";
    case EpochError::OtherLine:
        return "OtherLine";
    case EpochError::TooSoon:
        return "TooSoon";
    }
    return {};
}

QJsonObject makeVectors()
{
    EpochLine line(500);
    QJsonArray epochs;
    for (int i = 0; i < 8; ++i) {
        const SharedKey& key = line.chain.newest();
        QJsonObject out{{"epoch", static_cast<qint64>(key.epoch())},
                        {"key", hex(key.secret())},
                        {"serialized", hex(key.serialize().view())},
                        {"commitment", hex(key.commitment(line.record))},
                        {"vault_record_key", hex(key.vaultRecordKey().view())},
                        {"card_slot_key", hex(key.cardSlotKey().view())}};
        if (key.epoch() == kFirstEpoch) {
            out["record_id_key"] = hex(key.recordIdKey().view());
        } else {
            out["links"] = hex(line.links[key.epoch()].serialize());
        }
        epochs.append(out);
        line.rotate();
    }
    const auto negative = [&](const char* name, Epoch newer, Bytes links, Epoch target,
                              const char* expect) {
        return QJsonObject{{"name", name},
                           {"newer", static_cast<qint64>(newer)},
                           {"links", hex(links)},
                           {"target", static_cast<qint64>(target)},
                           {"expect", expect}};
    };
    Bytes changed = line.links[6].serialize();
    changed[30] ^= 1;
    Bytes swapped = line.links[6].serialize();
    std::swap_ranges(swapped.begin() + 6, swapped.begin() + 74, swapped.begin() + 74);
    return {
        {"construction", "shared key and epochs, PROTOCOL.md section 5.1"},
        {"random_seed", 500},
        {"account", hex(line.account)},
        {"object_id", hex(line.record)},
        {"epochs", epochs},
        {"negatives", QJsonArray{
                          negative("changed link", 6, changed, 5, "LinkBroken"),
                          negative("an older key", 5, line.links[6].serialize(), 4, "LinkMissing"),
                          negative("its own epoch", 5, line.links[6].serialize(), 5, "NotOlder"),
                          negative("no such link", 6, line.links[6].serialize(), 3, "LinkMissing"),
                          negative("links in another order", 6, swapped, 5, "ParseError"),
                      }}};
}

} // namespace

class TestSharedKeyVectors : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void theSameRandomnessMakesTheSameBytes()
    {
        sotto::test::VectorFile file("shared_key");
        QVERIFY(file.compareOrWrite(makeVectors()));
    }

    void everyEpochIsAsTheFileSays()
    {
        sotto::test::VectorFile file("shared_key");
        QVERIFY(file.load());
        const auto object = sotto::test::fixed<ObjectId>(file.content()["object_id"]);
        const auto account = sotto::test::fixedFromHex<AccountId>(
            file.content()["account"].toString().toStdString());
        std::map<Epoch, SharedKey> keys;
        for (const QJsonValue item : file.cases("epochs")) {
            const QJsonObject value = item.toObject();
            const auto key = SharedKey::parse(unhex(value["serialized"]));
            QVERIFY(key);
            QCOMPARE(hex(key->secret()), value["key"].toString());
            QCOMPARE(hex(key->commitment(object)), value["commitment"].toString());
            QCOMPARE(hex(key->vaultRecordKey().view()), value["vault_record_key"].toString());
            QCOMPARE(hex(key->cardSlotKey().view()), value["card_slot_key"].toString());
            if (key->epoch() == kFirstEpoch) {
                QCOMPARE(hex(key->recordIdKey().view()), value["record_id_key"].toString());
            } else {
                const auto links = EpochLinks::parse(unhex(value["links"]));
                QVERIFY(links);
                for (const Epoch target : linkTargets(key->epoch())) {
                    const auto older = openLink(account, *key, *links, target);
                    QVERIFY(older && *older == keys.at(target));
                }
            }
            keys.emplace(key->epoch(), key->duplicate());
        }
        QCOMPARE(keys.size(), std::size_t{8});
        for (const QJsonValue item : file.cases("negatives")) {
            const QJsonObject value = item.toObject();
            const auto links = EpochLinks::parse(unhex(value["links"]));
            if (!links) {
                QCOMPARE(QString("ParseError"), value["expect"].toString());
                continue;
            }
            const auto opened =
                openLink(account, keys.at(static_cast<Epoch>(value["newer"].toInteger())), *links,
                         static_cast<Epoch>(value["target"].toInteger()));
            QVERIFY(!opened);
            QCOMPARE(nameOf(opened.error()), value["expect"].toString());
        }
    }
};

QTEST_APPLESS_MAIN(TestSharedKeyVectors)
#include "tst_shared_key_vectors.moc"
