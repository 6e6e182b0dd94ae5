#include "crypto/vault/invite.h"

#include "crypto/primitives/aead.h"
#include "crypto/primitives/hash.h"
#include "crypto/vault/body_padding.h"

#include <algorithm>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kSealedBytesMax = kCardBodySizes.back() + kAeadTagBytes;
static_assert(4 + 1 + 8 + InviteToken::kSize + kContactPointBytesMax + 2 + kInviteAppBytesMax <=
              kCardBodySizes.back());

using InviteKey = Secret<struct InviteKeyTag, 32>;
using InviteNonce = FixedBytes<struct InviteNonceTag, kAeadNonceBytes>;

InviteKey inviteKey(const InviteSecret& secret)
{
    return deriveBlake2b<InviteKey>(labels::kInviteKey, secret.view());
}

Bytes associatedData(const InviteSecret& secret, Timestamp expiry)
{
    Writer out(41);
    out.u8(kVersion).bytes(inviteId(secret)).u64(expiry.seconds);
    return std::move(out).take();
}

SecretBytes serialize(const InviteBody& body)
{
    SecretWriter out(body.contact.sizeHint() + 64 + kInviteAppBytesMax);
    out.u8(kVersion).u64(body.expiry.seconds).bytes(body.token.view());
    body.contact.write(out);
    std::array<std::uint8_t, kInviteAppBytesMax> zeros = {};
    out.bytes16(body.app.view());
    out.bytes(ByteView(zeros).first(kInviteAppBytesMax - body.app.size()));
    return std::move(out).take();
}

// Behind the contact: what was made before there was this says nothing.
SecretBytes readApp(Reader& in)
{
    if (in.remaining() == 0) {
        return {};
    }
    SecretBytes out(in.bytes16(kInviteAppBytesMax));
    const ByteView behind = in.bytes(kInviteAppBytesMax - out.size());
    if (std::ranges::any_of(behind, [](std::uint8_t byte) { return byte != 0; })) {
        in.fail(ParseError::Kind::NonCanonical);
    }
    return out;
}

Result<InviteBody, ParseError> parseBody(ByteView bytes)
{
    Reader in(bytes);
    InviteBody out;
    in.version(kVersion);
    out.expiry = Timestamp{in.u64()};
    out.token = in.secret<InviteToken>();
    out.contact = ContactPoint::read(in);
    out.app = readApp(in);
    SOTTO_CHECK(in.finish());
    return out;
}

bool isAlive(Timestamp expiry, Timestamp now)
{
    return now < expiry && expiry.since(now) <= kInviteLifetimeMax;
}

} // namespace

InviteId inviteId(const InviteSecret& secret)
{
    return deriveBlake2b<InviteId>(labels::kInviteId, secret.view());
}

Result<Bytes, InviteError> sealInvite(const InviteSecret& secret, const InviteBody& body,
                                      Timestamp now, Random& random)
{
    if (!isAlive(body.expiry, now)) {
        return Unexpected(InviteError::BadLifetime);
    }
    if (!body.contact.isWellFormed() || body.app.size() > kInviteAppBytesMax) {
        return Unexpected(InviteError::TooLong);
    }
    const auto padded = padBody(serialize(body).view(), kCardBodySizes);
    if (!padded) {
        return Unexpected(InviteError::TooLong);
    }
    const auto nonce = random.make<InviteNonce>();
    Writer out(64 + padded->size());
    out.u8(kVersion).u64(body.expiry.seconds).bytes(nonce);
    out.bytes32(aeadSeal(inviteKey(secret).view(), nonce.view(),
                         associatedData(secret, body.expiry), padded->view()));
    return std::move(out).take();
}

Result<InviteBody, InviteError> openInvite(const InviteSecret& secret, ByteView invite,
                                           Timestamp now)
{
    Reader in(invite);
    in.version(kVersion);
    const Timestamp expiry{in.u64()};
    const auto nonce = in.fixed<InviteNonce>();
    const ByteView sealed = in.bytes32(kSealedBytesMax);
    if (!in.finish()) {
        return Unexpected(InviteError::Malformed);
    }
    const auto padded =
        aeadOpen(inviteKey(secret).view(), nonce.view(), associatedData(secret, expiry), sealed);
    if (!padded) {
        return Unexpected(InviteError::DoesNotOpen);
    }
    const auto plain = unpadBody(padded->view(), kCardBodySizes);
    if (!plain) {
        return Unexpected(InviteError::Malformed);
    }
    auto body = parseBody(*plain);
    if (!body || body->expiry != expiry) {
        return Unexpected(InviteError::Malformed);
    }
    if (!isAlive(expiry, now)) {
        return Unexpected(InviteError::BadLifetime);
    }
    return std::move(body).value();
}

} // namespace sotto::crypto
