#pragma once

#include "crypto/base/result.h"

#include <filesystem>
#include <span>
#include <string>

namespace sotto::bench {

struct LoadOptions
{
    std::filesystem::path relay;  ///< the executable
    std::filesystem::path folder; ///< where data folders are made; decides which disk is measured
    double seconds = 5;           ///< of each measurement, after a warm-up of a quarter of it
    std::size_t pairs = 50;
    std::size_t inFlight = 32;     ///< posts that a sender leaves unanswered, at `pairs`
    std::size_t inFlightOne = 128; ///< the same of the sender at one pair, and of the absent user's
    double latencyPerSecond = 500;
    std::size_t absent = 10'000;
    std::size_t idle = 2'000;
    std::size_t starts = 5;
    std::size_t envelopeBytes = 1'024;
    bool help = false;
    bool floors = true;
    bool load = true;
};

[[nodiscard]] std::string loadHelp();
/// The error is a text for a person.
[[nodiscard]] crypto::Result<LoadOptions, std::string>
parseLoadOptions(std::span<const std::string> arguments);

} // namespace sotto::bench
