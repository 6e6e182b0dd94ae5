#pragma once

#include <QString>

namespace sotto::desktop {

/// The relay that a new profile is offered: SOTTO_RELAY, else the first line of
/// $XDG_CONFIG_HOME/sotto/relay (and of the same below XDG_CONFIG_DIRS, /etc/xdg), where whoever
/// sets up machines can name one. Empty if there is none: then the person gives an address.
[[nodiscard]] QString presetRelay();

} // namespace sotto::desktop
