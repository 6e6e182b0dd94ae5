#include "app/viewmodels/settings.h"

#include "app/core/client.h"
#include "app/viewmodels/key_places.h"
#include "app/viewmodels/relay_text.h"
#include "app/viewmodels/setting_names.h"
#include "app/viewmodels/time_text.h"
#include "app/viewmodels/wiping.h"

#include <array>
#include <map>

#include <QLocale>

namespace sotto::viewmodels {

namespace {

using Values = std::map<std::string_view, std::string>;

constexpr std::array<std::string_view, 3> kSchemes = {"system", "light", "dark"};
constexpr std::array<std::string_view, 4> kNotifies = {"content", "name", "nothing", "off"};
constexpr std::array<std::string_view, 4> kProxies = {"none", "socks5", "http", "system"};

template <class Enum, std::size_t N>
Enum choiceOf(const std::array<std::string_view, N>& names, const std::string& value, Enum other)
{
    for (std::size_t i = 0; i < N; ++i) {
        if (names[i] == value) {
            return static_cast<Enum>(i);
        }
    }
    return other;
}

std::string_view onOff(bool on)
{
    return on ? "on" : "off";
}

/// Minutes of the longest wait before locking.
constexpr int kLockMinutesMax = 240;
/// Shorter ones are guessed at once.
constexpr qsizetype kPassphraseLengthMin = 6;

} // namespace

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
    void take(Values read, const core::Account& account);
    void readKeyPlace();
    void setPassphraseState(bool busy, const QString& error);
    void endPassphrase(const crypto::Result<void, core::Problem>& result);

    Settings& settings;
    const AppOptions& options;
    CoreThread* core = nullptr;
    std::unique_ptr<KeyPlaces> keys;
    Values values;
    bool isLoaded = false;
    QString relay;
    QString relayError;
    bool relayBusy = false;
    QString proxyError;
    storage::KeyPlace place = storage::KeyPlace::None;
    QString passphraseError;
    bool passphraseBusy = false;
    qint64 databaseBytes = 0;
    QVariantList devices;
};

void Settings::Parts::store(std::string_view name, std::string_view text)
{
    if (value(name) == text) {
        return;
    }
    values[name] = std::string(text);
    if (core) {
        core->post([name, value = std::string(text)](core::Client& client) {
            client.setSetting(name, value);
        });
    }
    Q_EMIT settings.changed();
}

void Settings::Parts::take(Values read, const core::Account& account)
{
    relay = QString::fromStdString(account.relay);
    values = std::move(read);
    Q_EMIT settings.changed();
    Q_EMIT settings.relayChanged();
    Q_EMIT settings.proxyChanged();
    if (!std::exchange(isLoaded, true)) {
        Q_EMIT settings.loaded();
    }
}

void Settings::Parts::readKeyPlace()
{
    keys->findPlace(&settings,
                    [this](const crypto::Result<storage::KeyPlace, core::Problem>& found) {
                        place = found ? *found : storage::KeyPlace::None;
                        Q_EMIT settings.passphraseChanged();
                    });
}

void Settings::Parts::setPassphraseState(bool busy, const QString& error)
{
    passphraseBusy = busy;
    passphraseError = error;
    Q_EMIT settings.passphraseChanged();
}

void Settings::Parts::endPassphrase(const crypto::Result<void, core::Problem>& result)
{
    setPassphraseState(false, result ? QString() : core::explain(result.error()));
    if (result) {
        readKeyPlace();
        Q_EMIT settings.passphraseStored();
    }
}

Settings::Settings(const AppOptions& options, QObject* parent)
    : QObject(parent)
    , m_parts(std::make_unique<Parts>(*this, options))
{}

Settings::~Settings() = default;

void Settings::open(CoreThread& core)
{
    m_parts->core = &core;
    m_parts->keys = std::make_unique<KeyPlaces>(m_parts->options, core);
    m_parts->readKeyPlace();
    reread();
}

