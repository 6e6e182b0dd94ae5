#pragma once

#include "app/core/client.h"
#include "app/viewmodels/key_places.h"
#include "app/viewmodels/setting_names.h"
#include "app/viewmodels/settings.h"

#include <array>
#include <map>

namespace sotto::viewmodels {

/// The values of settings that are not the default, by name.
using SettingValues = std::map<std::string_view, std::string>;

/// The choice that @p value names in @p names; @p other if it names none.
template <class Enum, std::size_t N>
[[nodiscard]] Enum choiceOf(const std::array<std::string_view, N>& names, const std::string& value,
                            Enum other)
{
    for (std::size_t i = 0; i < N; ++i) {
        if (names[i] == value) {
            return static_cast<Enum>(i);
        }
    }
    return other;
}

/// What is set, and what the pages of the settings show about it.
class Settings::Parts
{
public:
    Parts(Settings& owner, const AppOptions& given)
        : settings(owner)
        , options(given)
    {}

    [[nodiscard]] std::string value(std::string_view name) const
    {
        const auto known = values.find(name);
        return known == values.end() ? std::string(core::settings::defaultOf(name)) : known->second;
    }
    [[nodiscard]] bool isOn(std::string_view name) const { return value(name) == "on"; }

    void store(std::string_view name, std::string_view text);
    void take(SettingValues read, const core::Account& account);
    // settings_passphrase.cpp
    void readKeyPlace();
    void setPassphraseState(bool busy, const QString& error);
    void endPassphrase(const crypto::Result<void, core::Problem>& result);

    Settings& settings;
    const AppOptions& options;
    CoreThread* core = nullptr;
    std::unique_ptr<KeyPlaces> keys;
    SettingValues values;
    bool isLoaded = false;
    QString relay;
    QString relayError;
    bool relayBusy = false;
    QString proxyError;
    storage::KeyPlace place = storage::KeyPlace::None;
    QString passphraseError;
    bool passphraseBusy = false;
    qint64 databaseBytes = 0;
};

} // namespace sotto::viewmodels
