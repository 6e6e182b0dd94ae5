// sotto-bench-crypto: how fast crypto/ is, beside the libsodium calls that it cannot do without and
// beside libolm. One JSON object a line.
#include "crypto/base/init.h"
#include "tests/bench/bench_crypto.h"

#include <cstdlib>
#include <iostream>

namespace {

constexpr const char* kUsage =
    "usage: sotto-bench-crypto [--filter=REGEX] [--seconds=S] [--rounds=N]\n"
    "  --seconds  for all rounds of one series together (0.05)\n"
    "  --rounds   how often a benchmark and what it is compared with take turns (7)\n";

bool readOptions(int argc, char** argv, sotto::bench::Options& options)
{
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        const std::string value =
            argument.substr(std::min(argument.find('=') + 1, argument.size()));
        if (argument.starts_with("--filter=")) {
            options.filter = value;
        } else if (argument.starts_with("--seconds=")) {
            options.secondsPerSeries = std::strtod(value.c_str(), nullptr);
        } else if (argument.starts_with("--rounds=")) {
            options.rounds = static_cast<unsigned>(std::strtoul(value.c_str(), nullptr, 10));
        } else {
            return false;
        }
    }
    return options.rounds >= 1 && options.secondsPerSeries > 0;
}

} // namespace

int main(int argc, char** argv)
{
    sotto::bench::Options options;
    if (!readOptions(argc, argv, options)) {
        std::cerr << kUsage;
        return 2;
    }
    if (!sotto::crypto::initialize()) {
        sotto::bench::fail("libsodium does not answer rightly");
    }
    sotto::bench::Harness harness(options, std::cout);
    sotto::bench::benchPrimitives(harness);
    sotto::bench::benchPhrase(harness);
    sotto::bench::benchRatchet(harness);
    sotto::bench::benchAttachment(harness);
    sotto::bench::benchHandshake(harness);
    sotto::bench::benchOlm(harness);
}
