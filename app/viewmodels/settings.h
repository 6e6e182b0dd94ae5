#pragma once

#include <memory>

#include <QObject>
#include <QStringList>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

namespace sotto::viewmodels {

class CoreThread;
struct AppOptions;

/// What a person may change.
class Settings : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.settings is the one.")
    Q_PROPERTY(Scheme scheme READ scheme WRITE setScheme NOTIFY changed)
    Q_PROPERTY(bool reduceMotion READ reduceMotion WRITE setReduceMotion NOTIFY changed)
    Q_PROPERTY(bool highContrast READ highContrast WRITE setHighContrast NOTIFY changed)
    /// 1 to 2; 0 follows the system.
    Q_PROPERTY(double textScale READ textScale WRITE setTextScale NOTIFY changed)
    Q_PROPERTY(bool enterSends READ enterSends WRITE setEnterSends NOTIFY changed)
    Q_PROPERTY(bool readReceipts READ readReceipts WRITE setReadReceipts NOTIFY changed)
    Q_PROPERTY(bool typingIndicator READ typingIndicator WRITE setTypingIndicator NOTIFY changed)
    Q_PROPERTY(Notify notify READ notify WRITE setNotify NOTIFY changed)
    Q_PROPERTY(bool tray READ tray WRITE setTray NOTIFY changed)
    Q_PROPERTY(bool autostart READ autostart WRITE setAutostart NOTIFY changed)
    Q_PROPERTY(bool quietStart READ quietStart WRITE setQuietStart NOTIFY changed)
    /// 0: never.
    Q_PROPERTY(int lockAfterMinutes READ lockAfterMinutes WRITE setLockAfterMinutes NOTIFY changed)
    /// x, y, width, height of the window; empty: never stored.
    Q_PROPERTY(QVariantList window READ window WRITE setWindow NOTIFY changed)
    /// Of the list of conversations; 0: never chosen.
    Q_PROPERTY(int sidebarWidth READ sidebarWidth WRITE setSidebarWidth NOTIFY changed)

    Q_PROPERTY(QString relayHost READ relayHost NOTIFY relayChanged)
    Q_PROPERTY(QString relayAddress READ relayAddress NOTIFY relayChanged)
    Q_PROPERTY(QString relayError READ relayError NOTIFY relayChanged)
    Q_PROPERTY(bool relayBusy READ relayBusy NOTIFY relayChanged)
    Q_PROPERTY(Proxy proxy READ proxy NOTIFY proxyChanged)
    Q_PROPERTY(QString proxyHost READ proxyHost NOTIFY proxyChanged)
    Q_PROPERTY(int proxyPort READ proxyPort NOTIFY proxyChanged)
    Q_PROPERTY(QString proxyError READ proxyError NOTIFY proxyChanged)

    Q_PROPERTY(bool hasPassphrase READ hasPassphrase NOTIFY passphraseChanged)
    /// Where the key of the local data is, as one sentence.
    Q_PROPERTY(QString keyPlaceText READ keyPlaceText NOTIFY passphraseChanged)
    Q_PROPERTY(QString passphraseError READ passphraseError NOTIFY passphraseChanged)
    Q_PROPERTY(bool passphraseBusy READ passphraseBusy NOTIFY passphraseChanged)

    /// How far back the relay keeps messages for the own devices.
    Q_PROPERTY(History vaultHistory READ vaultHistory WRITE setVaultHistory NOTIFY changed)
    Q_PROPERTY(QString storageText READ storageText NOTIFY storageChanged)
    Q_PROPERTY(qint64 databaseBytes READ databaseBytes NOTIFY storageChanged)
    Q_PROPERTY(QString aboutText READ aboutText CONSTANT)

public:
    enum class Scheme
    {
        System,
        Light,
        Dark,
    };
    Q_ENUM(Scheme)
    enum class Notify
    {
        Content, ///< who and what
        Name,    ///< who
        Nothing, ///< that there is something
        Off,
    };
    Q_ENUM(Notify)
    enum class Proxy
    {
        None,
        Socks5,
        Http,
        System,
    };
    Q_ENUM(Proxy)

    enum class History
    {
        All,
        Year,
        Month,
        Nothing,
    };
    Q_ENUM(History)

    /// @p options outlives it.
    explicit Settings(const AppOptions& options, QObject* parent = nullptr);
    ~Settings() override;

    [[nodiscard]] Scheme scheme() const;
    void setScheme(Scheme scheme);
    [[nodiscard]] bool reduceMotion() const;
    void setReduceMotion(bool on);
    [[nodiscard]] bool highContrast() const;
    void setHighContrast(bool on);
    [[nodiscard]] double textScale() const;
    void setTextScale(double scale);
    [[nodiscard]] bool enterSends() const;
    void setEnterSends(bool on);
    [[nodiscard]] bool readReceipts() const;
    void setReadReceipts(bool on);
    [[nodiscard]] bool typingIndicator() const;
    void setTypingIndicator(bool on);
    [[nodiscard]] Notify notify() const;
    void setNotify(Notify notify);
    [[nodiscard]] bool tray() const;
    void setTray(bool on);
    [[nodiscard]] bool autostart() const;
    void setAutostart(bool on);
    [[nodiscard]] bool quietStart() const;
    void setQuietStart(bool on);
    [[nodiscard]] int lockAfterMinutes() const;
    void setLockAfterMinutes(int minutes);
    [[nodiscard]] QVariantList window() const;
    void setWindow(const QVariantList& window);
    [[nodiscard]] int sidebarWidth() const;
    void setSidebarWidth(int width);
    [[nodiscard]] QString relayHost() const;
    [[nodiscard]] QString relayAddress() const;
    [[nodiscard]] QString relayError() const;
    [[nodiscard]] bool relayBusy() const;
    [[nodiscard]] Proxy proxy() const;
    [[nodiscard]] QString proxyHost() const;
    [[nodiscard]] int proxyPort() const;
    [[nodiscard]] QString proxyError() const;
    [[nodiscard]] bool hasPassphrase() const;
    [[nodiscard]] QString keyPlaceText() const;
    [[nodiscard]] QString passphraseError() const;
    [[nodiscard]] bool passphraseBusy() const;
    [[nodiscard]] History vaultHistory() const;
    void setVaultHistory(History history);
    [[nodiscard]] QString storageText() const;
    [[nodiscard]] qint64 databaseBytes() const;
    [[nodiscard]] QString aboutText() const;

    /// Reads what is stored here; call it when the page is shown.
    Q_INVOKABLE void loadDetails();
    Q_INVOKABLE void moveRelay(const QString& address);
    Q_INVOKABLE void setProxy(Proxy proxy, const QString& host, int port);
    /// @p old is empty if none is set.
    Q_INVOKABLE void setPassphrase(const QString& old, const QString& passphrase);
    Q_INVOKABLE void removePassphrase(const QString& old);
    Q_INVOKABLE void forgetErrors();

    /// Reads all; @p core outlives clear().
    void open(CoreThread& core);
    void clear();
    /// After the core said that some changed, or the account.
    void reread();
    [[nodiscard]] QStringList recentEmoji() const;
    void setRecentEmoji(const QStringList& emoji);
    /// Milliseconds until which the reminder of the twelve words rests.
    [[nodiscard]] qint64 wordsRestUntil() const;
    void setWordsRestUntil(qint64 time);

Q_SIGNALS:
    void changed();
    void relayChanged();
    void proxyChanged();
    void passphraseChanged();
    void storageChanged();
    void passphraseStored();
    /// All were read for the first time since open().
    void loaded();

private:
    class Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace sotto::viewmodels