void Settings::clear()
{
    m_parts->core = nullptr;
    m_parts->isLoaded = false;
    m_parts->relay.clear();
    m_parts->devices.clear();
    m_parts->values.erase(settings::kRecentEmoji);
    setRecentEmoji({});
    Q_EMIT relayChanged();
    Q_EMIT devicesChanged();
}

void Settings::reread()
{
    if (!m_parts->core) {
        return;
    }
    m_parts->core->ask(
        this,
        [](core::Client& client) {
            Values values;
            for (const std::string_view name : settings::kAll) {
                std::string value = client.setting(name);
                if (!value.empty()) {
                    values[name] = std::move(value);
                }
            }
            return std::pair(std::move(values), client.account());
        },
        [this](std::pair<Values, core::Account> read) {
            m_parts->take(std::move(read.first), read.second);
        });
}

Settings::Scheme Settings::scheme() const
{
    return choiceOf(kSchemes, m_parts->value(settings::kScheme), Scheme::System);
}

void Settings::setScheme(Scheme scheme)
{
    m_parts->store(settings::kScheme, kSchemes.at(static_cast<std::size_t>(scheme)));
}

bool Settings::reduceMotion() const
{
    return m_parts->isOn(settings::kReduceMotion);
}
void Settings::setReduceMotion(bool on)
{
    m_parts->store(settings::kReduceMotion, onOff(on));
}
bool Settings::highContrast() const
{
    return m_parts->isOn(settings::kHighContrast);
}
void Settings::setHighContrast(bool on)
{
    m_parts->store(settings::kHighContrast, onOff(on));
}
bool Settings::enterSends() const
{
    return m_parts->isOn(settings::kEnterSends);
}
void Settings::setEnterSends(bool on)
{
    m_parts->store(settings::kEnterSends, onOff(on));
}
bool Settings::readReceipts() const
{
    return m_parts->isOn(settings::kReadReceipts);
}
void Settings::setReadReceipts(bool on)
{
    m_parts->store(settings::kReadReceipts, onOff(on));
}
bool Settings::typingIndicator() const
{
    return m_parts->isOn(settings::kTyping);
}
void Settings::setTypingIndicator(bool on)
{
    m_parts->store(settings::kTyping, onOff(on));
}
bool Settings::tray() const
{
    return m_parts->isOn(settings::kTray);
}
void Settings::setTray(bool on)
{
    m_parts->store(settings::kTray, onOff(on));
}
bool Settings::quietStart() const
{
    return m_parts->isOn(settings::kQuietStart);
}
void Settings::setQuietStart(bool on)
{
    m_parts->store(settings::kQuietStart, onOff(on));
}

double Settings::textScale() const
{
    return QByteArray::fromStdString(m_parts->value(settings::kTextScale)).toDouble();
}

void Settings::setTextScale(double scale)
{
    m_parts->store(settings::kTextScale, QByteArray::number(scale, 'g', 3).toStdString());
}

Settings::Notify Settings::notify() const
{
    return choiceOf(kNotifies, m_parts->value(settings::kNotify), Notify::Name);
}

void Settings::setNotify(Notify notify)
{
    m_parts->store(settings::kNotify, kNotifies.at(static_cast<std::size_t>(notify)));
}

bool Settings::autostart() const
{
    return m_parts->options.autostart && m_parts->options.autostart();
}

void Settings::setAutostart(bool on)
{
    if (m_parts->options.setAutostart) {
        m_parts->options.setAutostart(on);
        Q_EMIT changed();
    }
}

int Settings::lockAfterMinutes() const
{
    return QByteArray::fromStdString(m_parts->value(settings::kLockAfter)).toInt();
}

void Settings::setLockAfterMinutes(int minutes)
{
    m_parts->store(settings::kLockAfter, std::to_string(std::clamp(minutes, 0, kLockMinutesMax)));
}

