#pragma once

#include "crypto/channel/relay_address.h"
#include "crypto/phrase/recovery_phrase.h"

#include <string>

namespace sotto::core {

/// How far the joining of an account has come, for people: each step is shown once.
enum class LinkStep : std::uint8_t
{
    Deriving, ///< Argon2id over the words: about a second
    Looking,  ///< the relay is asked for the recovery record
    Opening,  ///< record, lists, card and log are verified
    Joining,  ///< this device is written into the log and into the lists
    Done,     ///< it is a device of the account; what the vault holds is being read
};

struct LinkRequest
{
    crypto::RecoveryPhrase phrase;
    crypto::SecretBytes passphrase; ///< the optional BIP39 passphrase; UTF-8, empty for none
    crypto::RelayAddress relay;
    std::string deviceName; ///< 1 to kNameBytesMax bytes of UTF-8
};

} // namespace sotto::core
