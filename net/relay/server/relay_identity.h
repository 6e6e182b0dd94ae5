#pragma once

#include "crypto/channel/channel_keys.h"
#include "crypto/channel/relay_address.h"
#include "net/relay/server/relay_options.h"

#include <filesystem>
#include <string>

/// The keys of a relay and the files that hold them. Errors are texts for the operator.
namespace sotto::relay {

inline constexpr const char* kRelayKeyFile = "relay.key";
inline constexpr const char* kAccessKeyFile = "access.key";

enum class MissingKey : std::uint8_t
{
    Make, ///< a new data folder
    /// There is data already: a new key would be a new address, which no client trusts.
    Refuse,
};

struct RelayIdentity
{
    crypto::SigningKey key;
    bool isNew = false; ///< made by this call
};

/// The static key of the relay in DIR/relay.key. A new one is on the disk, under that name, before
/// this returns; so is the data folder, 0700, if it was not there. To be called before the store is
/// made, so that a kill between the two leaves no data without a key. Refused, with a text that
/// says what to do: a file that others may read (anything but 0600 or 0400), is no regular file,
/// belongs to another user, or is damaged.
[[nodiscard]] crypto::Result<RelayIdentity, std::string>
openIdentity(const std::filesystem::path& data, MissingKey missing, crypto::Random& random);

/// The access key that @p option asks for; all zero for a relay that serves everybody. Made, as
/// openIdentity makes its file, for Source::Generate if there is none.
[[nodiscard]] crypto::Result<crypto::AccessKey, std::string>
openAccessKey(const std::filesystem::path& data, const AccessKeyOption& option,
              crypto::Random& random);

/// Copies relay.key, and access.key if there is one, into the folder @p target, which has neither.
[[nodiscard]] crypto::Result<void, std::string> copyKeyFiles(const std::filesystem::path& data,
                                                             const std::filesystem::path& target);

/// The sotto:// address that clients are given. @p bound is where the first listener is bound
/// (its port no longer 0). Without --public-address a bound address that no client could reach
/// (0.0.0.0, ::) is named as loopback's. A secret if there is an access key.
[[nodiscard]] crypto::SecretBytes addressText(const RelayOptions& options,
                                              const ListenAddress& bound,
                                              const crypto::SigningPublicKey& relayKey,
                                              const crypto::AccessKey& accessKey);

} // namespace sotto::relay
