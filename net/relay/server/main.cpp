#include "crypto/base/init.h"
#include "net/relay/server/relay_server.h"
#include "net/relay/server/service_notify.h"
#include "net/relay/server/signal_watch.h"
#include "net/relay/store/backup_store.h"
#include "net/relay/store/check_store.h"
#include "net/relay/store/sqlite_store.h"

#include <csignal>
#include <cstdio>
#include <span>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <QCoreApplication>

using namespace sotto;
using namespace sotto::relay;

namespace {

/// As sysexits.h numbers them: what an operator's script can tell apart.
constexpr int kExitUsage = 64;
constexpr int kExitData = 65;
constexpr int kExitCannotServe = 69;

int fail(int code, const std::string& text)
{
    std::fprintf(stderr, "sotto-relay: %s\n", text.c_str());
    return code;
}

/// No core dump may hold what lies in memory, each connection needs a descriptor, and whoever reads
/// the log may go away.
void prepareProcess()
{
    std::signal(SIGPIPE, SIG_IGN);
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
}

StoreOptions storeOptions(const RelayOptions& options)
{
    StoreOptions store;
    store.mailbox = options.mailbox;
    store.databaseBytesMax = options.quotas.databaseBytes;
    store.mailboxesMax = options.quotas.mailboxesMax;
    store.objectsMax = options.quotas.objectsMax;
    store.invitesMax = options.quotas.invitesMax;
    store.blobsBytesMax = options.quotas.blobsTotalBytes;
    return store;
}

int check(const RelayOptions& options)
{
    const auto findings = checkStore(options.data);
    for (const std::string& finding : findings) {
        std::printf("%s\n", finding.c_str());
    }
    std::printf("%s\n", findings.empty() ? "The data folder is in order."
                                         : "The data folder is damaged: restore a backup.");
    return findings.empty() ? 0 : kExitData;
}

int backup(const RelayOptions& options)
{
    try {
        backupStore(options.data, options.backupTo);
        if (const auto copied = copyKeyFiles(options.data, options.backupTo); !copied) {
            return fail(kExitData, copied.error());
        }
    } catch (const StoreFailure& failure) {
        return fail(kExitData, failure.what());
    }
    std::printf("Backed up. It holds the relay's key: keep it as safe as the data folder.\n");
    return 0;
}

/// Without making anything: a relay that was never started has no address yet.
int printAddress(const RelayOptions& options)
{
    crypto::SystemRandom random;
    auto identity = openIdentity(options.data, MissingKey::Refuse, random);
    if (!identity) {
        return fail(kExitData, identity.error());
    }
    auto accessKey = openAccessKey(options.data, options.accessKey, random);
    if (!accessKey) {
        return fail(kExitData, accessKey.error());
    }
    const crypto::SecretBytes text =
        addressText(options, options.listen.empty() ? ListenAddress{} : options.listen.front(),
                    identity->key.publicKey(), *accessKey);
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fputc('\n', stdout);
    return 0;
}

int serve(QCoreApplication& application, RelayOptions options,
          const std::vector<std::string>& arguments)
{
    ServiceNotify notify = ServiceNotify::fromEnvironment();
    RelayLog log(STDOUT_FILENO, options.logLevel);
    RelayLog::takeQtMessages(&log);
    crypto::SystemRandom random;
    // The key first: a store without one would be refused for ever.
    const bool isNew = !std::filesystem::exists(StoreFolder::database(options.data));
    auto identity =
        openIdentity(options.data, isNew ? MissingKey::Make : MissingKey::Refuse, random);
    if (!identity) {
        return fail(kExitData, identity.error());
    }
    auto accessKey = openAccessKey(options.data, options.accessKey, random);
    if (!accessKey) {
        return fail(kExitData, accessKey.error());
    }
    std::unique_ptr<Store> store;
    try {
        store = openSqliteStore(options.data, storeOptions(options));
    } catch (const StoreFailure& failure) {
        return fail(kExitData, failure.what());
    }
    const auto cautions = cautionsOf(options);
    RelayServer server(std::move(options), std::move(*identity), std::move(*accessKey),
                       std::move(store), log);
    const SignalWatch watch({[&] {
                                 notify.stopping();
                                 server.drain();
                             },
                             [&] {
                                 notify.reloading();
                                 if (const auto fresh = parseOptions(arguments)) {
                                     server.reload(*fresh);
                                 } else {
                                     log.error("reload_refused",
                                               {LogField::problem(fresh.error())});
                                 }
                                 notify.ready("serving");
                             }});
    QObject::connect(&server, &RelayServer::stopped, &application, &QCoreApplication::quit);
    const auto bound = server.start();
    if (!bound) {
        return fail(kExitCannotServe, bound.error());
    }
    log.announce(server.addressText(*bound).view());
    log.info("serving", {LogField::word("data", isNew ? LogWord("new") : LogWord("kept"))});
    for (const std::string& caution : cautions) {
        log.warning("caution", {LogField::problem(caution)});
    }
    notify.ready("serving");
    QTimer watchdog;
    if (const auto interval = notify.watchdogInterval()) {
        QObject::connect(&watchdog, &QTimer::timeout, &server, [&notify] { notify.watchdog(); });
        watchdog.start(*interval);
    }
    const int code = QCoreApplication::exec();
    log.info("stopped");
    RelayLog::takeQtMessages(nullptr);
    return code;
}

int run(int argc, char** argv)
{
    prepareProcess();
    if (!crypto::initialize()) {
        return fail(70, "libsodium is broken or missing something");
    }
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    auto options = parseOptions(arguments);
    if (!options) {
        return fail(kExitUsage, options.error());
    }
    switch (options->action) {
    case RelayAction::Help:
        std::fputs(helpText().c_str(), stdout);
        return 0;
    case RelayAction::Version:
        std::puts("sotto-relay " SOTTO_VERSION);
        return 0;
    case RelayAction::Check:
        return check(*options);
    case RelayAction::Backup:
        return backup(*options);
    case RelayAction::PrintAddress:
        return printAddress(*options);
    case RelayAction::Serve:
        break;
    }
    SignalWatch::blockSignals();
    QCoreApplication application(argc, argv);
    return serve(application, std::move(*options), arguments);
}

} // namespace

int main(int argc, char** argv)
{
    try {
        return run(argc, argv);
    } catch (const std::exception& exception) {
        return fail(70, exception.what());
    }
}
