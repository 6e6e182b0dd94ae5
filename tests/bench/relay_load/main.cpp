// relay-load: how fast sotto-relay is, beside what the disk and a bare WebSocket allow.
#include "crypto/base/init.h"
#include "tests/bench/json_line.h"
#include "tests/bench/relay_load/floors.h"
#include "tests/bench/relay_load/load.h"
#include "tests/bench/relay_load/load_options.h"
#include "tests/support/relay_process.h"

#include <array>
#include <cstdlib>
#include <iostream>
#include <thread>
#include <unistd.h>

using namespace sotto::bench;
using sotto::test::RelayProcess;

namespace {

// What issue 3 asks for on two shared cores.
constexpr double kPairsLimit = 15'000;
constexpr double kFloorRatioLimit = 0.5;
constexpr double kP99Limit = 5;
constexpr double kStoreLimit = 15'000;
constexpr double kDrainLimit = 0.5;
constexpr double kIdleLimit = 25;
constexpr double kStartLimit = 100;

void progress(const std::string& text)
{
    std::cerr << "relay-load: " << text << std::endl;
}

/// A folder that goes with the object.
class FreshFolder
{
public:
    explicit FreshFolder(const std::filesystem::path& parent)
    {
        std::filesystem::create_directories(parent);
        std::string name = (parent / "relay-load-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) {
            throw LoadFailure("no folder in " + parent.string());
        }
        m_path = name;
    }
    FreshFolder(const FreshFolder&) = delete;
    FreshFolder& operator=(const FreshFolder&) = delete;
    ~FreshFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

std::unique_ptr<RelayProcess> startRelay(const LoadOptions& options,
                                         const std::filesystem::path& data)
{
    std::string error;
    auto relay = RelayProcess::start(
        {options.relay.string(), data.string(), {"--log-level", "warning"}, {}}, error);
    if (!relay) {
        throw LoadFailure(error);
    }
    return relay;
}

/// The relay's rates and latencies, one after the other in one relay.
void measureLoad(const LoadOptions& options, const std::filesystem::path& folder,
                 std::optional<double> sqliteFloor, JsonLine& line)
{
    sotto::crypto::SystemRandom random;
    const auto relay = startRelay(options, folder / "load");
    const LoadTarget target{relay->address(), random, options.envelopeBytes};

    progress("1 pair");
    line.number("pair_1_per_s", measureThroughput(target, 1, options.inFlightOne, options.seconds))
        .number("pair_1_in_flight", static_cast<double>(options.inFlightOne));
    progress(std::to_string(options.pairs) + " pairs");
    const double rate = measureThroughput(target, options.pairs, options.inFlight, options.seconds);
    line.number("pairs", static_cast<double>(options.pairs))
        .number("pairs_per_s", rate)
        .number("pairs_per_s_least", kPairsLimit)
        .number("pairs_in_flight_each", static_cast<double>(options.inFlight));
    if (sqliteFloor) {
        line.number("pairs_to_sqlite_100", rate / *sqliteFloor)
            .number("pairs_to_sqlite_100_least", kFloorRatioLimit);
    }
    progress("latency");
    const Latency latency =
        measureLatency(target, options.pairs, options.latencyPerSecond, options.seconds);
    line.number("latency_at_per_s", options.latencyPerSecond)
        .number("latency_p50_ms", latency.p50Ms)
        .number("latency_p99_ms", latency.p99Ms)
        .number("latency_p99_ms_most", kP99Limit)
        .number("latency_worst_ms", latency.worstMs);
    progress("absent user");
    const Absent absent = measureAbsent(target, options.absent, options.inFlightOne);
    line.number("absent_messages", static_cast<double>(options.absent))
        .number("absent_stored_per_s", absent.storedPerSecond)
        .number("absent_stored_per_s_least", kStoreLimit)
        .number("absent_drain_s", absent.drainSeconds)
        .number("absent_drain_s_most", kDrainLimit)
        .number("absent_drained_per_s", static_cast<double>(options.absent) / absent.drainSeconds);
    if (const auto code = relay->stop(); code != 0) {
        throw LoadFailure("the relay did not end with 0: " + relay->output());
    }
}

void measureIdle(const LoadOptions& options, const std::filesystem::path& folder, JsonLine& line)
{
    progress(std::to_string(options.idle) + " idle connections");
    if (!sotto::test::allowDescriptors(options.idle + 200)) {
        throw LoadFailure("this system allows too few descriptors; see ulimit -Hn");
    }
    sotto::crypto::SystemRandom random;
    const auto relay = startRelay(options, folder / "idle");
    const LoadTarget target{relay->address(), random, options.envelopeBytes};
    {
        // What the relay takes once, whoever comes.
        const IdleOwners first(target, 20);
    }
    const std::size_t before = relay->residentBytes();
    const IdleOwners owners(target, options.idle);
    const std::size_t after = relay->residentBytes();
    owners.check();
    line.number("idle_connections", static_cast<double>(options.idle))
        .number("idle_kB_each", (static_cast<double>(after) - static_cast<double>(before)) / 1000 /
                                    static_cast<double>(options.idle))
        .number("idle_kB_each_most", kIdleLimit)
        .number("idle_resident_MB", static_cast<double>(after) / 1e6)
        .number("start_resident_MB", static_cast<double>(before) / 1e6);
}

double startOnce(const LoadOptions& options, const std::filesystem::path& data)
{
    const std::int64_t start = nowNs();
    const auto relay = startRelay(options, data);
    if (!isServed(relay->port(), 10'000)) {
        throw LoadFailure("a started relay does not accept");
    }
    return static_cast<double>(nowNs() - start) / 1e6;
}

void measureStart(const LoadOptions& options, const std::filesystem::path& folder, JsonLine& line)
{
    progress("start");
    std::vector<std::int64_t> fresh;
    std::vector<std::int64_t> again;
    for (std::size_t i = 0; i < options.starts; ++i) {
        const std::filesystem::path data = folder / ("start" + std::to_string(i));
        fresh.push_back(static_cast<std::int64_t>(1e6 * startOnce(options, data)));
        again.push_back(static_cast<std::int64_t>(1e6 * startOnce(options, data)));
    }
    line.number("start_ms", percentile(again, 0.5) / 1e6)
        .number("first_start_ms", percentile(fresh, 0.5) / 1e6)
        .number("start_ms_most", kStartLimit);
}

double measureFloors(const LoadOptions& options, const std::filesystem::path& folder,
                     JsonLine& line)
{
    const double seconds = options.seconds / 2;
    double last = 0;
    for (const std::size_t rows : {1U, 10U, 100U}) {
        progress("SQLite, groups of " + std::to_string(rows));
        const std::string name = "sqlite_" + std::to_string(rows);
        const GroupCommits commits =
            measureGroupCommits(folder / name, rows, options.envelopeBytes, seconds);
        line.number(name + "_per_s", commits.rowsPerSecond).number(name + "_p99_ms", commits.p99Ms);
        last = commits.rowsPerSecond;
    }
    for (const std::size_t inFlight : {1U, 16U}) {
        progress("bare WebSocket, " + std::to_string(inFlight) + " in flight");
        line.number("echo_in_flight_" + std::to_string(inFlight) + "_per_s",
                    measureEcho(options.pairs, inFlight, options.envelopeBytes, seconds));
    }
    return last;
}

void measure(const LoadOptions& options)
{
    const FreshFolder folder(options.folder);
    JsonLine line;
    std::array<double, 1> busy{};
    line.text("name", "relay")
        .number("envelope_bytes", static_cast<double>(options.envelopeBytes))
        .number("processors", std::thread::hardware_concurrency())
        .number("load_before",
                ::getloadavg(busy.data(), 1) == 1 ? std::optional(busy[0]) : std::nullopt);
    std::optional<double> sqliteFloor;
    if (options.floors) {
        sqliteFloor = measureFloors(options, folder.path(), line);
    }
    if (options.load) {
        measureStart(options, folder.path(), line);
        measureLoad(options, folder.path(), sqliteFloor, line);
        measureIdle(options, folder.path(), line);
    }
    line.print();
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments == std::vector<std::string>{"--serve-echo"}) {
        return serveEcho(argc, argv);
    }
    auto options = parseLoadOptions(arguments);
    if (!options) {
        std::cerr << "relay-load: " << options.error() << "; see --help\n";
        return 2;
    }
    if (options->help) {
        std::cout << loadHelp();
        return 0;
    }
    const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe");
    if (options->relay.empty()) {
        options->relay = self.parent_path().parent_path() / "sotto-relay";
    }
    if (options->folder.empty()) {
        options->folder = self.parent_path();
    }
    if (!sotto::crypto::initialize()) {
        std::cerr << "relay-load: libsodium does not answer rightly\n";
        return 1;
    }
    try {
        measure(*options);
    } catch (const std::exception& failure) {
        std::cerr << "relay-load: " << failure.what() << '\n';
        return 1;
    }
}
