#pragma once

#include "app/core/recovery/phrase_care.h"
#include "net/client/anonymous_lookups.h"

namespace sotto::core {

/// Typed words, while their keys are being derived.
struct PhraseCare::Deriving
{
    crypto::RecoveryPhrase phrase;
    AreGood areGood;
    Done<Keys> done;
    std::size_t version = 0; ///< of the master key
    std::unique_ptr<PhraseKeys> keys = {};
};

/// New words in the place of old ones.
struct PhraseCare::Replacing
{
    Keys former;                    ///< null where it goes on with what a kill has interrupted
    Done<crypto::SecretBytes> done; ///< none there, until somebody asks again
    /// The old words' keys of who has asked again: should another device be first, it is begun
    /// anew with them.
    Keys again = {};
    std::optional<crypto::RecoveryPhrase> phrase = {};
    std::unique_ptr<PhraseKeys> deriving = {};
    Keys next = {};
    std::optional<client::RunningRequest> stamping = {};
    std::vector<crypto::DeviceId> tried = {}; ///< to be removed
    // Without the old words:
    MakeCommit commit = {};
    Done<void> slowDone = {};
    int commits = 0; ///< made
};

} // namespace sotto::core
