#pragma once

#include "crypto/base/result.h"

#include <filesystem>
#include <functional>
#include <string>

#include <QDateTime>
#include <QFileSystemWatcher>
#include <QSslConfiguration>
#include <QTimer>

namespace sotto::relay {

/// What a certificate's file and its key's gave.
struct TlsIdentity
{
    QSslConfiguration configuration; ///< for a server; TLS 1.2 or newer
    QDateTime expires;               ///< the earliest end in the chain
};

/// Reads a PEM chain (the server's own certificate first) and its PEM key. Refused, with a text
/// that says what to do: what cannot be read, is no PEM, does not belong together, or is not valid
/// at @p now.
[[nodiscard]] crypto::Result<TlsIdentity, std::string>
loadTlsIdentity(const std::filesystem::path& certificate, const std::filesystem::path& key,
                const QDateTime& now);

/// Watches both files. In a thread with an event loop.
class TlsFiles
{
public:
    struct Callbacks
    {
        std::function<void(const TlsIdentity&)> changed; ///< take it for new connections
        std::function<void(const std::string&)> problem; ///< the old one is kept
    };

    /// A renewal writes two files; both are read when nothing changed for so long.
    static constexpr int kSettleMs = 500;

    TlsFiles(std::filesystem::path certificate, std::filesystem::path key, Callbacks callbacks,
             int settleMs = kSettleMs);

    /// The first reading, and the beginning of the watch. Calls nothing back.
    [[nodiscard]] crypto::Result<TlsIdentity, std::string> start();
    /// Reads at once (SIGHUP); calls back if something changed or is wrong.
    void reload();

private:
    void watch();

    const std::filesystem::path m_certificate;
    const std::filesystem::path m_key;
    const Callbacks m_callbacks;
    TlsIdentity m_current;
    QFileSystemWatcher m_watcher;
    QTimer m_settle;
};

} // namespace sotto::relay
