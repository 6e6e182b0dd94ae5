// sotto-bench-crypto: how fast crypto/ is, beside the libsodium calls that it cannot do without and
// beside libolm. One JSON object a line.
#include "crypto/base/init.h"
#include "tests/bench/bench_crypto.h"

#include <iostream>
#include <vector>

namespace {

void printHelp()
{
    std::cout
        << "usage: sotto-bench-crypto [--filter=REGEX] [--benchmark_…]\n"
           "  --filter     of the names that are printed\n"
           "  --benchmark_ options of Google Benchmark, such as\n"
           "               --benchmark_repetitions=N  how often things take turns (7)\n"
           "               --benchmark_min_time=S     of one repetition (" SOTTO_BENCH_MIN_TIME
           ")\n"
           "               but not --benchmark_out: redirect the lines instead\n";
}

/// Google Benchmark's arguments: what we measure with, then what the command line says otherwise.
/// Empty if it says what we cannot do: each comparison is a run of Google's, and the next one would
/// overwrite its file.
std::vector<std::string> argumentsFrom(int argc, char** argv)
{
    const std::string filter = "--filter=";
    std::vector<std::string> out{argv[0], "--benchmark_enable_random_interleaving=true",
                                 "--benchmark_repetitions=7",
                                 "--benchmark_min_time=" SOTTO_BENCH_MIN_TIME};
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument.starts_with("--benchmark_out")) {
            return {};
        }
        out.push_back(argument.starts_with(filter)
                          ? "--benchmark_filter=" + argument.substr(filter.size())
                          : argument);
    }
    return out;
}

} // namespace

int main(int argc, char** argv)
{
    std::vector<std::string> arguments = argumentsFrom(argc, argv);
    std::vector<char*> pointers;
    for (std::string& argument : arguments) {
        pointers.push_back(argument.data());
    }
    int count = static_cast<int>(pointers.size());
    benchmark::Initialize(&count, pointers.data(), printHelp);
    if (count != 1) {
        std::cerr << "sotto-bench-crypto: not an option that it takes; see --help\n";
        return 2;
    }
    if (!sotto::crypto::initialize()) {
        sotto::bench::fail("libsodium does not answer rightly");
    }
    sotto::bench::Suite suite;
    sotto::bench::benchPrimitives(suite);
    sotto::bench::benchPhrase(suite);
    sotto::bench::benchRatchet(suite);
    sotto::bench::benchAttachment(suite);
    sotto::bench::benchHandshake(suite);
    sotto::bench::benchChannel(suite);
    sotto::bench::benchLog(suite);
    sotto::bench::benchVault(suite);
    sotto::bench::benchOlm(suite);
}
