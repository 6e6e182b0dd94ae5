#include "crypto/objects/delivery_token.h"

#include <algorithm>
#include <cassert>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;

} // namespace

DeliveryTokenHash hashToken(const MailboxId& mailbox, const DeliveryToken& token)
{
    Hasher hasher(labels::kDeliveryTokenHash);
    hasher.update(mailbox).update(token.view());
    return DeliveryTokenHash(hasher.finish().view());
}

TokenCohort drawCohort(Random& random)
{
    return static_cast<TokenCohort>(random.below(kTokenCohorts));
}

AcceptedTokens AcceptedTokens::make(std::span<const DeliveryTokenHash> hashes, Random& random)
{
    assert(hashes.size() <= kDeliveryTokensMax);
    AcceptedTokens out;
    out.m_hashes.assign(hashes.begin(), hashes.end());
    while (true) {
        std::ranges::sort(out.m_hashes);
        // Not std::ranges::unique, whose subrange clang 14 refuses.
        out.m_hashes.erase(std::unique(out.m_hashes.begin(), out.m_hashes.end()),
                           out.m_hashes.end());
        if (!out.m_hashes.empty() && out.m_hashes.size() % kDeliveryTokensStep == 0) {
            break;
        }
        out.m_hashes.push_back(random.make<DeliveryTokenHash>());
    }
    return out;
}

Result<AcceptedTokens, ParseError> AcceptedTokens::parse(ByteView bytes)
{
    Reader in(bytes);
    AcceptedTokens out;
    in.version(kVersion);
    const std::size_t count = in.count16(kDeliveryTokensMax);
    if (count == 0 || count % kDeliveryTokensStep != 0) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        const auto hash = in.fixed<DeliveryTokenHash>();
        if (!out.m_hashes.empty() && hash <= out.m_hashes.back()) {
            in.fail(ParseError::Kind::NonCanonical);
        }
        out.m_hashes.push_back(hash);
    }
    SOTTO_CHECK(in.finish());
    return out;
}

Bytes AcceptedTokens::serialize() const
{
    Writer out(3 + m_hashes.size() * DeliveryTokenHash::kSize);
    out.u8(kVersion).count16(m_hashes.size());
    for (const DeliveryTokenHash& hash : m_hashes) {
        out.bytes(hash);
    }
    return std::move(out).take();
}

std::optional<DeliveryTokenHash> AcceptedTokens::find(const MailboxId& mailbox,
                                                      const DeliveryToken& token) const
{
    const DeliveryTokenHash hash = hashToken(mailbox, token);
    if (!std::ranges::binary_search(m_hashes, hash)) {
        return std::nullopt;
    }
    return hash;
}

} // namespace sotto::crypto
