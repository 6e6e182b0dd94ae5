#include "net/relay/server/relay_metrics.h"

#include "net/relay/server/process_figures.h"

#include <string>

namespace sotto::relay {

namespace {

constexpr double kMicrosecondsInASecond = 1e6;

std::string boundText(std::uint64_t bound, double divisor)
{
    PrometheusText number;
    number.sample("", "", static_cast<double>(bound) / divisor);
    const std::string& text = number.text(); // " NUMBER\n"
    return text.substr(1, text.size() - 2);
}

void writeConnections(const RelayMetrics& metrics, PrometheusText& out)
{
    out.gauge("sotto_relay_connections", "Open connections.",
              static_cast<double>(metrics.connections.value()));
    out.counter("sotto_relay_connections_accepted_total", "Connections taken.",
                metrics.connectionsAccepted.value());
    out.head("sotto_relay_connections_refused_total", "Connections refused, by limit.", "counter");
    out.sample("sotto_relay_connections_refused_total", "limit=\"per_address\"",
               metrics.connectionsRefusedPerAddress.value());
    out.sample("sotto_relay_connections_refused_total", "limit=\"total\"",
               metrics.connectionsRefusedFull.value());
    out.head("sotto_relay_connections_closed_total", "Connections closed by the relay, by reason.",
             "counter");
    out.sample("sotto_relay_connections_closed_total", "reason=\"handshake_time\"",
               metrics.handshakesTimedOut.value());
    out.sample("sotto_relay_connections_closed_total", "reason=\"tls\"",
               metrics.tlsFailures.value());
    out.sample("sotto_relay_connections_closed_total", "reason=\"slow_reader\"",
               metrics.slowReadersClosed.value());
    out.sample("sotto_relay_connections_closed_total", "reason=\"silent\"",
               metrics.silentClosed.value());
    out.counter("sotto_relay_received_bytes_total", "Bytes from all clients.",
                metrics.bytesReceived.value());
    out.counter("sotto_relay_sent_bytes_total", "Bytes to all clients.", metrics.bytesSent.value());
}

void writeFigures(const StoreFigures& figures, PrometheusText& out)
{
    const auto gauge = [&](std::string_view name, std::string_view help, std::uint64_t value) {
        out.gauge("sotto_relay_" + std::string(name), help, static_cast<double>(value));
    };
    gauge("mailboxes", "Mailboxes.", figures.mailboxes);
    gauge("pending_envelopes", "Envelopes that wait.", figures.pendingEnvelopes);
    gauge("pending_bytes", "Bytes of envelopes that wait.", figures.pendingBytes);
    gauge("objects", "Cards, recovery records and vaults.", figures.objects);
    gauge("invites", "Invites.", figures.invites);
    gauge("blobs", "Attachments.", figures.blobs);
    gauge("blob_bytes", "Bytes of attachments.", figures.blobBytes);
    gauge("database_bytes", "Bytes of the database.", figures.databaseBytes);
}

} // namespace

template <std::size_t N>
void MetricHistogram<N>::write(PrometheusText& out, std::string_view name, std::string_view help,
                               double divisor) const
{
    const std::string base(name);
    out.head(name, help, "histogram");
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < N; ++i) {
        below += m_counts[i].load(std::memory_order_relaxed);
        out.sample(base + "_bucket", "le=\"" + boundText(m_bounds[i], divisor) + "\"", below);
    }
    // The count is the sum of what was just read, so that the buckets never contradict it.
    below += m_counts[N].load(std::memory_order_relaxed);
    out.sample(base + "_bucket", "le=\"+Inf\"", below);
    const auto sum = static_cast<double>(m_sum.load(std::memory_order_relaxed)) / divisor;
    out.sample(base + "_sum", "", sum);
    out.sample(base + "_count", "", below);
}

template class MetricHistogram<10>;
template class MetricHistogram<12>;

void RelayMetrics::setStoreFigures(const StoreFigures& figures)
{
    const std::scoped_lock lock(m_figuresMutex);
    m_figures = figures;
}

void RelayMetrics::write(PrometheusText& out) const
{
    writeConnections(*this, out);
    out.counter("sotto_relay_store_groups_total", "Transactions of the store.",
                storeGroups.value());
    out.counter("sotto_relay_store_failures_total", "Transactions that failed.",
                storeFailures.value());
    commitMicroseconds.write(out, "sotto_relay_commit_seconds",
                             "From a transaction's first task to its commit.",
                             kMicrosecondsInASecond);
    groupTasks.write(out, "sotto_relay_group_tasks", "Tasks that shared a transaction.", 1);
    {
        const std::scoped_lock lock(m_figuresMutex);
        writeFigures(m_figures, out);
    }
    if (diskFreeBytes.value() >= 0) {
        out.gauge("sotto_relay_disk_free_bytes", "Free bytes where the data folder is.",
                  static_cast<double>(diskFreeBytes.value()));
    }
    if (tlsCertificateExpires.value() > 0) {
        out.gauge("sotto_relay_tls_certificate_expires_seconds",
                  "When the certificate ends, seconds since 1970.",
                  static_cast<double>(tlsCertificateExpires.value()));
    }
    out.counter("sotto_relay_reloads_total", "SIGHUPs obeyed.", reloads.value());
    writeProcessFigures(out);
}

} // namespace sotto::relay
