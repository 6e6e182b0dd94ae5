#include "app/cli/invocation.h"

#include <algorithm>
#include <charconv>

namespace sotto::cli {

using crypto::Result;
using crypto::Unexpected;

namespace {

constexpr std::string_view kProgramLine = "sotto-cli --profile DIR [--json] VERB";

std::string dashed(std::string_view name)
{
    return "--" + std::string(name);
}

std::optional<std::int64_t> wholeNumber(std::string_view text)
{
    std::int64_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc() || end != text.data() + text.size() || text.starts_with('-')) {
        return std::nullopt;
    }
    return out;
}

/// "2", "0.5", ".25" in milliseconds; what is finer is cut off.
std::optional<std::int64_t> seconds(std::string_view text)
{
    constexpr std::size_t kDigitsMax = 9;
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::string_view whole = text.substr(0, point);
    std::string fraction(text.substr(std::min(point + 1, text.size())));
    if (text.empty() || whole.size() > kDigitsMax || fraction.size() > kDigitsMax ||
        (whole.empty() && fraction.empty())) {
        return std::nullopt;
    }
    const auto wholeValue = whole.empty() ? 0 : wholeNumber(whole);
    const auto fractionValue = fraction.empty() ? 0 : wholeNumber(fraction);
    if (!wholeValue || !fractionValue) {
        return std::nullopt;
    }
    fraction.resize(3, '0');
    return *wholeValue * 1000 + *wholeNumber(fraction);
}

/// One call's arguments, read from the left.
class Parser
{
public:
    Parser(std::span<const std::string> arguments, std::span<const Verb> verbs)
        : m_arguments(arguments)
        , m_verbs(verbs)
    {}

    Result<Invocation, std::string> parse()
    {
        while (m_next < m_arguments.size() && !m_out.verb && m_out.action == Action::Run) {
            SOTTO_CHECK(programArgument());
        }
        if (m_out.action != Action::Run) {
            return std::move(m_out);
        }
        if (!m_out.verb) {
            return Unexpected(wrong("There is no verb: say what to do."));
        }
        if (m_out.profile.empty()) {
            return Unexpected(wrong("There is no --profile DIR: say which folder to use."));
        }
        while (m_next < m_arguments.size()) {
            SOTTO_CHECK(verbArgument());
        }
        SOTTO_CHECK(checkComplete());
        return std::move(m_out);
    }

private:
    using Action = Invocation::Action;

    [[nodiscard]] std::string wrong(const std::string& sentence) const
    {
        return sentence + "\nUsage: " +
               (m_out.verb ? usageLine(*m_out.verb) : std::string(kProgramLine) + " …");
    }

    /// Splits "--name=value"; leaves m_value empty if there is no "=".
    std::string_view nameOf(std::string_view argument)
    {
        const std::size_t equals = argument.find('=');
        m_value = equals == std::string_view::npos
                      ? std::nullopt
                      : std::optional<std::string>(argument.substr(equals + 1));
        return argument.substr(0, equals);
    }

    Result<std::string, std::string> valueOf(std::string_view name)
    {
        if (m_value) {
            return std::move(*m_value);
        }
        if (m_next == m_arguments.size()) {
            return Unexpected(wrong(std::string(name) + " needs a value."));
        }
        return m_arguments[m_next++];
    }

    Result<void, std::string> withoutValue(std::string_view name) const
    {
        if (m_value) {
            return Unexpected(wrong(std::string(name) + " takes no value."));
        }
        return {};
    }

    Result<void, std::string> programArgument()
    {
        const std::string& argument = m_arguments[m_next++];
        if (!argument.starts_with('-')) {
            return takeVerb(argument);
        }
        const std::string_view name = nameOf(argument);
        if (name == "--profile" || name == "--passphrase-file") {
            SOTTO_TRY(value, valueOf(name));
            if (value.empty()) {
                return Unexpected(wrong(std::string(name) + " is empty: write a path."));
            }
            if (name == "--profile") {
                m_out.profile = value;
            } else {
                m_out.passphraseFile = value;
            }
            return {};
        }
        SOTTO_CHECK(withoutValue(name));
        if (name == "--json") {
            m_out.json = true;
        } else if (name == "--help" || name == "-h") {
            m_out.action = Action::Help;
        } else if (name == "--version") {
            m_out.action = Action::Version;
        } else {
            return Unexpected(wrong("There is no option " + std::string(name) + "."));
        }
        return {};
    }

    Result<void, std::string> takeVerb(const std::string& name)
    {
        const auto found = std::find_if(m_verbs.begin(), m_verbs.end(),
                                        [&](const Verb& verb) { return verb.name == name; });
        if (found == m_verbs.end()) {
            return Unexpected(
                wrong("There is no verb \"" + name + "\"; sotto-cli --help lists them."));
        }
        m_out.verb = &*found;
        m_onlyOperands = m_out.verb->options.empty();
        return {};
    }

