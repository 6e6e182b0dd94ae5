#include "net/client/proxy_settings.h"

#include <array>

#include <QCoreApplication>
#include <QNetworkProxyFactory>
#include <QObject>
#include <QPointer>
#include <QThreadPool>

namespace sotto::client {

namespace {

// Unique beyond doubt, and short enough for every proxy.
constexpr std::size_t kIsolationBytes = 16;

QString randomWord(crypto::Random& random)
{
    std::array<std::uint8_t, kIsolationBytes> bytes{};
    random.fill(bytes);
    return QString::fromLatin1(
        QByteArray(reinterpret_cast<const char*>(bytes.data()), bytes.size()).toHex());
}

ProxySettings settingsOf(const QNetworkProxy& proxy)
{
    ProxySettings settings;
    if (proxy.type() == QNetworkProxy::Socks5Proxy) {
        settings.kind = ProxySettings::Kind::Socks5;
    } else if (proxy.type() == QNetworkProxy::HttpProxy) {
        settings.kind = ProxySettings::Kind::HttpConnect;
    } else {
        return settings;
    }
    settings.host = proxy.hostName();
    settings.port = proxy.port();
    settings.user = proxy.user();
    settings.password = proxy.password();
    return settings;
}

} // namespace

QNetworkProxy ProxySettings::forConnection(crypto::Random& random) const
{
    if (kind == Kind::None) {
        return QNetworkProxy(QNetworkProxy::NoProxy);
    }
    const bool isSocks = kind == Kind::Socks5;
    QNetworkProxy proxy(isSocks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, host, port,
                        user, password);
    if (isSocks && user.isEmpty()) {
        proxy.setUser(randomWord(random));
        proxy.setPassword(randomWord(random));
    }
    proxy.setCapabilities(QNetworkProxy::TunnelingCapability |
                          QNetworkProxy::HostNameLookupCapability);
    return proxy;
}

void findSystemProxy(const QString& host, std::uint16_t port, QObject* context,
                     std::function<void(ProxySettings)> found)
{
    // A QPointer is read on its own thread only: the answer goes by way of the application.
    const QPointer<QObject> receiver(context);
    QThreadPool::globalInstance()->start([host, port, receiver, found = std::move(found)] {
        const QNetworkProxyQuery query(host, port, QStringLiteral("https"));
        const auto proxies = QNetworkProxyFactory::systemProxyForQuery(query);
        const ProxySettings settings =
            proxies.isEmpty() ? ProxySettings() : settingsOf(proxies.first());
        QMetaObject::invokeMethod(qApp, [receiver, found, settings] {
            if (receiver) {
                found(settings);
            }
        });
    });
}

} // namespace sotto::client
