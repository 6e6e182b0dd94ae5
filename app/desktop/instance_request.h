#pragma once

#include <cstddef>
#include <optional>

#include <QByteArray>
#include <QString>

namespace sotto::desktop {

/// What a second start asks of the first one.
struct InstanceRequest
{
    bool isQuiet = false;       ///< do not bring the window up (a second quiet start)
    QByteArray activationToken; ///< of the desktop, with which a window may come to the front
    QString link;               ///< a `sotto:` link or empty; untrusted
};

/// Bytes of a desktop's token (XDG Activation). GNOME's and KDE's are below 100.
constexpr std::size_t kActivationTokenBytesMax = 512;
/// Version, flags, two lengths.
constexpr std::size_t kRequestHeaderBytes = 6;
/// Of a whole request; whoever sends more is cut off.
constexpr std::size_t kRequestBytesMax = kRequestHeaderBytes + kActivationTokenBytesMax + 4096;

/// One version byte (1), one byte of flags (bit 0: quiet), two lengths of two bytes each, big
/// endian, then token and link. A token that is too long is left out.
[[nodiscard]] QByteArray serializeRequest(const InstanceRequest& request);

enum class RequestState
{
    Incomplete, ///< what is there so far is right
    Complete,
    Malformed
};

/// Whether @p bytes are a request, the beginning of one, or neither.
[[nodiscard]] RequestState requestState(const QByteArray& bytes);

/// Empty unless the request is complete, with nothing after it, and its link is one.
[[nodiscard]] std::optional<InstanceRequest> parseRequest(const QByteArray& bytes);

} // namespace sotto::desktop
