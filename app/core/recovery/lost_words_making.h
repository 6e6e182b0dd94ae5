#pragma once

#include "app/core/recovery/lost_words.h"
#include "net/client/anonymous_lookups.h"

namespace sotto::core {

/// Words that are being made: the relay is asked for a stamp first.
struct LostWordsCare::Making
{
    crypto::RecoveryPhrase phrase;
    std::vector<Done<crypto::SecretBytes>> waiting;
    client::RunningRequest stamping = {};
    std::unique_ptr<PhraseKeys> deriving = {};
};

} // namespace sotto::core
