#include "crypto/base/init.h"
#include "crypto/phrase/master_key.h"
#include "crypto/phrase/own_phrase_guard.h"
#include "crypto/phrase/word_beginnings.h"
#include "tests/crypto/phrase/qt_normalizer.h"
#include "tests/support/deterministic_random.h"
#include "tests/support/hex.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMessageAuthenticationCode>
#include <QTest>

using namespace sotto::crypto;
using Kind = PhraseError::Kind;

namespace {

const sotto::test::QtNormalizer kNormalizer;
const std::string kZeroes = "abandon abandon abandon abandon abandon abandon abandon abandon "
                            "abandon abandon abandon about";
/// BIP39's vector for 7f…7f, whose words differ from each other.
const std::string kLegal =
    "legal winner thank year wave sausage worth useful legal winner thank yellow";
const MasterKeyVersion kCheap{9, {1, 8192}, Personal{"test salt"}};

std::string stringOf(const SecretBytes& text)
{
    return {reinterpret_cast<const char*>(text.data()), text.size()};
}

std::string textOf(const RecoveryPhrase& phrase)
{
    return stringOf(phrase.text());
}

std::string firstSuggestion(const PhraseError& error)
{
    SecretBytes word;
    appendWord(error.suggestions.at(0), word);
    return stringOf(word);
}

/// PBKDF2-HMAC-SHA512, 2048 rounds, one block (RFC 8018): BIP39's own seed, which Sotto does not
/// use but whose vectors prove the words.
QByteArray bip39Seed(const QByteArray& words, const QByteArray& salt)
{
    const auto hmac = [&words](const QByteArray& message) {
        return QMessageAuthenticationCode::hash(message, words, QCryptographicHash::Sha512);
    };
    QByteArray block = hmac(salt + QByteArray::fromHex("00000001"));
    QByteArray out = block;
    for (int round = 1; round < 2048; ++round) {
        block = hmac(block);
        for (qsizetype i = 0; i < out.size(); ++i) {
            out[i] = static_cast<char>(out[i] ^ block[i]);
        }
    }
    return out;
}

auto read(std::string_view text)
{
    return RecoveryPhrase::fromText(asBytes(text), kNormalizer);
}

auto find(std::string_view text)
{
    return findRecoveryPhrase(asBytes(text), kNormalizer);
}

std::string masterKeyHex(const RecoveryPhrase& phrase, std::string_view passphrase,
                         const MasterKeyVersion& version)
{
    return sotto::test::toHex(
        deriveMasterKey(phrase, asBytes(passphrase), version, kNormalizer)->view());
}

} // namespace

