#pragma once

#include "crypto/handshake/prekey_bundle.h"

namespace sotto::crypto {

/// Opens the prekey bundle of one mailbox. Contacts have it from the card or the invite; the relay
/// does not, and so never learns whose mailbox it serves.
using BundleKey = Secret<struct BundleKeyTag, 32>;

/// What a relay stores: u8 version (1) || u64 counter || nonce[24] ||
/// AEAD(bundle key, nonce, version || mailbox || counter, signed bundle). PROTOCOL.md section 6.2.
[[nodiscard]] Bytes sealBundle(const BundleKey& key, const MailboxId& mailbox,
                               std::uint64_t counter, ByteView signedBundle, Random& random);

/// The signed bundle, or nothing if it is not the one of that mailbox under that key.
[[nodiscard]] std::optional<Bytes> openBundle(const BundleKey& key, const MailboxId& mailbox,
                                              ByteView sealed);

} // namespace sotto::crypto
