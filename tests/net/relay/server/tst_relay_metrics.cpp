#ifndef Q_MOC_RUN
#include "net/relay/server/relay_health.h"
#include "net/relay/server/relay_metrics.h"
#endif

#include <thread>

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace sotto::relay;

namespace {

QString textOf(const RelayMetrics& metrics)
{
    PrometheusText out;
    metrics.write(out);
    return QString::fromStdString(out.text());
}

/// The text after "name ".
QString valueOf(const QString& text, const QString& name)
{
    for (const QString& line : text.split('\n')) {
        if (line.startsWith(name + ' ')) {
            return line.mid(name.size() + 1);
        }
    }
    return {};
}

} // namespace

class TestRelayMetrics : public QObject
{
    Q_OBJECT

private slots:
    void everyLineIsOfTheFormat()
    {
        RelayMetrics metrics;
        metrics.tlsCertificateExpires.set(1'700'000'000);
        const QString text = textOf(metrics);
        QVERIFY(text.endsWith('\n'));
        const QRegularExpression help(R"(^# HELP ([a-z_]+) \S.*$)");
        const QRegularExpression type(R"(^# TYPE ([a-z_]+) (counter|gauge|histogram)$)");
        const QRegularExpression sample(
            R"(^([a-z_]+)(\{[a-z]+="[A-Za-z0-9_.+\-]+"\})? [0-9][0-9.e+\-]*$)");
        QString named;
        QSet<QString> seen;
        for (const QString& line : text.chopped(1).split('\n')) {
            if (const auto match = help.match(line); match.hasMatch()) {
                named = match.captured(1);
                QVERIFY2(!seen.contains(named), qPrintable(named));
                seen.insert(named);
            } else if (const auto kind = type.match(line); kind.hasMatch()) {
                QCOMPARE(kind.captured(1), named);
                QCOMPARE(kind.captured(2) == "counter", named.endsWith("_total"));
            } else {
                const auto value = sample.match(line);
                QVERIFY2(value.hasMatch(), qPrintable(line));
                QVERIFY2(value.captured(1).startsWith(named), qPrintable(line));
            }
        }
        QVERIFY(seen.contains("process_resident_memory_bytes"));
        QVERIFY(seen.contains("process_open_fds"));
        QVERIFY(seen.contains("sotto_relay_commit_seconds"));
    }

    void countersAndGaugesShow()
    {
        RelayMetrics metrics;
        metrics.connectionsAccepted.add(3);
        metrics.connections.add(2);
        metrics.connections.add(-1);
        metrics.connectionsRefusedFull.add();
        metrics.setStoreFigures({.mailboxes = 5, .databaseBytes = std::uint64_t{1} << 40});
        metrics.diskFreeBytes.set(-1);
        const QString text = textOf(metrics);
        QCOMPARE(valueOf(text, "sotto_relay_connections_accepted_total"), "3");
        QCOMPARE(valueOf(text, "sotto_relay_connections"), "1");
        QCOMPARE(valueOf(text, R"(sotto_relay_connections_refused_total{limit="total"})"), "1");
        QCOMPARE(valueOf(text, "sotto_relay_mailboxes"), "5");
        QCOMPARE(valueOf(text, "sotto_relay_database_bytes").toDouble(), 1'099'511'627'776.0);
        QVERIFY(!text.contains("disk_free"));
    }

    void histogramIsCumulative()
    {
        RelayMetrics metrics;
        for (const unsigned microseconds : {0U, 500U, 501U, 1'500'000U, 9'000'000U}) {
            metrics.commitMicroseconds.observe(microseconds);
        }
        const QString text = textOf(metrics);
        const auto bucket = [&](const char* bound) {
            return valueOf(text,
                           QString(R"(sotto_relay_commit_seconds_bucket{le="%1"})").arg(bound));
        };
        QCOMPARE(bucket("0.0005"), "2");
        QCOMPARE(bucket("0.001"), "3");
        QCOMPARE(bucket("1"), "3");
        QCOMPARE(bucket("5"), "4");
        QCOMPARE(bucket("+Inf"), "5");
        QCOMPARE(valueOf(text, "sotto_relay_commit_seconds_count"), "5");
        QCOMPARE(valueOf(text, "sotto_relay_commit_seconds_sum").toDouble(), 10.501001);
    }

    void threadsLoseNoCount()
    {
        RelayMetrics metrics;
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                for (std::uint64_t i = 0; i < 10'000; ++i) {
                    metrics.storeGroups.add();
                    metrics.groupTasks.observe(i % 600);
                }
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        QCOMPARE(metrics.storeGroups.value(), 40'000U);
        QCOMPARE(valueOf(textOf(metrics), "sotto_relay_group_tasks_count"), "40000");
    }

    void healthSaysAllThatIsWrong()
    {
        RelayHealth health;
        QCOMPARE(health.problems(), std::optional<std::string>("starting"));
        health.set(HealthProblem::Starting, false);
        QVERIFY(!health.problems());
        health.set(HealthProblem::DiskFull, true);
        health.set(HealthProblem::Draining, true);
        health.set(HealthProblem::Draining, true);
        QCOMPARE(health.problems(), std::optional<std::string>("disk full, draining"));
        health.set(HealthProblem::DiskFull, false);
        QVERIFY(!health.has(HealthProblem::DiskFull));
        QVERIFY(health.has(HealthProblem::Draining));
    }
};

QTEST_APPLESS_MAIN(TestRelayMetrics)
#include "tst_relay_metrics.moc"
