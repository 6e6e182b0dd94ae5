#include "tests/bench/app/bench_window.h"
#include "tests/bench/app/figures.h"
#include "tests/bench/app/started_program.h"
#include "tests/bench/json_line.h"

#include <QElapsedTimer>
#include <QThread>

namespace sotto::bench {

namespace {

/// After which a program has made what it makes later, and rests.
constexpr unsigned kRestMs = 1'500;

struct Starts
{
    std::vector<double> wallMs;
    std::vector<double> cpuMs;
    std::vector<double> residentMiB;
    std::vector<double> proportionalMiB;
    std::vector<double> ownMiB;

    void add(const StartedProgram& program)
    {
        constexpr double kMiB = 1024.0 * 1024.0;
        wallMs.push_back(program.wallMs());
        cpuMs.push_back(program.cpuMs());
        QThread::msleep(kRestMs);
        const Memory memory = program.memory();
        residentMiB.push_back(static_cast<double>(memory.resident) / kMiB);
        proportionalMiB.push_back(static_cast<double>(memory.proportional) / kMiB);
        ownMiB.push_back(static_cast<double>(memory.own) / kMiB);
    }
};

void print(const std::string& what, const std::vector<double>& sotto,
           const std::vector<double>& empty)
{
    const double ours = quantile(sotto, 0.5);
    const double floor = quantile(empty, 0.5);
    JsonLine()
        .text("name", "start/" + what)
        .number("sotto", ours)
        .number("empty_window", floor)
        .number("ratio", ours / floor)
        .number("sotto_least", quantile(sotto, 0))
        .number("empty_window_least", quantile(empty, 0))
        .print();
}

void benchWith(const QString& renderer, const std::filesystem::path& profile, int repetitions)
{
    const QByteArray word = "usable\n";
    const QStringList arguments = {QStringLiteral("--profile"),
                                   QString::fromStdString(profile.string())};
    const QStringList environment = {QStringLiteral("QT_LOGGING_RULES=sotto.start.debug=true"),
                                     QStringLiteral("QT_QUICK_BACKEND=") + renderer};
    const auto sotto = [&] {
        return StartedProgram(QStringLiteral(SOTTO_PROGRAM), arguments, environment, word);
    };
    const auto empty = [&] {
        return StartedProgram(QStringLiteral(SOTTO_EMPTY_WINDOW), {}, environment, word);
    };
    // Once without being measured: files come into the system's memory.
    (void)empty();
    (void)sotto();
    Starts ours;
    Starts floor;
    for (int i = 0; i < repetitions; ++i) {
        floor.add(empty());
        ours.add(sotto());
    }
    const std::string name = renderer.isEmpty() ? "opengl/" : renderer.toStdString() + '/';
    print(name + "wall_ms", ours.wallMs, floor.wallMs);
    print(name + "cpu_ms", ours.cpuMs, floor.cpuMs);
    print(name + "resident_mib", ours.residentMiB, floor.residentMiB);
    print(name + "proportional_mib", ours.proportionalMiB, floor.proportionalMiB);
    print(name + "own_mib", ours.ownMiB, floor.ownMiB);
}

} // namespace

void benchStart(const std::filesystem::path& profile, int repetitions)
{
    benchWith(QString(), profile, repetitions);
    benchWith(QStringLiteral("software"), profile, repetitions);
}

} // namespace sotto::bench
