#pragma once

#include <memory>
#include <vector>

#include <QObject>
#include <QTimer>

#ifndef Q_MOC_RUN
#include "net/relay/server/admin_server.h"
#include "net/relay/server/relay_health.h"
#include "net/relay/server/relay_identity.h"
#include "net/relay/server/relay_log.h"
#include "net/relay/server/relay_metrics.h"
#include "net/relay/server/relay_options.h"
#include "net/relay/server/tls_files.h"
#include "net/relay/server/worker.h"
#endif

namespace sotto::relay {

class Listener;

/// A relay that serves: listeners, workers, the store's threads, and the operator's side. Lives in
/// the main thread.
class RelayServer : public QObject
{
    Q_OBJECT

public:
    RelayServer(RelayOptions options, RelayIdentity identity, crypto::AccessKey accessKey,
                std::unique_ptr<Store> store, RelayLog& log);
    ~RelayServer() override;

    /// Listens. The error is a text for the operator.
    [[nodiscard]] crypto::Result<ListenAddress, std::string> start();
    /// Takes over what can change while it runs, and reads the certificate anew.
    void reload(const RelayOptions& options);
    /// Says goodbye to everybody, ends what is in flight; then stopped().
    void drain();
    /// Why it does not serve, if so.
    [[nodiscard]] const RelayHealth& health() const { return m_health; }
    [[nodiscard]] crypto::SecretBytes addressText(const ListenAddress& bound) const;

signals:
    void stopped();

private:
    [[nodiscard]] StoreThread::Options storeOptions();
    [[nodiscard]] crypto::Result<void, std::string> startTls();
    [[nodiscard]] crypto::Result<ListenAddress, std::string> listen(const ListenAddress& address);
    void applyLimits();
    void accepted(qintptr descriptor);
    void tick();
    void finish();
    [[nodiscard]] std::string metricsText() const;

    RelayOptions m_options;
    RelayIdentity m_identity;
    crypto::AccessKey m_accessKey;
    RelayLog& m_log;
    RelayMetrics m_metrics;
    RelayHealth m_health;
    crypto::SystemRandom m_random;
    RelayClock m_clock;
    AddressCounts m_addresses;
    std::shared_ptr<const QSslConfiguration> m_tls;
    std::unique_ptr<TlsFiles> m_tlsFiles;
    std::vector<std::unique_ptr<Worker>> m_workers;
    StoreThread m_store;
    Service m_service;
    std::vector<std::unique_ptr<Listener>> m_listeners;
    AdminServer m_admin;
    QTimer m_timer;
    std::size_t m_nextWorker = 0;
    std::uint64_t m_drainDeadlineMs = 0;
};

} // namespace sotto::relay
