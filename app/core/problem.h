#pragma once

#include <cstdint>
#include <string>

#include <QString>

namespace sotto::core {

/// Why something that a person asked for did not happen. problem_text.cpp says each to people.
enum class ProblemKind : std::uint8_t
{
    // input
    EmptyText,
    TextTooLong,
    NotText, ///< not UTF-8
    NameEmpty,
    NameTooLong,
    PictureTooLarge,
    HoldsPhrase,   ///< looks like twelve words
    AddressBroken, ///< a relay's address that is none
    LinkBroken,    ///< an invite link that is incomplete
    LinkIsAddress, ///< a relay's address where an invite is expected
                   // invites
    InviteUsed,    ///< or withdrawn: the relay does not have it any more
    InviteEnded,
    InviteForeign,  ///< what the relay keeps does not open with this link
    InviteOwn,      ///< one's own
    TooManyInvites, ///< withdraw some first
    AlreadyContact,
    PersonBlocked,
    // people
    NoSuchContact,
    NoSuchMessage,
    NotAccepted, ///< they have not accepted yet, or it is a request
    SendingHeld, ///< see SendingHold
                 // relay
    RelayUnreachable,
    RelayRefused, ///< it answers, and refuses; technical says why
    RelayWrong,   ///< answers with another identity
                  // this machine
    DiskFull,
    DatabaseDamaged,
    Io,
    OutOfMemory,
    // profiles
    ProfileInUse,
    WrongPassphrase,
    PassphraseNeeded,
    KeychainLocked,
    KeychainMissing, ///< the key is not in the keychain any more
    NewerVersion,
    NoAccount,
    AccountExists,
    // joining an account by its words
    PhraseWrong,     ///< no phrase: a word is not on the list, or the words do not belong together
    NoRecord,        ///< this relay has nothing under these words
    PhraseReplaced,  ///< there are newer words: these open nothing any more
    RecordBroken,    ///< what the relay keeps does not verify, or is older than it should be
    RecordNewer,     ///< made by a newer program
    AccountBehind,   ///< the relay's parts of the account do not go together yet
    AccountForked,   ///< two devices say contradicting things of the account
    TooManyDevices,  ///< of the account
    ClockWrong,      ///< this computer's clock is far behind
    TriesSpent,      ///< too many in a row: a pause
    LinkInterrupted, ///< the words are needed once more
                     // what the own devices share
    DeviceCopied, ///< this device's data is in use twice: this one must not send any more
    VaultForked,  ///< what two devices, or the relay, say of the history contradicts
    VaultBroken,  ///< what the relay shows of the history was changed, or is none
    VaultBehind,  ///< the relay keeps back or lost what the own devices have written
                 // devices
    NoSuchDevice,  ///< of the account, now
    DeviceShutOut, ///< this one is suspended: another device wants it gone
    NotSenior,     ///< only a device that was here before can do this
    WordsNeeded,   ///< only with the twelve words
    WordsWrong,    ///< a phrase, but not this account's
    AlarmGone,     ///< it was answered meanwhile
    NoStampRelay,  ///< no relay is named that could say how much time has passed
    ChangePending, ///< the same lies open already
    NotDue,        ///< a slow change can come into force later only
    Cancelled,     ///< by the person

    // export and backup
    ExportRunning,    ///< one at a time
    FileExists,       ///< there is something of that name
    FileNotWritten,   ///< the system refuses
    NoWords,          ///< the account has no twelve words yet
    NoBackup,         ///< the file is something else
    BackupNewer,      ///< made by a newer program
    BackupBroken,     ///< changed, or not whole
    WordsOpenNothing, ///< the backup was made for other words
    BackupForeign,    ///< of another account

    Internal,
};

struct Problem
{
    ProblemKind kind = ProblemKind::Internal;
    std::string technical = {}; ///< English, for developers; no user content
};

/// What happened, what it means and what to do, in the person's language.
[[nodiscard]] QString explain(const Problem& problem);
/// The stable English name for scripts ("invite-used").
[[nodiscard]] const char* nameOf(ProblemKind kind);

} // namespace sotto::core
