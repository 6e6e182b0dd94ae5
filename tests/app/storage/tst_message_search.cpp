#ifndef Q_MOC_RUN
#include "app/storage/search_query.h"
#include "tests/app/storage/storage_world.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

struct SearchWorld : StorageWorld
{
    RowId alice = addConversation(1);
    RowId bob = addConversation(2);

    std::vector<RowId> find(std::string_view query, RowId conversation = kNoRow,
                            RowId before = kNoRow, std::size_t limit = 50)
    {
        std::vector<RowId> out;
        for (const SearchHit& hit : messages.search(query, conversation, before, limit)) {
            out.push_back(hit.message.id);
        }
        return out;
    }
    /// The parts of the first text found that answer the query.
    std::string matches(std::string_view query)
    {
        std::string out;
        const auto hits = messages.search(query, kNoRow, kNoRow, 1);
        if (!hits.empty()) {
            for (const SearchHit::Match& match : hits[0].matches) {
                out += (out.empty() ? "" : "|") +
                       hits[0].message.text.substr(match.begin, match.end - match.begin);
            }
        }
        return out;
    }
    /// Index and texts say the same.
    void check()
    {
        database.execute("INSERT INTO message_words(message_words, rank) "
                         "VALUES ('integrity-check', 1)");
    }
};

using Ids = std::vector<RowId>;

} // namespace

/// Full text.
class TestMessageSearch : public QObject
{
    Q_OBJECT

private slots:
    void newestComeFirst();
    void allWordsMustBeThere();
    void wordsBeginLikeTheQuery();
    void ofOneConversation();
    void anyScript_data();
    void anyScript();
    void runsAreWhole();
    void matchesAreInTheText();
    void atMostEightMatches();
    void hostileQueriesAreWords_data();
    void hostileQueriesAreWords();
    void hostileTextsHideNothing();
    void linesAreNotFound();
    void commonAndRareWordsAreFound();
    void whatIsGoneIsGoneFromTheIndex();
    void theIndexStaysRight();
};

void TestMessageSearch::newestComeFirst()
{
    SearchWorld world;
    const RowId a = world.receive(world.alice, "word one");
    const RowId b = world.receive(world.bob, "word two");
    const RowId c = world.receive(world.alice, "word three");
    QCOMPARE(world.find("word"), (Ids{c, b, a}));
    QCOMPARE(world.find("word", kNoRow, kNoRow, 2), (Ids{c, b}));
    QCOMPARE(world.find("word", kNoRow, b, 2), (Ids{a}));
    QCOMPARE(world.find("word", kNoRow, a, 2), Ids{});
    QCOMPARE(world.find("word", kNoRow, kNoRow, 0), Ids{});
}

void TestMessageSearch::allWordsMustBeThere()
{
    SearchWorld world;
    const RowId both = world.receive(world.alice, "the quick brown fox");
    world.receive(world.alice, "the quick one");
    QCOMPARE(world.find("fox quick"), (Ids{both}));
    QCOMPARE(world.find("quick quick").size(), std::size_t{2});
    QCOMPARE(world.find("quick dog"), Ids{});
    QCOMPARE(world.find("quickly quick"), Ids{});
}

void TestMessageSearch::wordsBeginLikeTheQuery()
{
    SearchWorld world;
    const RowId id = world.receive(world.alice, "Extraordinary");
    for (const char* query : {"e", "ex", "ext", "extr", "EXTRAORD", "extraordinary"}) {
        QCOMPARE(world.find(query), (Ids{id}));
    }
    for (const char* query : {"x", "xtra", "extraordinaryy", "extrb"}) {
        QCOMPARE(world.find(query), Ids{});
    }
}

void TestMessageSearch::ofOneConversation()
{
    SearchWorld world;
    const RowId a = world.receive(world.alice, "word");
    const RowId b = world.receive(world.bob, "word");
    QCOMPARE(world.find("word", world.alice), (Ids{a}));
    QCOMPARE(world.find("word", world.bob), (Ids{b}));
    QCOMPARE(world.find("word", world.bob + 1), Ids{});
    // Ten times as many conversations, whose numbers begin alike.
    std::vector<RowId> more;
    for (std::uint64_t i = 0; i < 20; ++i) {
        more.push_back(world.addConversation(100 + i));
        world.receive(more.back(), "word");
    }
    QCOMPARE(world.find("word", world.alice), (Ids{a}));
    QCOMPARE(world.find("word", more[10]).size(), std::size_t{1});
}

