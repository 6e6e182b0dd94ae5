#pragma once

#include "app/core/account/own_account.h"
#include "app/core/devices/account_head.h"
#include "app/core/recovery/phrase_keys.h"
#include "app/core/recovery/twelve_words.h"
#include "crypto/log/log_builder.h"

#include <deque>

namespace sotto::core {

/// What a person does with their words beside joining: checks that they still have them, and signs
/// what a device alone may not. The words' keys live as long as one call.
class PhraseCare
{
public:
    template <class T> using Done = std::function<void(crypto::Result<T, Problem>)>;
    struct Place
    {
        Context& context;
        OwnAccount& own;
        std::function<AccountHead*()> head;
        std::function<TwelveWords*()> words;
        std::function<client::RelayPlace()> relay;
    };

    explicit PhraseCare(Place place);
    ~PhraseCare();

    using Keys = std::shared_ptr<const crypto::RecoveryKeys>;
    /// The keys of typed words, if they are this account's now. PhraseWrong, WordsWrong,
    /// OutOfMemory. One after the other: each costs a second and 256 MiB.
    void derive(crypto::SecretBytes words, Done<Keys> done);
    using AreGood = std::function<bool(const crypto::RecoveryKeys&)>;
    /// The same of other words: WordsWrong if they are not good.
    void derive(crypto::SecretBytes words, AreGood areGood, Done<Keys> done);

    /// Whether these are the account's words. PhraseWrong if they are none at all.
    void check(crypto::SecretBytes words, Done<bool> done);
    /// An older device says that a new one may stay. NotSenior.
    void approve(const crypto::DeviceId& device, Done<void> done);
    /// A younger device is removed at once. NoSuchDevice, NotSenior.
    void remove(const crypto::DeviceId& device, crypto::SecretBytes words, Done<void> done);
    /// A slow change does not come. WordsNeeded if this device alone is too little, and @p words
    /// are empty.
    void veto(const crypto::Hash& proposal, crypto::SecretBytes words, Done<void> done);
    /// Whether a new device waits for approval, or a day, before others use it.
    [[nodiscard]] bool newDeviceWaits() const;
    /// WordsNeeded if @p words are empty, and it is not so already.
    void setNewDeviceWaits(bool waits, crypto::SecretBytes words, Done<void> done);
    /// New words instead of the old ones, on the eldest device: see Client::replaceWords().
    void replace(crypto::SecretBytes oldWords, Done<crypto::SecretBytes> done);
    /// The commit of a slow change, stamped, for the log as it is then.
    using MakeCommit =
        std::function<void(std::function<void(const crypto::Result<crypto::LogEntry, Problem>&)>)>;
    /// The same without the old ones, once they may (LostWordsCare): @p next are typed in.
    void replaceSlowly(Keys next, MakeCommit commit, Done<void> done);
    /// The slow change was stopped: whoever waits for it hears that.
    void stopSlowly();
    /// TwelveWords says that new words are in force.
    void onReplaced();
    /// Goes on with a change that a kill has interrupted.
    void start();
    void stop();

private:
    struct Deriving;
    struct Replacing;
    /// An entry for the log as it is then, signed by @p authors; nothing if it is not wanted any
    /// more.
    using MakeSigned = std::function<std::optional<crypto::LogBuilder::Built>(
        const crypto::DeviceLog& log, const crypto::Authors& authors)>;
    [[nodiscard]] bool areOurs(const crypto::RecoveryKeys& keys) const;
    /// Wants an entry that the words and this device sign together.
    void wishSigned(crypto::SecretBytes words, MakeSigned make, Done<void> done);
    [[nodiscard]] crypto::LogBuilder builder(const crypto::DeviceLog& log) const;
    [[nodiscard]] crypto::Authors both(const crypto::RecoveryKeys& keys) const;
    void replaceWith(const Keys& former, Done<crypto::SecretBytes> done);
    void joinChange(const Keys& former, Done<crypto::SecretBytes> done);
    void nameStampRelay();
    void removeSuspended();
    void makeWords();
    void store(const crypto::RecoveryPhrase& phrase, const crypto::RecoveryKeys& keys);
    void wishChange();
    [[nodiscard]] std::vector<crypto::DeviceId> heirs() const;
    void commitSlowly();
    void endReplacing(const crypto::Result<void, Problem>& outcome);
    void next();
    void tryVersion();
    void answer(crypto::Result<Keys, Problem> outcome);
    [[nodiscard]] crypto::Authors device() const;

    Place m_place;
    std::deque<std::unique_ptr<Deriving>> m_deriving; ///< the first one is under way
    std::unique_ptr<Replacing> m_replacing;
};

} // namespace sotto::core
