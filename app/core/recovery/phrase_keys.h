#pragma once

#include "crypto/base/result.h"
#include "crypto/phrase/master_key.h"

#include <functional>
#include <memory>

namespace sotto::core {

/// The keys of a phrase, being derived on another thread: about a second and 256 MiB of Argon2id.
/// Destroying it gives up: what is under way ends by itself, unseen, and is wiped.
class PhraseKeys
{
public:
    using Outcome = crypto::Result<crypto::RecoveryKeys, crypto::MasterKeyError>;
    /// Once, on the thread that made this, from its event loop. May destroy what calls it.
    using Done = std::function<void(Outcome)>;

    /// @p passphrase: BIP39's optional one, UTF-8, empty for none. Keeps copies of both, wiped.
    PhraseKeys(const crypto::RecoveryPhrase& phrase, crypto::ByteView passphrase,
               const crypto::MasterKeyVersion& version, Done done);
    ~PhraseKeys();
    PhraseKeys(const PhraseKeys&) = delete;
    PhraseKeys& operator=(const PhraseKeys&) = delete;

private:
    struct Watch;
    std::unique_ptr<Watch> m_watch;
};

} // namespace sotto::core
