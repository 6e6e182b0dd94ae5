#ifndef Q_MOC_RUN
#include "app/storage/script.h"
#include "app/storage/tokenizer.h"
#include "tests/app/storage/storage_world.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

struct Seen
{
    std::string word;
    std::size_t begin;
    std::size_t end;
};

class Collector final : public TokenVisitor
{
public:
    bool visit(std::string_view word, std::size_t begin, std::size_t end) override
    {
        seen.push_back({std::string(word), begin, end});
        return seen.size() < limit;
    }
    std::vector<Seen> seen;
    std::size_t limit = SIZE_MAX;
};

std::string wordsOf(std::string_view text, TokenPurpose purpose = TokenPurpose::Text)
{
    Database database = Database::inMemory();
    Collector collector;
    Tokenizer(database).tokenize(text, purpose, collector);
    std::string out;
    for (const Seen& seen : collector.seen) {
        out += (out.empty() ? "" : "|") + seen.word;
    }
    return out;
}

} // namespace

/// What the index knows of a text.
class TestTokenizer : public QObject
{
    Q_OBJECT

private slots:
    void splitsTexts_data();
    void splitsTexts();
    void queriesHaveNoLoneEnds();
    void placesAreOfTheText();
    void longWordsAreCut();
    void stopsWhenTold();
    void anythingGoes();
    void readsUtf8();
};

void TestTokenizer::splitsTexts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char* name, const char* text, const char* words) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(words);
    };
    row("nothing", "", "");
    row("signs", " -*\"():^+.,;!? ", "");
    row("words", "Hello, World! a1 42", "hello|world|a1|42");
    row("accents", "Ünïcode ÉTÉ Việt Łódź", "unicode|ete|viet|łodz");
    row("accents apart", "e\xCC\x81te\xCC\x81", "ete");
    row("Greek", "Άλφα ΣΟΦΟΣ", "αλφα|σοφοσ");
    row("Cyrillic", "Ёлка Йод", "елка|иод");
    row("Hebrew points", "שָׁלוֹם", "שלום");
    row("Arabic points", "مَرْحَبًا", "مرحبا");
    row("Hindi vowels", "हिन्दी में", "हिन्दी|में");
    row("full width", "ＡＢｃ１", "abc1");
    row("Han", "見本市", "見本|本市|市");
    row("one Han", "市", "市");
    row("Han among words", "a見本b", "a|見本|本|b");
    row("Kana", "カタ、かな", "カタ|タ|かな|な");
    row("Thai", "ครับ", "คร|รั|ับ|บ");
    row("Korean", "안녕 하세요", "안녕|하세요");
    row("emoji", "ok👍🏽🎉", "ok|👍|🎉");
    row("flag", "🇩🇪", "🇩🇪|🇪");
    row("heart with selector", "❤\xEF\xB8\x8F", "❤");
}

void TestTokenizer::splitsTexts()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, words);
    QCOMPARE(QByteArray::fromStdString(wordsOf(text.toStdString())), words);
}

void TestTokenizer::queriesHaveNoLoneEnds()
{
    QCOMPARE(wordsOf("見本市 市 hello", TokenPurpose::Query), std::string("見本|本市|市|hello"));
}

void TestTokenizer::placesAreOfTheText()
{
    Database database = Database::inMemory();
    const std::string text = "\xC3\x89t\xC3\xA9 見本 x";
    Collector collector;
    Tokenizer(database).tokenize(text, TokenPurpose::Text, collector);
    QCOMPARE(collector.seen.size(), std::size_t{4});
    const auto placed = [&](std::size_t i) {
        return text.substr(collector.seen[i].begin,
                           collector.seen[i].end - collector.seen[i].begin);
    };
    QCOMPARE(placed(0), std::string("\xC3\x89t\xC3\xA9"));
    QCOMPARE(placed(1), std::string("見本"));
    QCOMPARE(placed(2), std::string("本"));
    QCOMPARE(placed(3), std::string("x"));
}

void TestTokenizer::longWordsAreCut()
{
    QCOMPARE(wordsOf(std::string(1'000, 'a')), std::string(kWordBytesMax, 'a'));
    // At a whole character.
    std::string letters = "x";
    for (int i = 0; i < 100; ++i) {
        letters += "\xD0\xB1";
    }
    QCOMPARE(wordsOf(letters), letters.substr(0, kWordBytesMax - 1));
}

void TestTokenizer::stopsWhenTold()
{
    Database database = Database::inMemory();
    for (const char* text : {"a b c d", "見本市場", "🎉🎉🎉🎉"}) {
        Collector collector;
        collector.limit = 2;
        Tokenizer(database).tokenize(text, TokenPurpose::Text, collector);
        QCOMPARE(collector.seen.size(), std::size_t{2});
    }
}

void TestTokenizer::anythingGoes()
{
    // All pairs of bytes, also between letters; what comes out are whole characters or nothing.
    std::string all;
    for (int a = 0; a < 256; ++a) {
        for (int b = 0; b < 256; ++b) {
            all += {static_cast<char>(a), static_cast<char>(b), 'x'};
        }
    }
    QVERIFY(!wordsOf(all).empty());
    QCOMPARE(wordsOf(std::string("a\0b", 3)), std::string("a|b"));
    for (const char* cut : {"\xE8", "\xE8\xA6", "\xF0\x9F\x8E", "見\xE6"}) {
        QVERIFY(wordsOf(cut).size() <= 3);
    }
}

void TestTokenizer::readsUtf8()
{
    QCOMPARE(firstCharacter("a").value, U'a');
    QCOMPARE(firstCharacter("\xC3\xA9").value, U'\xE9');
    QCOMPARE(firstCharacter("\xE2\x82\xAC").value, U'\x20AC');
    QCOMPARE(firstCharacter("\xF0\x9F\x8E\x89").value, U'\x1F389');
    QCOMPARE(firstCharacter("\xF0\x9F\x8E\x89").bytes, std::size_t{4});
    for (const char* bad : {"\x80", "\xC3", "\xC0\x80", "\xE2\x82", "\xFF", "\xC3x"}) {
        QCOMPARE(firstCharacter(bad).value, kNoUtf8);
        QCOMPARE(firstCharacter(bad).bytes, std::size_t{1});
    }
}

QTEST_GUILESS_MAIN(TestTokenizer)
#include "tst_tokenizer.moc"
