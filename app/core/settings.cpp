#include "app/core/settings.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sotto::core::settings {

namespace {

using Default = std::pair<std::string_view, std::string_view>;
constexpr std::array kDefaults{
    Default{kReadReceipts, "on"},  Default{kTyping, "on"},     Default{kProxyKind, "none"},
    Default{kProxyHost, ""},       Default{kProxyPort, "0"},   Default{kScheme, "system"},
    Default{kReduceMotion, "off"}, Default{kEnterSends, "on"}, Default{kNotify, "name"},
    Default{kTray, "on"},          Default{kLockAfter, "0"},   Default{kWordsReminder, "0"},
    Default{kWindow, ""},          Default{kHistory, "all"},
};

} // namespace

std::string_view defaultOf(std::string_view name)
{
    const auto* const at =
        std::find_if(kDefaults.begin(), kDefaults.end(),
                     [name](const Default& known) { return known.first == name; });
    return at == kDefaults.end() ? std::string_view() : at->second;
}

} // namespace sotto::core::settings
