#pragma once

#include "app/core/client_parts.h"

namespace sotto::core {

/// A client's parts.
struct InsideOfClient
{
    using Parts = Client::Parts;
    static Parts& of(Client& client) { return *client.m_parts; }
};

} // namespace sotto::core
