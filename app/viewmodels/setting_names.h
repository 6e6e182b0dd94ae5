#pragma once

#include "app/core/settings.h"

#include <array>

/// Settings that only the window knows, beside those of core/settings.h.
namespace sotto::viewmodels::settings {

using namespace core::settings;

inline constexpr std::string_view kHighContrast = "appearance.highContrast"; ///< "on"; else off
inline constexpr std::string_view kTextScale =
    "appearance.textScale";                                      ///< "1" to "2"; else the system's
inline constexpr std::string_view kSidebar = "sidebar.width";    ///< pixels; else the theme's
inline constexpr std::string_view kQuietStart = "start.quiet";   ///< "on"; else off
inline constexpr std::string_view kRecentEmoji = "emoji.recent"; ///< with spaces between

/// All that are read when a profile opens.
inline constexpr std::array<std::string_view, 19> kAll = {
    kReadReceipts, kTyping,     kProxyKind,   kProxyHost, kProxyPort,     kScheme, kReduceMotion,
    kEnterSends,   kNotify,     kTray,        kLockAfter, kWordsReminder, kWindow, kHighContrast,
    kTextScale,    kQuietStart, kRecentEmoji, kSidebar,   kHistory};

} // namespace sotto::viewmodels::settings
