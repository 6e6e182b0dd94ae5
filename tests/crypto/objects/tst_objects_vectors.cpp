// Replays tests/vectors/{key_list,object_version,capabilities}.json; SOTTO_WRITE_VECTORS=1 writes
// them anew.
#include "crypto/base/init.h"
#include "crypto/objects/delivery_token.h"
#include "crypto/objects/fetch_proof.h"
#include "crypto/objects/object_deletion.h"
#include "tests/support/vector_file.h"
#ifndef Q_MOC_RUN
#include "tests/crypto/objects/list_world.h"
#endif

#include <QTest>

using namespace sotto::crypto;
using sotto::test::DeterministicRandom;
using sotto::test::fixed;
using sotto::test::fixedFromHex;
using sotto::test::hex;
using sotto::test::ListWorld;
using sotto::test::unhex;
using sotto::test::VectorFile;

namespace {

QString nameOf(ListError error)
{
    static const char* const names[] = {
        "Malformed",     "NotCreation",   "OtherObject",  "OtherRoot",     "Conflict",
        "Full",          "UnknownSigner", "StruckSigner", "NotPermitted",  "UnknownTarget",
        "AlreadyStruck", "KeyReused",     "BadSignature", "BadPossession", "Deletion",
        "RootPending",   "NotProposed"};
    return QString::fromLatin1(names[static_cast<std::size_t>(error)]);
}

QString nameOf(VersionError error)
{
    static const char* const names[] = {"Malformed",    "OtherObject",   "WrongBody",
                                        "UnknownList",  "UnknownSigner", "StruckSigner",
                                        "BadSignature", "Stale",         "Equivocation",
                                        "Forked",       "LeapedAhead"};
    return QString::fromLatin1(names[static_cast<std::size_t>(error)]);
}

QJsonObject describe(const KeyList& list)
{
    QJsonArray keys;
    for (ListIndex i = 0; i < list.size(); ++i) {
        keys.append(QJsonObject{{"key", hex(*list.keyAt(i))}, {"struck", !list.mayWrite(i)}});
    }
    return {{"number", static_cast<qint64>(list.number())},
            {"head", hex(list.head())},
            {"root", hex(list.root())},
            {"keys", keys}};
}

/// A list through every kind of change.
void play(ListWorld& w, const SigningKey& newRoot, const SigningKey& slowRoot)
{
    QVERIFY(w.strike(1, 2));
    if (w.kind == ObjectKind::Recovery) {
        QVERIFY(w.strike(kRootIndex, 1));
        QVERIFY(w.take(appendKey(w.list, w.root, w.keys[3])));
    } else {
        QVERIFY(w.take(replaceRoot(w.list, w.root, newRoot)));
        QVERIFY(w.take(strikeKey(w.list, kRootIndex, newRoot, 1)));
        QVERIFY(w.take(appendKey(w.list, newRoot, w.keys[3])));
        QVERIFY(w.take(proposeRoot(w.list, 0, w.keys[0], slowRoot)));
        QVERIFY(w.take(vetoRoot(w.list, 3, w.keys[3])));
        QVERIFY(w.take(proposeRoot(w.list, 3, w.keys[3], slowRoot)));
        QVERIFY(w.take(commitRoot(w.list, 3, w.keys[3])));
    }
}

QJsonObject describeListCase(std::uint64_t seed, ObjectKind kind)
{
    ListWorld w(seed, kind);
    const auto newRoot = SigningKey::generate(w.random);
    QJsonArray seeds;
    for (const SigningKey& key : w.keys) {
        seeds.append(hex(key.seed().view()));
    }
    const auto slowRoot = SigningKey::generate(w.random);
    play(w, newRoot, slowRoot);

    QJsonArray changes;
    for (std::size_t i = 0; i < w.changes.size(); ++i) {
        const auto change = *ListChange::parse(w.changes[i]);
        const auto views = w.views();
        const auto state = *KeyList::verify(w.origin(), std::span(views).first(i + 1));
        changes.append(QJsonObject{{"statement", hex(change.statement().serialize())},
                                   {"change", hex(w.changes[i])},
                                   {"state", describe(state)}});
    }

    QJsonArray negatives;
    const auto negative = [&](const char* name, std::size_t after, const Bytes& change) {
        auto views = w.views();
        views.resize(after);
        views.push_back(change);
        negatives.append(
            QJsonObject{{"name", name},
                        {"after", static_cast<qint64>(after)},
                        {"change", hex(change)},
                        {"expect", nameOf(KeyList::verify(w.origin(), views).error())}});
    };
    const auto stateAfter = [&](std::size_t count) {
        const auto views = w.views();
        return *KeyList::verify(w.origin(), std::span(views).first(count));
    };
    for (std::size_t i = 0; i < w.changes.size(); ++i) {
        Bytes bad = w.changes[i];
        bad.back() ^= 1;
        negative("last byte changed", i, bad);
    }
    const KeyList four = stateAfter(4);
    negative("cut short", 1, Bytes(w.changes[1].begin(), w.changes[1].end() - 1));
    negative("the same change again", 2, w.changes[1]);
    negative("a change left out", 2, w.changes[3]);
    negative("a second creation", 1, w.changes[0]);
    negative("a list key appends", 4, [&] {
        const auto s = four.next(0, AppendKey{w.keys[3].publicKey()});
        return assembleListChange(s, signListChange(w.keys[0], s), proveListKey(w.keys[3], s));
    }());
    negative("a list key strikes an older one", 4, strikeKey(four, 1, w.keys[1], 0));
    negative("signed by another key than named", 4, strikeKey(four, 0, w.keys[1], 1));
    negative("a signer that is not listed", 4, strikeKey(four, 3, w.keys[3], 0));
    negative("a target that is not listed", 4, strikeKey(four, 0, w.keys[0], 3));
    negative("a key that is listed already", 4, appendKey(four, w.root, w.keys[0]));
    negative("a key that somebody else holds", 4, [&] {
        const auto s = four.next(kRootIndex, AppendKey{w.keys[3].publicKey()});
        return assembleListChange(s, signListChange(w.root, s), proveListKey(w.keys[0], s));
    }());
    const KeyList five = stateAfter(5);
    negative("a struck key strikes", 5, strikeKey(five, 2, w.keys[2], 2));
    negative("struck twice", 5, strikeKey(five, 0, w.keys[0], 2));
    // Good by itself, and no list holds it.
    negative("a deletion", 4, deleteObject(four, w.root));
    negative("a list key deletes", 4, [&] {
        const auto s = four.next(0, DeleteList{});
        return assembleListChange(s, signListChange(w.keys[0], s), {});
    }());
    negative("a deletion by a key that is not the root", 4, deleteObject(four, w.keys[0]));
    if (kind == ObjectKind::Recovery) {
        negative("a recovery record's root replaced", 5, replaceRoot(five, w.root, newRoot));
        negative("a recovery record's root proposed", 5, proposeRoot(five, 0, w.keys[0], slowRoot));
    } else {
        // Creation, three keys, a strike, a root, a strike, a key; then a proposal.
        const KeyList settled = stateAfter(8);
        const KeyList proposed = stateAfter(9);
        negative("nothing is proposed", 8, vetoRoot(settled, 0, w.keys[0]));
        negative("the root is proposed as the next", 8,
                 proposeRoot(settled, 0, w.keys[0], newRoot));
        negative("a root proposed beside another", 9,
                 proposeRoot(proposed, 3, w.keys[3], w.keys[2]));
        negative("committed by who has not proposed it", 9, commitRoot(proposed, 3, w.keys[3]));
        negative("committed by the root", 9, commitRoot(proposed, kRootIndex, newRoot));
        negative("a proposed root is a key of the list", 9, appendKey(proposed, newRoot, slowRoot));
    }
    return {{"seed", static_cast<qint64>(seed)},
            {"kind", static_cast<int>(kind)},
            {"object", hex(w.object)},
            {"root_seed", hex(w.root.seed().view())},
            {"fetch_seed", hex(w.fetch.seed().view())},
            {"new_root_seed", hex(newRoot.seed().view())},
            {"slow_root_seed", hex(slowRoot.seed().view())},
            {"key_seeds", seeds},
            {"changes", changes},
            {"negative", negatives}};
}

QJsonObject versionJson(const Bytes& bytes, const Bytes& body, const KeyList& list)
{
    const auto version = *VerifiedVersion::verify(bytes, body, list, nullptr);
    const ObjectHeader& h = version.header();
    return {{"number", static_cast<qint64>(h.number)},
            {"previous", hex(h.previous)},
            {"epoch", static_cast<qint64>(h.epoch)},
            {"shared_key_commitment", hex(h.sharedKey)},
            {"log_head_commitment", hex(h.logHead)},
            {"list_number", static_cast<qint64>(h.listNumber)},
            {"list_head", hex(h.listHead)},
            {"signer", static_cast<int>(h.signer)},
            {"body", hex(body)},
            {"body_hash", hex(h.bodyHash)},
            {"signed_header", hex(bytes)},
            {"version_hash", hex(version.seen().hash)}};
}

QJsonObject describeVersions()
{
    ListWorld w(21, ObjectKind::Card);
    QJsonArray list;
    for (const Bytes& change : w.changes) {
        list.append(hex(change));
    }
    const Bytes firstBody = {'o', 'n', 'e'};
    const Bytes secondBody;
    const Bytes thirdBody(40, 3);
    const Bytes first = w.version(0, {}, firstBody, 1);
    const SeenVersion one = VerifiedVersion::verify(first, firstBody, w.list, nullptr)->seen();
    const Bytes second = w.version(2, one, secondBody, 1);
    const SeenVersion two = VerifiedVersion::verify(second, secondBody, w.list, nullptr)->seen();
    QJsonArray versions{versionJson(first, firstBody, w.list),
                        versionJson(second, secondBody, w.list)};
    const KeyList before = w.list;
    const bool struck = w.strike(0, 2).has_value();
    list.append(hex(w.changes.back()));
    const Bytes third = w.version(kRootIndex, two, thirdBody, 2);
    versions.append(versionJson(third, thirdBody, w.list));
    const SeenVersion three = VerifiedVersion::verify(third, thirdBody, w.list, nullptr)->seen();

    QJsonArray negatives;
    const auto negative = [&](const char* name, const Bytes& header, const Bytes& body,
                              const SeenVersion& seen) {
        const auto result = VerifiedVersion::verify(header, body, w.list, &seen);
        negatives.append(QJsonObject{{"name", name},
                                     {"signed_header", hex(header)},
                                     {"body", hex(body)},
                                     {"seen_number", static_cast<qint64>(seen.number)},
                                     {"seen_hash", hex(seen.hash)},
                                     {"expect", nameOf(result.error())}});
    };
    negative("by a key that was struck", second, secondBody, {});
    negative("older than one seen", first, firstBody, three);
    negative("another body", third, secondBody, {});
    negative("cut short", Bytes(third.begin(), third.end() - 1), thirdBody, {});
    Bytes bad = third;
    bad.back() ^= 1;
    negative("last byte changed", bad, thirdBody, {});
    negative("two versions of one number", w.version(0, two, thirdBody, 2), thirdBody, three);
    negative("follows on another version", w.version(0, {3, two.hash}, thirdBody, 2), thirdBody,
             three);
    ObjectHeader header;
    header.signer = 3;
    negative("signer not listed", signVersion(header, w.list, two, thirdBody, w.keys[3]), thirdBody,
             {});
    ListWorld fork(21, ObjectKind::Card);
    const bool forked = fork.strike(0, 1).has_value();
    negative("a list of another line", fork.version(0, two, thirdBody), thirdBody, {});
    ListWorld other(22, ObjectKind::Card);
    negative("another object", other.version(0, {}, thirdBody), thirdBody, {});
    return {{"seed", 21},
            {"complete", struck && forked && before.number() + 1 == w.list.number()},
            {"kind", static_cast<int>(w.kind)},
            {"object", hex(w.object)},
            {"root", hex(w.root.publicKey())},
            {"list_changes", list},
            {"versions", versions},
            {"negative", negatives}};
}

QJsonObject describeCapabilities()
{
    DeterministicRandom random(31);
    const auto fetch = SigningKey::generate(random);
    const FetchPlace place{random.make<ChannelBinding>(), SigningKey::generate(random).publicKey()};
    const auto locator = random.make<ObjectId>();
    const Signature proof = proveFetch(fetch, place, locator);
    Signature bad = proof;
    bad.bytes[0] ^= 1;
    const QJsonObject proofCase{{"fetch_seed", hex(fetch.seed().view())},
                                {"fetch_key", hex(fetch.publicKey())},
                                {"channel", hex(place.channel)},
                                {"relay", hex(place.relay)},
                                {"locator", hex(locator)},
                                {"proof", hex(proof)},
                                {"negative", hex(bad)}};
    const auto mailbox = random.make<MailboxId>();
    QJsonArray tokens;
    std::vector<DeliveryTokenHash> hashes;
    for (int i = 0; i < 5; ++i) {
        const auto token = random.make<DeliveryToken>();
        hashes.push_back(hashToken(mailbox, token));
        tokens.append(QJsonObject{{"token", hex(token.view())}, {"hash", hex(hashes.back())}});
    }
    const auto accepted = AcceptedTokens::make(hashes, random);
    const auto stranger = random.make<DeliveryToken>();
    return {{"seed", 31},
            {"fetch_proof", proofCase},
            {"mailbox", hex(mailbox)},
            {"tokens", tokens},
            {"accepted_tokens", hex(accepted.serialize())},
            {"refused_token", hex(stranger.view())}};
}

} // namespace

