#include "app/viewmodels/link_text.h"
#include "app/viewmodels/message_text.h"
#include "app/viewmodels/text_look.h"

#include <random>

#include <QRegularExpression>
#include <QTest>

using namespace sotto::viewmodels;

namespace {

// Takes the markup of the writer apart: true if it is well formed, with the shown text in @p plain.
bool takeApart(const QString& markup, QString& plain)
{
    static const QRegularExpression kTag(
        QStringLiteral("\\A<(/?)(b|i|a|code|span|br)((?: href=\"[!#-;=?-~]*\")?(?: "
                       "style=\"[a-zA-Z0-9 #:;'-]*\")?)>"));
    static const QRegularExpression kEntity(QStringLiteral("\\A&(lt|gt|amp|quot|nbsp);"));
    QStringList open;
    qsizetype at = 0;
    while (at < markup.size()) {
        const QChar c = markup.at(at);
        if (c == u'<') {
            const auto tag = kTag.match(markup.mid(at));
            if (!tag.hasMatch()) {
                return false;
            }
            at += tag.capturedLength();
            const QString name = tag.captured(2);
            if (name == u"br") {
                plain += u'\n';
            } else if (tag.captured(1).isEmpty()) {
                open.append(name);
            } else if (open.isEmpty() || open.takeLast() != name) {
                return false;
            }
            continue;
        }
        if (c == u'&') {
            const auto entity = kEntity.match(markup.mid(at));
            if (!entity.hasMatch()) {
                return false;
            }
            const QString name = entity.captured(1);
            plain += name == u"lt"     ? u'<'
                     : name == u"gt"   ? u'>'
                     : name == u"amp"  ? u'&'
                     : name == u"quot" ? u'"'
                                       : u' ';
            at += entity.capturedLength();
            continue;
        }
        plain += c == u'>' || c == u'"' ? QChar(u'\0') : c;
        ++at;
    }
    return open.isEmpty() && !plain.contains(QChar(u'\0'));
}

// True if @p part is @p whole with characters left out.
bool isSubsequence(const QString& part, const QString& whole)
{
    qsizetype at = 0;
    for (const QChar c : part) {
        at = whole.indexOf(c, at);
        if (at < 0) {
            return false;
        }
        ++at;
    }
    return true;
}

QString randomText(std::mt19937& random)
{
    static const QStringList kPieces = {QStringLiteral("<"),
                                        QStringLiteral(">"),
                                        QStringLiteral("&"),
                                        QStringLiteral("\""),
                                        QStringLiteral("*"),
                                        QStringLiteral("**"),
                                        QStringLiteral("_"),
                                        QStringLiteral("`"),
                                        QStringLiteral("```"),
                                        QStringLiteral("\n"),
                                        QStringLiteral("> "),
                                        QStringLiteral(" "),
                                        QStringLiteral("https://a.b/"),
                                        QStringLiteral("<a href=\"x\">"),
                                        QStringLiteral("<img src=x>"),
                                        QStringLiteral("word"),
                                        QStringLiteral("'"),
                                        QStringLiteral("("),
                                        QStringLiteral(")"),
                                        QStringLiteral("\u202e"),
                                        QStringLiteral("\u05d0"),
                                        QStringLiteral("&lt;"),
                                        QStringLiteral("mailto:a@b.c"),
                                        QStringLiteral("\U0001f600"),
                                        QStringLiteral("</b>")};
    QString text;
    const int count = std::uniform_int_distribution<int>(0, 24)(random);
    for (int i = 0; i < count; ++i) {
        text += kPieces.at(
            std::uniform_int_distribution<int>(0, static_cast<int>(kPieces.size()) - 1)(random));
    }
    return text;
}

} // namespace

class TestMessageText : public QObject
{
    Q_OBJECT

private:
    TextLook m_look;

