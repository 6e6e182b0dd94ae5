#include "net/relay/server/relay_options.h"

#include "net/relay/server/option_table.h"

#include <fstream>
#include <map>

namespace sotto::relay {

using crypto::Unexpected;

namespace {

constexpr std::size_t kHelpColumns = 80;
constexpr std::size_t kHelpIndent = 30;

/// An option as it was written somewhere.
struct Setting
{
    const OptionSpec* spec = nullptr;
    std::string value;
    std::string where; ///< for errors
};
using Settings = std::vector<Setting>;

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kBlank = " \t\r";
    const std::size_t begin = text.find_first_not_of(kBlank);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

/// A '#' begins a comment where a word could begin, so that it may stand inside a path.
std::string_view withoutComment(std::string_view line)
{
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '#' && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')) {
            return line.substr(0, i);
        }
    }
    return line;
}

crypto::Result<void, std::string> add(Settings& settings, Setting setting)
{
    for (const Setting& other : settings) {
        if (other.spec == setting.spec && setting.spec->use != OptionUse::Repeatable) {
            return Unexpected(setting.where + " is given twice (before: " + other.where +
                              "); leave one of them out.");
        }
    }
    settings.push_back(std::move(setting));
    return {};
}

crypto::Result<Settings, std::string> readArguments(std::span<const std::string> arguments)
{
    Settings settings;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i] == "-h" ? "--help" : arguments[i];
        if (!argument.starts_with("--")) {
            return Unexpected("\"" + argument +
                              "\" is no option; options begin with --, and sotto-relay --help "
                              "lists them.");
        }
        const std::size_t equals = std::min(argument.find('='), argument.size());
        const std::string dashed = argument.substr(0, equals);
        const OptionSpec* spec = findOption(std::string_view(dashed).substr(2));
        if (spec == nullptr) {
            return Unexpected(dashed + " is no option; sotto-relay --help lists them.");
        }
        std::string value;
        if (equals < argument.size()) {
            value = argument.substr(equals + 1);
            if (spec->argument.empty()) {
                return Unexpected(dashed + " takes no value; leave \"=" + value + "\" out.");
            }
        } else if (!spec->argument.empty()) {
            // No value begins like an option, so a forgotten one eats none.
            if (++i == arguments.size() || arguments[i].starts_with("--")) {
                return Unexpected(dashed + " needs a value: " + dashed + " " +
                                  std::string(spec->argument) + ".");
            }
            value = arguments[i];
        }
        SOTTO_CHECK(add(settings, {spec, std::move(value), dashed}));
    }
    return settings;
}

crypto::Result<Setting, std::string> readLine(std::string_view line, const std::string& place)
{
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) {
        return Unexpected(place + ": \"" + std::string(line) +
                          "\" is no setting; write: option = value");
    }
    const std::string name(trimmed(line.substr(0, equals)));
    const std::string_view value = trimmed(line.substr(equals + 1));
    const OptionSpec* spec = findOption(name);
    if (spec == nullptr) {
        return Unexpected(place + ": \"" + name +
                          "\" is no option; sotto-relay --help lists them (here without dashes).");
    }
    if (spec->use == OptionUse::CommandLine) {
        return Unexpected(place + ": " + name + " belongs on the command line, not in a file.");
    }
    if (value.starts_with('"') || value.starts_with('\'')) {
        return Unexpected(place + ": " + name + ": write the value without quotes.");
    }
    return Setting{spec, std::string(value), place + ": " + name};
}

crypto::Result<Settings, std::string> readFile(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::string text(kConfigBytesMax + 1, '\0');
    if (!file.read(text.data(), static_cast<std::streamsize>(text.size())) && !file.eof()) {
        return Unexpected("The configuration file " + path.string() +
                          " cannot be read; check that it exists and that this user may read it.");
    }
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > kConfigBytesMax) {
        return Unexpected("The configuration file " + path.string() + " is longer than " +
                          std::to_string(kConfigBytesMax) + " bytes; it is probably another file.");
    }
    Settings settings;
    std::size_t number = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = trimmed(withoutComment(rest.substr(0, end)));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const std::string place = path.string() + " line " + std::to_string(++number);
        if (line.empty()) {
            continue;
        }
        SOTTO_TRY(setting, readLine(line, place));
        SOTTO_CHECK(add(settings, std::move(setting)));
    }
    return settings;
}

crypto::Result<void, std::string> applyAll(RelayOptions& options, const Settings& settings)
{
    for (const Setting& setting : settings) {
        if (const auto done = setting.spec->apply(options, setting.value); !done) {
            return Unexpected(setting.where + ": " + done.error());
        }
    }
    return {};
}

bool contains(const Settings& settings, const OptionSpec* spec)
{
    return std::ranges::find(settings, spec, &Setting::spec) != settings.end();
}

