// Decryption itself: what the network sends, and what a peer with the right keys sends.
#include "crypto/base/init.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/ratchet_sessions.h"

#include <cstdlib>

using namespace sotto::crypto;
using sotto::test::demand;
using sotto::test::RatchetInput;
using sotto::test::ratchetSessions;
using sotto::test::StoredState;

namespace {

Ratchet load(ByteView stored)
{
    auto out = Ratchet::parse(stored);
    demand(out.has_value());
    return std::move(*out);
}

Bytes makeEnvelope(RatchetInput kind, ByteView input, Ratchet& sender, Timestamp now)
{
    sotto::test::DeterministicRandom random(2);
    Bytes out(input.begin(), input.end());
    if (kind == RatchetInput::Changes) {
        Bytes next = *sender.seal(asBytes("the next message"), now, random);
        for (std::size_t at = 0; at < std::min(next.size(), out.size()); ++at) {
            next[at] ^= out[at];
        }
        return next;
    }
    if (kind == RatchetInput::Padded) {
        const auto envelope =
            std::find_if(kEnvelopeSizes.begin(), kEnvelopeSizes.end() - 1,
                         [&](std::size_t size) { return out.size() <= size - kMessageOverhead; });
        out.resize(*envelope - kMessageOverhead);
        return *sender.sealPadded(out, random);
    }
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    demand(ready);
    static const auto sessions = ratchetSessions();
    if (size == 0) {
        return 0;
    }
    const auto& session = sessions[data[0] / sotto::test::kRatchetInputs % sessions.size()];
    const auto kind = static_cast<RatchetInput>(data[0] % sotto::test::kRatchetInputs);
    constexpr Timestamp kNow{1'700'100'000};

    Ratchet receiver = load(session.receiver);
    Ratchet sender = load(session.sender);
    const Bytes envelope = makeEnvelope(kind, {data + 1, size - 1}, sender, kNow);
    auto staged = receiver.open(envelope, kNow);
    demand(StoredState(receiver).bytes == session.receiver);
    if (!staged) {
        static_cast<void>(receiver.recognizes(envelope));
        return 0;
    }
    demand(staged->content().size() <= kMaxContentBytes);
    static_cast<void>(receiver.commit(std::move(*staged), kNow));
    demand(!receiver.open(envelope, kNow)); // never twice
    const Bytes after = StoredState(receiver).bytes;
    demand(StoredState(load(after)).bytes == after);
    sotto::test::DeterministicRandom random(3);
    const auto answer = receiver.seal(asBytes("answer"), kNow, random);
    demand(answer && answer->size() == kEnvelopeSizes.front());
    return 0;
}
