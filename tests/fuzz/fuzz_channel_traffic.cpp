// Two ends of a channel and a network that does with their frames what the input says. Each byte
// pair is a step: what to do, and with which frame.
#include "tests/fuzz/channel_fuzz.h"

using namespace sotto::crypto;
using namespace sotto::test;

namespace {

constexpr std::size_t kStepsMax = 200;

struct Sent
{
    Bytes frame;
    Bytes plaintext;
    bool byClient = false;
    bool finish = false;
    std::size_t position = 0; ///< in its direction
};

struct End
{
    ChannelSession session;
    std::size_t sent = 0;
    std::size_t received = 0; ///< the position that must come next
    bool finished = false;
    bool heardFinish = false;
    bool closed = false;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    demand(ready);
    Relay relay(1);
    Established established = establish(relay);
    // The handshake's first frame counts: one sent by the client, one received by the server.
    End client{std::move(established.client), 1};
    End server{std::move(established.server), 0, 1};
    std::vector<Sent> wire;
    const std::size_t steps = std::min(size / 2, kStepsMax);
    for (std::size_t i = 0; i < steps; ++i) {
        const std::uint8_t what = data[2 * i];
        const std::uint8_t which = data[2 * i + 1];
        const bool byClient = (what & 1U) != 0;
        End& from = byClient ? client : server;
        const unsigned action = (what >> 1U) % 6;
        if (action <= 1) { // send a text, or finish
            Sent sent;
            sent.plaintext = action == 0 ? Bytes(which, which) : Bytes();
            const auto frame =
                action == 0 ? from.session.seal(sent.plaintext) : from.session.finish();
            demand(frame.has_value() == (!from.closed && !from.finished));
            if (!frame) {
                demand(frame.error() == ChannelError::Closed);
                continue;
            }
            sent.frame = *frame;
            sent.byClient = byClient;
            sent.finish = action == 1;
            sent.position = from.sent++;
            from.finished = sent.finish;
            wire.push_back(std::move(sent));
            continue;
        }
        if (wire.empty()) {
            continue;
        }
        const Sent& sent = wire[which % wire.size()];
        Bytes frame = sent.frame;
        bool genuine = true;
        if (action == 3) { // change one byte
            frame[which % frame.size()] ^= static_cast<std::uint8_t>(1U << (which % 8U));
            genuine = false;
        } else if (action == 4) { // cut
            frame.resize(which % frame.size());
            genuine = false;
        }
        // To whom it was sent, or back to its sender.
        End& to = (sent.byClient != (action == 5)) ? server : client;
        const bool expected =
            genuine && action != 5 && !to.closed && !to.heardFinish && sent.position == to.received;
        const bool silent = to.closed || to.heardFinish;
        const auto received = to.session.receive(frame);
        demand(received.has_value() == expected);
        if (received) {
            demand(received->finished == sent.finish);
            demand(std::ranges::equal(received->plaintext.view(), sent.plaintext));
            ++to.received;
            to.heardFinish = sent.finish;
        } else if (silent) {
            demand(received.error() == ChannelError::Closed);
        } else {
            to.closed = true;
        }
    }
    return 0;
}
