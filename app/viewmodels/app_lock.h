#pragma once

#include <QObject>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

namespace sotto::viewmodels {

/// Wrong passphrases in a row after which the person waits.
inline constexpr int kFreeAttempts = 5;
/// Seconds of the first wait; each further wrong passphrase doubles it, up to the last.
inline constexpr int kFirstWaitSeconds = 30;
inline constexpr int kLongestWaitSeconds = 480;

/// The page that asks for the passphrase, and what locks the app.
class AppLock : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.appLock is the one.")
    /// A passphrase is set, so that locking means something.
    Q_PROPERTY(bool canLock READ canLock NOTIFY canLockChanged)
    Q_PROPERTY(bool busy READ busy NOTIFY stateChanged)
    Q_PROPERTY(QString error READ error NOTIFY stateChanged)
    /// Seconds until the next try; 0: now.
    Q_PROPERTY(int waitSeconds READ waitSeconds NOTIFY stateChanged)

public:
    explicit AppLock(QObject* parent = nullptr);

    [[nodiscard]] bool canLock() const { return m_canLock; }
    [[nodiscard]] bool busy() const { return m_busy; }
    [[nodiscard]] QString error() const;
    [[nodiscard]] int waitSeconds() const { return m_waitSeconds; }

    /// Tries the passphrase. The field that it comes from should be emptied at once.
    Q_INVOKABLE void unlock(const QString& passphrase);
    Q_INVOKABLE void lock();

    void setCanLock(bool canLock);
    /// What became of an attempt.
    void opened();
    void wrongPassphrase();
    void failed(const QString& error);
    /// After @p minutes without a key or the mouse it locks; 0: never.
    void setIdleMinutes(int minutes);

    bool eventFilter(QObject* watched, QEvent* event) override;

Q_SIGNALS:
    void canLockChanged();
    void stateChanged();
    void unlockAsked(const QString& passphrase);
    void lockAsked();

private:
    void countDown();

    QTimer m_countdown;
    QTimer m_idle;
    QString m_error;
    int m_wrong = 0;
    int m_waitSeconds = 0;
    bool m_busy = false;
    bool m_canLock = false;
};

} // namespace sotto::viewmodels
