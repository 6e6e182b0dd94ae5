#pragma once

#include "crypto/base/random.h"

#include <functional>

#include <QNetworkProxy>
#include <QString>

class QObject;

namespace sotto::client {

/// How connections leave this computer. With a proxy set there is no way beside it: names are
/// looked up by the proxy only, and where it refuses, the connection fails. The system's proxy
/// settings count only where findSystemProxy() was asked.
struct ProxySettings
{
    enum class Kind : std::uint8_t
    {
        None,
        Socks5,
        HttpConnect
    };

    Kind kind = Kind::None;
    QString host;
    std::uint16_t port = 0;
    /// Empty: a SOCKS5 proxy is shown a fresh random name and password for each connection, so
    /// that Tor gives each a circuit of its own. Qt takes both as QString only, so a proxy's
    /// password is not wiped; it opens no more than the proxy.
    QString user;
    QString password;

    /// For one connection. With Kind::None: no proxy, whatever the system says.
    [[nodiscard]] QNetworkProxy forConnection(crypto::Random& random) const;
};

/// What the system's settings say for wss:// to this host. They may start scripts and name
/// look-ups, so a thread of its own asks; @p found is called on @p context's thread, not at all if
/// that is gone by then.
void findSystemProxy(const QString& host, std::uint16_t port, QObject* context,
                     std::function<void(ProxySettings)> found);

} // namespace sotto::client
