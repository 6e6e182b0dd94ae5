#pragma once

#include "app/cli/verb.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace sotto::cli {

/// What one call of the program asks for.
struct Invocation
{
    enum class Action : std::uint8_t
    {
        Run,
        Help,
        Version
    };
    Action action = Action::Run;
    std::filesystem::path profile;
    std::optional<std::filesystem::path> passphraseFile;
    bool json = false;
    const Verb* verb = nullptr;
    std::vector<std::string> operands; ///< as many as the verb names
    std::map<std::string, std::string, std::less<>> texts;
    std::map<std::string, std::int64_t, std::less<>> numbers; ///< Count; Seconds as milliseconds
    std::vector<std::string> flags;

    [[nodiscard]] bool hasFlag(std::string_view name) const;
    [[nodiscard]] std::optional<std::int64_t> number(std::string_view name) const;
};

/// Options of the program stand before the verb, those of a verb anywhere behind it. Behind "--",
/// and in a verb that has no options, every argument is an operand as it is, so that a text to be
/// sent may begin with dashes. The error is a sentence and the usage line it goes against.
[[nodiscard]] crypto::Result<Invocation, std::string>
parseInvocation(std::span<const std::string> arguments, std::span<const Verb> verbs);

[[nodiscard]] std::string usageLine(const Verb& verb);
[[nodiscard]] std::string helpText(std::span<const Verb> verbs);

} // namespace sotto::cli
