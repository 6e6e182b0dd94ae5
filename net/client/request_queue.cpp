#include "net/client/request_queue.h"

#include "crypto/channel/channel_session.h"

#include <cassert>

namespace sotto::client {

namespace {

// A ClientFrame is written by hand, so that waiting requests are serialised once and their tokens
// are never in protobuf's memory again. Field 1 of both: requests (length-delimited), id (varint).
constexpr std::uint8_t kRequestsField = (1 << 3) | 2;
constexpr std::uint8_t kIdField = (1 << 3) | 0;

std::size_t varintBytes(std::uint64_t value)
{
    std::size_t count = 1;
    for (; value >= 0x80; value >>= 7) {
        ++count;
    }
    return count;
}

void appendVarint(crypto::SecretBytes& out, std::uint64_t value)
{
    std::array<std::uint8_t, 10> bytes{};
    std::size_t count = 0;
    for (; value >= 0x80; value >>= 7) {
        bytes[count++] = static_cast<std::uint8_t>(value | 0x80);
    }
    bytes[count++] = static_cast<std::uint8_t>(value);
    out.append(crypto::ByteView(bytes).first(count));
}

std::size_t messageBytes(std::uint32_t id, const EncodedRequest& request)
{
    return (id == 0 ? 0 : 1 + varintBytes(id)) + request.body.size();
}

std::size_t frameBytes(std::uint32_t id, const EncodedRequest& request)
{
    const std::size_t message = messageBytes(id, request);
    return 1 + varintBytes(message) + message;
}

void appendRequest(crypto::SecretBytes& frame, std::uint32_t id, const EncodedRequest& request)
{
    frame.append(std::array{kRequestsField});
    appendVarint(frame, messageBytes(id, request));
    if (id != 0) {
        frame.append(std::array{kIdField});
        appendVarint(frame, id);
    }
    frame.append(request.body.view());
}

} // namespace

bool RequestQueue::fits(const EncodedRequest& request)
{
    return frameBytes(UINT32_MAX, request) <= crypto::kMaxChannelPlaintextBytes;
}

std::uint32_t RequestQueue::push(SharedRequest request)
{
    assert(fits(*request));
    // 2^32 requests on one connection would take years; should it happen, ids in use are passed by.
    do {
        ++m_lastId;
    } while (m_lastId == 0 || m_sent.contains(m_lastId));
    m_waiting.push_back({m_lastId, std::move(request)});
    return m_lastId;
}

void RequestQueue::pushUnanswered(SharedRequest request)
{
    assert(fits(*request));
    m_waiting.push_front({0, std::move(request)});
}

bool RequestQueue::mayBeSent(const Waiting& waiting, std::size_t bytes) const
{
    return waiting.id == 0 || (m_sent.size() < wire::kRequestsInFlightMax &&
                               m_sentBytes + bytes <= wire::kRequestBytesInFlightMax);
}

crypto::SecretBytes RequestQueue::nextFrame()
{
    crypto::SecretBytes frame;
    for (auto it = m_waiting.begin(); it != m_waiting.end();) {
        const EncodedRequest& request = *it->request;
        // A large read waits for others of its kind and holds up nothing else; all other requests
        // leave in the order in which they came.
        if (request.isLargeRead && m_sentLargeReads >= wire::kLargeReadsInFlightMax) {
            ++it;
            continue;
        }
        const std::size_t bytes = frameBytes(it->id, request);
        if (frame.size() + bytes > crypto::kMaxChannelPlaintextBytes || !mayBeSent(*it, bytes)) {
            break;
        }
        appendRequest(frame, it->id, request);
        if (it->id != 0) {
            m_sent.emplace(it->id, Sent{bytes, request.isLargeRead});
            m_sentBytes += bytes;
            m_sentLargeReads += request.isLargeRead ? 1U : 0U;
        }
        it = m_waiting.erase(it);
    }
    return frame;
}

bool RequestQueue::answered(std::uint32_t id)
{
    const auto it = m_sent.find(id);
    if (it == m_sent.end()) {
        return false;
    }
    m_sentBytes -= it->second.bytes;
    m_sentLargeReads -= it->second.isLargeRead ? 1U : 0U;
    m_sent.erase(it);
    return true;
}

bool RequestQueue::withdraw(std::uint32_t id)
{
    for (auto it = m_waiting.begin(); it != m_waiting.end(); ++it) {
        if (it->id == id) {
            m_waiting.erase(it);
            return true;
        }
    }
    return false;
}

} // namespace sotto::client
