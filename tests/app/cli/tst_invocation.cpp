// A call's arguments: every verb as it is meant, and everything that is no call.
#ifndef Q_MOC_RUN
#include "app/cli/invocation.h"
#endif

#include <QTest>

using namespace sotto::cli;

namespace {

using Words = std::vector<std::string>;

auto parsed(const Words& words)
{
    return parseInvocation(words, verbTable());
}

Invocation called(Words words)
{
    words.insert(words.begin(), {"--profile", "p"});
    auto invocation = parsed(words);
    if (!invocation) {
        qFatal("%s", invocation.error().c_str());
    }
    return std::move(*invocation);
}

} // namespace

class TestInvocation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theProgramsOptionsStandBeforeTheVerb()
    {
        const auto call =
            parsed({"--profile", "/tmp/a b", "--json", "--passphrase-file=/x", "whoami"});
        QVERIFY(call.has_value());
        QCOMPARE(call->profile, std::filesystem::path("/tmp/a b"));
        QCOMPARE(*call->passphraseFile, std::filesystem::path("/x"));
        QVERIFY(call->json);
        QCOMPARE(call->verb->name, std::string_view("whoami"));
        QVERIFY(!called({"whoami"}).json);
    }

    void createNeedsNameAndRelay()
    {
        const Invocation call = called({"create", "--relay", "sotto://r/", "--name=A=B"});
        QCOMPARE(call.texts.at("name"), std::string("A=B"));
        QCOMPARE(call.texts.at("relay"), std::string("sotto://r/"));
        QVERIFY(call.verb->account == AccountNeed::MakesOne);
    }

    void numbersAreNumbersOfTheirRange()
    {
        QCOMPARE(called({"invite", "--uses", "3", "--expires", "60"}).number("uses").value(), 3);
        QCOMPARE(called({"invite", "--expires", "2592000"}).number("expires").value(), 2592000);
        QVERIFY(!called({"invite"}).number("uses"));
        QCOMPARE(called({"receive", "--timeout", "2"}).number("timeout").value(), 2000);
        QCOMPARE(called({"receive", "--timeout", "0.25"}).number("timeout").value(), 250);
        QCOMPARE(called({"receive", "--timeout", ".0019"}).number("timeout").value(), 1);
        QCOMPARE(called({"receive", "--timeout", "0"}).number("timeout").value(), 0);
        QVERIFY(called({"receive", "--follow"}).hasFlag("follow"));
        QCOMPARE(called({"history", "Bob", "--limit", "7"}).number("limit").value(), 7);
        QCOMPARE(called({"history", "--limit", "7", "Bob"}).operands, Words{"Bob"});
    }

    void aTextIsTakenAsItIs()
    {
        QCOMPARE(called({"send", "Bob", "--json"}).operands, (Words{"Bob", "--json"}));
        QCOMPARE(called({"send", "Bob", "-"}).operands, (Words{"Bob", "-"}));
        QCOMPARE(called({"send", "--", "--"}).operands, (Words{"--", "--"}));
        QCOMPARE(called({"history", "--", "--limit"}).operands, Words{"--limit"});
    }

    void helpAndVersionNeedNothingElse()
    {
        QVERIFY(parsed({"--help"})->action == Invocation::Action::Help);
        QVERIFY(parsed({"-h"})->action == Invocation::Action::Help);
        QVERIFY(parsed({"--version"})->action == Invocation::Action::Version);
    }

    void whatIsNoCallIsToldWhy_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("why");
        const auto row = [](const char* name, const char* words, const char* why) {
            QTest::newRow(name) << QString::fromUtf8(words).split(u' ', Qt::SkipEmptyParts)
                                << QString::fromUtf8(why);
        };
        row("nothing", "", "no verb");
        row("no verb", "--profile p", "no verb");
        row("no profile", "whoami", "no --profile");
        row("empty profile", "--profile= whoami", "--profile is empty");
        row("value missing", "--profile", "--profile needs a value");
        row("unknown verb", "--profile p dance", "no verb \"dance\"");
        row("unknown option", "--profile p --loud whoami", "no option --loud");
        row("flag with value", "--profile p --json=yes whoami", "--json takes no value");
        row("create", "--profile p create --name A", "create needs --relay ADDRESS");
        row("create name", "--profile p create --relay A", "create needs --name N");
        row("create operand", "--profile p create Alice", "one argument too many");
        row("option behind", "--profile p whoami --json", "stand before the verb");
        row("phrase", "--profile p phrase now", "one argument too many");
        row("uses", "--profile p invite --uses 0", "--uses must be a number from 1");
        row("uses word", "--profile p invite --uses two", "--uses must be a number");
        row("uses sign", "--profile p invite --uses -1", "--uses must be a number");
        row("uses value", "--profile p invite --uses", "--uses needs a value");
        row("expires", "--profile p invite --expires 2592001", "from 1 to 2592000");
        row("expires huge", "--profile p invite --expires 99999999999999999999", "from 1 to");
        row("invite option", "--profile p invite --limit 2", "invite has no option --limit");
        row("accept", "--profile p accept", "accept needs LINK");
        row("requests", "--profile p requests all", "one argument too many");
        row("approve", "--profile p approve", "approve needs ID");
        row("contacts", "--profile p contacts Bob", "one argument too many");
        row("send", "--profile p send", "send needs CONTACT");
        row("send text", "--profile p send Bob", "send needs TEXT|-");
        row("send words", "--profile p send Bob two words", "one argument too many");
        row("receive", "--profile p receive Bob", "one argument too many");
        row("timeout", "--profile p receive --timeout soon", "--timeout must be a number");
        row("timeout dot", "--profile p receive --timeout .", "--timeout must be a number");
        row("timeout sign", "--profile p receive --timeout -1", "--timeout must be a number");
        row("timeout two dots", "--profile p receive --timeout 1.2.3", "--timeout must be");
        row("follow", "--profile p receive --follow=yes", "--follow takes no value");
        row("history", "--profile p history", "history needs CONTACT");
        row("limit", "--profile p history Bob --limit 0", "--limit must be a number from 1");
        row("safety-number", "--profile p safety-number", "safety-number needs CONTACT");
        row("block", "--profile p block", "block needs CONTACT");
        row("answer", "--profile p answer 12345678", "answer needs me|not-me");
        row("veto", "--profile p veto", "veto needs ALARM");
        row("approve-device", "--profile p approve-device", "approve-device needs DEVICE");
        row("new-devices", "--profile p new-devices", "new-devices needs wait|join");
        row("rotate-phrase", "--profile p rotate-phrase now", "one argument too many");
        row("lost-phrase", "--profile p lost-phrase", "lost-phrase needs start|written|status");
        row("lost-phrase words", "--profile p lost-phrase start now", "one argument too many");
        row("relay", "--profile p relay", "relay needs ADDRESS");
    }

    void whatIsNoCallIsToldWhy()
    {
        QFETCH(QStringList, words);
        QFETCH(QString, why);
        Words list;
        for (const QString& word : words) {
            list.push_back(word.toStdString());
        }
        const auto call = parsed(list);
        QVERIFY(!call.has_value());
        const QString said = QString::fromStdString(call.error());
        QVERIFY2(said.contains(why), qPrintable(said));
        QVERIFY2(said.contains(u"Usage: sotto-cli --profile DIR"), qPrintable(said));
    }

    void everyVerbStandsInTheHelp()
    {
        const std::string help = helpText(verbTable());
        QCOMPARE(verbTable().size(), std::size_t{34});
        for (const Verb& verb : verbTable()) {
            QVERIFY(help.find("\n  " + std::string(verb.name)) != std::string::npos);
            QVERIFY((verb.run != nullptr) != (verb.runAlone != nullptr));
        }
        QVERIFY(help.find("history CONTACT [--limit K]") != std::string::npos);
        QVERIFY(help.find("create --name N --relay ADDRESS") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestInvocation)
#include "tst_invocation.moc"