class TestObjectsVectors : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void keyList()
    {
        VectorFile file("key_list");
        QVERIFY(file.compareOrWrite(
            {{"cases", QJsonArray{describeListCase(1, ObjectKind::Vault),
                                  describeListCase(2, ObjectKind::Recovery)}}}));
        for (const QJsonValue& testCase : file.cases("cases")) {
            const QJsonArray rows = testCase["changes"].toArray();
            QVERIFY(rows.size() > 6);
            std::vector<Bytes> changes;
            std::vector<ByteView> views;
            for (const QJsonValue& row : rows) {
                changes.push_back(unhex(row["change"]));
            }
            views.assign(changes.begin(), changes.end());
            const SigningKey root(fixed<SigningSeed>(testCase["root_seed"]));
            const ListOrigin origin{static_cast<ObjectKind>(testCase["kind"].toInt()),
                                    fixed<ObjectId>(testCase["object"]), root.publicKey()};
            for (qsizetype i = 0; i < rows.size(); ++i) {
                const auto list = KeyList::verify(
                    origin, std::span(views).first(static_cast<std::size_t>(i + 1)));
                QVERIFY(list);
                QCOMPARE(describe(*list), rows[i]["state"].toObject());
            }
            QVERIFY(testCase["negative"].toArray().size() > 15);
            for (const QJsonValue& row : testCase["negative"].toArray()) {
                const Bytes change = unhex(row["change"]);
                auto batch = views;
                batch.resize(static_cast<std::size_t>(row["after"].toInt()));
                batch.push_back(change);
                const auto list = KeyList::verify(origin, batch);
                QVERIFY2(!list, qPrintable(row["name"].toString()));
                QCOMPARE(nameOf(list.error()), row["expect"].toString());
            }
        }
    }

    void objectVersion()
    {
        VectorFile file("object_version");
        QVERIFY(file.compareOrWrite(describeVersions()));
        const QJsonObject& content = file.content();
        QVERIFY(content["complete"].toBool());
        std::vector<Bytes> changes;
        for (const QJsonValue& change : file.cases("list_changes")) {
            changes.push_back(unhex(change));
        }
        const std::vector<ByteView> views(changes.begin(), changes.end());
        const ListOrigin origin{static_cast<ObjectKind>(content["kind"].toInt()),
                                fixed<ObjectId>(content["object"]),
                                fixed<SigningPublicKey>(content["root"])};
        SeenVersion seen;
        for (const QJsonValue& row : file.cases("versions")) {
            const auto number = static_cast<std::size_t>(row["list_number"].toInt());
            const auto list = KeyList::verify(origin, std::span(views).first(number + 1));
            QVERIFY(list);
            const auto version = VerifiedVersion::verify(unhex(row["signed_header"]),
                                                         unhex(row["body"]), *list, &seen);
            QVERIFY(version);
            seen = version->seen();
            QCOMPARE(hex(seen.hash), row["version_hash"].toString());
            QCOMPARE(hex(version->header().bodyHash), row["body_hash"].toString());
        }
        const auto list = KeyList::verify(origin, views);
        QVERIFY(list);
        QVERIFY(file.cases("negative").size() >= 10);
        for (const QJsonValue& row : file.cases("negative")) {
            const SeenVersion before{static_cast<std::uint64_t>(row["seen_number"].toInt()),
                                     fixed<VersionHash>(row["seen_hash"])};
            const auto version = VerifiedVersion::verify(unhex(row["signed_header"]),
                                                         unhex(row["body"]), *list, &before);
            QVERIFY2(!version, qPrintable(row["name"].toString()));
            QCOMPARE(nameOf(version.error()), row["expect"].toString());
        }
    }

    void capabilities()
    {
        VectorFile file("capabilities");
        QVERIFY(file.compareOrWrite(describeCapabilities()));
        const QJsonObject& content = file.content();
        const QJsonObject row = content["fetch_proof"].toObject();
        const FetchPlace place{fixed<ChannelBinding>(row["channel"]),
                               fixed<SigningPublicKey>(row["relay"])};
        const auto key = fixed<SigningPublicKey>(row["fetch_key"]);
        const auto locator = fixed<ObjectId>(row["locator"]);
        QVERIFY(verifyFetch(key, place, locator, fixed<Signature>(row["proof"])));
        QVERIFY(!verifyFetch(key, place, locator, fixed<Signature>(row["negative"])));
        const auto mailbox = fixed<MailboxId>(content["mailbox"]);
        const auto accepted = AcceptedTokens::parse(unhex(content["accepted_tokens"]));
        QVERIFY(accepted);
        for (const QJsonValue& token : file.cases("tokens")) {
            const auto hash = accepted->find(mailbox, fixed<DeliveryToken>(token["token"]));
            QVERIFY(hash);
            QCOMPARE(hex(*hash), token["hash"].toString());
        }
        QVERIFY(!accepted->find(mailbox, fixed<DeliveryToken>(content["refused_token"])));
    }
};

QTEST_APPLESS_MAIN(TestObjectsVectors)
#include "tst_objects_vectors.moc"
