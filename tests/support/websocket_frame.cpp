#include "tests/support/websocket_frame.h"

#include <cstring>

namespace sotto::test {

namespace {

constexpr std::uint8_t kFinal = 0x80;
constexpr std::uint8_t kMasked = 0x80;
constexpr std::uint8_t kLength16 = 126;
constexpr std::uint8_t kLength64 = 127;

void appendBigEndian(crypto::Bytes& out, std::uint64_t value, int bytes)
{
    for (int i = bytes - 1; i >= 0; --i) {
        out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    }
}

std::uint64_t readBigEndian(crypto::ByteView bytes)
{
    std::uint64_t value = 0;
    for (const std::uint8_t byte : bytes) {
        value = value << 8 | byte;
    }
    return value;
}

bool isControl(std::uint8_t opcode)
{
    return opcode >= 8;
}

bool isKnown(std::uint8_t opcode)
{
    return opcode <= 2 || (opcode >= 8 && opcode <= 10);
}

} // namespace

void appendHead(crypto::Bytes& out, const WebSocketHead& head)
{
    const std::uint8_t mask = head.masked ? kMasked : 0;
    out.push_back(static_cast<std::uint8_t>((head.final ? kFinal : 0) | (head.reserved & 7) << 4 |
                                            static_cast<std::uint8_t>(head.opcode)));
    if (head.payloadBytes < kLength16) {
        out.push_back(static_cast<std::uint8_t>(mask | head.payloadBytes));
    } else if (head.payloadBytes <= 0xFFFF) {
        out.push_back(mask | kLength16);
        appendBigEndian(out, head.payloadBytes, 2);
    } else {
        out.push_back(mask | kLength64);
        appendBigEndian(out, head.payloadBytes, 8);
    }
    if (head.masked) {
        out.insert(out.end(), head.masked->begin(), head.masked->end());
    }
}

void appendFrame(crypto::Bytes& out, WebSocketHead head, crypto::ByteView payload)
{
    head.payloadBytes = payload.size();
    out.reserve(out.size() + kWebSocketHeadBytesMax + payload.size());
    appendHead(out, head);
    const std::size_t begin = out.size();
    crypto::append(out, payload);
    if (head.masked) {
        applyMask(crypto::MutableByteView(out).subspan(begin), *head.masked);
    }
}

HeadRead readHead(crypto::ByteView bytes, WebSocketHead& head)
{
    if (bytes.size() < 2) {
        return HeadRead::TooShort;
    }
    const std::uint8_t opcode = bytes[0] & 0x0F;
    const std::uint8_t length = bytes[1] & 0x7F;
    const std::size_t lengthBytes = length == kLength64 ? 8 : length == kLength16 ? 2 : 0;
    const bool masked = (bytes[1] & kMasked) != 0;
    head.final = (bytes[0] & kFinal) != 0;
    head.reserved = (bytes[0] >> 4) & 7;
    if (!isKnown(opcode) || (isControl(opcode) && (!head.final || length >= kLength16))) {
        return HeadRead::Malformed;
    }
    head.opcode = static_cast<WebSocketOpcode>(opcode);
    head.headBytes = 2 + lengthBytes + (masked ? 4 : 0);
    if (bytes.size() < head.headBytes) {
        return HeadRead::TooShort;
    }
    head.payloadBytes = lengthBytes == 0 ? length : readBigEndian(bytes.subspan(2, lengthBytes));
    if ((lengthBytes == 2 && head.payloadBytes < kLength16) ||
        (lengthBytes == 8 && (head.payloadBytes <= 0xFFFF || head.payloadBytes >> 63 != 0))) {
        return HeadRead::Malformed;
    }
    head.masked.reset();
    if (masked) {
        head.masked.emplace();
        std::memcpy(head.masked->data(), &bytes[2 + lengthBytes], 4);
    }
    return HeadRead::Complete;
}

void applyMask(crypto::MutableByteView payload, const MaskingKey& key)
{
    std::uint64_t wide = 0;
    for (std::size_t i = 0; i < sizeof wide; ++i) {
        reinterpret_cast<std::uint8_t*>(&wide)[i] = key[i % key.size()];
    }
    std::size_t at = 0;
    for (; at + sizeof wide <= payload.size(); at += sizeof wide) {
        std::uint64_t word = 0;
        std::memcpy(&word, payload.data() + at, sizeof word);
        word ^= wide;
        std::memcpy(payload.data() + at, &word, sizeof word);
    }
    for (; at < payload.size(); ++at) {
        payload[at] ^= key[at % key.size()];
    }
}

} // namespace sotto::test
