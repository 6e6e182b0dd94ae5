#pragma once

#include "crypto/primitives/aead.h"
#include "tests/crypto/channel/channel_fixture.h"
#include "tests/fuzz/demand.h"

namespace sotto::test {

/// How an input becomes a frame: as it is, as changes of the honest frame, or as a plaintext that
/// is sealed rightly, so that what stands behind the AEAD is read too.
enum class FrameForm : std::uint8_t
{
    Raw = 0,
    Changes = 1,
    Sealed = 2,
};

/// The honest frame with @p changes applied to its bytes; longer changes make it longer.
inline crypto::Bytes changedFrame(crypto::Bytes honest, crypto::ByteView changes)
{
    honest.resize(std::max(honest.size(), changes.size()));
    for (std::size_t i = 0; i < changes.size(); ++i) {
        honest[i] ^= changes[i];
    }
    return honest;
}

inline crypto::Bytes sealedFrame(crypto::ChannelFrame type, const crypto::ChannelKey& key,
                                 const crypto::Hash& hellos, crypto::ByteView plaintext)
{
    crypto::Bytes frame{static_cast<std::uint8_t>(type)};
    crypto::append(frame, crypto::aeadSeal(key.view(), crypto::kZeroNonce, hellos, plaintext));
    return frame;
}

} // namespace sotto::test
