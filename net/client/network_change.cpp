#include "net/client/network_change.h"

#include <QNetworkInformation>

namespace sotto::client {

void loadNetworkInformation()
{
    QNetworkInformation::loadBackendByFeatures(QNetworkInformation::Feature::Reachability);
}

void onNetworkBack(QObject* context, std::function<void()> changed)
{
    const QNetworkInformation* network = QNetworkInformation::instance();
    if (network == nullptr) {
        return;
    }
    QObject::connect(network, &QNetworkInformation::reachabilityChanged, context,
                     [changed = std::move(changed)](QNetworkInformation::Reachability now) {
                         if (now != QNetworkInformation::Reachability::Disconnected) {
                             changed();
                         }
                     });
}

} // namespace sotto::client