class TestRecoveryPhrase : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void publishedVectors()
    {
        QFile file(SOTTO_SOURCE_DIR "/tests/vectors/published/bip39_english.json");
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto rows =
            QJsonDocument::fromJson(file.readAll())[QStringLiteral("vectors")].toArray();
        QCOMPARE(rows.size(), 24);
        for (const auto& value : rows) {
            const QJsonObject row = value.toObject();
            const std::string words = row[QStringLiteral("words")].toString().toStdString();
            const Bytes entropy =
                sotto::test::fromHex(row[QStringLiteral("entropy")].toString().toStdString());
            const auto phrase = read(words);
            QVERIFY(phrase);
            QVERIFY(std::ranges::equal(phrase->entropy(), entropy));
            QCOMPARE(textOf(*RecoveryPhrase::fromEntropy(entropy)), words);
            const QByteArray seed =
                bip39Seed(QByteArray::fromStdString(textOf(*phrase)), "mnemonicTREZOR");
            QCOMPARE(seed.toHex(), row[QStringLiteral("seed")].toString().toLatin1());
        }
    }

    void everyWordAndItsPrefixIsFound()
    {
        for (std::uint16_t i = 0; i < kWordListSize; ++i) {
            SecretBytes word;
            appendWord(i, word);
            for (std::size_t n = std::min<std::size_t>(word.size(), 4); n <= word.size(); ++n) {
                PackedWord packed{0, n};
                for (std::size_t j = 0; j < n; ++j) {
                    packed.letters |= std::uint64_t{word.data()[j]} << (56U - 8U * j);
                }
                QCOMPARE(findWord(packed).value_or(9999), i);
            }
        }
    }

    void generates()
    {
        sotto::test::DeterministicRandom random(1);
        for (const std::size_t words : {12U, 15U, 18U, 21U, 24U}) {
            const auto phrase = RecoveryPhrase::generate(random, words);
            QCOMPARE(phrase.wordCount(), words);
            QVERIFY(std::ranges::equal(read(textOf(phrase))->entropy(), phrase.entropy()));
        }
        QVERIFY(!RecoveryPhrase::fromEntropy(Bytes(17)));
        QVERIFY(!RecoveryPhrase::fromEntropy(Bytes(12)));
        QVERIFY(!RecoveryPhrase::fromEntropy(Bytes(36)));
    }

    void forgives_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("case") << "LEGAL Winner tHANK year wave sausage worth useful legal winner "
                                 "thank YELLOW";
        QTest::newRow("space") << "\n legal\twinner  thank\r\nyear wave sausage worth useful legal "
                                  "winner thank yellow \n";
        QTest::newRow("numbers") << "1. legal 2) winner 3 thank 4:year 5.wave 6.sausage 7.worth "
                                    "8.useful 9.legal 10.winner 11.thank 12.yellow";
        QTest::newRow("commas") << "legal,winner,thank,year,wave,sausage;worth-useful_legal/winner,"
                                   "thank,yellow.";
        QTest::newRow("prefixes")
            << "lega winn than year wave saus wort usef legal winne than yell";
        QTest::newRow("full width") << QStringLiteral(
            "\uFF4C\uFF45\uFF47\uFF41\uFF4C\u3000winner thank year wave sausage worth useful "
            "\uFF2C\uFF25\uFF27\uFF21\uFF2C winner thank yellow");
        QTest::newRow("numbers in one character") << QStringLiteral(
            "\u2488legal\u2489winner\u248Athank \u2474year\u2475wave\u2476sausage\u2469worth "
            "useful\u00BDlegal winner\u00B2thank\u2491yellow");
        QTest::newRow("invisible") << QStringLiteral(
            "\uFEFFle\u00ADgal win\u200Bner thank \u2022 year \u2014 wave \u2460 sausage worth "
            "useful legal winner thank ye\u2060llow");
    }

    void forgives()
    {
        QFETCH(QString, text);
        const std::string utf8 = text.toStdString();
        const auto phrase = read(utf8);
        QVERIFY(phrase);
        QCOMPARE(textOf(*phrase), kLegal);
        QVERIFY(find("so " + utf8 + " then"));
    }

    void namesTheWrongWord()
    {
        const auto wrong = read("1. legal 2. winner 3. thnak year wave sausage worth useful legal "
                                "winner thank yellow");
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().kind, Kind::UnknownWord);
        QCOMPARE(wrong.error().position, 3U);
        QCOMPARE(stringOf(wrong.error().typed), std::string("thnak"));
        QVERIFY(wrong.error().suggestions.size() <= 3);
        QCOMPARE(firstSuggestion(wrong.error()), std::string("thank"));
        QCOMPARE(read("ad").error().kind, Kind::UnknownWord);
        QCOMPARE(read("abandonx").error().kind, Kind::UnknownWord);
        const auto cyrillic = read("\xD0\xB0"
                                   "bandon"); // a Cyrillic a is no Latin one
        QCOMPARE(cyrillic.error().kind, Kind::UnknownWord);
        QCOMPARE(firstSuggestion(cyrillic.error()), std::string("abandon"));
    }

    void knowsWhatAWordMayBecome()
    {
        const auto words = [](const char* letters, std::size_t most) {
            std::string out;
            for (const std::uint16_t index : wordsBeginningWith(asBytes(letters), most)) {
                SecretBytes word;
                appendWord(index, word);
                out += stringOf(word) + ' ';
            }
            return out;
        };
        QCOMPARE(words("har", 9), std::string("harbor hard harsh harvest "));
        QCOMPARE(words("har", 2), std::string("harbor hard "));
        QCOMPARE(words("act", 1), std::string("act ")); // before those that go on
        QCOMPARE(words("zoo", 9), std::string("zoo "));
        QCOMPARE(words("zoox", 9), std::string());
        QCOMPARE(words("", 9), std::string());
    }

    void refusesOtherCounts()
    {
        for (std::size_t count = 0; count <= 30; ++count) {
            std::string text;
            for (std::size_t i = 0; i < count; ++i) {
                text += "zoo ";
            }
            const auto result = read(text);
            QVERIFY(!result);
            QCOMPARE(result.error().kind,
                     isPhraseLength(count) ? Kind::WrongChecksum : Kind::WrongCount);
            QCOMPARE(result.error().wordCount, count);
        }
        QCOMPARE(read(std::string(kMaxPhraseTextBytes, ' ')).error().kind, Kind::WrongCount);
        QCOMPARE(read(std::string(kMaxPhraseTextBytes + 1, ' ')).error().kind, Kind::TooLong);
    }

    void refusesAWrongChecksum()
    {
        QCOMPARE(read(kZeroes.substr(0, kZeroes.size() - 5) + "abandon").error().kind,
                 Kind::WrongChecksum);
        // Words out of order: this pair changes the checksum.
        QCOMPARE(read("winner legal thank year wave sausage worth useful legal winner thank yellow")
                     .error()
                     .kind,
                 Kind::WrongChecksum);
    }

    void masterKeyDependsOnEveryInput()
    {
        const auto phrase = *read(kLegal);
        const std::string key = masterKeyHex(phrase, "", kCheap);
        QCOMPARE(masterKeyHex(phrase, "", kCheap), key);
        QVERIFY(masterKeyHex(*read(kZeroes), "", kCheap) != key);
        QVERIFY(masterKeyHex(phrase, "x", kCheap) != key);
        QVERIFY(masterKeyHex(phrase, "", {8, kCheap.cost, kCheap.salt}) != key);
        QVERIFY(masterKeyHex(phrase, "", {9, {2, 8192}, kCheap.salt}) != key);
        QVERIFY(masterKeyHex(phrase, "", {9, kCheap.cost, Personal{"other salt"}}) != key);
        QCOMPARE(masterKeyHex(phrase, "\xC3\xA9", kCheap),
                 masterKeyHex(phrase, "e\xCC\x81", kCheap));
        const Bytes tooLong(kMaxPassphraseBytes + 1, 'a');
        const auto refused = deriveMasterKey(phrase, tooLong, kCheap, kNormalizer);
        QVERIFY(!refused);
        QCOMPARE(refused.error(), MasterKeyError::PassphraseTooLong);
    }

    void recoveryKeysAreSeparate()
    {
        const auto phrase = *read(kLegal);
        const auto keys = deriveRecoveryKeys(*deriveMasterKey(phrase, {}, kCheap, kNormalizer));
        const std::array seeds{keys.fetchKey.seed(), keys.signingKey.seed(), keys.cardRoot.seed(),
                               keys.recordRoot.seed(), keys.vaultRoot.seed()};
        for (std::size_t i = 0; i < seeds.size(); ++i) {
            QVERIFY(!equalConstantTime(seeds[i].view(), keys.locator.view()));
            QVERIFY(!equalConstantTime(seeds[i].view(), keys.wrappingKey.secretKey.view()));
            for (std::size_t j = 0; j < i; ++j) {
                QVERIFY(!(seeds[i] == seeds[j]));
            }
        }
        sotto::test::DeterministicRandom random(2);
        const auto sent = encapsulate(keys.wrappingKey.publicKey, random);
        QVERIFY(*decapsulate(keys.wrappingKey.secretKey, sent->ciphertext) == sent->sharedSecret);
        // The version in use: newest first, with the cost that PROTOCOL.md names.
        QCOMPARE(masterKeyVersions().front().version, std::uint8_t{1});
        QCOMPARE(masterKeyVersions().front().cost.memoryBytes, std::size_t{268435456});
        QCOMPARE(masterKeyVersions().front().cost.passes, std::uint64_t{3});
    }

    /// Attack 20 of the design: the own phrase, numbered and in mixed case.
    void ownPhraseNumberedInMixedCaseIsFound()
    {
        const std::string before = "my words are:\n";
        const std::string phrase = "1. LEGAL\n2) Winner\n3rd thank 4 year, 5 wave\n- sausage\n- "
                                   "worth\n- a) useful-legal,winner_THANK/12.yellow";
        const auto found = find(before + phrase + " ok?");
        QVERIFY(found);
        QVERIFY(found->end <= before.size() + phrase.size());
        QVERIFY(found->begin >= 3);
        QCOMPARE(*find(phrase), (PhraseLocation{3, phrase.size()}));
        // An unknown word between breaks the window: the limit that PROTOCOL.md states.
        QVERIFY(!find("legal xylophones winner thank year wave sausage worth useful legal winner "
                      "thank yellow"));
    }

    /// Letters that number: one character that stands for "(a)" must not be glued to a word.
    void lettersInOneCharacterSeparate()
    {
        QString text;
        char16_t number = 0x249C; // (a), (b), …
        for (const QString& word : QString::fromStdString(kLegal).split(QLatin1Char(' '))) {
            text += QChar(number++) + word;
        }
        const auto found = find(text.toStdString());
        QVERIFY(found);
        QCOMPARE(*found, (PhraseLocation{3, std::size_t(text.toUtf8().size())}));
        // The phrase's own reader takes "a" for a word of its own, and says which.
        const auto refused = read(text.toStdString());
        QCOMPARE(refused.error().position, 1U);
        QCOMPARE(refused.error().wordCount, 24U);
    }

    void guardFindsEveryLength()
    {
        sotto::test::DeterministicRandom random(3);
        for (const std::size_t words : {12U, 15U, 18U, 21U, 24U}) {
            QVERIFY(find("Hello there, " + textOf(RecoveryPhrase::generate(random, words))));
        }
        QVERIFY(!find(kLegal.substr(0, kLegal.size() - 7)));
    }

    void guardLeavesProseAlone()
    {
        QVERIFY(
            !find("It was already late in the evening when the two of us walked along the "
                  "river and talked about the work that we would have to finish before the "
                  "winter came. Nobody had asked us whether we could do it, but we were sure "
                  "that there was enough time, and that the others would help if we were slow."));
        QVERIFY(!find(""));
        QVERIFY(
            !find("Dear all, please bring a warm jacket, good shoes and enough water for the day. "
                  "We meet at the old bridge behind the school, walk up the hill to the castle, "
                  "have lunch there if the weather is fair, and return by bus before dark. Who "
                  "wants to join us should tell me this week, because I must order tickets."));
        QVERIFY(
            !find("Invoice 2031: table, chair, lamp, cabinet, total 412.50, paid by card on the "
                  "third of June. Error code 17: device not found; retry later or remove the "
                  "battery, wait ten seconds, insert it again and press the power button."));
        QVERIFY(!find("when we say that this will never happen again you can all ask why it should "
                      "be true just one time when every single day there is some other reason"));
        QVERIFY(!find("for (int i = 0; i < count; ++i) { total += item[i].price * rate; }\n"
                      "return total > limit ? Error::TooMuch : Error::None; // see above"));
    }

    /// A run of list words below twelve is no phrase, however it is broken off.
    void guardNeedsTwelveWordsInARow()
    {
        QVERIFY(find(kZeroes));
        QVERIFY(!find("abandon abandon abandon abandon abandon abandon the abandon abandon abandon "
                      "abandon abandon about"));
        QVERIFY(!find("abandon abandon abandon abandon abandon abandon abandon abandon abandon "
                      "abandon about"));
    }

    void guardBearsALongText()
    {
        std::string text;
        while (text.size() < 65536) {
            text += "zoo "; // 12 to 24 times "zoo" never has a valid checksum
        }
        QVERIFY(!find(text));
    }
};

QTEST_APPLESS_MAIN(TestRecoveryPhrase)
#include "tst_recovery_phrase.moc"
