// Settings: the relay and the way there.
#include "app/viewmodels/relay_text.h"
#include "app/viewmodels/settings_parts.h"

namespace sotto::viewmodels {

namespace {

constexpr std::array<std::string_view, 4> kProxies = {"none", "socks5", "http", "system"};

} // namespace

QString Settings::relayHost() const
{
    return m_parts->relay; // the core shows no more of it
}
QString Settings::relayAddress() const
{
    return m_parts->relay;
}
QString Settings::relayError() const
{
    return m_parts->relayError;
}
bool Settings::relayBusy() const
{
    return m_parts->relayBusy;
}

void Settings::moveRelay(const QString& address)
{
    auto parsed = crypto::RelayAddress::parse(address.trimmed().toStdString());
    if (!parsed || !m_parts->core) {
        m_parts->relayError = relayAddressError(address);
        Q_EMIT relayChanged();
        return;
    }
    m_parts->relayBusy = true;
    m_parts->relayError.clear();
    Q_EMIT relayChanged();
    m_parts->core->ask(
        this,
        [relay = std::make_shared<const crypto::RelayAddress>(std::move(*parsed))](
            core::Client& client) { return client.moveToRelay(*relay); },
        [this](const crypto::Result<void, core::Problem>& result) {
            m_parts->relayBusy = false;
            m_parts->relayError = result ? QString() : core::explain(result.error());
            Q_EMIT relayChanged();
            reread();
        });
}

Settings::Proxy Settings::proxy() const
{
    return choiceOf(kProxies, m_parts->value(settings::kProxyKind), Proxy::None);
}

QString Settings::proxyHost() const
{
    return QString::fromStdString(m_parts->value(settings::kProxyHost));
}

int Settings::proxyPort() const
{
    return QByteArray::fromStdString(m_parts->value(settings::kProxyPort)).toInt();
}

QString Settings::proxyError() const
{
    return m_parts->proxyError;
}

void Settings::setProxy(Proxy proxy, const QString& host, int port)
{
    const bool needsHost = proxy == Proxy::Socks5 || proxy == Proxy::Http;
    const QString trimmed = host.trimmed();
    m_parts->proxyError.clear();
    if (needsHost && (trimmed.isEmpty() || port < 1 || port > 65'535)) {
        m_parts->proxyError = tr("A proxy has a host and a port, for Tor 127.0.0.1 and 9050.");
    } else {
        // The kind last: what reads it then finds host and port.
        m_parts->store(settings::kProxyHost, needsHost ? trimmed.toStdString() : std::string());
        m_parts->store(settings::kProxyPort, std::to_string(needsHost ? port : 0));
        m_parts->store(settings::kProxyKind, kProxies.at(static_cast<std::size_t>(proxy)));
    }
    Q_EMIT proxyChanged();
}

} // namespace sotto::viewmodels
