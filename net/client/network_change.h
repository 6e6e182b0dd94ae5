#pragma once

#include <functional>

class QObject;

namespace sotto::client {

/// Asks the system to tell of changes of the network. Once, by the application, on the main
/// thread; without it, or where the system tells nothing, connections find out by themselves.
void loadNetworkInformation();
/// Calls @p changed whenever the network comes back, as long as @p context lives.
void onNetworkBack(QObject* context, std::function<void()> changed);

} // namespace sotto::client
