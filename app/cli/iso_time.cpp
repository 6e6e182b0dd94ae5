#include "app/cli/iso_time.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace sotto::cli {

namespace {

constexpr storage::Milliseconds kYear1 = -62'135'596'800'000;
constexpr storage::Milliseconds kEndOfYear9999 = 253'402'300'799'999;

} // namespace

std::string isoTime(storage::Milliseconds time)
{
    using namespace std::chrono;
    const sys_time<milliseconds> moment{milliseconds(std::clamp(time, kYear1, kEndOfYear9999))};
    const auto day = floor<days>(moment);
    const year_month_day date{day};
    const hh_mm_ss clock{moment - day};
    std::array<char, 96> out{}; // more than seven integers can have
    std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()),
                  static_cast<int>(clock.subseconds().count()));
    return out.data();
}

} // namespace sotto::cli
