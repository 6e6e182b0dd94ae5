#include "app/cli/identifiers.h"

namespace sotto::cli {

namespace {

std::string hex(crypto::ByteView bytes)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (const std::uint8_t byte : bytes) {
        out += kDigits[byte >> 4];
        out += kDigits[byte & 0xF];
    }
    return out;
}

} // namespace

std::string idOf(const storage::AccountBytes& account)
{
    return hex(account);
}

std::string idOf(const storage::MessageUid& uid)
{
    return hex(uid);
}

std::string idOf(const crypto::DeviceId& device)
{
    return hex(device.view());
}

std::string idOf(const crypto::Hash& alarm)
{
    return hex(alarm.view());
}

} // namespace sotto::cli
