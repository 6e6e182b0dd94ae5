#pragma once

#include "crypto/base/timestamp.h"
#include "crypto/channel/channel_keys.h"
#include "net/relay/server/relay_log.h"
#include "net/relay/store/store.h"
#include "net/wire/limits.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// What an operator sets, on the command line and in the configuration file.
namespace sotto::relay {

/// Where to listen. Names are not looked up: what a relay is bound to shall not depend on a DNS.
struct ListenAddress
{
    std::string host;       ///< an IPv4 address, or an IPv6 one without brackets, canonical
    std::uint16_t port = 0; ///< 0: any free one

    [[nodiscard]] bool isLoopback() const;
    /// With brackets where they belong.
    [[nodiscard]] std::string text() const;
    bool operator==(const ListenAddress&) const = default;
};

/// What the sotto:// address names.
struct PublicHost
{
    std::string host;                  ///< canonical; an IPv6 address without brackets
    std::optional<std::uint16_t> port; ///< if not given, that of the first listener
    bool operator==(const PublicHost&) const = default;
};

/// Where the access key comes from (see openAccessKey in relay_identity.h).
struct AccessKeyOption
{
    enum class Source : std::uint8_t
    {
        Kept,     ///< DIR/access.key if there is one, otherwise open to everybody
        None,     ///< open to everybody, whatever lies in DIR
        Generate, ///< DIR/access.key, made if there is none
        Given,    ///< `key`
        File,     ///< `file`
    };
    Source source = Source::Kept;
    crypto::AccessKey key;
    std::filesystem::path file;
};

enum class RelayAction : std::uint8_t
{
    Serve,
    Check,        ///< verify the data folder, then exit
    Backup,       ///< copy the data folder into `backupTo`, then exit
    PrintAddress, ///< print the sotto:// address, then exit
    Version,
    Help,
};

/// How much of each kind of object the relay takes; more is refused with QUOTA.
struct RelayQuotas
{
    std::uint64_t mailboxesMax = 100'000;
    std::uint64_t objectsMax = 100'000; ///< cards, recovery records and vaults together
    std::uint64_t invitesMax = 20'000;
    std::uint64_t blobsTotalBytes = std::uint64_t{50} << 30;
    std::uint64_t databaseBytes = std::uint64_t{20} << 30;
};

struct RelayOptions
{
    RelayAction action = RelayAction::Serve;
    std::filesystem::path data;
    std::filesystem::path backupTo;
    std::filesystem::path config; ///< empty: none

    std::vector<ListenAddress> listen;
    std::optional<PublicHost> publicHost;
    std::filesystem::path tlsCertificate; ///< both or neither
    std::filesystem::path tlsKey;
    AccessKeyOption accessKey;

    MailboxLimits mailbox;
    std::uint64_t blobBytesMax = wire::kBlobBytesMax;
    crypto::Duration blobAgeMax = crypto::Duration::days(30);
    RelayQuotas quotas;

    std::uint32_t connectionsPerAddress = 256; ///< 0: no limit. Loopback never has one
    std::uint32_t connectionsMax = 10'000;
    std::uint32_t handshakesPerMinute = 1'200; ///< of one address; 0: no limit. Loopback has none
    std::uint32_t threads = 0;                 ///< 0: one for each processor
    crypto::Duration drainTime{10};            ///< how long a stop waits for what is in flight

    std::optional<ListenAddress> metrics; ///< off if not given
    LogLevel logLevel = LogLevel::Info;

    [[nodiscard]] bool hasTls() const { return !tlsCertificate.empty(); }
};

/// A configuration file longer than this was not written by hand.
inline constexpr std::size_t kConfigBytesMax = 65'536;

/// Reads the command line (without the program's name) and the file that its --config names. What
/// the command line says wins; a --listen there replaces all of the file's. The error is one text
/// for a person, which names option or line and says what to do.
[[nodiscard]] crypto::Result<RelayOptions, std::string>
parseOptions(std::span<const std::string> arguments);

/// What is allowed but may surprise, for the log; one text each.
[[nodiscard]] std::vector<std::string> cautionsOf(const RelayOptions& options);

/// The text of --help: at most 80 columns, grouped.
[[nodiscard]] std::string helpText();

} // namespace sotto::relay
