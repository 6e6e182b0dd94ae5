#pragma once

#include "app/core/base/context.h"
#include "net/client/connection_options.h"

#include <map>

namespace sotto::core {

/// Relays by their addresses, with the proxy that the settings say. Parsed once.
class RelayPlaces
{
public:
    explicit RelayPlaces(Context& context)
        : m_context(context)
    {}

    /// Nothing if the text is no relay's address.
    [[nodiscard]] std::optional<client::RelayPlace> find(std::string_view relayText);
    /// Reads the proxy settings again; connections made from now on follow them.
    void readSettings();

private:
    Context& m_context;
    client::ProxySettings m_proxy;
    std::map<std::string, client::SharedAddress, std::less<>> m_addresses;
};

} // namespace sotto::core
