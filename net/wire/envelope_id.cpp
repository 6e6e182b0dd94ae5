#include "net/wire/envelope_id.h"

#include "crypto/primitives/hash.h"

namespace sotto::wire {

EnvelopeId envelopeId(const crypto::MailboxId& mailbox, crypto::ByteView envelope)
{
    crypto::Hasher hasher(crypto::labels::kEnvelopeId);
    hasher.update(mailbox).update(envelope);
    return EnvelopeId(hasher.finish().view());
}

} // namespace sotto::wire
