#include "app/desktop/command_line.h"

#include <QTest>

using namespace sotto::desktop;

namespace {

auto parsed(QStringList arguments)
{
    arguments.prepend(QStringLiteral("sotto"));
    return parseCommandLine(arguments);
}

} // namespace

class TestCommandLine : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsAPlainStart()
    {
        const auto line = parsed({});
        QVERIFY(line);
        QCOMPARE(line->action, CommandLineAction::Run);
        QVERIFY(line->profile.isEmpty() && line->link.isEmpty() && !line->isQuiet);
    }

    void everythingIsTaken()
    {
        for (const QStringList& arguments :
             {QStringList{"--profile", "work", "--quiet", "sotto://a/#b"},
              QStringList{"sotto://a/#b", "--quiet", "--profile=work"}}) {
            const auto line = parsed(arguments);
            QVERIFY(line);
            QCOMPARE(line->profile, QStringLiteral("work"));
            QCOMPARE(line->link, QStringLiteral("sotto://a/#b"));
            QVERIFY(line->isQuiet);
        }
    }

    void helpAndVersionAreActions()
    {
        QCOMPARE(parsed({"--help"})->action, CommandLineAction::Help);
        QCOMPARE(parsed({"-h"})->action, CommandLineAction::Help);
        QCOMPARE(parsed({"--version", "--quiet"})->action, CommandLineAction::Version);
        for (const char* option : {"--profile", "--quiet", "--version", "--help", "LINK"}) {
            QVERIFY2(commandLineHelp().contains(QLatin1String(option)), option);
        }
        for (const QString& text : commandLineHelp().split(u'\n')) {
            QVERIFY2(text.size() <= 100, qPrintable(text));
        }
    }

    void mistakesAreRefused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("unknown option") << QStringList{"--loud"};
        QTest::newRow("profile without name") << QStringList{"--profile"};
        QTest::newRow("empty profile") << QStringList{"--profile", ""};
        QTest::newRow("two profiles") << QStringList{"--profile", "a", "--profile", "b"};
        QTest::newRow("two links") << QStringList{"sotto://a/", "sotto://b/"};
        QTest::newRow("another scheme") << QStringList{"https://relay.example/"};
        QTest::newRow("a file") << QStringList{"picture.png"};
        QTest::newRow("empty link") << QStringList{""};
        QTest::newRow("a space") << QStringList{"sotto://a/ b"};
        QTest::newRow("a line's end") << QStringList{"sotto://a/\nb"};
        QTest::newRow("beyond ASCII") << QStringList{QString::fromUtf8("sotto://ä/")};
        QTest::newRow("too long") << QStringList{"sotto:" + QString(kLinkLengthMax - 5, u'a')};
        QTest::newRow("quiet with a value") << QStringList{"--quiet=yes"};
    }
    void mistakesAreRefused()
    {
        QFETCH(QStringList, arguments);
        const auto line = parsed(arguments);
        QVERIFY(!line);
        QVERIFY(line.error().size() > 10);
    }

    // The console and what keeps it are no place for a secret.
    void aLinkIsNotRepeated()
    {
        QVERIFY(!parsed({"soto://relay/#secret"}).error().contains("secret"));
    }

    void linksAreTold()
    {
        QVERIFY(isSottoLink("sotto://relay.example:8443/#abc"));
        QVERIFY(isSottoLink("SOTTO://relay.example/"));
        QVERIFY(isSottoLink("sotto:" + QString(kLinkLengthMax - 6, u'a')));
        QVERIFY(!isSottoLink("sotto"));
        QVERIFY(!isSottoLink(QString()));
    }
};

QTEST_APPLESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"
