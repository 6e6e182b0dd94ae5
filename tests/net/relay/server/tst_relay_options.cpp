#include "net/relay/server/option_table.h"
#include "net/relay/server/relay_options.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::relay;

namespace {

using Arguments = std::vector<std::string>;

const std::string kKey = std::string(42, 'B') + 'A';

crypto::Result<RelayOptions, std::string> parse(Arguments arguments)
{
    return parseOptions(arguments);
}

/// With what a relay cannot do without.
crypto::Result<RelayOptions, std::string> parseServing(Arguments arguments)
{
    arguments.insert(arguments.end(), {"--data", "/d", "--listen", "127.0.0.1:0"});
    return parseOptions(arguments);
}

} // namespace

class TestRelayOptions : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string configWith(const QByteArray& text)
    {
        QFile file(m_folder.filePath("relay.conf"));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) {
            qFatal("no configuration file");
        }
        return file.fileName().toStdString();
    }

private slots:
    void dataAndListenAreEnough()
    {
        const auto options = parse({"--data", "/var/lib/x", "--listen=[::1]:8080"});
        QVERIFY(options);
        QCOMPARE(options->action, RelayAction::Serve);
        QCOMPARE(options->data, std::filesystem::path("/var/lib/x"));
        QCOMPARE(options->listen, (std::vector<ListenAddress>{{"::1", 8080}}));
        QVERIFY(!options->hasTls());
        QVERIFY(!options->metrics);
        QCOMPARE(options->accessKey.source, AccessKeyOption::Source::Kept);
        QCOMPARE(options->mailbox.envelopesMax, 20'000U);
        QCOMPARE(options->logLevel, LogLevel::Info);
    }

    void everyOptionIsRead()
    {
        const auto options = parse({"--data",
                                    "/d",
                                    "--listen",
                                    "0.0.0.0:443",
                                    "--listen",
                                    "[::]:443",
                                    "--public-address",
                                    "Relay.Example:8443",
                                    "--access-key",
                                    "generate",
                                    "--tls-certificate",
                                    "/c",
                                    "--tls-key",
                                    "/k",
                                    "--mailbox-envelopes",
                                    "7",
                                    "--mailbox-bytes",
                                    "1GiB",
                                    "--mailbox-days",
                                    "2",
                                    "--blob-bytes",
                                    "1MiB",
                                    "--blob-days",
                                    "12h",
                                    "--blobs-total",
                                    "3 TiB",
                                    "--database-bytes",
                                    "4GiB",
                                    "--mailboxes",
                                    "5",
                                    "--objects",
                                    "6",
                                    "--invites",
                                    "8",
                                    "--connections-max",
                                    "9",
                                    "--connections-per-address",
                                    "0",
                                    "--handshakes-per-minute",
                                    "10",
                                    "--metrics",
                                    "9100",
                                    "--threads",
                                    "2",
                                    "--drain-time",
                                    "1m",
                                    "--log-level",
                                    "debug"});
        QVERIFY2(options, options ? "" : options.error().c_str());
        QCOMPARE(options->listen.size(), 2U);
        QCOMPARE(*options->publicHost, (PublicHost{"relay.example", 8443}));
        QCOMPARE(options->accessKey.source, AccessKeyOption::Source::Generate);
        QVERIFY(options->hasTls());
        QCOMPARE(options->mailbox.envelopesMax, 7U);
        QCOMPARE(options->mailbox.bytesMax, std::uint64_t{1} << 30);
        QCOMPARE(options->mailbox.ageMax.seconds, 2U * 86'400);
        QCOMPARE(options->blobBytesMax, 1U << 20);
        QCOMPARE(options->blobAgeMax.seconds, 12U * 3'600);
        QCOMPARE(options->quotas.blobsTotalBytes, std::uint64_t{3} << 40);
        QCOMPARE(options->quotas.databaseBytes, std::uint64_t{4} << 30);
        QCOMPARE(options->quotas.mailboxesMax, 5U);
        QCOMPARE(options->quotas.objectsMax, 6U);
        QCOMPARE(options->quotas.invitesMax, 8U);
        QCOMPARE(options->connectionsMax, 9U);
        QCOMPARE(options->connectionsPerAddress, 0U);
        QCOMPARE(options->handshakesPerMinute, 10U);
        QCOMPARE(*options->metrics, (ListenAddress{"127.0.0.1", 9100}));
        QCOMPARE(options->threads, 2U);
        QCOMPARE(options->drainTime.seconds, 60U);
        QCOMPARE(options->logLevel, LogLevel::Debug);
    }

    void accessKeyHasFourForms()
    {
        using Source = AccessKeyOption::Source;
        QCOMPARE(parseServing({"--access-key", "none"})->accessKey.source, Source::None);
        const auto given = parseServing({"--access-key", kKey});
        QCOMPARE(given->accessKey.source, Source::Given);
        QVERIFY(!(given->accessKey.key == crypto::AccessKey()));
        const auto file = parseServing({"--access-key=file:/etc/key"});
        QCOMPARE(file->accessKey.source, Source::File);
        QCOMPARE(file->accessKey.file, std::filesystem::path("/etc/key"));
    }

    void badOnesAreRefused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("said");
        const auto row = [](const char* name, QStringList arguments, const char* said) {
            QTest::newRow(name) << arguments << QString(said);
        };
        row("unknown", {"--mailbox"}, "--mailbox is no option");
        row("no dashes", {"serve"}, "\"serve\" is no option");
        row("no value", {"--threads"}, "--threads needs a value: --threads N");
        row("needless value", {"--check=yes"}, "--check takes no value");
        row("twice", {"--threads", "1", "--threads", "2"}, "--threads is given twice");
        row("not a number", {"--threads", "-1"}, "--threads: \"-1\" is no number from 0 to 256");
        row("too many", {"--threads", "257"}, "from 0 to 256");
        row("unit", {"--mailbox-bytes", "12MB"}, "\"12MB\" is no size");
        row("overflow", {"--blobs-total", "99999999TiB"}, "is no size");
        row("no digits", {"--blobs-total", "MiB"}, "is no size");
        row("no envelope fits", {"--mailbox-bytes", "1KiB"}, "must be at least 655360 bytes");
        row("larger than a blob", {"--blob-bytes", "3GiB"}, "at most 2415919104");
        row("time", {"--drain-time", "5 weeks"}, "is no length of time");
        row("no time at all", {"--mailbox-days", "0"}, "must be from 1s");
        row("name", {"--listen", "localhost:80"}, "an IP address, no name");
        row("no port", {"--listen", "127.0.0.1"}, "is no address to listen on");
        row("port", {"--listen", "127.0.0.1:65536"}, "is no address to listen on");
        row("bare IPv6", {"--listen", "::1:80"}, "is no address to listen on");
        row("IPv4 in brackets", {"--listen", "[127.0.0.1]:80"}, "is no address to listen on");
        row("public port 0", {"--public-address", "a.example:0"}, "is no host");
        row("public underscore", {"--public-address", "a_b.example"}, "is no host");
        row("key", {"--access-key", "secret"}, "43 characters");
        row("zero key", {"--access-key", QString(43, 'A')}, "write \"none\"");
        row("level", {"--log-level", "loud"}, "is no log level");
        row("two actions", {"--check", "--print-address"}, "one of them at a time");
        row("key without certificate", {"--tls-key", "/k"}, "--tls-certificate is missing");
        row("certificate without key", {"--tls-certificate", "/k"}, "--tls-key is missing");
        row("backup inside", {"--backup", "/d/../d/b"}, "inside the data folder");
        row("empty path", {"--config", ""}, "cannot be read");
        row("no file", {"--config", "/nonexistent/x"}, "cannot be read");
        row("a folder", {"--config", "/tmp"}, "cannot be read");
    }

    void badOnesAreRefused()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, said);
        Arguments given;
        for (const QString& argument : arguments) {
            given.push_back(argument.toStdString());
        }
        const auto options = parseServing(given);
        QVERIFY(!options);
        QVERIFY2(QString::fromStdString(options.error()).contains(said), options.error().c_str());
    }

    void missingOnesAreAskedFor()
    {
        QVERIFY(parse({}).error().starts_with("--data is missing"));
        QVERIFY(parse({"--threads"}).error().starts_with("--threads needs a value"));
        QVERIFY(parse({"--data", "/d"}).error().starts_with("--listen is missing"));
        QVERIFY(parse({"--data", "/d", "--check"}));
        QVERIFY(parse({"--data", "/d", "--backup", "/b"}));
        QVERIFY(parse({"--help"}));
        QVERIFY(parse({"-h"}));
        QVERIFY(parse({"--version"}));
        QVERIFY(parse({"--data", "/d", "--print-address"}).error().starts_with("--print-address"));
        QVERIFY(!parse({"--data", "/d", "--print-address", "--listen", "127.0.0.1:0"}));
        QVERIFY(parse({"--data", "/d", "--print-address", "--public-address", "a.example:1"}));
    }

    void fileHasTheSameNames()
    {
        const auto options = parse({"--config", configWith("# a relay\n"
                                                           "\n"
                                                           "data = /var/lib/a#b  # its folder\r\n"
                                                           "listen=127.0.0.1:1\n"
                                                           "\tlisten = [::1]:2\n"
                                                           "mailbox-bytes = 2 MiB\n"
                                                           "log-level = error")});
        QVERIFY2(options, options ? "" : options.error().c_str());
        QCOMPARE(options->data, std::filesystem::path("/var/lib/a#b"));
        QCOMPARE(options->listen.size(), 2U);
        QCOMPARE(options->mailbox.bytesMax, 2U << 20);
        QCOMPARE(options->logLevel, LogLevel::Error);
    }

    void commandLineWins()
    {
        const auto config = configWith("data = /file\nlisten = 127.0.0.1:1\nlisten = 127.0.0.1:2\n"
                                       "threads = 3\n");
        const auto options =
            parse({"--listen", "127.0.0.1:9", "--config", config, "--data", "/line"});
        QVERIFY(options);
        QCOMPARE(options->data, std::filesystem::path("/line"));
        QCOMPARE(options->listen, (std::vector<ListenAddress>{{"127.0.0.1", 9}}));
        QCOMPARE(options->threads, 3U);
    }

    void badLinesAreNamed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("said");
        QTest::newRow("value") << QByteArray("\n\nthreads = x\n")
                               << "line 3: threads: \"x\" is no number";
        QTest::newRow("unknown") << QByteArray("thread = 1") << "line 1: \"thread\" is no option";
        QTest::newRow("dashes") << QByteArray("--threads = 1") << "(here without dashes)";
        QTest::newRow("no equals") << QByteArray("# x\nthreads 1") << "line 2: \"threads 1\"";
        QTest::newRow("twice") << QByteArray("threads=1\nthreads=2")
                               << "line 2: threads is given twice (before: ";
        QTest::newRow("action") << QByteArray("check = 1") << "belongs on the command line";
        QTest::newRow("nested") << QByteArray("config = /x") << "belongs on the command line";
        QTest::newRow("quotes") << QByteArray("data = \"/d\"") << "without quotes";
        QTest::newRow("no value") << QByteArray("tls-key =") << "line 1: tls-key: is empty";
        QTest::newRow("zero byte") << QByteArray("threads = 1\0", 12) << "line 1: threads";
        QTest::newRow("too long") << QByteArray(65'537, '\n') << "longer than 65536 bytes";
    }

    void badLinesAreNamed()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, said);
        const auto options = parseServing({"--config", configWith(text)});
        QVERIFY(!options);
        QVERIFY2(QString::fromStdString(options.error()).contains(said), options.error().c_str());
    }

    void cautionsNameWhatMaySurprise()
    {
        QVERIFY(cautionsOf(*parseServing({})).empty());
        QCOMPARE(cautionsOf(*parseServing({"--listen", "0.0.0.0:1"})).size(), 1U);
        QVERIFY(cautionsOf(*parseServing({"--listen", "0.0.0.0:1", "--tls-certificate", "/c",
                                          "--tls-key", "/k"}))
                    .empty());
        QCOMPARE(cautionsOf(*parseServing({"--metrics", "[::]:1", "--access-key", kKey})).size(),
                 2U);
    }

    void helpFitsATerminal()
    {
        const QString help = QString::fromStdString(helpText());
        for (const QString& line : help.split('\n')) {
            QVERIFY2(line.size() <= 80, qPrintable(line));
            QVERIFY2(!line.endsWith(' '), qPrintable(line));
        }
        for (const OptionSpec& spec : optionTable()) {
            QVERIFY(help.contains("  --" + QString::fromStdString(std::string(spec.name))));
        }
    }

    // The example that is installed is read as it stands.
    void exampleFileIsGood()
    {
        const auto options =
            parse({"--config", SOTTO_SOURCE_DIR "/packaging/relay.conf", "--data", "/d"});
        QVERIFY2(options, options ? "" : options.error().c_str());
    }
};

QTEST_APPLESS_MAIN(TestRelayOptions)
#include "tst_relay_options.moc"
