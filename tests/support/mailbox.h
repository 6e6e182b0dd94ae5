#pragma once

#include "crypto/objects/delivery_token.h"
#include "crypto/primitives/ed25519.h"
#include "tests/support/relay_peer.h"

#include <string>
#include <vector>

namespace sotto::test {

/// How long a relay may take for anything before a test calls it hung: generous, since tests share
/// the machine.
inline constexpr int kPatienceMs = 10'000;

inline void setBytes(std::string& field, crypto::ByteView bytes)
{
    field.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

/// One mailbox: who owns it, and what opens it to senders.
class Mailbox
{
public:
    crypto::MailboxId id;
    crypto::SigningKey owner;
    std::vector<crypto::DeliveryToken> tokens;

    explicit Mailbox(crypto::Random& random, std::size_t tokenCount = 1);

    [[nodiscard]] wire::Request setTokens(crypto::Random& random) const;
    [[nodiscard]] wire::Request post(const std::string& envelope, std::size_t token = 0) const;
    [[nodiscard]] wire::Request fetchPrekeys(std::size_t token = 0) const;
};

[[nodiscard]] wire::Request subscribe(std::uint64_t acknowledged = 0);
[[nodiscard]] wire::Request acknowledge(std::uint64_t number);
/// A bundle of that counter; nothing but its head is anybody's business at the relay.
[[nodiscard]] wire::Request putPrekeys(std::uint64_t counter,
                                       const std::vector<std::uint32_t>& oneTimeIds);

/// The code of a refusal, or of the first envelope of a post; CODE_UNSPECIFIED for success.
[[nodiscard]] wire::Code codeOf(const wire::Answer& answer);

/// Makes the mailbox (or logs in to it again), gives its tokens, and subscribes if asked. False if
/// any of it fails.
[[nodiscard]] bool own(RelayPeer& peer, const Mailbox& mailbox, bool andSubscribe = true,
                       std::uint64_t acknowledged = 0);

} // namespace sotto::test
