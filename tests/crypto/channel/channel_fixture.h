#pragma once

#include "crypto/base/init.h"
#include "crypto/channel/channel_client.h"
#include "crypto/channel/channel_server.h"
#include "crypto/channel/login.h"
#include "tests/support/deterministic_random.h"

namespace sotto::test {

/// A relay's store for one mailbox, kept in its serialised form as a database would.
class MemoryEapiStore final : public crypto::EapiStore
{
public:
    crypto::EapiRecord load() const
    {
        return bytes.empty() ? crypto::EapiRecord()
                             : std::move(*crypto::EapiRecord::parse(bytes.view()));
    }
    std::optional<crypto::Eapi> find(const crypto::EapiIdentifier& identifier) override
    {
        const crypto::EapiRecord record = load();
        const crypto::Eapi* found = record.find(identifier);
        return found ? std::optional(found->duplicate()) : std::nullopt;
    }
    bool advance(const crypto::EapiIdentifier& used, crypto::Eapi next) override
    {
        crypto::EapiRecord record = load();
        if (broken || !record.advance(used, std::move(next))) {
            return false;
        }
        bytes = record.serialize();
        ++writes;
        return true;
    }
    void countFallback() override { ++fallbacks; }
    void begin(const crypto::Eapi& next)
    {
        crypto::EapiRecord record;
        record.begin(next.duplicate());
        bytes = record.serialize();
    }

    crypto::SecretBytes bytes;
    int writes = 0;
    int fallbacks = 0;
    bool broken = false;
};

struct Relay
{
    explicit Relay(std::uint64_t seed)
        : random(seed)
        , key(crypto::SigningKey::generate(random))
        , accessKey(random.make<crypto::AccessKey>())
    {}

    crypto::ChannelServer server() { return crypto::ChannelServer(key, accessKey, store); }
    crypto::ChannelClient client(std::optional<crypto::Eapi> eapi = std::nullopt)
    {
        return crypto::ChannelClient(crypto::fingerprintOf(key.publicKey()), accessKey.duplicate(),
                                     std::move(eapi), random);
    }

    DeterministicRandom random;
    crypto::SigningKey key;
    crypto::AccessKey accessKey;
    MemoryEapiStore store;
};

/// Both ends after a good handshake and the client's first frame "first".
struct Established
{
    crypto::ChannelSession client;
    crypto::ChannelSession server;
};

inline Established establish(Relay& relay, std::optional<crypto::Eapi> eapi = std::nullopt)
{
    crypto::ChannelServer server = relay.server();
    crypto::ChannelClient client = relay.client(std::move(eapi));
    const auto hello = *server.receiveClientHello(client.hello(), relay.random);
    const auto access = *client.receiveServerHello(hello);
    auto session = *client.receiveServerAccess(*server.receiveClientAccess(access));
    auto opened = *server.receiveFirst(*session.seal(crypto::asBytes("first")));
    return {std::move(session), std::move(opened.session)};
}

} // namespace sotto::test
