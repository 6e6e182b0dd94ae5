#include "net/relay/service/delivery_window.h"

#include <algorithm>

namespace sotto::relay {

bool DeliveryWindow::hasRoomFor(std::size_t bytes) const
{
    return m_flight.empty() ||
           (m_flight.size() < m_limits.envelopes && m_flightBytes + bytes <= m_limits.bytes);
}

void DeliveryWindow::push(std::uint64_t number, std::size_t bytes)
{
    m_sent = number;
    m_flight.push_back({number, bytes});
    m_flightBytes += bytes;
}

bool DeliveryWindow::offer(std::uint64_t number, std::size_t bytes)
{
    const bool isNext = m_sent == m_newest && !m_reading;
    m_newest = std::max(m_newest, number);
    if (!isNext || number <= m_sent || !hasRoomFor(bytes)) {
        return false;
    }
    push(number, bytes);
    return true;
}

std::optional<DeliveryWindow::Wanted> DeliveryWindow::wanted()
{
    if (m_reading || m_sent >= m_newest) {
        return std::nullopt;
    }
    const std::size_t count = m_limits.envelopes - std::min(m_limits.envelopes, m_flight.size());
    const std::size_t bytes = m_limits.bytes - std::min(m_limits.bytes, m_flightBytes);
    // A read costs two hops between threads, so it waits until half of the window is free.
    if (!m_flight.empty() && (count < m_limits.envelopes / 2 || bytes < m_limits.bytes / 2)) {
        return std::nullopt;
    }
    if (!hasRoomFor(m_awaitedBytes)) {
        return std::nullopt;
    }
    m_reading = true;
    return Wanted{m_sent, count, bytes, m_newest};
}

bool DeliveryWindow::admits(std::size_t bytes)
{
    m_awaitedBytes = 0;
    if (hasRoomFor(bytes)) {
        return true;
    }
    m_awaitedBytes = bytes;
    m_reading = false;
    return false;
}

void DeliveryWindow::sent(std::uint64_t number, std::size_t bytes)
{
    if (number > m_sent) {
        push(number, bytes);
        m_newest = std::max(m_newest, number);
    }
}

void DeliveryWindow::readEnded(std::uint64_t upTo)
{
    m_reading = false;
    m_sent = std::max(m_sent, upTo);
}

bool DeliveryWindow::acknowledge(std::uint64_t number)
{
    if (number > m_sent) {
        return false;
    }
    while (!m_flight.empty() && m_flight.front().number <= number) {
        m_flightBytes -= m_flight.front().bytes;
        m_flight.pop_front();
    }
    m_acknowledged = std::max(m_acknowledged, number);
    return true;
}

} // namespace sotto::relay
