#pragma once

#include "net/relay/server/option_values.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace sotto::relay {

enum class OptionUse : std::uint8_t
{
    Everywhere,  ///< on the command line and in the file, once
    Repeatable,  ///< the same, as often as wanted
    CommandLine, ///< not in the file: what to do, not how
};

/// One option, as --help shows it and parseOptions takes it.
struct OptionSpec
{
    std::string_view name;     ///< without dashes
    std::string_view argument; ///< what --help calls its value; empty if it has none
    std::string_view group;    ///< headline in --help, given with the first of a group
    std::string_view help;     ///< one text; --help breaks its lines
    OptionUse use;
    Value<void> (*apply)(RelayOptions& options, std::string_view value);
};

[[nodiscard]] std::span<const OptionSpec> optionTable();
[[nodiscard]] const OptionSpec* findOption(std::string_view name);

} // namespace sotto::relay