    Result<void, std::string> verbArgument()
    {
        const std::string& argument = m_arguments[m_next++];
        if (m_onlyOperands || argument.size() < 2 || !argument.starts_with('-')) {
            return takeOperand(argument);
        }
        if (argument == "--") {
            m_onlyOperands = true;
            return {};
        }
        const std::string_view name = nameOf(argument);
        const auto& options = m_out.verb->options;
        const auto option =
            std::find_if(options.begin(), options.end(), [&](const VerbOption& candidate) {
                return name == dashed(candidate.name);
            });
        if (option == options.end()) {
            return Unexpected(
                wrong(std::string(m_out.verb->name) + " has no option " + std::string(name) + "."));
        }
        return takeOption(*option);
    }

    Result<void, std::string> takeOperand(const std::string& argument)
    {
        if (m_out.operands.size() == m_out.verb->operands.size()) {
            return Unexpected(wrong(
                "There is one argument too many: \"" + argument + "\"." +
                (argument == "--json" ? " Options of the program stand before the verb." : "")));
        }
        m_out.operands.push_back(argument);
        return {};
    }

    Result<void, std::string> takeOption(const VerbOption& option)
    {
        const std::string name = dashed(option.name);
        if (option.kind == OptionKind::Flag) {
            SOTTO_CHECK(withoutValue(name));
            m_out.flags.emplace_back(option.name);
            return {};
        }
        SOTTO_TRY(value, valueOf(name));
        if (option.kind == OptionKind::Text) {
            m_out.texts.insert_or_assign(std::string(option.name), std::move(value));
            return {};
        }
        const bool isCount = option.kind == OptionKind::Count;
        const auto number = isCount ? wholeNumber(value) : seconds(value);
        if (!number || *number < option.min || *number > option.max) {
            const std::int64_t unit = isCount ? 1 : 1000;
            return Unexpected(wrong(name + " must be a number from " +
                                    std::to_string(option.min / unit) + " to " +
                                    std::to_string(option.max / unit) + "."));
        }
        m_out.numbers.insert_or_assign(std::string(option.name), *number);
        return {};
    }

    Result<void, std::string> checkComplete() const
    {
        const Verb& verb = *m_out.verb;
        if (m_out.operands.size() < verb.operands.size()) {
            return Unexpected(wrong(std::string(verb.name) + " needs " +
                                    std::string(verb.operands[m_out.operands.size()]) + "."));
        }
        for (const VerbOption& option : verb.options) {
            if (option.required && !m_out.texts.contains(option.name)) {
                return Unexpected(wrong(std::string(verb.name) + " needs " + dashed(option.name) +
                                        " " + std::string(option.argument) + "."));
            }
        }
        return {};
    }

    std::span<const std::string> m_arguments;
    std::span<const Verb> m_verbs;
    std::size_t m_next = 0;
    std::optional<std::string> m_value;
    bool m_onlyOperands = false;
    Invocation m_out;
};

/// What follows the program's own options: "history CONTACT [--limit K]".
std::string synopsis(const Verb& verb)
{
    std::string out(verb.name);
    for (const std::string_view operand : verb.operands) {
        out += " " + std::string(operand);
    }
    for (const VerbOption& option : verb.options) {
        std::string text = dashed(option.name);
        if (!option.argument.empty()) {
            text += " " + std::string(option.argument);
        }
        out += option.required ? " " + text : " [" + text + "]";
    }
    return out;
}

} // namespace

bool Invocation::hasFlag(std::string_view name) const
{
    return std::find(flags.begin(), flags.end(), name) != flags.end();
}

std::optional<std::int64_t> Invocation::number(std::string_view name) const
{
    const auto found = numbers.find(name);
    return found == numbers.end() ? std::nullopt : std::optional(found->second);
}

Result<Invocation, std::string> parseInvocation(std::span<const std::string> arguments,
                                                std::span<const Verb> verbs)
{
    return Parser(arguments, verbs).parse();
}

std::string usageLine(const Verb& verb)
{
    return "sotto-cli --profile DIR [--json] " + synopsis(verb);
}

std::string helpText(std::span<const Verb> verbs)
{
    std::string out(kProgramLine);
    out += R"( …

Sotto without a window, for scripts and bots. One program at a time may use a profile.

)";
    for (const Verb& verb : verbs) {
        out += "  " + synopsis(verb) + "\n      " + std::string(verb.help) + "\n";
    }
    out += R"(
  --profile DIR            the folder of this account
  --json                   one object a line
  --passphrase-file FILE   what opens the profile's database; or the variable SOTTO_PASSPHRASE
  --version, --help

CONTACT is a name or an id. Exit status: 0 done, 1 refused, 2 usage, 3 relay unreachable (what could
not be sent stays queued and leaves with the next call). sotto-cli(1) has the rest.
)";
    return out;
}

} // namespace sotto::cli
