#pragma once

#include "crypto/base/init.h"
#include "crypto/channel/channel_client.h"
#include "crypto/channel/channel_server.h"
#include "crypto/channel/login.h"
#include "tests/support/deterministic_random.h"

namespace sotto::test {

/// A relay's EAPI record of one mailbox, kept in its serialised form as a database would.
class MemoryEapiStore
{
public:
    crypto::EapiRecord load() const
    {
        return bytes.empty() ? crypto::EapiRecord()
                             : std::move(*crypto::EapiRecord::parse(bytes.view()));
    }
    std::optional<crypto::Eapi> find(const crypto::EapiIdentifier& identifier) const
    {
        const crypto::EapiRecord record = load();
        const crypto::Eapi* found = record.find(identifier);
        return found ? std::optional(found->duplicate()) : std::nullopt;
    }
    /// False, nothing changed, if the record does not know @p used any more, or is broken.
    bool advance(const crypto::EapiIdentifier& used, crypto::Eapi next)
    {
        crypto::EapiRecord record = load();
        if (broken || !record.advance(used, std::move(next))) {
            return false;
        }
        bytes = record.serialize();
        ++writes;
        return true;
    }
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

/// The relay's side of one connection: the handshake, and what a relay does with its store between
/// the frames. It has ChannelServer's errors and calls.
class RelayEnd
{
public:
    RelayEnd(const crypto::SigningKey& relay, const crypto::AccessKey& accessKey,
             MemoryEapiStore& store)
        : m_server(relay, accessKey)
        , m_store(store)
    {}

    [[nodiscard]] crypto::Result<crypto::Bytes, crypto::ChannelError>
    receiveClientHello(crypto::ByteView frame, crypto::Random& random)
    {
        return m_server.receiveClientHello(frame, random);
    }
    /// Looks up what the client names. Reads the store only.
    [[nodiscard]] crypto::Result<crypto::Bytes, crypto::ChannelError>
    receiveClientAccess(crypto::ByteView frame)
    {
        SOTTO_TRY(named, m_server.receiveClientAccess(frame));
        const auto known = named ? m_store.find(*named) : std::nullopt;
        return m_server.answerAccess(known ? &*known : nullptr);
    }
    /// Advances the record. If that cannot be, the relay closes without a word (Closed), and
    /// notKept() tells why.
    [[nodiscard]] crypto::Result<crypto::ChannelServer::Opened, crypto::ChannelError>
    receiveFirst(crypto::ByteView frame)
    {
        SOTTO_TRY(opened, m_server.receiveFirst(frame));
        if (opened.used && !m_store.advance(*opened.used, opened.session.nextEapi()->duplicate())) {
            m_notKept = true;
            return crypto::Unexpected(crypto::ChannelError::Closed);
        }
        if (opened.session.access() == crypto::ChannelAccess::FellBack) {
            ++m_store.fallbacks;
        }
        return opened;
    }
    [[nodiscard]] bool notKept() const { return m_notKept; }

private:
    crypto::ChannelServer m_server;
    MemoryEapiStore& m_store;
    bool m_notKept = false;
};

struct Relay
{
    explicit Relay(std::uint64_t seed)
        : random(seed)
        , key(crypto::SigningKey::generate(random))
        , accessKey(random.make<crypto::AccessKey>())
    {}

    RelayEnd server() { return {key, accessKey, store}; }
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
    RelayEnd server = relay.server();
    crypto::ChannelClient client = relay.client(std::move(eapi));
    const auto hello = *server.receiveClientHello(client.hello(), relay.random);
    const auto access = *client.receiveServerHello(hello);
    auto session = *client.receiveServerAccess(*server.receiveClientAccess(access));
    auto opened = *server.receiveFirst(*session.seal(crypto::asBytes("first")));
    return {std::move(session), std::move(opened.session)};
}

} // namespace sotto::test
