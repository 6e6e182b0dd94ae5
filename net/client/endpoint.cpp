#include "net/client/endpoint.h"

#include <QHostAddress>

namespace sotto::client {

namespace {

bool needsNoTls(const QString& host)
{
    return host == QLatin1String("localhost") || host.endsWith(QLatin1String(".onion")) ||
           QHostAddress(host).isLoopback();
}

} // namespace

QUrl endpointOf(const crypto::RelayAddress& address)
{
    const QString host = QString::fromStdString(address.host);
    QUrl url;
    url.setScheme(needsNoTls(host) ? QStringLiteral("ws") : QStringLiteral("wss"));
    url.setHost(host);
    url.setPort(address.port);
    url.setPath(QStringLiteral("/"));
    return url;
}

} // namespace sotto::client
