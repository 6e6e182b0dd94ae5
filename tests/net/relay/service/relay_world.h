#pragma once

#include "crypto/base/init.h"
#include "crypto/channel/login.h"
#include "crypto/objects/delivery_token.h"
#include "crypto/objects/fetch_proof.h"
#include "tests/crypto/objects/list_world.h"
#include "tests/support/relay_in_memory.h"

/// Requests to a relay in memory, as an honest client makes them.
namespace sotto::test {

inline std::string textOf(ByteView bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline std::string textOf(const Bytes& bytes)
{
    return textOf(ByteView(bytes));
}
template <class Value> std::string textOf(const Value& fixed)
{
    return textOf(ByteView(fixed.view()));
}

/// CODE_UNSPECIFIED if it is no refusal.
inline wire::Code codeOf(const wire::Answer& answer)
{
    return answer.has_refusal() ? answer.refusal().code() : wire::CODE_UNSPECIFIED;
}

/// The reason of the Goodbye that a connection was told, if it was.
inline std::optional<wire::Code> goodbyeOf(const MemoryConnection& connection)
{
    for (const wire::Event& event : connection.events) {
        if (event.has_goodbye()) {
            return event.goodbye().reason().code();
        }
    }
    return std::nullopt;
}

inline std::vector<wire::ObjectEvent> objectEventsOf(const MemoryConnection& connection)
{
    std::vector<wire::ObjectEvent> events;
    for (const wire::Event& event : connection.events) {
        if (event.has_object_event()) {
            events.push_back(event.object_event());
        }
    }
    return events;
}

inline wire::Request loginRequest(const MemoryConnection& connection, const Login& login,
                                  const SigningKey& key)
{
    wire::Request request;
    wire::Login& out = *request.mutable_login();
    out.set_kind(static_cast<std::uint32_t>(login.kind));
    out.set_object(textOf(login.id));
    out.set_key_index(login.keyIndex);
    out.set_signature(textOf(signLogin(key, connection.channel().exporter(), login)));
    return request;
}

/// A mailbox, its owner and one token.
struct Mailbox
{
    explicit Mailbox(std::uint64_t seed)
        : random(seed)
        , id(random.make<MailboxId>())
        , key(SigningKey::generate(random))
        , token(random.make<DeliveryToken>())
    {}

    [[nodiscard]] Login login() const { return {ObjectKind::Mailbox, ObjectId(id.view()), 0}; }
    [[nodiscard]] wire::Request create(const MemoryConnection& connection) const
    {
        wire::Request request;
        wire::CreateMailbox& out = *request.mutable_create_mailbox();
        out.set_mailbox(textOf(id));
        out.set_owner_key(textOf(key.publicKey()));
        out.set_signature(textOf(signLogin(key, connection.channel().exporter(), login())));
        return request;
    }
    [[nodiscard]] wire::Request setTokens()
    {
        const DeliveryTokenHash hash = hashToken(id, token);
        wire::Request request;
        request.mutable_set_tokens()->set_accepted_tokens(
            textOf(AcceptedTokens::make({&hash, 1}, random).serialize()));
        return request;
    }
    [[nodiscard]] wire::Request post(const std::vector<std::string>& envelopes) const
    {
        wire::Request request;
        request.mutable_post()->set_mailbox(textOf(id));
        request.mutable_post()->set_token(textOf(token));
        for (const std::string& envelope : envelopes) {
            request.mutable_post()->add_envelopes(envelope);
        }
        return request;
    }
    [[nodiscard]] wire::Request fetchPrekeys() const
    {
        wire::Request request;
        request.mutable_fetch_prekeys()->set_mailbox(textOf(id));
        request.mutable_fetch_prekeys()->set_token(textOf(token));
        return request;
    }
    /// Makes it on an open connection, with its token. False if the relay refused.
    [[nodiscard]] bool make(MemoryConnection& connection)
    {
        return connection.request(create(connection)).has_logged_in() &&
               connection.request(setTokens()).has_done();
    }

    DeterministicRandom random;
    MailboxId id;
    SigningKey key;
    DeliveryToken token;
};

inline wire::Request subscribeRequest(std::uint64_t acknowledged = 0)
{
    wire::Request request;
    request.mutable_subscribe()->set_acknowledged(acknowledged);
    return request;
}

/// A card, recovery record or vault with its newest version.
struct Object : ListWorld
{
    explicit Object(std::uint64_t seed, ObjectKind objectKind = ObjectKind::Vault)
        : ListWorld(seed, objectKind)
    {}

    [[nodiscard]] Login login(std::uint32_t index) const { return {kind, object, index}; }
    /// List changes from that number on, and a version with @p body by @p signer, if there is one.
    [[nodiscard]] wire::Request update(std::size_t listFrom, const std::string& body = {},
                                       ListIndex signer = 0)
    {
        wire::Request request;
        wire::UpdateObject& out = *request.mutable_update_object();
        out.set_kind(static_cast<std::uint32_t>(kind));
        out.set_object(textOf(object));
        const std::vector<ByteView> all = views();
        if (listFrom < all.size()) {
            out.set_list_changes(textOf(serializeChanges(std::span(all).subspan(listFrom))));
        }
        if (!body.empty()) {
            const Bytes header = version(signer, seen, asBytes(body));
            out.set_signed_header(textOf(header));
            out.set_body(body);
            if (const auto made = VerifiedVersion::verify(header, asBytes(body), list, nullptr)) {
                seen = made->seen();
            }
        }
        return request;
    }
    [[nodiscard]] wire::Request read(std::uint32_t listFrom = 0, std::uint64_t known = 0) const
    {
        wire::Request request;
        wire::ReadObject& out = *request.mutable_read_object();
        out.set_kind(static_cast<std::uint32_t>(kind));
        out.set_object(textOf(object));
        out.set_list_from(listFrom);
        out.set_known_version(known);
        return request;
    }
    [[nodiscard]] wire::Request readVersion(std::uint64_t number) const
    {
        wire::Request request;
        wire::ReadVersion& out = *request.mutable_read_version();
        out.set_kind(static_cast<std::uint32_t>(kind));
        out.set_object(textOf(object));
        out.set_number(number);
        return request;
    }
    [[nodiscard]] wire::Request fetchRecovery(const MemoryConnection& connection,
                                              const SigningPublicKey& relay) const
    {
        wire::Request request;
        request.mutable_fetch_recovery()->set_locator(textOf(object));
        request.mutable_fetch_recovery()->set_proof(
            textOf(proveFetch(fetch, {connection.channel().exporter(), relay}, object)));
        return request;
    }

    SeenVersion seen;
};

/// Two devices' connections and somebody else's, before any of them has logged in.
struct Connections
{
    explicit Connections(RelayInMemory& relay)
        : first(relay)
        , second(relay)
        , other(relay)
    {}
    [[nodiscard]] bool open() { return first.open() && second.open() && other.open(); }

    MemoryConnection first;
    MemoryConnection second;
    MemoryConnection other;
};

} // namespace sotto::test
