// What leaves the program: JSON that any reader takes, texts that steer no terminal, times.
#ifndef Q_MOC_RUN
#include "app/cli/iso_time.h"
#include "app/cli/json_line.h"
#include "app/cli/lost_words_line.h"
#include "app/cli/utf8.h"
#endif

#include <set>

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace sotto::cli;

namespace {

constexpr const char* kReplacement = "\xEF\xBF\xBD";

std::string times(std::size_t count)
{
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        out += kReplacement;
    }
    return out;
}

} // namespace

class TestLines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fieldsComeInTheirOrderOnOneLine()
    {
        QCOMPARE(JsonLine().text("b", "x").number("a", -3).boolean("c", true).line(),
                 std::string("{\"b\":\"x\",\"a\":-3,\"c\":true}\n"));
        QCOMPARE(JsonLine().line(), std::string("{}\n"));
    }

    void everyCharacterSurvivesAReader()
    {
        std::string all = "\"\\/\b\f\n\r\t \x7F é 中 \U0001F600 \u2028\u2029 \u0085";
        for (char c = 1; c < 0x20; ++c) {
            all += c;
        }
        all += std::string(1, '\0') + "end";
        const std::string line = JsonLine().text("t", all).line();
        QCOMPARE(line.find('\n'), line.size() - 1);
        QVERIFY(line.find("\u2028") == std::string::npos);
        const QJsonDocument read = QJsonDocument::fromJson(QByteArray::fromStdString(line));
        QVERIFY(read.isObject());
        QCOMPARE(read.object().value(u"t").toString().toStdString(), all);
    }

    void whatIsNoUtf8IsReplaced_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("replaced");
        QTest::newRow("continuation alone") << QByteArray("\x80") << 1;
        QTest::newRow("cut off") << QByteArray("\xE4\xB8") << 2;
        QTest::newRow("overlong") << QByteArray("\xC0\xAF") << 2;
        QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << 3;
        QTest::newRow("beyond") << QByteArray("\xF4\x90\x80\x80") << 4;
        QTest::newRow("five bytes") << QByteArray("\xF8\x88\x80\x80\x80") << 5;
        QTest::newRow("none") << QByteArray("\xFF") << 1;
    }

    void whatIsNoUtf8IsReplaced()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, replaced);
        const std::string expected = "a" + times(static_cast<std::size_t>(replaced)) + "b";
        QCOMPARE(JsonLine().text("t", "a" + bytes.toStdString() + "b").line(),
                 "{\"t\":\"" + expected + "\"}\n");
        QCOMPARE(forTerminal("a" + bytes.toStdString() + "b"), expected);
    }

    void noTextSteersATerminal()
    {
        QCOMPARE(forTerminal("a\x1B[31mb"), "a" + times(1) + "[31mb");
        QCOMPARE(forTerminal("a\rb\x07\u009Bc"), "a" + times(1) + "b" + times(2) + "c");
        QCOMPARE(forTerminal("\u202Eabc\u2066"), times(1) + "abc" + times(1));
        QCOMPARE(forTerminal("é\t中"), std::string("é 中"));
    }

    void noTextPosesAsAnotherMessage()
    {
        QCOMPARE(forTerminal("a\n2026 Bob: b"), std::string("a\n    2026 Bob: b"));
        QCOMPARE(nameForTerminal("a\nb"), "a" + times(1) + "b");
    }

    void timesAreIso8601()
    {
        QCOMPARE(isoTime(0), std::string("1970-01-01T00:00:00.000Z"));
        QCOMPARE(isoTime(1'772'703'667'250), std::string("2026-03-05T09:41:07.250Z"));
        QCOMPARE(isoTime(951'782'400'000), std::string("2000-02-29T00:00:00.000Z"));
        QCOMPARE(isoTime(-1), std::string("1969-12-31T23:59:59.999Z"));
        QCOMPARE(isoTime(INT64_MAX), std::string("9999-12-31T23:59:59.999Z"));
        QCOMPARE(isoTime(INT64_MIN), std::string("0001-01-01T00:00:00.000Z"));
    }

    void wordsThatWaitSayHowFarTheyAre()
    {
        using sotto::core::LostWords;
        using Stage = LostWords::Stage;
        constexpr std::int64_t kDue = 1'772'703'667'250;
        QCOMPARE(lostWordsLine({}, true), std::string("{\"stage\":\"none\",\"shown\":false}\n"));
        QCOMPARE(lostWordsLine({Stage::Waiting, true, 0}, true),
                 std::string("{\"stage\":\"waiting\",\"shown\":true}\n"));
        QCOMPARE(lostWordsLine({Stage::Stopped, false, 0}, true),
                 std::string("{\"stage\":\"stopped\",\"shown\":false}\n"));
        QCOMPARE(lostWordsLine({Stage::Ready, false, kDue}, true),
                 std::string("{\"stage\":\"ready\",\"due\":\"2026-03-05T09:41:07.250Z\","
                             "\"shown\":false}\n"));
        // For people, each stage says something else, in whole sentences.
        std::set<std::string> lines;
        for (const LostWords& words :
             {LostWords{}, LostWords{Stage::Waiting, false, 0}, LostWords{Stage::Waiting, true, 0},
              LostWords{Stage::Waiting, false, kDue}, LostWords{Stage::Ready, false, kDue},
              LostWords{Stage::Stopped, false, 0}}) {
            const std::string line = lostWordsLine(words, false);
            QVERIFY2(line.ends_with(".\n"), line.c_str());
            lines.insert(line);
        }
        QCOMPARE(lines.size(), std::size_t{6});
        QVERIFY(lines.contains(
            "New words wait. They can come into force at 2026-03-05T09:41:07.250Z.\n"));
    }
};

QTEST_APPLESS_MAIN(TestLines)
#include "tst_lines.moc"
