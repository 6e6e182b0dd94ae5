#pragma once

#include "crypto/base/reader.h"
#include "crypto/base/timestamp.h"
#include "crypto/base/writer.h"
#include "crypto/primitives/ed25519.h"
#include "crypto/primitives/hash.h"

namespace sotto::crypto {

/// The static key of a relay whose stamps a log accepts.
using StampRelayKey = FixedBytes<struct StampRelayKeyTag, 32>;

/// A relay's word that it had seen a hash at a time.
///
///     struct { u8 relay[32]; u8 subject[32]; u64 time; u8 signature[64]; } LogStamp;  // 136 bytes
struct LogStamp
{
    static constexpr std::size_t kSize = 136;

    StampRelayKey relay;
    Hash subject;
    Timestamp time;
    Signature signature;

    void write(Writer& out) const;
    [[nodiscard]] static LogStamp read(Reader& in);
    [[nodiscard]] bool verifies() const;
    [[nodiscard]] static LogStamp make(const SigningKey& relay, const Hash& subject,
                                       Timestamp time);
    bool operator==(const LogStamp&) const = default;
};

} // namespace sotto::crypto
