#include "net/relay/server/option_table.h"

#include <algorithm>
#include <array>

namespace sotto::relay {

using crypto::Unexpected;

namespace {

constexpr std::uint64_t kDay = 86'400;
constexpr std::uint64_t kYears = 10 * 365 * kDay; // longer than any relay's disk

template <class Number>
Value<void> setCount(Number& out, std::string_view value, std::uint64_t min, std::uint64_t max)
{
    SOTTO_TRY(n, parseCount(value, min, max));
    out = static_cast<Number>(n);
    return {};
}

Value<void> setBytes(std::uint64_t& out, std::string_view value, std::uint64_t min,
                     std::uint64_t max = UINT64_MAX)
{
    SOTTO_TRY(n, parseBytes(value));
    if (n < min || n > max) {
        return Unexpected("must be at least " + std::to_string(min) +
                          (max == UINT64_MAX ? "" : " and at most " + std::to_string(max)) +
                          " bytes.");
    }
    out = n;
    return {};
}

Value<void> setDuration(crypto::Duration& out, std::string_view value, std::uint64_t unit,
                        std::uint64_t min)
{
    SOTTO_TRY(length, parseDuration(value, unit));
    if (length.seconds < min || length.seconds > kYears) {
        return Unexpected("must be from " + std::to_string(min) + "s to 3650d.");
    }
    out = length;
    return {};
}

Value<void> setAction(RelayOptions& options, RelayAction action)
{
    if (options.action != RelayAction::Serve && options.action != action) {
        return Unexpected(std::string("asks for another thing than an option before it; give one "
                                      "of them at a time."));
    }
    options.action = action;
    return {};
}

Value<void> setPath(std::filesystem::path& out, std::string_view value)
{
    if (value.empty()) {
        return Unexpected(std::string("is empty; write a path."));
    }
    out = value;
    return {};
}

using Options = RelayOptions;
using Text = std::string_view;

const std::array<OptionSpec, 29> kTable = {{
    {"data", "DIR", "What is needed", "Folder of everything the relay keeps; made if missing.",
     OptionUse::Everywhere, [](Options& o, Text v) { return setPath(o.data, v); }},
    {"listen", "ADDR:PORT", "",
     "IP address (IPv6 in brackets) and port for clients; port 0 is any free one. Repeatable.",
     OptionUse::Repeatable,
     [](Options& o, Text v) -> Value<void> {
         SOTTO_TRY(address, parseListenAddress(v));
         o.listen.push_back(std::move(address));
         return {};
     }},

    {"public-address", "HOST[:PORT]", "How clients reach it",
     "What the sotto:// address names; default: where the relay listens.", OptionUse::Everywhere,
     [](Options& o, Text v) -> Value<void> {
         SOTTO_TRY(host, parsePublicHost(v));
         o.publicHost = std::move(host);
         return {};
     }},
    {"access-key", "KEY", "",
     "Who may connect: none (everybody), generate (a key in the data folder, made once), "
     "file:PATH, "
     "or its 43 characters. Default: the data folder's, if there is one.",
     OptionUse::Everywhere,
     [](Options& o, Text v) -> Value<void> {
         SOTTO_TRY(option, parseAccessKeyOption(v));
         o.accessKey = std::move(option);
         return {};
     }},
    {"tls-certificate", "FILE", "",
     "PEM chain, the server's own certificate first. Read anew when it changes.",
     OptionUse::Everywhere, [](Options& o, Text v) { return setPath(o.tlsCertificate, v); }},
    {"tls-key", "FILE", "", "PEM key of that certificate.", OptionUse::Everywhere,
     [](Options& o, Text v) { return setPath(o.tlsKey, v); }},

    {"mailbox-envelopes", "N", "What it keeps for each (sizes: KiB, MiB, GiB; times: s, m, h, d)",
     "Envelopes that wait in one mailbox; default 20000.", OptionUse::Everywhere,
     [](Options& o, Text v) { return setCount(o.mailbox.envelopesMax, v, 1, 100'000'000); }},
    {"mailbox-bytes", "SIZE", "", "Their bytes; default 128MiB.", OptionUse::Everywhere,
     [](Options& o, Text v) { return setBytes(o.mailbox.bytesMax, v, wire::kEnvelopeBytesMax); }},
    {"mailbox-days", "DAYS", "", "How long they wait; default 30.", OptionUse::Everywhere,
     [](Options& o, Text v) { return setDuration(o.mailbox.ageMax, v, kDay, 1); }},
    {"blob-bytes", "SIZE", "", "Size of one attachment; default and most 2415919104.",
     OptionUse::Everywhere,
     [](Options& o, Text v) {
         return setBytes(o.blobBytesMax, v, wire::kBlobPieceBytesMax, wire::kBlobBytesMax);
     }},
    {"blob-days", "DAYS", "", "How long it is kept; default 30.", OptionUse::Everywhere,
     [](Options& o, Text v) { return setDuration(o.blobAgeMax, v, kDay, 1); }},

    {"blobs-total", "SIZE", "What it keeps altogether", "All attachments; default 50GiB.",
     OptionUse::Everywhere,
     [](Options& o, Text v) { return setBytes(o.quotas.blobsTotalBytes, v, 0); }},
    {"database-bytes", "SIZE", "", "Everything but attachments; default 20GiB.",
     OptionUse::Everywhere,
     [](Options& o, Text v) {
         return setBytes(o.quotas.databaseBytes, v, std::uint64_t{1} << 20);
     }},
    {"mailboxes", "N", "", "One for each device; default 100000.", OptionUse::Everywhere,
     [](Options& o, Text v) { return setCount(o.quotas.mailboxesMax, v, 0, UINT64_MAX); }},
    {"objects", "N", "", "Cards, recovery records and vaults; default 100000.",
     OptionUse::Everywhere,
     [](Options& o, Text v) { return setCount(o.quotas.objectsMax, v, 0, UINT64_MAX); }},
    {"invites", "N", "", "Invites that have not expired; default 20000.", OptionUse::Everywhere,
     [](Options& o, Text v) { return setCount(o.quotas.invitesMax, v, 0, UINT64_MAX); }},

    {"connections-max", "N", "Connections (loopback has no limit by address: a proxy limits)",
     "All together; default 10000.", OptionUse::Everywhere,
     [](Options& o, Text v) { return setCount(o.connectionsMax, v, 1, 1'000'000); }},
    {"connections-per-address", "N", "", "At once from one address; default 256, 0: no limit.",
     OptionUse::Everywhere,
     [](Options& o, Text v) { return setCount(o.connectionsPerAddress, v, 0, 1'000'000); }},
    {"handshakes-per-minute", "N", "", "From one address; default 1200, 0: no limit.",
     OptionUse::Everywhere,
     [](Options& o, Text v) { return setCount(o.handshakesPerMinute, v, 0, 1'000'000); }},

    {"metrics", "[ADDR:]PORT", "Operation",
     "Serve /healthz and /metrics there over HTTP; a port alone means 127.0.0.1. Default: off.",
     OptionUse::Everywhere,
     [](Options& o, Text v) -> Value<void> {
         SOTTO_TRY(address, parseMetricsAddress(v));
         o.metrics = std::move(address);
         return {};
     }},
    {"threads", "N", "", "Threads for connections; default 0, one for each processor.",
     OptionUse::Everywhere, [](Options& o, Text v) { return setCount(o.threads, v, 0, 256); }},
    {"drain-time", "TIME", "", "How long a stop waits for what is under way; default 10s.",
     OptionUse::Everywhere, [](Options& o, Text v) { return setDuration(o.drainTime, v, 1, 0); }},
    {"log-level", "LEVEL", "",
     "error, warning, info or debug; default info. Only debug may name clients.",
     OptionUse::Everywhere,
     [](Options& o, Text v) -> Value<void> {
         SOTTO_TRY(level, parseLogLevel(v));
         o.logLevel = level;
         return {};
     }},
    {"config", "FILE", "", "Lines \"option = value\", without dashes; # begins a comment.",
     OptionUse::CommandLine, [](Options& o, Text v) { return setPath(o.config, v); }},

    {"check", "", "Instead of serving", "Verify the data folder, then exit.",
     OptionUse::CommandLine, [](Options& o, Text) { return setAction(o, RelayAction::Check); }},
    {"backup", "DIR", "",
     "Copy the data folder into the new folder DIR, also while a relay runs on it, then exit.",
     OptionUse::CommandLine,
     [](Options& o, Text v) -> Value<void> {
         SOTTO_CHECK(setPath(o.backupTo, v));
         return setAction(o, RelayAction::Backup);
     }},
    {"print-address", "", "", "Print the sotto:// address, then exit.", OptionUse::CommandLine,
     [](Options& o, Text) { return setAction(o, RelayAction::PrintAddress); }},
    {"version", "", "", "Print the version, then exit.", OptionUse::CommandLine,
     [](Options& o, Text) { return setAction(o, RelayAction::Version); }},
    {"help", "", "", "Print this, then exit.", OptionUse::CommandLine,
     [](Options& o, Text) { return setAction(o, RelayAction::Help); }},
}};

} // namespace

std::span<const OptionSpec> optionTable()
{
    return kTable;
}

const OptionSpec* findOption(std::string_view name)
{
    const auto found = std::ranges::find(kTable, name, &OptionSpec::name);
    return found == kTable.end() ? nullptr : &*found;
}

} // namespace sotto::relay
