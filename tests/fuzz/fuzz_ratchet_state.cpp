// Stored ratchets: whatever parses has one encoding, and can be used.
#include "crypto/base/init.h"
#include "tests/crypto/ratchet/hostile.h"
#include "tests/crypto/ratchet/stored_state.h"
#include "tests/fuzz/demand.h"
#include "tests/support/deterministic_random.h"

#include <cstdlib>

using namespace sotto::crypto;
using sotto::test::demand;
using sotto::test::StoredState;

namespace {

constexpr Timestamp kNow{1'700'000'000};

void demandStorable(const Ratchet& ratchet)
{
    const Bytes stored = StoredState(ratchet).bytes;
    const auto again = Ratchet::parse(stored);
    demand(again.has_value());
    demand(StoredState(*again).bytes == stored);
}

/// The peer's next message in the current chain, @p gap messages further.
void receiveNext(Ratchet& ratchet, std::uint32_t gap)
{
    const StoredState state(ratchet);
    if (!state.hasReceiving()) {
        return;
    }
    Reader in(ByteView(state.bytes).subspan(state.receivingKey()));
    auto chainValue = in.secret<ChainKey::Value>();
    const std::uint32_t index = in.u32();
    const HeaderKey headerKey(in.secret<HeaderKey::Value>());
    RatchetHeader header;
    header.ratchetKey = in.fixed<X25519PublicKey>();
    header.kemEpoch = in.u16();
    header.number = index + gap;
    if (header.number >= kMaxChainLength) {
        return;
    }
    ChainKey chain(std::move(chainValue), index);
    while (chain.index() < header.number) {
        static_cast<void>(chain.advance());
    }
    const AssociatedData associatedData(
        ByteView(state.bytes).subspan<StoredState::kAssociatedData, AssociatedData::kSize>());
    const Bytes envelope = sotto::test::craftedEnvelope(
        associatedData, headerKey, std::move(chain), header, sotto::test::paddedBytes("text", {}));
    auto staged = ratchet.open(envelope, kNow);
    demand(staged.has_value());
    static_cast<void>(ratchet.commit(std::move(*staged), kNow));
    demand(!ratchet.open(envelope, kNow));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    demand(ready);
    auto ratchet = Ratchet::parse({data, size});
    if (!ratchet) {
        return 0;
    }
    demand(std::ranges::equal(StoredState(*ratchet).bytes, ByteView(data, size)));
    sotto::test::DeterministicRandom random(1);
    demand(!ratchet->open(Bytes(kEnvelopeSizes.front(), 1), kNow));
    receiveNext(*ratchet, 0);
    receiveNext(*ratchet, 3);
    demand(!ratchet->expectedTags().empty());
    for (int i = 0; i < 2; ++i) {
        const auto sealed = ratchet->seal(asBytes("text"), kNow, random);
        demand(sealed || sealed.error() != SealError::ContentTooLong);
        demandStorable(*ratchet);
    }
    static_cast<void>(ratchet->expire(kNow));
    demandStorable(*ratchet);
    return 0;
}
