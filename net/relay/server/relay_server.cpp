#include "net/relay/server/relay_server.h"

#include "net/relay/server/listener.h"
#include "net/relay/server/service_metrics.h"

#include <algorithm>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <QThread>

namespace sotto::relay {

namespace {

constexpr int kTickMs = 1'000;
constexpr int kDrainTickMs = 20;
/// One that has nothing to do costs a thread's stack; a relay with one alone would let a large
/// frame hold up everybody else.
constexpr std::uint32_t kWorkersMin = 2;

QHostAddress peerOf(qintptr descriptor)
{
    sockaddr_storage storage{};
    socklen_t length = sizeof storage;
    if (getpeername(static_cast<int>(descriptor), reinterpret_cast<sockaddr*>(&storage), &length) !=
        0) {
        return {};
    }
    return QHostAddress(reinterpret_cast<sockaddr*>(&storage));
}

} // namespace

RelayServer::RelayServer(RelayOptions options, RelayIdentity identity, crypto::AccessKey accessKey,
                         std::unique_ptr<Store> store, RelayLog& log)
    : m_options(std::move(options))
    , m_identity(std::move(identity))
    , m_accessKey(std::move(accessKey))
    , m_log(log)
    , m_clock(RelayClock::system(), store->expiryTime())
    , m_store(std::move(store), storeOptions())
    , m_service(m_identity.key, m_accessKey, m_store, m_clock, m_random)
    , m_admin({[this] { return m_health.problems(); }, [this] { return metricsText(); }})
{
    const std::uint32_t wanted = m_options.threads != 0
                                     ? m_options.threads
                                     : static_cast<std::uint32_t>(QThread::idealThreadCount());
    for (std::uint32_t i = 0; i < std::max(wanted, kWorkersMin); ++i) {
        m_workers.push_back(std::make_unique<Worker>(m_service, m_metrics, m_addresses));
    }
    applyLimits();
    connect(&m_timer, &QTimer::timeout, this, &RelayServer::tick);
}

RelayServer::~RelayServer()
{
    finish();
}

StoreThread::Options RelayServer::storeOptions()
{
    StoreThread::Options options;
    options.expiryClock = [this] { return m_clock.expiry(); };
    options.afterGroup = [this](const StoreThread::Group& group) {
        m_metrics.storeGroups.add();
        m_metrics.groupTasks.observe(group.tasks);
        m_metrics.commitMicroseconds.observe(group.microseconds);
        if (group.outcome == StoreOutcome::Committed && group.wrote) {
            m_health.set(HealthProblem::StoreFailing, false);
            m_health.set(HealthProblem::DiskFull, false);
        }
        for (const auto& worker : m_workers) {
            worker->inbox()->wake();
        }
    };
    options.onFailure = [this](StoreFailure::Kind kind, const std::string& text) {
        m_metrics.storeFailures.add();
        m_health.set(HealthProblem::StoreFailing, true);
        m_health.set(HealthProblem::DiskFull, kind == StoreFailure::Kind::DiskFull);
        m_log.error("store_failed", {LogField::problem(text)});
    };
    return options;
}

void RelayServer::applyLimits()
{
    ServiceLimits& limits = m_service.limits;
    limits.mailboxEnvelopesMax = m_options.mailbox.envelopesMax;
    limits.mailboxBytesMax = m_options.mailbox.bytesMax;
    limits.mailboxSecondsMax = m_options.mailbox.ageMax.seconds;
    limits.blobBytesMax = m_options.blobBytesMax;
    limits.blobSecondsMax = m_options.blobAgeMax.seconds;
    const double perMinute = m_options.handshakesPerMinute;
    if (m_options.handshakesPerMinute == 0) {
        m_service.rates.setRate(LimitedAction::Handshake, {1e9, 1e9});
    } else {
        m_service.rates.setRate(LimitedAction::Handshake,
                                {std::max(perMinute / 6, 10.0), perMinute / 60});
    }
    m_log.setLevel(m_options.logLevel);
}

crypto::Result<void, std::string> RelayServer::startTls()
{
    if (!m_options.hasTls()) {
        return {};
    }
    m_tlsFiles = std::make_unique<TlsFiles>(
        m_options.tlsCertificate, m_options.tlsKey,
        TlsFiles::Callbacks{
            [this](const TlsIdentity& identity) {
                m_tls = std::make_shared<const QSslConfiguration>(identity.configuration);
                m_metrics.tlsCertificateExpires.set(identity.expires.toSecsSinceEpoch());
                m_log.info("tls_certificate_changed");
            },
            [this](const std::string& text) {
                m_log.error("tls_certificate_kept", {LogField::problem(text)});
            }});
    const auto identity = m_tlsFiles->start();
    if (!identity) {
        return crypto::Unexpected(identity.error());
    }
    m_tls = std::make_shared<const QSslConfiguration>(identity->configuration);
    m_metrics.tlsCertificateExpires.set(identity->expires.toSecsSinceEpoch());
    return {};
}

crypto::Result<ListenAddress, std::string> RelayServer::listen(const ListenAddress& address)
{
    auto listener =
        std::make_unique<Listener>([this](qintptr descriptor) { accepted(descriptor); });
    if (!listener->listen(QHostAddress(QString::fromStdString(address.host)), address.port)) {
        return crypto::Unexpected(
            "cannot listen on " + address.text() + ": " + listener->errorString().toStdString() +
            ". Is another program there, or is the address not this machine's?");
    }
    ListenAddress bound = address;
    bound.port = listener->serverPort();
    m_listeners.push_back(std::move(listener));
    return bound;
}

crypto::Result<ListenAddress, std::string> RelayServer::start()
{
    SOTTO_CHECK(startTls());
    std::optional<ListenAddress> first;
    for (const ListenAddress& address : m_options.listen) {
        SOTTO_TRY(bound, listen(address));
        first = first ? first : bound;
    }
    if (m_options.metrics) {
        SOTTO_CHECK(m_admin.listen(*m_options.metrics));
    }
    m_store.start();
    for (const auto& worker : m_workers) {
        worker->start();
    }
    tick();
    m_timer.start(kTickMs);
    m_health.set(HealthProblem::Starting, false);
    return *first;
}

crypto::SecretBytes RelayServer::addressText(const ListenAddress& bound) const
{
    return relay::addressText(m_options, bound, m_identity.key.publicKey(), m_accessKey);
}

void RelayServer::accepted(qintptr descriptor)
{
    m_metrics.connectionsAccepted.add();
    const bool full =
        m_metrics.connections.value() >= static_cast<std::int64_t>(m_options.connectionsMax);
    const auto address =
        full ? std::nullopt : m_addresses.add(peerOf(descriptor), m_options.connectionsPerAddress);
    if (!address) {
        (full ? m_metrics.connectionsRefusedFull : m_metrics.connectionsRefusedPerAddress).add();
        m_log.warning(full ? LogWord("connections_full") : LogWord("connections_of_address_full"));
        ::close(static_cast<int>(descriptor));
        return;
    }
    m_metrics.connections.add(1);
    m_workers[m_nextWorker++ % m_workers.size()]->adopt(descriptor, *address, m_tls);
}

void RelayServer::reload(const RelayOptions& options)
{
    // What is bound and what lies open stays; the rest is taken over.
    m_options.mailbox = options.mailbox;
    m_options.blobBytesMax = options.blobBytesMax;
    m_options.blobAgeMax = options.blobAgeMax;
    m_options.connectionsPerAddress = options.connectionsPerAddress;
    m_options.connectionsMax = options.connectionsMax;
    m_options.handshakesPerMinute = options.handshakesPerMinute;
    m_options.drainTime = options.drainTime;
    m_options.logLevel = options.logLevel;
    applyLimits();
    m_store.submit(
        {[mailbox = options.mailbox](Store& store) { store.mailboxes().setLimits(mailbox); },
         nullptr});
    if (m_tlsFiles) {
        m_tlsFiles->reload();
    }
    m_metrics.reloads.add();
    m_log.info("reloaded");
}

void RelayServer::tick()
{
    m_clock.advance();
    m_log.flushSuppressed();
    struct statvfs disk
    {};
    m_metrics.diskFreeBytes.set(statvfs(m_options.data.c_str(), &disk) == 0
                                    ? static_cast<std::int64_t>(disk.f_bavail) *
                                          static_cast<std::int64_t>(disk.f_frsize)
                                    : -1);
    StoreTask figures{[this](Store& store) { m_metrics.setStoreFigures(store.figures()); },
                      nullptr};
    figures.writes = false;
    m_store.submit(std::move(figures));
}

void RelayServer::drain()
{
    if (m_service.draining.exchange(true)) {
        return;
    }
    m_log.info("draining", {LogField::count("connections", static_cast<std::uint64_t>(
                                                               m_metrics.connections.value()))});
    m_health.set(HealthProblem::Draining, true);
    m_listeners.clear();
    // What was submitted so far is committed and answered before anybody is told to go.
    m_store.submit({[](Store&) {},
                    [this](StoreOutcome) {
                        for (const auto& worker : m_workers) {
                            worker->drain(wire::SHUTTING_DOWN);
                        }
                    }});
    m_drainDeadlineMs = m_clock.monotonicMs() + m_options.drainTime.seconds * 1'000;
    m_timer.disconnect(this);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        const bool gone = std::ranges::all_of(
            m_workers, [](const auto& worker) { return worker->connections() == 0; });
        if (gone || m_clock.monotonicMs() >= m_drainDeadlineMs) {
            m_timer.stop();
            finish();
            emit stopped();
        }
    });
    m_timer.start(kDrainTickMs);
}

void RelayServer::finish()
{
    m_timer.stop();
    m_listeners.clear();
    for (const auto& worker : m_workers) {
        worker->stop();
    }
    m_store.stop();
}

std::string RelayServer::metricsText() const
{
    PrometheusText out;
    m_metrics.write(out);
    writeServiceCounters(out, m_service.counters);
    return out.text();
}

} // namespace sotto::relay