QVariantList Settings::window() const
{
    QVariantList numbers;
    const auto parts = QByteArray::fromStdString(m_parts->value(settings::kWindow)).split(',');
    for (const QByteArray& part : parts) {
        bool isNumber = false;
        numbers.append(part.toInt(&isNumber));
        if (!isNumber) {
            return {};
        }
    }
    return numbers.size() == 4 ? numbers : QVariantList();
}

void Settings::setWindow(const QVariantList& window)
{
    QByteArrayList parts;
    for (const QVariant& number : window) {
        parts.append(QByteArray::number(number.toInt()));
    }
    m_parts->store(settings::kWindow, parts.join(',').toStdString());
}

int Settings::sidebarWidth() const
{
    return QByteArray::fromStdString(m_parts->value(settings::kSidebar)).toInt();
}

void Settings::setSidebarWidth(int width)
{
    m_parts->store(settings::kSidebar, std::to_string(std::max(0, width)));
}

QStringList Settings::recentEmoji() const
{
    return QString::fromStdString(m_parts->value(settings::kRecentEmoji))
        .split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

void Settings::setRecentEmoji(const QStringList& emoji)
{
    m_parts->store(settings::kRecentEmoji, emoji.join(QLatin1Char(' ')).toStdString());
}

qint64 Settings::wordsRestUntil() const
{
    return QByteArray::fromStdString(m_parts->value(settings::kWordsReminder)).toLongLong();
}

void Settings::setWordsRestUntil(qint64 time)
{
    m_parts->store(settings::kWordsReminder, std::to_string(time));
}

QString Settings::relayHost() const
{
    return viewmodels::relayHost(m_parts->relay);
}
QString Settings::relayAddress() const
{
    return m_parts->relay;
}
QString Settings::relayError() const
{
    return m_parts->relayError;
}
bool Settings::relayBusy() const
{
    return m_parts->relayBusy;
}

void Settings::moveRelay(const QString& address)
{
    auto parsed = crypto::RelayAddress::parse(address.trimmed().toStdString());
    if (!parsed || !m_parts->core) {
        m_parts->relayError = relayAddressError(address);
        Q_EMIT relayChanged();
        return;
    }
    m_parts->relayBusy = true;
    m_parts->relayError.clear();
    Q_EMIT relayChanged();
    m_parts->core->ask(
        this,
        [relay = std::make_shared<const crypto::RelayAddress>(std::move(*parsed))](
            core::Client& client) { return client.moveToRelay(*relay); },
        [this](const crypto::Result<void, core::Problem>& result) {
            m_parts->relayBusy = false;
            m_parts->relayError = result ? QString() : core::explain(result.error());
            Q_EMIT relayChanged();
            reread();
        });
}

Settings::Proxy Settings::proxy() const
{
    return choiceOf(kProxies, m_parts->value(settings::kProxyKind), Proxy::None);
}

QString Settings::proxyHost() const
{
    return QString::fromStdString(m_parts->value(settings::kProxyHost));
}

int Settings::proxyPort() const
{
    return QByteArray::fromStdString(m_parts->value(settings::kProxyPort)).toInt();
}

QString Settings::proxyError() const
{
    return m_parts->proxyError;
}

void Settings::setProxy(Proxy proxy, const QString& host, int port)
{
    const bool needsHost = proxy == Proxy::Socks5 || proxy == Proxy::Http;
    const QString trimmed = host.trimmed();
    m_parts->proxyError.clear();
    if (needsHost && (trimmed.isEmpty() || port < 1 || port > 65'535)) {
        m_parts->proxyError = tr("A proxy has a host and a port, for Tor 127.0.0.1 and 9050.");
    } else {
        // The kind last: what reads it then finds host and port.
        m_parts->store(settings::kProxyHost, needsHost ? trimmed.toStdString() : std::string());
        m_parts->store(settings::kProxyPort, std::to_string(needsHost ? port : 0));
        m_parts->store(settings::kProxyKind, kProxies.at(static_cast<std::size_t>(proxy)));
    }
    Q_EMIT proxyChanged();
}

bool Settings::hasPassphrase() const
{
    return m_parts->place == storage::KeyPlace::Passphrase;
}

QString Settings::keyPlaceText() const
{
    switch (m_parts->place) {
    case storage::KeyPlace::None:
        return {};
    case storage::KeyPlace::Keychain:
        return tr("Your messages on this computer are locked with the keychain of the system.");
    case storage::KeyPlace::Passphrase:
        return tr("Your messages on this computer are locked with your password.");
    case storage::KeyPlace::File:
        break;
    }
    return tr("There is no keychain here, so whoever can read your files can read your messages. "
              "Set a password to prevent that.");
}

QString Settings::passphraseError() const
{
    return m_parts->passphraseError;
}
bool Settings::passphraseBusy() const
{
    return m_parts->passphraseBusy;
}

void Settings::setPassphrase(const QString& old, const QString& passphrase)
{
    if (!m_parts->core || m_parts->passphraseBusy) {
        return;
    }
    if (passphrase.size() < kPassphraseLengthMin) {
        m_parts->setPassphraseState(
            false,
            tr("Use at least %1 characters; several words are best.").arg(kPassphraseLengthMin));
        return;
    }
    m_parts->setPassphraseState(true, {});
    m_parts->keys->protect(this, takeSecret(old), takeSecret(passphrase),
                           [this](const crypto::Result<void, core::Problem>& result) {
                               m_parts->endPassphrase(result);
                           });
}

void Settings::removePassphrase(const QString& old)
{
    if (!m_parts->core || m_parts->passphraseBusy) {
        return;
    }
    m_parts->setPassphraseState(true, {});
    m_parts->keys->unprotect(
        this, takeSecret(old),
        [this](const crypto::Result<storage::KeyPlace, core::Problem>& result) {
            if (result) {
                m_parts->endPassphrase({});
            } else {
                m_parts->endPassphrase(crypto::Unexpected(result.error()));
            }
        });
}

void Settings::forgetErrors()
{
    m_parts->relayError.clear();
    m_parts->proxyError.clear();
    m_parts->setPassphraseState(m_parts->passphraseBusy, {});
    Q_EMIT relayChanged();
    Q_EMIT proxyChanged();
}

qint64 Settings::databaseBytes() const
{
    return m_parts->databaseBytes;
}
QVariantList Settings::devices() const
{
    return m_parts->devices;
}

QString Settings::storageText() const
{
    return m_parts->databaseBytes == 0
               ? QString()
               : tr("Messages and contacts take %1 on this computer.")
                     .arg(QLocale().formattedDataSize(m_parts->databaseBytes));
}

QString Settings::aboutText() const
{
    return tr("Sotto %1").arg(m_parts->options.version);
}

void Settings::loadDetails()
{
    if (!m_parts->core) {
        return;
    }
    m_parts->core->ask(
        this,
        [](core::Client& client) {
            return std::pair(client.ownDevices(), client.database().sizeBytes());
        },
        [this](const std::pair<std::vector<core::DeviceInfo>, std::uint64_t>& read) {
            m_parts->devices.clear();
            for (const core::DeviceInfo& device : read.first) {
                m_parts->devices.append(
                    QVariantMap{{QStringLiteral("name"), QString::fromStdString(device.name)},
                                {QStringLiteral("added"), TimeText().date(device.added)},
                                {QStringLiteral("isThis"), device.isThis},
                                {QStringLiteral("active"), device.isActive}});
            }
            m_parts->databaseBytes = static_cast<qint64>(read.second);
            Q_EMIT devicesChanged();
            Q_EMIT storageChanged();
        });
}

} // namespace sotto::viewmodels

#include "moc_settings.cpp"
