#pragma once

#include "app/core/problem.h"
#include "app/core/recovery/phrase_keys.h"
#include "crypto/channel/relay_address.h"
#include "crypto/phrase/recovery_phrase.h"

#include <functional>
#include <memory>
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

/// The joining of an account by its twelve words, on a device that has none. PROTOCOL.md 15.5.
///
/// Nothing is kept of a try that fails before Joining. From the transaction that begins Joining on,
/// everything that the relay is to be told is on the disk as the bytes that are sent, so that it
/// goes on after a kill without the words, which are wiped then.
class Linking
{
public:
    /// What goes on under Client's roof.
    struct Place;

    explicit Linking(Place& place);
    ~Linking();

    std::function<void(LinkStep)> onStep;
    /// Once. Refusals: NoRecord, RecordBroken, RecordNewer, RelayUnreachable, RelayRefused,
    /// RelayWrong, AccountForked, TooManyDevices, AccountExists, OutOfMemory, TriesSpent.
    std::function<void(crypto::Result<void, Problem>)> onEnd;

    void start(LinkRequest request);
    /// Gives up, if it has not reached Joining; wipes the words.
    void cancel();

private:
    struct Run;
    Place& m_place;
    std::unique_ptr<Run> m_run;
};

} // namespace sotto::core
