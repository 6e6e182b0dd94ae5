#pragma once

#include "net/relay/server/prometheus_text.h"
#include "net/relay/store/store.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>

/// What the sockets and the store count for the operator. Relaxed: nothing is decided by them.
namespace sotto::relay {

/// On a cache line of its own, so that workers that count different things do not meet.
class alignas(64) MetricCounter
{
public:
    void add(std::uint64_t n = 1) { m_value.fetch_add(n, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t value() const { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> m_value{0};
};

class alignas(64) MetricGauge
{
public:
    void set(std::int64_t n) { m_value.store(n, std::memory_order_relaxed); }
    void add(std::int64_t n) { m_value.fetch_add(n, std::memory_order_relaxed); }
    [[nodiscard]] std::int64_t value() const { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> m_value{0};
};

/// Counts of values up to each of kBounds (and beyond the last). For one writer or many.
template <std::size_t N> class MetricHistogram
{
public:
    /// @p bounds rise.
    explicit MetricHistogram(const std::array<std::uint64_t, N>& bounds)
        : m_bounds(bounds)
    {}

    void observe(std::uint64_t value)
    {
        std::size_t bucket = 0;
        while (bucket < N && value > m_bounds[bucket]) {
            ++bucket;
        }
        m_counts[bucket].fetch_add(1, std::memory_order_relaxed);
        m_sum.fetch_add(value, std::memory_order_relaxed);
    }

    /// What was observed, divided by @p divisor, is in the metric's unit (microseconds: 1e6).
    void write(PrometheusText& out, std::string_view name, std::string_view help,
               double divisor) const;

private:
    const std::array<std::uint64_t, N> m_bounds;
    std::array<std::atomic<std::uint64_t>, N + 1> m_counts{};
    std::atomic<std::uint64_t> m_sum{0};
};

struct RelayMetrics
{
    MetricGauge connections; ///< open ones, in or after the handshake
    MetricCounter connectionsAccepted;
    MetricCounter connectionsRefusedPerAddress; ///< --connections-per-address
    MetricCounter connectionsRefusedFull;       ///< --connections-max, or no descriptor left
    MetricCounter handshakesTimedOut;           ///< WebSocket, TLS or channel, not done in time
    MetricCounter tlsFailures;
    MetricCounter slowReadersClosed;
    MetricCounter silentClosed; ///< nothing came for wire::kServerSilenceTimeoutMs
    MetricCounter bytesReceived;
    MetricCounter bytesSent;

    MetricCounter storeGroups;
    MetricCounter storeFailures;
    /// From the first task of a group until its commit is on the disk, in microseconds.
    MetricHistogram<12> commitMicroseconds{{500, 1'000, 2'000, 5'000, 10'000, 20'000, 50'000,
                                            100'000, 200'000, 500'000, 1'000'000, 5'000'000}};
    MetricHistogram<10> groupTasks{{1, 2, 4, 8, 16, 32, 64, 128, 256, 512}};

    MetricGauge tlsCertificateExpires; ///< seconds since 1970; 0 without TLS
    MetricGauge diskFreeBytes;         ///< of the data folder's file system; -1 if not known
    MetricCounter reloads;

    /// Store::figures() at times; any thread.
    void setStoreFigures(const StoreFigures& figures);

    /// All of it, and process_* of this process.
    void write(PrometheusText& out) const;

private:
    mutable std::mutex m_figuresMutex;
    StoreFigures m_figures;
};

} // namespace sotto::relay
