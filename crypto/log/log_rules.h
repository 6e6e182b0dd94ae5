#pragma once

#include "crypto/log/log_state.h"

namespace sotto::crypto {

/// Entries of one log. Five devices that refresh weekly for twenty years make 5,200; three times
/// that leaves room for hostile ones. Three signatures an entry, 55 microseconds each: 2.7 seconds
/// for the worst log, once.
inline constexpr std::uint32_t kLogEntriesMax = 16384;
/// Up to here a device may write without the phrase; the rest is kept for the phrase ...
inline constexpr std::uint32_t kLogEntriesByDeviceMax = 14336;
/// ... and the last of it for the phrase with a vouched-for device, so that neither a stolen device
/// nor a leaked phrase can shut its owner out by filling the log.
inline constexpr std::uint32_t kLogEntriesByPhraseMax = 15872;
/// What one device may write without the phrase: a weekly refresh for twenty years, twice.
inline constexpr std::uint32_t kLoneEntriesMax = 2048;

enum class LogErrorKind : std::uint8_t
{
    Malformed,       ///< not the layout of an entry or of a log
    Empty,           ///< no entry at all
    TooManyEntries,  ///< kLogEntriesMax or this author's share of it is used up
    NotGenesis,      ///< the first entry is no genesis, or a later one is
    WrongAccount,    ///< written for another account
    WrongSequence,   ///< not the next number
    WrongPrevious,   ///< does not follow the head
    UnknownAuthor,   ///< no device of this log
    AuthorNotActive, ///< suspended, removed or left
    BadSignature,    ///< not by the author that it names
    BadPossession,   ///< a key that it names is not held by who names it
    KeyReused,       ///< a key that already stands in this log, or twice in this entry
    UnknownTarget,   ///< no device of this log
    WrongStatus,     ///< the target is not in the state that this kind changes
    NotPermitted,    ///< the authors' rank does not reach
    SuspensionSpent, ///< the phrase already lifted this device's suspension of the target
    AlreadyPending,  ///< the same subject lies open at the same or a higher rank
    UnknownProposal, ///< not open: never made, vetoed, committed or overtaken
    BadStamp,        ///< not a stamp of that hash by a relay of this log
    TooEarly,        ///< less than 14 days between the stamps
    TooManyDevices,  ///< a limit on devices is reached
    WrongGeneration, ///< a refresh that is not the next one of its device
    LastWayBack,     ///< the only active device would leave while no phrase exists
};

/// Whether @p entry may follow on @p state: place, authors, permission, keys, stamps. Reads
/// nothing but the two. PROTOCOL.md section 3, "Rules".
[[nodiscard]] Result<Rank, LogErrorKind> judge(const LogState& state, const LogEntry& entry);

/// The rank of the authors of @p statement towards @p change.
[[nodiscard]] Rank rankTowards(const LogState& state, const EntryStatement& statement,
                               const SlowChange& change);

} // namespace sotto::crypto