/// What no option can tell alone.
crypto::Result<void, std::string> checkTogether(const RelayOptions& options)
{
    if (options.action == RelayAction::Help || options.action == RelayAction::Version) {
        return {};
    }
    if (options.data.empty()) {
        return Unexpected(std::string(
            "--data is missing; name the folder that shall hold the relay's data: --data DIR."));
    }
    if (options.tlsCertificate.empty() != options.tlsKey.empty()) {
        return Unexpected(std::string(options.tlsKey.empty() ? "--tls-key" : "--tls-certificate") +
                          " is missing; TLS needs both the certificate and its key.");
    }
    if (options.action == RelayAction::Serve && options.listen.empty()) {
        return Unexpected(std::string(
            "--listen is missing; say where clients connect, for example --listen 0.0.0.0:443."));
    }
    const bool knowsPort = (options.publicHost && options.publicHost->port) ||
                           (!options.listen.empty() && options.listen[0].port != 0);
    const bool knowsHost = options.publicHost || !options.listen.empty();
    if (options.action == RelayAction::PrintAddress && !(knowsHost && knowsPort)) {
        return Unexpected(std::string("--print-address needs to know host and port; give "
                                      "--public-address HOST:PORT or the --listen of the relay."));
    }
    const auto backup = options.backupTo.lexically_normal();
    const auto data = options.data.lexically_normal();
    if (options.action == RelayAction::Backup &&
        std::mismatch(data.begin(), data.end(), backup.begin(), backup.end()).first == data.end()) {
        return Unexpected(std::string(
            "--backup names a folder inside the data folder; name one beside it or elsewhere."));
    }
    return {};
}

void appendWrapped(std::string& out, std::string_view help)
{
    const std::size_t width = kHelpColumns - kHelpIndent;
    while (help.size() > width) {
        const std::size_t cut = help.rfind(' ', width);
        out += std::string(help.substr(0, cut)) + "\n" + std::string(kHelpIndent, ' ');
        help.remove_prefix(cut + 1);
    }
    out += std::string(help) + "\n";
}

} // namespace

bool ListenAddress::isLoopback() const
{
    return host == "::1" || host.starts_with("127.");
}

std::string ListenAddress::text() const
{
    const bool isIpv6 = host.find(':') != std::string::npos;
    return (isIpv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

crypto::Result<RelayOptions, std::string> parseOptions(std::span<const std::string> arguments)
{
    SOTTO_TRY(given, readArguments(arguments));
    RelayOptions options;
    Settings settings;
    const OptionSpec* const config = findOption("config");
    for (const Setting& setting : given) {
        if (setting.spec == config) {
            SOTTO_TRY(read, readFile(setting.value));
            settings = std::move(read);
        }
    }
    // Of the file's settings, those that the command line repeats do not count.
    std::erase_if(settings, [&](const Setting& setting) { return contains(given, setting.spec); });
    SOTTO_CHECK(applyAll(options, settings));
    SOTTO_CHECK(applyAll(options, given));
    SOTTO_CHECK(checkTogether(options));
    return options;
}

std::vector<std::string> cautionsOf(const RelayOptions& options)
{
    std::vector<std::string> cautions;
    const bool isPublic = std::ranges::any_of(
        options.listen, [](const ListenAddress& address) { return !address.isLoopback(); });
    if (isPublic && !options.hasTls()) {
        cautions.emplace_back(
            "clients connect without TLS: what they say stays encrypted, but a network sees that "
            "it is Sotto; give --tls-certificate and --tls-key, or listen on loopback behind a "
            "proxy");
    }
    if (options.metrics && !options.metrics->isLoopback()) {
        cautions.emplace_back("metrics are served beyond loopback; anybody who reaches that port "
                              "reads how busy the relay is");
    }
    if (options.accessKey.source == AccessKeyOption::Source::Given) {
        cautions.emplace_back("an access key on a command line or in a configuration file is seen "
                              "by other users of this machine; use file:PATH or generate");
    }
    return cautions;
}

std::string helpText()
{
    std::string out = "sotto-relay --data DIR --listen ADDR:PORT [OPTION …]\n\n"
                      "The relay of Sotto. Prints its sotto:// address, then one line for each\n"
                      "event. SIGTERM stops it in good order, SIGHUP reads files anew.\n";
    for (const OptionSpec& spec : optionTable()) {
        if (!spec.group.empty()) {
            out += "\n" + std::string(spec.group) + ":\n";
        }
        std::string left = "  --" + std::string(spec.name);
        if (!spec.argument.empty()) {
            left += " " + std::string(spec.argument);
        }
        // Two spaces at least between the columns; a longer left side has a line of its own.
        if (left.size() + 2 > kHelpIndent) {
            out += left + "\n" + std::string(kHelpIndent, ' ');
        } else {
            out += left + std::string(kHelpIndent - left.size(), ' ');
        }
        appendWrapped(out, spec.help);
    }
    return out;
}

} // namespace sotto::relay
