// What a stranger's connection can bring to a relay: byte 0 names the stage of the handshake from
// which on the frames are the input's, then come frames of u16 length, or, after the handshake,
// plaintexts that are sealed rightly. A second client is served meanwhile, untouched.
#include "crypto/base/init.h"
#include "crypto/base/reader.h"
#include "tests/fuzz/demand.h"
#include "tests/support/relay_in_memory.h"

using namespace sotto;
using namespace sotto::test;

namespace {

constexpr std::size_t kFrameBytesMax = std::size_t{1'048'576} + crypto::kChannelOverheadBytes;

void framesFrom(crypto::ByteView input, const std::function<void(crypto::ByteView)>& take)
{
    while (input.size() >= 2) {
        const std::size_t length = std::min<std::size_t>(
            input[0] | static_cast<std::size_t>(input[1]) << 8, input.size() - 2);
        take(input.subspan(2, length));
        input = input.subspan(2 + length);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = crypto::initialize();
    demand(ready);
    if (size < 1) {
        return 0;
    }
    const unsigned stage = data[0] % 5;
    const crypto::ByteView input(data + 1, size - 1);
    RelayInMemory relay;
    MemoryConnection stranger(relay);
    MemoryConnection neighbour(relay);
    demand(neighbour.open());
    if (stage >= 1) {
        const bool namesEapi = data[0] >= 128;
        demand(stranger.sayHello(namesEapi ? std::optional(relay.random.make<crypto::Eapi>())
                                           : std::nullopt));
    }
    if (stage >= 2) {
        demand(stranger.sayAccess());
    }
    if (stage >= 3) {
        demand(stranger.openChannel());
    }
    if (stage >= 4) {
        wire::Request hello;
        hello.mutable_hello()->set_oldest_version(1);
        hello.mutable_hello()->set_newest_version(1);
        demand(stranger.request(hello).has_welcome());
    }
    framesFrom(input, [&](crypto::ByteView frame) {
        if (stage >= 3) {
            stranger.sendPlaintext(frame);
        } else {
            stranger.sendRaw(frame);
        }
    });
    for (const crypto::Bytes& frame : stranger.rawFrames) {
        demand(frame.size() <= kFrameBytesMax);
    }
    if (stranger.closedWith) {
        const std::size_t frames = stranger.rawFrames.size();
        stranger.sendRaw(input);
        demand(stranger.rawFrames.size() == frames); // nothing more is said
    }
    wire::Request stamp;
    stamp.mutable_stamp()->set_subject(std::string(32, 's'));
    demand(neighbour.request(stamp).has_stamped());
    demand(!neighbour.closedWith);
    stranger.cut();
    demand(relay.service.hub.listeners() == 0);
    return 0;
}
