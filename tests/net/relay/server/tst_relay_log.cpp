#ifndef Q_MOC_RUN
#include "net/relay/server/relay_log.h"
#endif

#include <csignal>
#include <fcntl.h>
#include <thread>
#include <unistd.h>

#include <QLoggingCategory>
#include <QRegularExpression>
#include <QTest>

using namespace sotto;
using namespace sotto::relay;

// Nothing but a text of the source can be a word.
static_assert(!std::is_constructible_v<LogWord, std::string>);
static_assert(!std::is_constructible_v<LogWord, std::string_view>);
static_assert(!std::is_constructible_v<LogWord, const char*>);
static_assert(!std::is_constructible_v<LogField, LogWord, std::string>);

namespace {

/// A log into a pipe, at a time that the test sets.
class Written
{
public:
    explicit Written(LogLevel level = LogLevel::Info)
    {
        if (::pipe2(m_ends, O_NONBLOCK) != 0) {
            qFatal("no pipe");
        }
        log = std::make_unique<RelayLog>(
            m_ends[1], level,
            RelayLog::Clock{[this] { return LogTime(m_now); }, [this] { return m_now; }});
    }
    ~Written()
    {
        log.reset();
        ::close(m_ends[0]);
        ::close(m_ends[1]);
    }

    QByteArray take()
    {
        QByteArray out(1 << 16, '\0');
        const ssize_t n = ::read(m_ends[0], out.data(), size_t(out.size()));
        return out.first(std::max(n, ssize_t{0}));
    }
    void pass(LogMilliseconds length) { m_now += length; }
    void announce() { log->announce(crypto::asBytes("sotto://first")); }
    void closeReader() { ::close(std::exchange(m_ends[0], -1)); }

    std::unique_ptr<RelayLog> log;

private:
    int m_ends[2] = {-1, -1};
    LogMilliseconds m_now{1'700'000'000'123};
};

} // namespace

class TestRelayLog : public QObject
{
    Q_OBJECT

private slots:
    void lineIsLogfmt()
    {
        Written written;
        written.announce();
        written.log->info("started",
                          {LogField::count("threads", 2),
                           LogField::duration("took", LogMilliseconds(35)),
                           LogField::word("store", "sqlite"),
                           LogField::date("until", LogField::Date(LogField::Date::duration(0)))});
        QCOMPARE(written.take(),
                 QByteArray("sotto://first\n"
                            "time=2023-11-14T22:13:20.123Z level=info event=started threads=2 "
                            "took=35ms store=sqlite until=1970-01-01T00:00:00Z\n"));
    }

