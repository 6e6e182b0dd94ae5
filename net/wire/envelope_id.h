#pragma once

#include "crypto/base/identifiers.h"

namespace sotto::wire {

/// What a relay knows an envelope by: H("sotto1 envelope", mailbox || envelope). The relay computes
/// it from the bytes, so a sender can neither choose one nor make two envelopes pass for one.
using EnvelopeId = crypto::FixedBytes<struct EnvelopeIdTag, 32>;

[[nodiscard]] EnvelopeId envelopeId(const crypto::MailboxId& mailbox, crypto::ByteView envelope);

} // namespace sotto::wire