    QString format(const QString& text)
    {
        const auto parts = formatMessage(text, m_look);
        return parts.size() == 1 ? parts.front().formatted : QStringLiteral("(parts)");
    }

private Q_SLOTS:
    void formats_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("markup");
        const auto row = [](const char* name, const char* text, const char* markup) {
            QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(markup);
        };
        row("plain", "Hello", "Hello");
        row("markup of others", "<b>x</b> & <img src='y'>",
            "&lt;b&gt;x&lt;/b&gt; &amp; &lt;img src='y'&gt;");
        row("bold", "a **b c** d", "a <b>b c</b> d");
        row("italic", "*b* and _c_", "<i>b</i> and <i>c</i>");
        row("both", "***b***", "<b><i>b</i></b>");
        row("a product is none", "2*3*4 = 24", "2*3*4 = 24");
        row("an open one is none", "**b", "**b");
        row("with spaces it is none", "* b *", "* b *");
        row("snake case is none", "some_file_name", "some_file_name");
        row("not over lines", "*a\nb*", "*a<br>b*");
        row("spaces stay", "a  b", "a &nbsp;b");
        row("nested", "**a *b* c**", "<b>a <i>b</i> c</b>");
        row("no direction from others", "a\u202eb\u2066c", "abc");
        row("no controls", "a\u0007b", "ab");
    }
    void formats()
    {
        QFETCH(QString, text);
        QTEST(format(text), "markup");
    }

    void codeIsRich()
    {
        const auto parts = formatMessage(QStringLiteral("see `a<b` *x*"), m_look);
        QCOMPARE(parts.size(), std::size_t{1});
        QVERIFY(parts.front().rich);
        QVERIFY(parts.front().formatted.contains(QStringLiteral(">a&lt;b</code> <i>x</i>")));
        QVERIFY(!formatMessage(QStringLiteral("a"), m_look).front().rich);
    }

    void splitsBlocks()
    {
        const auto parts = formatMessage(
            QStringLiteral("Look:\n```cpp\nint *a;\nint *b;\n```\n> said *she*\n> twice\nDone"),
            m_look);
        QCOMPARE(parts.size(), std::size_t{4});
        QCOMPARE(parts[0].text, QStringLiteral("Look:"));
        QCOMPARE(parts[1].kind, TextPart::Kind::Code);
        QCOMPARE(parts[1].text, QStringLiteral("int *a;\nint *b;"));
        QCOMPARE(parts[2].kind, TextPart::Kind::Quote);
        QCOMPARE(parts[2].text, QStringLiteral("said *she*\ntwice"));
        QCOMPARE(parts[2].formatted, QStringLiteral("said <i>she</i><br>twice"));
        QCOMPARE(parts[3].formatted, QStringLiteral("Done"));
    }

    void marks()
    {
        const QString text = QStringLiteral("The Lighthouse & the light");
        const auto ranges = rangesOf(QStringLiteral("light"), text);
        QCOMPARE(ranges.size(), std::size_t{2});
        const auto part = formatMessage(text, m_look, ranges).front();
        QVERIFY(part.rich);
        QCOMPARE(part.formatted.count(QStringLiteral("<span style=\"background-color:#")), 2);
        QVERIFY(part.formatted.contains(QStringLiteral(">Light</span>house &amp;")));
    }

    void marksTheCurrentHitMoreStrongly()
    {
        const QString text = QStringLiteral("See https://boat.example/timetable for the boat");
        const auto ranges = rangesOf(QStringLiteral("boat"), text);
        QCOMPARE(ranges.size(), std::size_t{2});
        const auto found = formatMessage(text, m_look, ranges).front();
        const auto current = formatMessage(text, m_look, ranges, MarkLook::Current).front();
        QCOMPARE(found.formatted.count(m_look.mark().name()), 2);
        QCOMPARE(current.formatted.count(m_look.mark().name()), 0);
        const QString style =
            QStringLiteral("<span style=\"background-color:%1;color:%2\">boat<")
                .arg(m_look.currentMark().name(), m_look.inkOnCurrentMark().name());
        QCOMPARE(current.formatted.count(style), 2);
        QVERIFY(current.formatted.contains(style + QStringLiteral("/span>.example/timetable</a>")));
    }

    void marksFoldCaseAndAccents()
    {
        QCOMPARE(rangesOf(QStringLiteral("INES"), QStringLiteral("an In\u00eas, cuines")),
                 (std::vector<TextRange>{{3, 7}}));
        QVERIFY(hasAllWords(QStringLiteral("lin mi"), QStringLiteral("Mira Lindqvist")));
        QVERIFY(!hasAllWords(QStringLiteral("qvist"), QStringLiteral("Mira Lindqvist")));
        QVERIFY(hasAllWords(QStringLiteral("\u8239"), QStringLiteral("\u4eca\u65e5\u306e\u8239")));
    }

    void findsLinks_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        const auto row = [](const char* name, const char* text, const char* shown) {
            QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(shown);
        };
        row("in a sentence", "See https://ferry.example/timetable.",
            "https://ferry.example/timetable");
        row("in brackets", "(https://a.example/b)", "https://a.example/b");
        row("with brackets", "https://a.example/b_(c)", "https://a.example/b_(c)");
        row("query", "https://a.example/?q=1&r=2, or", "https://a.example/?q=1&r=2");
        row("in emphasis", "**https://a.example/x**", "https://a.example/x");
        row("www", "www.a.example", "www.a.example");
        row("mail", "mailto:a@b.example now", "mailto:a@b.example");
        row("invite", "sotto://relay.example/i/#abc", "sotto://relay.example/i/#abc");
        row("no scheme", "a.example/b", "");
        row("other scheme", "javascript:alert(1) file:///etc/passwd", "");
        row("inside a word", "xhttps://a.example", "");
        row("user name", "https://bank.example@evil.example/", "");
        row("no host", "https:///x", "");
        row("mail with a subject", "mailto:a@b.example?subject=x", "");
        row("cyrillic in latin", "https://p\u0430ypal.example/x",
            "https://xn--pypal-4ve.example/x");
        row("all cyrillic, latin end", "https://\u0430\u0440\u0440.com/",
            "https://xn--80a6aa.com/");
        row("umlaut", "https://m\u00fcnchen.example/", "https://m\u00fcnchen.example/");
        row("ends before an override", "https://a.example/\u202egpj.exe", "https://a.example/");
    }
    void findsLinks()
    {
        QFETCH(QString, text);
        QFETCH(QString, shown);
        const auto link = findLink(text, 0);
        QCOMPARE(link ? link->shown : QString(), shown);
        if (link) {
            QVERIFY(std::all_of(link->target.begin(), link->target.end(),
                                [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f; }));
        }
    }

    void escapesLinks()
    {
        const QString markup = format(QStringLiteral("https://a.example/?q=1&r=2'x"));
        QVERIFY2(markup.startsWith(QStringLiteral("<a href=\"https://a.example/?q=1&amp;r=2'x\"")),
                 qPrintable(markup));
    }

    void asksAboutLinks()
    {
        const LinkQuestion fine = questionAbout(QStringLiteral("https://ferry.example/t"));
        QCOMPARE(fine.host, QStringLiteral("ferry.example"));
        QVERIFY(fine.warning.isEmpty());
        QVERIFY(!questionAbout(QStringLiteral("https://xn--pypal-4ve.example/")).warning.isEmpty());
        QVERIFY(!questionAbout(QStringLiteral("http://a.example/")).warning.isEmpty());
        QVERIFY(!questionAbout(QStringLiteral("javascript:alert(1)")).url.isValid());
        QVERIFY(!questionAbout(QStringLiteral("https://a.example/ x")).url.isValid());
    }

    // Whatever is written: the markup has our tags alone, and shows nothing that was not there.
    void nothingBecomesMarkup()
    {
        std::mt19937 random(4'711);
        for (int round = 0; round < 4'000; ++round) {
            const QString text = randomText(random);
            const auto marks = rangesOf(QStringLiteral("wo a"), text);
            for (const TextPart& part : formatMessage(text, m_look, marks)) {
                QString plain;
                QVERIFY2(takeApart(part.formatted, plain),
                         qPrintable(text + QStringLiteral(" -> ") + part.formatted));
                plain.remove(QChar(0x2066)).remove(QChar(0x2069));
                QVERIFY2(isSubsequence(plain, text),
                         qPrintable(text + QStringLiteral(" -> ") + plain));
            }
            QString plain;
            const QString excerpt = markedExcerpt(text, marks, m_look);
            QVERIFY2(takeApart(excerpt, plain),
                     qPrintable(text + QStringLiteral(" -> ") + excerpt));
        }
    }

    void signsAloneCostLittle()
    {
        for (const char* sign : {"*a ", "**", "_a ", "`", "> ", "https://", "```"}) {
            QVERIFY(!formatMessage(QString::fromLatin1(sign).repeated(16'384 / 3), m_look).empty());
        }
    }
};

QTEST_GUILESS_MAIN(TestMessageText)
#include "tst_message_text.moc"
