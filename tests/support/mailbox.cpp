#include "tests/support/mailbox.h"

namespace sotto::test {

Mailbox::Mailbox(crypto::Random& random, std::size_t tokenCount)
    : id(random.make<crypto::MailboxId>())
    , owner(crypto::SigningKey::generate(random))
{
    for (std::size_t i = 0; i < tokenCount; ++i) {
        tokens.push_back(random.make<crypto::DeliveryToken>());
    }
}

wire::Request Mailbox::setTokens(crypto::Random& random) const
{
    std::vector<crypto::DeliveryTokenHash> hashes;
    for (const crypto::DeliveryToken& token : tokens) {
        hashes.push_back(crypto::hashToken(id, token));
    }
    wire::Request request;
    setBytes(*request.mutable_set_tokens()->mutable_accepted_tokens(),
             crypto::AcceptedTokens::make(hashes, random).serialize());
    return request;
}

wire::Request Mailbox::post(const std::string& envelope, std::size_t token) const
{
    wire::Request request;
    wire::Post& body = *request.mutable_post();
    setBytes(*body.mutable_mailbox(), id);
    setBytes(*body.mutable_token(), tokens[token].view());
    *body.add_envelopes() = envelope;
    return request;
}

wire::Request Mailbox::fetchPrekeys(std::size_t token) const
{
    wire::Request request;
    wire::FetchPrekeys& body = *request.mutable_fetch_prekeys();
    setBytes(*body.mutable_mailbox(), id);
    setBytes(*body.mutable_token(), tokens[token].view());
    return request;
}

wire::Request subscribe(std::uint64_t acknowledged)
{
    wire::Request request;
    request.mutable_subscribe()->set_acknowledged(acknowledged);
    return request;
}

wire::Request acknowledge(std::uint64_t number)
{
    wire::Request request;
    request.mutable_acknowledge()->set_number(number);
    return request;
}

wire::Request putPrekeys(std::uint64_t counter, const std::vector<std::uint32_t>& oneTimeIds)
{
    // PROTOCOL.md section 6.2: version, counter, nonce, sealed bundle.
    crypto::Bytes sealed(1 + 8 + 24 + 400, 0x5A);
    sealed[0] = 1;
    for (std::size_t i = 0; i < 8; ++i) {
        sealed[1 + i] = static_cast<std::uint8_t>(counter >> (8 * (7 - i)));
    }
    wire::Request request;
    wire::PutPrekeys& body = *request.mutable_put_prekeys();
    setBytes(*body.mutable_sealed_bundle(), sealed);
    body.mutable_one_time_ids()->Add(oneTimeIds.begin(), oneTimeIds.end());
    return request;
}

wire::Code codeOf(const wire::Answer& answer)
{
    if (answer.has_refusal()) {
        return answer.refusal().code();
    }
    return answer.has_posted() && answer.posted().codes_size() > 0 ? answer.posted().codes(0)
                                                                   : wire::CODE_UNSPECIFIED;
}

bool own(RelayPeer& peer, const Mailbox& mailbox, bool andSubscribe, std::uint64_t acknowledged)
{
    crypto::SystemRandom random;
    const auto made = peer.request(peer.createMailbox(mailbox.id, mailbox.owner), kPatienceMs);
    if (!made || !made->has_logged_in()) {
        return false;
    }
    const auto given = peer.request(mailbox.setTokens(random), kPatienceMs);
    if (!given || !given->has_done()) {
        return false;
    }
    if (!andSubscribe) {
        return true;
    }
    const auto begun = peer.request(subscribe(acknowledged), kPatienceMs);
    return begun && begun->has_subscribed();
}

} // namespace sotto::test