void TestMessageSearch::anyScript_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("query");
    const auto row = [](const char* name, const char* text, const char* query) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(query);
    };
    row("accents", "Élan vital", "elan");
    row("accents in the query", "elan vital", "ÉLÁN");
    row("Japanese", "今日は東京都の見本市に行きました", "見本市に");
    row("one Han", "今日は東京都の見本市に行きました", "都");
    row("last Han", "今日は東京", "京");
    row("Thai", "สวัสดีครับผมชื่อ", "ครับ");
    row("Khmer", "សួស្តីពិភពលោក", "ពិភព");
    row("Korean", "안녕하세요", "안녕");
    row("Russian", "Ёлка зелёная", "елка зеленая");
    row("Hindi", "नमस्ते दुनिया", "दुनि");
    row("Arabic", "مَرْحَبًا بالعالم", "مرحبا");
    row("emoji", "well 🎉 done", "🎉");
    row("mixed", "the 東京 trip", "東京 tri");
}

void TestMessageSearch::anyScript()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, query);
    SearchWorld world;
    const RowId id = world.receive(world.alice, text.toStdString());
    world.receive(world.alice, "nothing of it");
    QCOMPARE(world.find(query.toStdString()), (Ids{id}));
}

void TestMessageSearch::runsAreWhole()
{
    SearchWorld world;
    // Has 見本 and 本市, but not 見本市.
    world.receive(world.alice, "見本と本市");
    const RowId whole = world.receive(world.alice, "見本市");
    QCOMPARE(world.find("見本市"), (Ids{whole}));
}

void TestMessageSearch::matchesAreInTheText()
{
    SearchWorld world;
    world.receive(world.alice, "Caf\xC3\xA9s and caf\xC3\xA9, a cafeteria");
    QCOMPARE(world.matches("cafe"), std::string("Caf\xC3\xA9|caf\xC3\xA9|cafe"));
    QCOMPARE(world.matches("an a cafes"), std::string("Caf\xC3\xA9s|an|a"));
    world.receive(world.alice, "e\xCC\x81te\xCC\x81s");
    QCOMPARE(world.matches("ete"), std::string("e\xCC\x81te\xCC\x81"));
    world.receive(world.alice, "東京と東京都");
    QCOMPARE(world.matches("東京"), std::string("東京|東京"));
}

void TestMessageSearch::atMostEightMatches()
{
    SearchWorld world;
    world.receive(world.alice, "a a a a a a a a a a a a b");
    QCOMPARE(world.matches("a b"), std::string("a|a|a|a|a|a|a|a"));
    QCOMPARE(world.find("a c"), Ids{});
}

void TestMessageSearch::hostileQueriesAreWords_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<bool>("finds");
    const auto row = [](const char* query, bool finds) {
        QTest::newRow(query) << QByteArray(query) << finds;
    };
    row("\"", false);
    row("\"\"", false);
    row("*", false);
    row("^", false);
    row("()", false);
    row("a\"", true);
    row("alpha OR", false);
    row("alpha AND", false);
    row("alpha NOT beta", false);
    row("NEAR(alpha beta, 2)", false);
    row("text:alpha", false);
    row("{text}:alpha", false);
    row("-alpha", true);
    row("^alpha", true);
    row("alpha*", true);
    row("'alpha", true);
    row("alpha; DROP TABLE messages; --", false);
    row("message_words MATCH 1", false);
    row("alpha\" OR \"zzz", false);
    row("\x02"
        "1",
        false);
    row("alpha \x02"
        "1",
        false);
}

void TestMessageSearch::hostileQueriesAreWords()
{
    QFETCH(QByteArray, query);
    QFETCH(bool, finds);
    SearchWorld world;
    const RowId id = world.receive(world.alice, "alpha beta");
    QCOMPARE(world.find(query.toStdString()), finds ? Ids{id} : Ids{});
    QCOMPARE(world.find(query.toStdString(), world.alice), finds ? Ids{id} : Ids{});
    // However long it is, and with all bytes in it.
    std::string endless = query.toStdString() + std::string("\0\xFF\xFE", 3);
    for (int i = 0; i < 5'000; ++i) {
        endless += " w" + std::to_string(i);
    }
    QCOMPARE(world.find(endless), Ids{});
}

