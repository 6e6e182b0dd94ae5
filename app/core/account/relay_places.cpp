#include "app/core/account/relay_places.h"

#include "app/core/settings.h"

namespace sotto::core {

std::optional<client::RelayPlace> RelayPlaces::find(std::string_view relayText)
{
    auto at = m_addresses.find(relayText);
    if (at == m_addresses.end()) {
        auto address = crypto::RelayAddress::parse(relayText);
        if (!address) {
            return std::nullopt;
        }
        at = m_addresses
                 .emplace(std::string(relayText),
                          std::make_shared<const crypto::RelayAddress>(std::move(address).value()))
                 .first;
    }
    client::RelayPlace place{at->second, &m_context.environment.random,
                             m_context.environment.connections};
    place.options.link.proxy = m_proxy;
    return place;
}

void RelayPlaces::readSettings()
{
    const auto read = [this](std::string_view name) {
        return m_context.stores.settings.find(name).value_or(
            std::string(settings::defaultOf(name)));
    };
    const std::string kind = read(settings::kProxyKind);
    using Kind = client::ProxySettings::Kind;
    m_proxy = {};
    m_proxy.kind = kind == "socks5" ? Kind::Socks5
                   : kind == "http" ? Kind::HttpConnect
                                    : Kind::None;
    m_proxy.host = QString::fromStdString(read(settings::kProxyHost));
    m_proxy.port =
        static_cast<std::uint16_t>(std::strtoul(read(settings::kProxyPort).c_str(), nullptr, 10));
}

} // namespace sotto::core
