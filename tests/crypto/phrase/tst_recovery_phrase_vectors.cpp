// tests/vectors/recovery_phrase.json: from the words to every key, what reading refuses, and what
// the guard finds.
#include "crypto/base/init.h"
#include "crypto/phrase/master_key.h"
#include "crypto/phrase/own_phrase_guard.h"
#include "tests/crypto/phrase/qt_normalizer.h"
#include "tests/support/deterministic_random.h"
#include "tests/support/hex.h"
#include "tests/support/vector_file.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::hex;
using sotto::test::toHex;

namespace {

const sotto::test::QtNormalizer kNormalizer;
/// Only for vectors and tests: what a device that is short of time can compute.
const MasterKeyVersion kCheap{250, {1, 8192}, Personal{"vectors, cheap"}};

QString text(const SecretBytes& bytes)
{
    return QString::fromUtf8(reinterpret_cast<const char*>(bytes.data()), qsizetype(bytes.size()));
}

QString seedOf(const SigningKey& key)
{
    return hex(key.seed().view());
}

QJsonObject keysOf(const RecoveryPhrase& phrase, const QString& passphrase,
                   const MasterKeyVersion& version)
{
    const std::string utf8 = passphrase.toStdString();
    const auto master = deriveMasterKey(phrase, asBytes(utf8), version, kNormalizer);
    if (!master) {
        return {};
    }
    const RecoveryKeys keys = deriveRecoveryKeys(*master);
    return {{"words", text(phrase.text())},
            {"entropy", hex(phrase.entropy())},
            {"passphrase", hex(asBytes(utf8))},
            {"passphrase_nfkd", hex(kNormalizer.nfkd(asBytes(utf8)).view())},
            {"version", int(version.version)},
            {"passes", int(version.cost.passes)},
            {"memory_bytes", int(version.cost.memoryBytes)},
            {"salt", hex(version.salt.bytes)},
            {"master_key", hex(master->view())},
            {"locator", hex(keys.locator.view())},
            {"fetch_seed", seedOf(keys.fetchKey)},
            {"fetch_public", hex(keys.fetchKey.publicKey().view())},
            {"signing_seed", seedOf(keys.signingKey)},
            {"signing_public", hex(keys.signingKey.publicKey().view())},
            {"card_root_seed", seedOf(keys.cardRoot)},
            {"record_root_seed", seedOf(keys.recordRoot)},
            {"vault_root_seed", seedOf(keys.vaultRoot)},
            {"wrapping_seed", hex(keys.wrappingKey.secretKey.view())},
            {"wrapping_public", hex(keys.wrappingKey.publicKey.view())}};
}

QString nameOf(PhraseError::Kind kind)
{
    switch (kind) {
    case PhraseError::Kind::TooLong:
        return QStringLiteral("TooLong");
    case PhraseError::Kind::UnknownWord:
        return QStringLiteral("UnknownWord");
    case PhraseError::Kind::WrongCount:
        return QStringLiteral("WrongCount");
    case PhraseError::Kind::WrongChecksum:
        return QStringLiteral("WrongChecksum");
    }
    return {};
}

QJsonObject reading(const QString& typed)
{
    const std::string utf8 = typed.toStdString();
    QJsonObject out{{"text", typed}};
    const auto phrase = RecoveryPhrase::fromText(asBytes(utf8), kNormalizer);
    if (phrase) {
        out["entropy"] = hex(phrase->entropy());
        return out;
    }
    out["expect"] = nameOf(phrase.error().kind);
    out["word_count"] = int(phrase.error().wordCount);
    if (phrase.error().position > 0) {
        out["position"] = int(phrase.error().position);
        out["typed"] = text(phrase.error().typed);
    }
    return out;
}

QJsonObject guarding(const QString& given)
{
    const std::string utf8 = given.toStdString();
    QJsonObject out{{"text", given}};
    const auto found = findRecoveryPhrase(asBytes(utf8), kNormalizer);
    out["found"] = found.has_value();
    if (found) {
        out["begin"] = int(found->begin);
        out["end"] = int(found->end);
    }
    return out;
}

const QString kWords =
    QStringLiteral("legal winner thank year wave sausage worth useful legal winner thank yellow");

} // namespace

class TestRecoveryPhraseVectors : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void replay()
    {
        QJsonArray keys;
        sotto::test::DeterministicRandom random(7);
        for (const std::size_t words : {12U, 15U, 18U, 21U, 24U}) {
            const auto phrase = RecoveryPhrase::generate(random, words);
            keys.append(keysOf(phrase, {}, kCheap));
            keys.append(
                keysOf(phrase, QStringLiteral("\u00C5ngstr\u00F6m \uFB01ve \u2460"), kCheap));
        }
        // The version in use, at its full cost: the labels, the salt and the cost are pinned here.
        keys.append(keysOf(*RecoveryPhrase::fromEntropy(Bytes(16, 0x7F)), QStringLiteral("extra"),
                           masterKeyVersions().back()));

        QString numbered;
        char16_t number = 0x249C;
        for (const QString& word : kWords.split(QLatin1Char(' '))) {
            numbered += QChar(number++) + word;
        }
        const QString swapped =
            QStringLiteral("winner legal") + kWords.mid(QStringLiteral("legal winner").size());
        const QString mistyped =
            QString(kWords).replace(QLatin1String("year"), QLatin1String("yaer"));
        const QString cyrillic =
            QString(kWords).replace(QLatin1String("year"), QStringLiteral("ye\u0430r"));
        QJsonArray read;
        QJsonArray guard;
        for (const QString& given :
             {kWords, kWords.toUpper(), swapped, mistyped, cyrillic, numbered,
              QStringLiteral("lega winn than year wave saus wort usef lega winn than yell"),
              QStringLiteral("1. ") + kWords, kWords + QStringLiteral(" legal"), QString(),
              QString(4097, QLatin1Char(' '))}) {
            read.append(reading(given));
            guard.append(guarding(QStringLiteral("Hello, ") + given + QStringLiteral(". Bye!")));
        }
        sotto::test::VectorFile file(QStringLiteral("recovery_phrase"));
        QVERIFY(
            file.compareOrWrite({{"seed", 7}, {"keys", keys}, {"read", read}, {"guard", guard}}));
    }

    /// A client restores with its own table, newest first: the locator says which version it was.
    void twoVersionsNewestFirst()
    {
        const std::array<MasterKeyVersion, 2> table{
            {{251, {2, 8192}, Personal{"vectors, newer"}}, kCheap}};
        const auto phrase = *RecoveryPhrase::fromEntropy(Bytes(16, 0x7F));
        for (std::size_t used = 0; used < table.size(); ++used) {
            const auto kept =
                deriveRecoveryKeys(*deriveMasterKey(phrase, {}, table[used], kNormalizer)).locator;
            std::size_t tried = 0;
            for (const MasterKeyVersion& version : table) {
                if (deriveRecoveryKeys(*deriveMasterKey(phrase, {}, version, kNormalizer))
                        .locator == kept) {
                    break;
                }
                ++tried;
            }
            QCOMPARE(tried, used);
        }
        // The table in use is in that order, too.
        QVERIFY(std::ranges::is_sorted(masterKeyVersions(), std::greater<>(),
                                       &MasterKeyVersion::version));
    }
};

QTEST_APPLESS_MAIN(TestRecoveryPhraseVectors)
#include "tst_recovery_phrase_vectors.moc"