void TestMessageSearch::hostileTextsHideNothing()
{
    SearchWorld world;
    // Pretends to belong to Bob.
    const std::string scope = kScopeMark + std::to_string(world.bob);
    const RowId id = world.receive(world.alice, scope + " alpha" + scope);
    QCOMPARE(world.find("alpha"), (Ids{id}));
    QCOMPARE(world.find("alpha", world.alice), (Ids{id}));
    QCOMPARE(world.find("alpha", world.bob), Ids{});
    const RowId broken = world.receive(world.alice, std::string("\xFF gamma \0 delta", 15));
    QCOMPARE(world.find("gamma"), (Ids{broken}));
    QCOMPARE(world.find("delta"), (Ids{broken}));
    world.check();
}

void TestMessageSearch::linesAreNotFound()
{
    SearchWorld world;
    Message line = world.received(world.alice, "alpha");
    line.kind = MessageKind::ContactAccepted;
    world.add(line);
    QCOMPARE(world.find("alpha"), Ids{});
}

void TestMessageSearch::commonAndRareWordsAreFound()
{
    // Enough for the index to be asked for words and for their beginnings.
    SearchWorld world;
    Ids common;
    Ids rare;
    world.change([&] {
        for (int i = 0; i < 600; ++i) {
            Message message = world.received(i % 2 == 0 ? world.alice : world.bob, "commonly");
            if (i % 300 == 7) {
                message.text = "commotion";
            } else if (i % 3 == 0) {
                message.text = "commander";
            }
            const RowId id = *world.messages.add(message);
            if (message.text == "commotion") {
                rare.insert(rare.begin(), id);
            } else if (message.text == "commonly") {
                common.insert(common.begin(), id);
            }
        }
    });
    QCOMPARE(world.find("commotion"), rare);
    QCOMPARE(world.find("commonly", kNoRow, kNoRow, 1'000), common);
    QCOMPARE(world.find("commo", kNoRow, kNoRow, 1'000).size(), common.size() + rare.size());
    QCOMPARE(world.find("commonly commotion"), Ids{});
    QCOMPARE(world.find("commotion", world.bob), rare);
    QCOMPARE(world.find("commotion", world.alice), Ids{});
}

void TestMessageSearch::whatIsGoneIsGoneFromTheIndex()
{
    SearchWorld world;
    const auto indexHas = [&](const char* word) {
        Statement statement(world.database, "SELECT count(*) FROM message_words_data "
                                            "WHERE instr(block, CAST(? AS BLOB)) != 0");
        return statement.with(word).step() && statement.integer(0) != 0;
    };
    const RowId erased = world.receive(world.alice, "abracadabra");
    const RowId removed = world.receive(world.alice, "hocuspocus");
    const RowId changed = world.receive(world.alice, "simsalabim");
    world.receive(world.bob, "fideralala");
    world.receive(world.alice, "staying");
    for (const char* word : {"abracadabra", "hocuspocus", "simsalabim", "fideralala", "staying"}) {
        QVERIFY2(indexHas(word), word);
    }
    world.change([&] {
        world.messages.erase(erased);
        world.messages.remove(removed);
        world.messages.setText(changed, "other", 1);
        world.conversations.remove(world.bob);
    });
    for (const char* word : {"abracadabra", "hocuspocus", "simsalabim", "fideralala"}) {
        QVERIFY2(!indexHas(word), word);
    }
    QVERIFY(indexHas("staying"));
    world.check();
}

void TestMessageSearch::theIndexStaysRight()
{
    SearchWorld world;
    std::vector<RowId> ids;
    for (int round = 0; round < 40; ++round) {
        world.change([&] {
            for (int i = 0; i < 25; ++i) {
                const int number = round * 25 + i;
                Message message = world.received(number % 3 == 0 ? world.alice : world.bob,
                                                 "word" + std::to_string(number % 97) +
                                                     " of 見本市 " + std::to_string(number));
                ids.push_back(*world.messages.add(message));
            }
            for (std::size_t i = static_cast<std::size_t>(round); i < ids.size(); i += 11) {
                if (i % 3 == 0) {
                    world.messages.remove(ids[i]);
                } else if (i % 3 == 1) {
                    world.messages.erase(ids[i]);
                } else {
                    world.messages.setText(ids[i], "changed " + std::to_string(i), 1);
                }
            }
        });
        world.check();
    }
    world.change([&] { world.messages.removeAll(world.alice); });
    world.check();
    world.change([&] { world.messages.removeAll(world.bob); });
    world.check();
    QCOMPARE(world.find("w"), Ids{});
}

QTEST_GUILESS_MAIN(TestMessageSearch)
#include "tst_message_search.moc"
