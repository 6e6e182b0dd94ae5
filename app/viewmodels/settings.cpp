#include "app/viewmodels/settings.h"

#include "app/viewmodels/settings_parts.h"

#include <QLocale>

namespace sotto::viewmodels {

namespace {

constexpr std::array<std::string_view, 3> kSchemes = {"system", "light", "dark"};
constexpr std::array<std::string_view, 4> kHistories = {"all", "year", "month", "none"};
constexpr std::array<std::string_view, 4> kNotifies = {"content", "name", "nothing", "off"};

std::string_view onOff(bool on)
{
    return on ? "on" : "off";
}

/// Minutes of the longest wait before locking.
constexpr int kLockMinutesMax = 240;

} // namespace

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

void Settings::Parts::take(SettingValues read, const core::Account& account)
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
    m_parts->values.erase(settings::kRecentEmoji);
    setRecentEmoji({});
    Q_EMIT relayChanged();
}

void Settings::reread()
{
    if (!m_parts->core) {
        return;
    }
    m_parts->core->ask(
        this,
        [](core::Client& client) {
            SettingValues values;
            for (const std::string_view name : settings::kAll) {
                std::string value = client.setting(name);
                if (!value.empty()) {
                    values[name] = std::move(value);
                }
            }
            return std::pair(std::move(values), client.account());
        },
        [this](std::pair<SettingValues, core::Account> read) {
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

Settings::History Settings::vaultHistory() const
{
    return choiceOf(kHistories, m_parts->value(settings::kHistory), History::All);
}

void Settings::setVaultHistory(History history)
{
    m_parts->store(settings::kHistory, kHistories.at(static_cast<std::size_t>(history)));
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
        this, [](core::Client& client) { return client.database().sizeBytes(); },
        [this](std::uint64_t bytes) {
            m_parts->databaseBytes = static_cast<qint64>(bytes);
            Q_EMIT storageChanged();
        });
}

} // namespace sotto::viewmodels

#include "moc_settings.cpp"
