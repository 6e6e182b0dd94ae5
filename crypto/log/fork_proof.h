#pragma once

#include "crypto/log/device_log.h"

namespace sotto::crypto {

/// Entries of one call that detectFork() looks at closely: signed at a place of the log, but not
/// what stands there. A real branch has one, its first; the rest is room for several at once. Each
/// costs a walk over the log and two signatures, and a state (7 ms on the longest log) only if they
/// are good.
inline constexpr std::size_t kForkTriesMax = 16;

/// Two different entries that may both follow on the same one: somebody who was entitled to write
/// there wrote twice. Transferable: whoever holds the entries before them checks it. Always an
/// alarm; whether it also stops sending is stopsSending().
///
///     struct { u8 version = 1; bytes16 first; bytes16 second; } ForkProof;
///     // first and second in the order of their hashes
struct ForkProof
{
    LogEntry first;
    LogEntry second;

    [[nodiscard]] Bytes serialize() const;
    [[nodiscard]] static Result<ForkProof, ParseError> parse(ByteView stored);
    /// True if both are valid behind the same entry of @p log.
    [[nodiscard]] bool verify(const DeviceLog& log) const;
    /// Whether a fork that verify() passed stops sending to the account: a key that signed the
    /// entry which does not stand in @p log is in force at the head of @p log (beside a refresh,
    /// its device is active). Ask again whenever the log grew: entries that replace the key, or
    /// suspend or end its device, are the way out.
    [[nodiscard]] bool stopsSending(const DeviceLog& log) const;
};

/// How two logs stand to each other.
struct LogComparison
{
    enum class Kind : std::uint8_t
    {
        Equal,
        FirstIsLonger,
        SecondIsLonger,
        OtherAccount,
        Fork,
    };

    Kind kind = Kind::Equal;
    std::size_t common = 0; ///< entries that both have
};

[[nodiscard]] LogComparison compareLogs(const DeviceLog& first, const DeviceLog& second);

/// Looks in @p foreign (entries in a row, of this account, from anybody) for one that is valid
/// behind an entry of @p log and differs from what stands there. Entries that prove nothing prove
/// nothing: an invalid or unresolvable one is passed over, so that it stops nobody. One that stops
/// sending goes before one that does not; looks at kForkTriesMax closely.
[[nodiscard]] std::optional<ForkProof> detectFork(const DeviceLog& log,
                                                  std::span<const ByteView> foreign);

/// Two refreshes of one device from the same generation, both signed by that generation's key: the
/// device's keys are in two places.
///
///     struct { u8 version = 1; bytes16 first; bytes16 second; } CloneProof;
///     // first is the one that stands in the log
struct CloneProof
{
    LogEntry first;
    LogEntry second;

    [[nodiscard]] const DeviceId& device() const { return *first.statement().byDevice; }
    [[nodiscard]] Bytes serialize() const;
    [[nodiscard]] static Result<CloneProof, ParseError> parse(ByteView stored);
    [[nodiscard]] bool verify(const DeviceLog& log) const;
};

/// Call with an entry that the log refused, or with a fork's sibling.
[[nodiscard]] std::optional<CloneProof> detectClone(const DeviceLog& log, ByteView entry);

} // namespace sotto::crypto
