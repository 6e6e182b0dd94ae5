#pragma once

#include <algorithm>
#include <array>
#include <string_view>

/// Names and values of settings, as Client::setting() knows them. All are texts; what was never set
/// reads as its default.
namespace sotto::core::settings {

inline constexpr std::string_view kReadReceipts = "receipts.read"; ///< "on" (default), "off"
inline constexpr std::string_view kTyping = "typing";              ///< "on" (default), "off"
inline constexpr std::string_view kProxyKind =
    "proxy.kind"; ///< "none" (default), "socks5", "http", "system"
inline constexpr std::string_view kProxyHost = "proxy.host";
inline constexpr std::string_view kProxyPort = "proxy.port";
inline constexpr std::string_view kScheme =
    "appearance.scheme"; ///< "system" (default), "light", "dark"
inline constexpr std::string_view kReduceMotion =
    "appearance.reduceMotion";                                         ///< "off" (default), "on"
inline constexpr std::string_view kEnterSends = "composer.enterSends"; ///< "on" (default), "off"
inline constexpr std::string_view kNotify =
    "notifications.show";                         ///< "content", "name" (default), "nothing", "off"
inline constexpr std::string_view kTray = "tray"; ///< "on" (default), "off"
inline constexpr std::string_view kLockAfter =
    "lock.afterMinutes"; ///< "0" (default: never) to "240"
inline constexpr std::string_view kWordsReminder =
    "words.later"; ///< milliseconds until which the reminder rests
inline constexpr std::string_view kWindow = "window"; ///< x,y,width,height of the window
/// How far back the vault keeps messages: "all" (default), "year", "month", "none".
inline constexpr std::string_view kHistory = "vault.history";

/// The same on all own devices. All others are of this device: how it is reached, what it looks
/// like, when it locks.
inline constexpr std::array kShared{kReadReceipts, kTyping, kHistory};
[[nodiscard]] constexpr bool isShared(std::string_view name)
{
    return std::find(kShared.begin(), kShared.end(), name) != kShared.end();
}

/// The default of a setting; empty for a name that is none.
[[nodiscard]] std::string_view defaultOf(std::string_view name);

} // namespace sotto::core::settings
