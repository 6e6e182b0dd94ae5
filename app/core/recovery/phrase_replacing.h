#pragma once

#include "app/core/recovery/phrase_care.h"
#include "net/client/anonymous_lookups.h"

namespace sotto::core {

/// Typed words, while their keys are being derived.
struct PhraseCare::Deriving
{
    crypto::RecoveryPhrase phrase;
    Done<Keys> done;
    std::size_t version = 0; ///< of the master key
    std::unique_ptr<PhraseKeys> keys = {};
};

/// New words in the place of old ones, while the old ones' keys are at hand.
struct PhraseCare::Replacing
{
    Keys former;                    ///< null behind a restart
    Done<crypto::SecretBytes> done; ///< none behind a restart
    std::optional<crypto::RecoveryPhrase> phrase = {};
    std::unique_ptr<PhraseKeys> deriving = {};
    Keys next = {};
    std::optional<client::RunningRequest> stamping = {};
    std::vector<crypto::DeviceId> tried = {}; ///< to be removed
};

} // namespace sotto::core
