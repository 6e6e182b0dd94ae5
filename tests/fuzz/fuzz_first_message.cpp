// A first message as the network sends it, and as somebody sends it who seals what they like.
#include "crypto/primitives/aead.h"
#include "crypto/primitives/hash.h"
#include "tests/fuzz/session_world.h"

using namespace sotto::crypto;
using sotto::test::demand;
using sotto::test::SessionWorld;

namespace {

/// The input as the plaintext of a seal that opens, before a session message.
Bytes sealed(ByteView plaintext, const XWingPublicKey& receiver, ByteView message)
{
    constexpr std::size_t kHeader = 1933;
    const std::size_t blocks =
        plaintext.size() <= kHeader ? 0 : (plaintext.size() - kHeader + 1023) / 1024;
    sotto::test::DeterministicRandom random(5);
    const auto kem = encapsulate(receiver, random);
    demand(kem.has_value());
    Writer out;
    out.u8(0x02).u16(static_cast<std::uint16_t>(blocks)).bytes(kem->ciphertext);
    Bytes context(out.view().begin(), out.view().end());
    append(context, message);
    Bytes padded(plaintext.begin(), plaintext.end());
    padded.resize(kHeader + 1024 * blocks);
    Secret<struct FuzzSealTag, 32> key;
    deriveBlake2b(Personal("sotto1 seal"), kem->sharedSecret.view(), {}, key.mutableView());
    out.bytes(aeadSeal(key.view(), kZeroNonce, context, padded)).bytes(message);
    return std::move(out).take();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static SessionWorld world;
    static const Bytes message = world.carol->seal(*world.bob, "first", world.now, world.random);
    if (size == 0 || size > 200'000) {
        return 0;
    }
    const ByteView input(data + 1, size - 1);
    Bytes envelope(input.begin(), input.end());
    if (data[0] % 2 == 1) {
        envelope = sealed(input, world.bob->keys.sealing().publicKey, sessionMessageOf(message));
    }
    const auto opened = openFirstMessage(envelope, world.bob->keys.sealing().secretKey);
    if (!opened) {
        return 0;
    }
    const SecretBytes before = world.bob->prekeys.serialize();
    if (const auto peer = world.lookUp(opened->header.initiator)) {
        SessionSet set(peer->address);
        // Opening alone changes nothing; whether it opens depends on the input.
        static_cast<void>(
            set.openFirst(*opened, world.bob->own(), world.bob->prekeys, *peer, world.now));
    }
    demand(equalConstantTime(before.view(), world.bob->prekeys.serialize().view()));
    return 0;
}
