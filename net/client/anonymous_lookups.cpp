#include "net/client/anonymous_lookups.h"

#include "net/client/answers.h"
#include "net/client/object_reading.h"

#include <algorithm>

namespace sotto::client {

namespace {

/// One request that depends on nothing of the connection. It waits in its encoded form, since it
/// may hold a token.
RunningRequest askOnce(const RelayPlace& place, wire::Request request, Patience patience,
                       const Done<wire::Answer>& done)
{
    const SharedRequest encoded = encode(std::move(request));
    return std::make_unique<AnonymousRequest>(
        place,
        [encoded, patience, done](AnonymousRequest& running, const crypto::ChannelSession&) {
            running.ask(encoded, patience, done);
        },
        [done](ConnectionError error) { done(crypto::Unexpected(std::move(error))); });
}

wire::Request readingOf(crypto::ObjectKind kind, const crypto::ObjectId& object,
                        std::uint32_t listFrom, std::uint64_t knownVersion)
{
    wire::Request request;
    wire::ReadObject& read = *request.mutable_read_object();
    read.set_kind(static_cast<std::uint32_t>(kind));
    read.set_object(toString(object));
    read.set_list_from(listFrom);
    read.set_known_version(knownVersion);
    return request;
}

RunningRequest askForObject(const RelayPlace& place,
                            std::function<wire::Request(const crypto::ChannelSession&)> make,
                            const Done<wire::ObjectState>& done)
{
    return std::make_unique<AnonymousRequest>(
        place,
        [make = std::move(make), done](AnonymousRequest& running,
                                       const crypto::ChannelSession& session) {
            readWholeObject(
                [&running](wire::Request request, Done<wire::Answer> answer) {
                    running.ask(encode(std::move(request)), Patience::Answer, std::move(answer));
                },
                make(session), done);
        },
        [done](ConnectionError error) { done(crypto::Unexpected(std::move(error))); });
}

Outcome<crypto::Stamp> checkStamp(const wire::Stamped& stamped, const crypto::Hash& subject,
                                  const crypto::RelayFingerprint& relay)
{
    const std::string& bytes = stamped.stamp();
    const auto stamp =
        crypto::Stamp::parse({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    if (!stamp || stamp.value().subject != subject || !stamp.value().verifies() ||
        crypto::fingerprintOf(crypto::SigningPublicKey(stamp.value().relay.view())) != relay) {
        return crypto::Unexpected(
            ConnectionError{.kind = ErrorKind::ProtocolBroken, .technical = "no good stamp"});
    }
    return stamp.value();
}

} // namespace

RunningRequest fetchPrekeys(const RelayPlace& place, const crypto::MailboxId& mailbox,
                            const crypto::DeliveryToken& token, Done<wire::Prekeys> done)
{
    wire::Request request;
    request.mutable_fetch_prekeys()->set_mailbox(toString(mailbox));
    setSecret(request.mutable_fetch_prekeys()->mutable_token(), token.view());
    return askOnce(place, std::move(request), Patience::Answer,
                   answerOf<wire::Prekeys>(std::move(done), &wire::Answer::has_prekeys,
                                           &wire::Answer::mutable_prekeys));
}

RunningRequest readCard(const RelayPlace& place, const crypto::ObjectId& card,
                        std::uint32_t listFrom, std::uint64_t knownVersion,
                        Done<wire::ObjectState> done)
{
    return askForObject(
        place,
        [card, listFrom, knownVersion](const crypto::ChannelSession&) {
            return readingOf(crypto::ObjectKind::Card, card, listFrom, knownVersion);
        },
        done);
}

RunningRequest readVaultList(const RelayPlace& place, const crypto::ObjectId& vault,
                             Done<wire::ObjectState> done)
{
    return askOnce(place, readingOf(crypto::ObjectKind::Vault, vault, 0, 0), Patience::Answer,
                   answerOf<wire::ObjectState>(std::move(done), &wire::Answer::has_object_state,
                                               &wire::Answer::mutable_object_state));
}

RunningRequest updateObject(const RelayPlace& place, wire::UpdateObject update, Done<void> done)
{
    wire::Request request;
    *request.mutable_update_object() = std::move(update);
    return askOnce(place, std::move(request), Patience::Answer, answerOf(std::move(done)));
}

RunningRequest fetchRecovery(const RelayPlace& place, const crypto::ObjectId& locator,
                             std::shared_ptr<const crypto::SigningKey> fetchKey,
                             std::uint32_t listFrom, Done<wire::ObjectState> done)
{
    const auto make = [locator, fetchKey = std::move(fetchKey),
                       listFrom](const crypto::ChannelSession& session) {
        const crypto::FetchPlace here{session.exporter(), session.relayKey()};
        wire::Request request;
        wire::FetchRecovery& fetch = *request.mutable_fetch_recovery();
        fetch.set_locator(toString(locator));
        fetch.set_proof(toString(crypto::proveFetch(*fetchKey, here, locator)));
        fetch.set_list_from(listFrom);
        return request;
    };
    return askForObject(place, make, done);
}

RunningRequest fetchStamp(const RelayPlace& place, const crypto::Hash& subject,
                          Done<crypto::Stamp> done)
{
    wire::Request request;
    request.mutable_stamp()->set_subject(toString(subject));
    const Done<wire::Stamped> check = [subject, relay = place.address->fingerprint,
                                       done = std::move(done)](Outcome<wire::Stamped> outcome) {
        if (!outcome) {
            return done(crypto::Unexpected(outcome.error()));
        }
        done(checkStamp(outcome.value(), subject, relay));
    };
    return askOnce(
        place, std::move(request), Patience::Answer,
        answerOf<wire::Stamped>(check, &wire::Answer::has_stamped, &wire::Answer::mutable_stamped));
}

RunningRequest readInvite(const RelayPlace& place, const crypto::ObjectId& invite,
                          Done<crypto::Bytes> done)
{
    wire::Request request;
    request.mutable_read_invite()->set_invite(toString(invite));
    const Done<wire::InviteBytes> take = [done =
                                              std::move(done)](Outcome<wire::InviteBytes> outcome) {
        if (!outcome) {
            return done(crypto::Unexpected(outcome.error()));
        }
        done(toBytes(outcome->content()));
    };
    return askOnce(place, std::move(request), Patience::Transfer,
                   answerOf<wire::InviteBytes>(take, &wire::Answer::has_invite,
                                               &wire::Answer::mutable_invite));
}

RunningRequest putInvite(const RelayPlace& place, const crypto::ObjectId& invite,
                         crypto::ByteView content, crypto::Timestamp expires,
                         const wire::OwnerTokenHash& tokenHash, Done<void> done)
{
    wire::Request request;
    wire::PutInvite& put = *request.mutable_put_invite();
    put.set_invite(toString(invite));
    put.set_content(toString(content));
    put.set_expires(expires.seconds);
    put.set_delete_token_hash(toString(tokenHash));
    return askOnce(place, std::move(request), Patience::Transfer, answerOf(std::move(done)));
}

RunningRequest deleteInvite(const RelayPlace& place, const crypto::ObjectId& invite,
                            const wire::OwnerToken& token, Done<void> done)
{
    wire::Request request;
    request.mutable_delete_invite()->set_invite(toString(invite));
    setSecret(request.mutable_delete_invite()->mutable_token(), token.view());
    return askOnce(place, std::move(request), Patience::Answer, answerOf(std::move(done)));
}

RunningRequest extendBlob(const RelayPlace& place, const crypto::ObjectId& blob,
                          const wire::OwnerToken& token, crypto::Duration fromNow,
                          Done<wire::BlobState> done)
{
    wire::Request request;
    request.mutable_extend_blob()->set_blob(toString(blob));
    setSecret(request.mutable_extend_blob()->mutable_token(), token.view());
    request.mutable_extend_blob()->set_seconds(
        static_cast<std::uint32_t>(std::min<std::uint64_t>(fromNow.seconds, UINT32_MAX)));
    return askOnce(place, std::move(request), Patience::Answer,
                   answerOf<wire::BlobState>(std::move(done), &wire::Answer::has_blob_state,
                                             &wire::Answer::mutable_blob_state));
}

RunningRequest deleteBlob(const RelayPlace& place, const crypto::ObjectId& blob,
                          const wire::OwnerToken& token, Done<void> done)
{
    wire::Request request;
    request.mutable_delete_blob()->set_blob(toString(blob));
    setSecret(request.mutable_delete_blob()->mutable_token(), token.view());
    return askOnce(place, std::move(request), Patience::Answer, answerOf(std::move(done)));
}

} // namespace sotto::client
