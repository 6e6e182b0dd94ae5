#pragma once

#include "app/cli/exit_status.h"
#include "crypto/base/result.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace sotto::cli {

class Session;
struct Invocation;

enum class OptionKind : std::uint8_t
{
    Flag,
    Text,
    Count,   ///< a whole number
    Seconds, ///< a decimal number; Invocation has it in milliseconds
};

struct VerbOption
{
    std::string_view name; ///< without dashes
    OptionKind kind = OptionKind::Flag;
    std::string_view argument = {}; ///< what the usage line calls its value
    bool required = false;
    std::int64_t min = 0; ///< of a Count, or of Seconds in milliseconds
    std::int64_t max = 0;
};

/// Whether a verb begins an account or needs one.
enum class AccountNeed : std::uint8_t
{
    HasOne,
    MakesOne,
};

struct Verb
{
    std::string_view name;
    std::vector<std::string_view> operands; ///< as the usage line calls them; all are needed
    std::vector<VerbOption> options;
    std::string_view help; ///< one line
    AccountNeed account = AccountNeed::HasOne;
    crypto::Result<void, Refusal> (*run)(Session& session, const Invocation& invocation) = nullptr;
    /// Instead, for one that takes no profile.
    crypto::Result<void, Refusal> (*runAlone)(const Invocation& invocation) = nullptr;
};

/// All of them, in the order in which --help shows them.
[[nodiscard]] std::span<const Verb> verbTable();

} // namespace sotto::cli