    void textsAreEscaped_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("logged");
        QTest::newRow("plain") << "fsync:EIO"
                               << "fsync:EIO";
        QTest::newRow("spaces") << "no space"
                                << "\"no space\"";
        QTest::newRow("empty") << ""
                               << "\"\"";
        QTest::newRow("quotes") << "a \"b\" \\c"
                                << "\"a \\\"b\\\" \\\\c\"";
        QTest::newRow("another line") << "a\nlevel=error"
                                      << "\"a\\nlevel=error\"";
        QTest::newRow("control") << "a\x1b[31m\x7f"
                                 << "\"a\\u001b[31m\\u007f\"";
        QTest::newRow("UTF-8") << "Gerät"
                               << "Gerät";
        QTest::newRow("IPv4") << "from 192.0.2.7:443."
                              << "\"from (address).\"";
        QTest::newRow("IPv6") << "[2001:db8::7]:443 fe80::1%eth0"
                              << "\"[(address)]:443 (address)%eth0\"";
        QTest::newRow("no address") << "QAbstractSocket::connect error:0A000126:SSL 3.0.19"
                                    << "\"QAbstractSocket::connect error:0A000126:SSL 3.0.19\"";
        QTest::newRow("cut") << QString(511, 'x') + "ä" << QString(511, 'x');
    }

    void textsAreEscaped()
    {
        QFETCH(QString, text);
        QFETCH(QString, logged);
        Written written;
        written.announce();
        written.take();
        written.log->error("failed", {LogField::problem(text.toStdString())});
        const QString line = QString::fromUtf8(written.take());
        QCOMPARE(line.section(" problem=", 1), logged + '\n');
    }

    void levelsHide()
    {
        Written written(LogLevel::Warning);
        written.announce();
        written.take();
        written.log->info("a");
        written.log->debug("b");
        QCOMPARE(written.take(), QByteArray());
        written.log->warning("c");
        written.log->error("d");
        QCOMPARE(written.take().count('\n'), 2);
        written.log->setLevel(LogLevel::Debug);
        written.log->debug("b");
        QVERIFY(written.take().contains("level=debug event=b\n"));
    }

    void clientsAreNamedAtDebugOnly()
    {
        for (const LogLevel level :
             {LogLevel::Error, LogLevel::Warning, LogLevel::Info, LogLevel::Debug}) {
            Written written(level);
            written.announce();
            written.log->error("refused", {LogField::onlyAtDebug("client", "192.0.2.7")});
            QCOMPARE(written.take().contains("192.0.2.7"), level == LogLevel::Debug);
        }
    }

    void firstLineIsTheAddress()
    {
        Written written;
        written.log->info("key_made");
        QCOMPARE(written.take(), QByteArray());
        written.announce();
        const QByteArrayList lines = written.take().split('\n');
        QCOMPARE(lines[0], QByteArray("sotto://first"));
        QVERIFY(lines[1].endsWith("event=key_made"));
    }

    void repeatedEventsAreCounted()
    {
        Written written;
        written.announce();
        written.take();
        for (int i = 0; i < 1'000; ++i) {
            written.log->warning("full");
        }
        written.log->warning("other");
        const QByteArray lines = written.take();
        QCOMPARE(lines.count("event=full"), qsizetype(RelayLog::kLinesPerWindow));
        QCOMPARE(lines.count("event=other"), 1);

        written.log->flushSuppressed(); // the window is not over
        QCOMPARE(written.take(), QByteArray());
        written.pass(RelayLog::kWindow);
        written.log->warning("full");
        QVERIFY(written.take().endsWith("event=full suppressed=990\n"));

        for (int i = 0; i < 20; ++i) {
            written.log->warning("full");
        }
        written.take();
        written.pass(RelayLog::kWindow);
        written.log->flushSuppressed();
        QVERIFY(written.take().endsWith("level=warning event=full suppressed=11\n"));
        written.pass(RelayLog::kWindow);
        written.log->flushSuppressed();
        QCOMPARE(written.take(), QByteArray());
    }

    void debugHasNoLimit()
    {
        Written written(LogLevel::Debug);
        written.announce();
        written.take();
        for (int i = 0; i < 50; ++i) {
            written.log->debug("step");
        }
        QCOMPARE(written.take().count('\n'), 50);
    }

    void threadsShareNoLine()
    {
        Written written(LogLevel::Debug);
        written.announce();
        written.take();
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                for (std::uint64_t i = 0; i < 100; ++i) {
                    written.log->debug("step", {LogField::count("number", i)});
                }
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        const QList<QByteArray> lines = written.take().split('\n');
        QCOMPARE(lines.size(), 401);
        const QRegularExpression line("^time=\\S+Z level=debug event=step number=\\d+$");
        for (const QByteArray& one : lines.first(400)) {
            QVERIFY2(line.match(QString::fromUtf8(one)).hasMatch(), one.constData());
        }
    }

    void nobodyNeedsToRead()
    {
        Written written(LogLevel::Debug);
        written.announce();
        for (int i = 0; i < 2'000; ++i) { // more than a pipe holds
            written.log->debug("step", {LogField::problem(std::string(400, 'x'))});
        }
        std::signal(SIGPIPE, SIG_IGN);
        written.closeReader();
        written.log->error("nobody_reads");
    }

    void qtMessagesAreLines()
    {
        Written written;
        written.announce();
        written.take();
        RelayLog::takeQtMessages(written.log.get());
        qWarning("cannot reach %s", "192.0.2.7");
        const QByteArray warning = written.take();
        qInfo("of no use");
        const QByteArray info = written.take();
        written.log->setLevel(LogLevel::Debug);
        qDebug("now of use");
        const QByteArray debug = written.take();
        RelayLog::takeQtMessages(nullptr);
        QVERIFY(warning.contains("level=warning event=qt problem=\"cannot reach (address)\"\n"));
        QCOMPARE(info, QByteArray());
        QVERIFY(debug.contains("problem=\"now of use\" category=default\n"));
    }
};

QTEST_APPLESS_MAIN(TestRelayLog)
#include "tst_relay_log.moc"
