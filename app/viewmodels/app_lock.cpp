#include "app/viewmodels/app_lock.h"

#include <algorithm>

#include <QCoreApplication>
#include <QEvent>

namespace sotto::viewmodels {

namespace {

constexpr int kSecondMs = 1'000;
constexpr int kMinuteMs = 60'000;

bool isActivity(QEvent::Type type)
{
    return type == QEvent::KeyPress || type == QEvent::MouseButtonPress ||
           type == QEvent::MouseMove || type == QEvent::Wheel || type == QEvent::TouchBegin ||
           type == QEvent::TabletPress;
}

} // namespace

AppLock::AppLock(QObject* parent)
    : QObject(parent)
{
    m_countdown.setInterval(kSecondMs);
    connect(&m_countdown, &QTimer::timeout, this, &AppLock::countDown);
    m_idle.setSingleShot(true);
    connect(&m_idle, &QTimer::timeout, this, &AppLock::lock);
}

QString AppLock::error() const
{
    if (m_waitSeconds == 0) {
        return m_error;
    }
    return m_waitSeconds == 1 ? QCoreApplication::translate("Lock", "Next try in 1 second.")
                              : QCoreApplication::translate("Lock", "Next try in %Ln seconds.",
                                                            nullptr, m_waitSeconds);
}

void AppLock::unlock(const QString& passphrase)
{
    if (m_busy || m_waitSeconds > 0 || passphrase.isEmpty()) {
        return;
    }
    m_busy = true;
    m_error.clear();
    Q_EMIT stateChanged();
    Q_EMIT unlockAsked(passphrase);
}

void AppLock::lock()
{
    if (m_canLock) {
        Q_EMIT lockAsked();
    }
}

void AppLock::setCanLock(bool canLock)
{
    if (std::exchange(m_canLock, canLock) != canLock) {
        Q_EMIT canLockChanged();
    }
}

void AppLock::opened()
{
    m_wrong = 0;
    failed({});
}

void AppLock::wrongPassphrase()
{
    ++m_wrong;
    if (m_wrong >= kFreeAttempts) {
        const int doublings = std::min(m_wrong - kFreeAttempts, 8);
        m_waitSeconds = std::min(kFirstWaitSeconds << doublings, kLongestWaitSeconds);
        m_countdown.start();
    }
    failed(QCoreApplication::translate("Lock", "That is not the password."));
}

void AppLock::failed(const QString& error)
{
    m_busy = false;
    m_error = error;
    Q_EMIT stateChanged();
}

void AppLock::countDown()
{
    --m_waitSeconds;
    if (m_waitSeconds <= 0) {
        m_waitSeconds = 0;
        m_countdown.stop();
    }
    Q_EMIT stateChanged();
}

void AppLock::setIdleMinutes(int minutes)
{
    m_idle.stop();
    m_idle.setInterval(minutes * kMinuteMs);
    if (minutes > 0) {
        m_idle.start();
    }
}

bool AppLock::eventFilter(QObject* watched, QEvent* event)
{
    if (m_idle.interval() > 0 && m_idle.isActive() && isActivity(event->type())) {
        m_idle.start();
    }
    return QObject::eventFilter(watched, event);
}

} // namespace sotto::viewmodels

#include "moc_app_lock.cpp"
