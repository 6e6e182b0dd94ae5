#include "crypto/handshake/sealed_bundle.h"

#include "crypto/primitives/aead.h"

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kSealedBundleVersion = 1;

using Nonce = FixedBytes<struct SealedBundleNonceTag, kAeadNonceBytes>;

Bytes context(const MailboxId& mailbox, std::uint64_t counter)
{
    return std::move(Writer().u8(kSealedBundleVersion).bytes(mailbox).u64(counter)).take();
}

} // namespace

Bytes sealBundle(const BundleKey& key, const MailboxId& mailbox, std::uint64_t counter,
                 ByteView signedBundle, Random& random)
{
    const auto nonce = random.make<Nonce>();
    Writer out(33 + signedBundle.size() + kAeadTagBytes);
    out.u8(kSealedBundleVersion).u64(counter).bytes(nonce);
    out.bytes(aeadSeal(key.view(), nonce.view(), context(mailbox, counter), signedBundle));
    return std::move(out).take();
}

std::optional<Bytes> openBundle(const BundleKey& key, const MailboxId& mailbox, ByteView sealed)
{
    Reader in(sealed);
    in.version(kSealedBundleVersion);
    const std::uint64_t counter = in.u64();
    const auto nonce = in.fixed<Nonce>();
    const ByteView ciphertext = in.rest();
    if (!in.finish()) {
        return std::nullopt;
    }
    const auto opened = aeadOpen(key.view(), nonce.view(), context(mailbox, counter), ciphertext);
    if (!opened) {
        return std::nullopt;
    }
    return Bytes(opened->view().begin(), opened->view().end());
}

} // namespace sotto::crypto
