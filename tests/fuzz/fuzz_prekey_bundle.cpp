// A prekey bundle as the relay sends it, and as its device sends it when that is hostile.
#include "tests/fuzz/session_world.h"

using namespace sotto::crypto;
using sotto::test::demand;
using sotto::test::SessionWorld;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static SessionWorld world;
    if (size == 0) {
        return 0;
    }
    Bytes bundle(data + 1, data + size);
    if (data[0] % 2 == 1 && bundle.size() > Signature::kSize) {
        // Signed by the right key, so that what is behind the signature is reached.
        const ByteView body = ByteView(bundle).first(bundle.size() - Signature::kSize);
        const Signature signature =
            world.bob->keys.signing().sign(Label("Sotto v1 prekey bundle"), body);
        std::copy(signature.bytes.begin(), signature.bytes.end(), bundle.end() - Signature::kSize);
    }
    const auto verified =
        VerifiedBundle::verify(bundle, world.bob->asPeer(), world.bob->mailbox, nullptr, world.now);
    if (!verified) {
        return 0;
    }
    demand(verified->bundle().address == world.bob->address);
    // What is accepted has one form.
    demand(verified->bundle().sign(world.bob->keys.signing()) == bundle);
    std::optional<PrekeyId> oneTime;
    if (!verified->bundle().oneTimePrekeys.empty()) {
        oneTime = verified->bundle().oneTimePrekeys.front().id;
    }
    static_cast<void>(
        initiateHandshake(world.carol->own(), {}, *verified, oneTime, nullptr, world.random));
    return 0;
}
