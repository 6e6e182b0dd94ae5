#pragma once

#include "crypto/base/bytes.h"

#include <array>
#include <optional>

/// Frames of RFC 6455 section 5, for peers that tests make: they can be written wrongly on purpose.
namespace sotto::test {

enum class WebSocketOpcode : std::uint8_t
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
};

using MaskingKey = std::array<std::uint8_t, 4>;

struct WebSocketHead
{
    WebSocketOpcode opcode = WebSocketOpcode::Binary;
    bool final = true;
    std::uint8_t reserved = 0; ///< RSV1 to RSV3 as the lowest three bits; 0 in a good frame
    std::optional<MaskingKey> masked =
        std::nullopt; ///< a client's frame has one, a server's has none
    std::uint64_t payloadBytes = 0;
    std::size_t headBytes = 0; ///< of the head itself; only when it was read
};

inline constexpr std::size_t kWebSocketHeadBytesMax = 14;

/// Appends the head, its lengths in their shortest form. headBytes is not looked at.
void appendHead(crypto::Bytes& out, const WebSocketHead& head);
/// Appends head and payload, masked if the head says so. payloadBytes is the payload's.
void appendFrame(crypto::Bytes& out, WebSocketHead head, crypto::ByteView payload);

enum class HeadRead : std::uint8_t
{
    Complete,
    TooShort,  ///< more bytes have to come
    Malformed, ///< an unknown opcode, a length that is not the shortest, a wrong control frame
};

/// Reads the head at the beginning of @p bytes into @p head.
[[nodiscard]] HeadRead readHead(crypto::ByteView bytes, WebSocketHead& head);

/// Masks or unmasks.
void applyMask(crypto::MutableByteView payload, const MaskingKey& key);

} // namespace sotto::test
