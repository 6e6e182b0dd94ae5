#pragma once

#include "crypto/base/labels.h"

namespace sotto::crypto::labels {

// Own devices (app/core/devices)
inline constexpr Label kDeviceReach{"Sotto v1 device reach"};
inline constexpr Label kDeviceListKey{"Sotto v1 device list key"};
inline constexpr Personal kDeviceList{"sotto1 devlist"};

} // namespace sotto::crypto::labels
