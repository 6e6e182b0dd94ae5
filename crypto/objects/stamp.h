#pragma once

#include "crypto/base/reader.h"
#include "crypto/base/timestamp.h"
#include "crypto/base/writer.h"
#include "crypto/primitives/ed25519.h"
#include "crypto/primitives/hash.h"

namespace sotto::crypto {

/// The static key of a relay whose stamps a log accepts.
using StampRelayKey = FixedBytes<struct StampRelayKeyTag, 32>;

/// A relay's word that it had seen a hash at a time. A relay gives it for any hash, to anybody,
/// with the time of its own clock; it learns nothing of what the hash stands for. Whether the
/// relay is one to believe, and what follows from the time, is the reader's affair (crypto/log).
///
///     struct {                    // 136 bytes
///         u8  relay[32];
///         u8  subject[32];
///         u64 time;               // seconds since 1970
///         u8  signature[64];      // by the relay's static key, over the 72 bytes before
///     } Stamp;                    // PROTOCOL.md section 3
struct Stamp
{
    static constexpr std::size_t kSize = 136;

    StampRelayKey relay;
    Hash subject;
    Timestamp time;
    Signature signature;

    /// The relay's side: stamps @p subject with @p time.
    [[nodiscard]] static Stamp make(const SigningKey& relay, const Hash& subject, Timestamp time);
    /// True if the relay that it names signed it.
    [[nodiscard]] bool verifies() const;

    void write(Writer& out) const;
    [[nodiscard]] static Stamp read(Reader& in);
    /// Reads a stamp that stands alone, as a relay's answer. Judges nothing.
    [[nodiscard]] static Result<Stamp, ParseError> parse(ByteView bytes);
    [[nodiscard]] Bytes serialize() const;

    bool operator==(const Stamp&) const = default;
};

} // namespace sotto::crypto
