// What a stranger can send to a relay: byte 0 names the frame that is replaced (hello, access,
// first), byte 1 its form.
#include "tests/fuzz/channel_fuzz.h"

using namespace sotto::crypto;
using namespace sotto::test;

namespace {

/// The relay draws after the client does, so both are made anew for each input, the same each time.
struct World
{
    Relay relay{1};
    Eapi eapi = relay.random.make<Eapi>();
    RelayEnd server = relay.server();
    XWingSecretKey ephemeral;
    std::optional<ChannelClient> client;

    World()
    {
        relay.store.begin(eapi);
        DeterministicRandom ofClient(2);
        ephemeral = DeterministicRandom(2).make<XWingSecretKey>();
        client.emplace(fingerprintOf(relay.key.publicKey()), relay.accessKey.duplicate(),
                       eapi.duplicate(), ofClient);
    }
};

Bytes frameFrom(FrameForm form, ByteView input, const Bytes& honest, ChannelFrame type,
                const ChannelKey& key, const Hash& hellos)
{
    switch (form) {
    case FrameForm::Raw:
        return {input.begin(), input.end()};
    case FrameForm::Changes:
        return changedFrame(honest, input);
    case FrameForm::Sealed:
        break;
    }
    return sealedFrame(type, key, hellos, input);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    demand(ready);
    if (size < 2) {
        return 0;
    }
    const unsigned stage = data[0] % 3;
    const auto form = static_cast<FrameForm>(data[1] % 3);
    const ByteView input(data + 2, size - 2);
    World world;
    const SecretBytes stored = world.relay.store.bytes.duplicate();
    const auto nothingStored = [&] {
        return world.relay.store.writes == 0 && world.relay.store.fallbacks == 0 &&
               equalConstantTime(stored.view(), world.relay.store.bytes.view());
    };
    if (stage == 0) {
        const Bytes frame = form == FrameForm::Changes ? changedFrame(world.client->hello(), input)
                                                       : Bytes(input.begin(), input.end());
        const auto answer = world.server.receiveClientHello(frame, world.relay.random);
        demand(nothingStored());
        demand(!answer || answer->size() == kServerHelloBytes);
        // Whoever changes the hello of another gains nothing: its sender notices.
        demand(!answer || frame == world.client->hello() ||
               !world.client->receiveServerHello(*answer));
        return 0;
    }
    const Bytes serverHello =
        *world.server.receiveClientHello(world.client->hello(), world.relay.random);
    const ChannelK1 k1(
        world.client->hello(), ByteView(serverHello).first(kServerHelloHead),
        *decapsulate(world.ephemeral, XWingCiphertext(ByteView(serverHello).subspan<2, 1120>())));
    const Bytes access = *world.client->receiveServerHello(serverHello);
    if (stage == 1) {
        const Bytes frame =
            frameFrom(form, input, access, ChannelFrame::ClientAccess, k1.clientAccess, k1.hellos);
        const auto answer = world.server.receiveClientAccess(frame);
        demand(nothingStored());
        demand(!answer || form == FrameForm::Sealed || frame == access);
        demand(answer || !world.server.receiveClientAccess(access)); // closed for good
        // Sealed rightly it is another client's own choice; ours does not go along.
        demand(!answer || frame == access || !world.client->receiveServerAccess(*answer));
        return 0;
    }
    ChannelSession session =
        *world.client->receiveServerAccess(*world.server.receiveClientAccess(access));
    demand(nothingStored());
    const Bytes first = *session.seal(asBytes("first"));
    const Bytes frame =
        form == FrameForm::Changes ? changedFrame(first, input) : Bytes(input.begin(), input.end());
    const auto opened = world.server.receiveFirst(frame);
    demand(opened.has_value() == (frame == first));
    demand(opened.has_value() != nothingStored());
    return 0;
}
