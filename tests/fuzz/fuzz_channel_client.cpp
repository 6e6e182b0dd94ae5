// What a network or a wrong relay can answer a client: byte 0 names the frame that is replaced
// (hello, access) and whether the client has an EAPI, byte 1 its form.
#include "tests/fuzz/channel_fuzz.h"

using namespace sotto::crypto;
using namespace sotto::test;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    demand(ready);
    if (size < 2) {
        return 0;
    }
    const bool atHello = data[0] % 2 == 0;
    const bool hasEapi = data[0] % 4 >= 2;
    const auto form = static_cast<FrameForm>(data[1] % 3);
    const ByteView input(data + 2, size - 2);
    Relay relay(1);
    const Eapi eapi = relay.random.make<Eapi>();
    relay.store.begin(eapi);
    DeterministicRandom ofClient(2);
    const auto ephemeral = DeterministicRandom(2).make<XWingSecretKey>();
    ChannelClient client(fingerprintOf(relay.key.publicKey()), relay.accessKey.duplicate(),
                         hasEapi ? std::optional(eapi.duplicate()) : std::nullopt, ofClient);
    RelayEnd server = relay.server();
    const Bytes hello = *server.receiveClientHello(client.hello(), relay.random);
    const ByteView head = ByteView(hello).first(kServerHelloHead);
    const ChannelK1 k1(client.hello(), head,
                       *decapsulate(ephemeral, XWingCiphertext(head.subspan<2, 1120>())));
    const auto make = [&](const Bytes& honest, ByteView before, const ChannelKey& key) {
        switch (form) {
        case FrameForm::Raw:
            return Bytes(input.begin(), input.end());
        case FrameForm::Changes:
            return changedFrame(honest, input);
        case FrameForm::Sealed:
            break;
        }
        Bytes frame(before.begin(), before.end());
        append(frame, aeadSeal(key.view(), kZeroNonce, k1.hellos, input));
        return frame;
    };
    if (atHello) {
        const Bytes frame = make(hello, head, k1.serverHello);
        const auto access = client.receiveServerHello(frame);
        demand(access.has_value() == (frame == hello)); // only the relay can sign
        demand(access || !client.receiveServerHello(hello));
        return 0;
    }
    const Bytes answer = *server.receiveClientAccess(*client.receiveServerHello(hello));
    const Bytes frame = make(answer, Bytes{4}, k1.serverAccess);
    auto session = client.receiveServerAccess(frame);
    demand(session.has_value() == (frame == answer)); // only who has the API key can confirm
    if (session) {
        const auto opened = server.receiveFirst(*session->seal({}));
        demand(opened && opened->session.exporter() == session->exporter());
    } else {
        demand(!client.receiveServerAccess(answer));
    }
    return 0;
}
