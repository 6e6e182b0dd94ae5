#include "tests/bench/relay_load/load_options.h"

#include "tests/bench/relay_load/payload.h"

#include <charconv>
#include <functional>
#include <map>

namespace sotto::bench {

namespace {

using Setter = std::function<bool(std::string_view)>;

template <class T> Setter number(T& target, T least, T most)
{
    return [&target, least, most](std::string_view text) {
        T value{};
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + text.size() || value < least ||
            value > most) {
            return false;
        }
        target = value;
        return true;
    };
}

Setter path(std::filesystem::path& target)
{
    return [&target](std::string_view text) {
        target = std::filesystem::path(text);
        return !text.empty();
    };
}

std::map<std::string, Setter, std::less<>> settersOf(LoadOptions& options)
{
    using Size = std::size_t;
    return {{"--relay", path(options.relay)},
            {"--folder", path(options.folder)},
            {"--seconds", number(options.seconds, 0.05, 600.0)},
            {"--pairs", number(options.pairs, Size{1}, Size{2'000})},
            {"--in-flight", number(options.inFlight, Size{1}, Size{256})},
            {"--in-flight-one", number(options.inFlightOne, Size{1}, Size{256})},
            {"--latency-rate", number(options.latencyPerSecond, 1.0, 1e5)},
            {"--absent", number(options.absent, Size{1}, Size{20'000})},
            {"--idle", number(options.idle, Size{1}, Size{9'000})},
            {"--starts", number(options.starts, Size{1}, Size{100})},
            {"--bytes", number(options.envelopeBytes, kSmallestPayload, Size{65'536})}};
}

} // namespace

std::string loadHelp()
{
    return "usage: relay-load [--OPTION=VALUE …]\n"
           "Starts sotto-relay on loopback, puts it under load and prints one line of JSON.\n"
           "  --relay          the executable (../sotto-relay beside this one)\n"
           "  --folder         where data folders are made, and so the disk (beside this one)\n"
           "  --seconds        of each measurement, after a quarter of it as warm-up (5)\n"
           "  --pairs          senders and receivers of the larger run (50)\n"
           "  --in-flight      posts that each sender leaves unanswered there (32)\n"
           "  --in-flight-one  the same at one pair, and for the absent user (128)\n"
           "  --latency-rate   messages a second of the open loop (500)\n"
           "  --absent         messages stored for the absent user (10000)\n"
           "  --idle           idle connections (2000)\n"
           "  --starts         how often the relay is started for its start time (5)\n"
           "  --bytes          of an envelope (1024)\n"
           "  --no-floors      leave SQLite and the bare WebSocket out\n"
           "  --floors-only    only these\n";
}

crypto::Result<LoadOptions, std::string> parseLoadOptions(std::span<const std::string> arguments)
{
    LoadOptions options;
    const auto setters = settersOf(options);
    for (const std::string& argument : arguments) {
        if (argument == "--help") {
            options.help = true;
        } else if (argument == "--no-floors") {
            options.floors = false;
        } else if (argument == "--floors-only") {
            options.load = false;
        } else {
            const std::size_t equals = std::min(argument.find('='), argument.size());
            const auto setter = setters.find(argument.substr(0, equals));
            if (setter == setters.end() || equals == argument.size()) {
                return crypto::Unexpected("not an option: " + argument);
            }
            if (!setter->second(std::string_view(argument).substr(equals + 1))) {
                return crypto::Unexpected("not a value that it takes: " + argument);
            }
        }
    }
    return options;
}

} // namespace sotto::bench
