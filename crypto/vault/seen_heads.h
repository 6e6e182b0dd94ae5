#pragma once

#include "crypto/vault/vault_record.h"

#include <map>

namespace sotto::crypto {

/// Of each other writer the newest record that somebody has named.
using SeenHeads = std::map<WriterIndex, SeenHead>;

/// u16 n || n × SeenHead, ascending by writer.
void writeSeenHeads(Writer& out, const SeenHeads& heads);
[[nodiscard]] SeenHeads readSeenHeads(Reader& in);
void writeSeenHead(Writer& out, const SeenHead& head);
[[nodiscard]] SeenHead readSeenHead(Reader& in);

} // namespace sotto::crypto
