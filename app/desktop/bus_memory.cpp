#include "app/desktop/bus_memory.h"

#include <array>
#include <cstdint>
#include <dbus/dbus.h>
#include <vector>

namespace sotto::desktop {

namespace {

/// More than libdbus keeps at once.
constexpr std::size_t kMessages = 8;
/// It keeps none that is longer than 10 KiB with its header.
constexpr std::size_t kBytes = 10'000;

} // namespace

void overwriteFreedBusMessages()
{
    const std::vector<std::uint8_t> zeros(kBytes);
    const std::uint8_t* const body = zeros.data();
    std::array<DBusMessage*, kMessages> messages{};
    // All at the same time, or the first would be used again and again.
    for (DBusMessage*& message : messages) {
        message = ::dbus_message_new(DBUS_MESSAGE_TYPE_METHOD_CALL);
        if (message != nullptr) {
            ::dbus_message_append_args(message, DBUS_TYPE_ARRAY, DBUS_TYPE_BYTE, &body,
                                       static_cast<int>(kBytes), DBUS_TYPE_INVALID);
        }
    }
    for (DBusMessage* const message : messages) {
        if (message != nullptr) {
            ::dbus_message_unref(message);
        }
    }
}

} // namespace sotto::desktop
