#pragma once

#include <cstddef>
#include <cstdint>

/// What a VaultContent may hold. Own devices write them; a stolen one may write anything.
namespace sotto::core::vault {

/// Milliseconds and stamps: the year 144683. One that is "seen + 1" stays below.
inline constexpr std::uint64_t kTimeMsMax = std::uint64_t{1} << 52;
/// A stamp that is further ahead of a device's clock counts as earlier than all that are not. No
/// clock is that wrong; and as clocks go on, there is always a later one.
inline constexpr std::uint64_t kAheadMs = std::uint64_t{3653} * 24 * 3600 * 1000;
/// Positions, in microseconds: the year 2255.
inline constexpr std::uint64_t kPositionMax = std::uint64_t{1} << 53;
/// Up to which a conversation can be read or removed: the year 2112. Above it is room for messages
/// that come after whatever was said.
inline constexpr std::uint64_t kFloorMax = std::uint64_t{1} << 52;
/// As kTextBytesMax of client.h.
inline constexpr std::size_t kTextBytes = 16'384;
/// Longer ones stay on the device on which they are written.
inline constexpr std::size_t kDraftBytes = 65'536;
/// As kNameBytesMax and kPictureBytesMax of client.h.
inline constexpr std::size_t kNameBytes = 128;
inline constexpr std::size_t kPictureBytes = 49'152;
/// Settings' names fill up an identifier (RecordSource::session).
inline constexpr std::size_t kSettingNameBytes = 32;
inline constexpr std::size_t kSettingValueBytes = 64;
inline constexpr std::size_t kRelayBytes = 512;
/// As many as a Receipt can name.
inline constexpr int kMarks = 1024;
/// Of one part of a snapshot: far more than its size allows.
inline constexpr int kSnapshotContents = 4096;
inline constexpr std::uint32_t kSnapshotParts = 65'536;
/// A log's entry, links of an epoch, a certificate: the largest has 1,024.
inline constexpr std::size_t kSignedBytes = 2048;
/// A record's list of all devices that an account can have, with a key for each.
inline constexpr std::size_t kMoveBytes = 16'384;
/// What one writer may ever leave on a device that nothing there speaks for: messages of people who
/// are not known yet, marks of messages that are not read yet, entries, links and names of devices
/// that are none. Far more than comes of reading a history from its end.
inline constexpr std::size_t kStrayBytes = std::size_t{64} << 20;
/// And of that, in signed things that show nothing yet by themselves: entries whose log is not
/// known here, links of keys that are not, and proposals that lost.
inline constexpr std::size_t kUnprovedBytes = std::size_t{1} << 20;
/// What is kept of a writer until a device says that it is its own: more than it writes between two
/// snapshots, each of which says it again.
inline constexpr std::size_t kAsideBytes = std::size_t{16} << 20;
/// Such writers at one time: as many as an account has devices.
inline constexpr int kAsideWriters = 16;
/// Of all that is in one content: as much as a record takes (PROTOCOL.md section 13).
inline constexpr std::size_t kContentBytes = 98'304;

} // namespace sotto::core::vault
