#pragma once

#include "crypto/log/device_log.h"

namespace sotto::crypto {

/// Two different entries that may both follow on the same one. Somebody who was entitled to write
/// wrote twice: sending stops with a clear reason. Transferable: whoever holds the entries before
/// them checks it.
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
/// nothing: an invalid or unresolvable one is passed over, so that it stops nobody.
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
