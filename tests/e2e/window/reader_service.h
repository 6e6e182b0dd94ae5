#pragma once

#include <QDBusAbstractAdaptor>
#include <QDBusConnection>
#include <QThread>

namespace sotto::test {

/// Where programs ask for the bus of the screen's readers.
class ReaderBus : public QDBusAbstractAdaptor
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.a11y.Bus")

public:
    ReaderBus(QObject* parent, QString address)
        : QDBusAbstractAdaptor(parent)
        , m_address(std::move(address))
    {}

public Q_SLOTS:
    QString GetAddress() const { return m_address; }

private:
    QString m_address;
};

/// What says that somebody has the screen read.
class ReaderStatus : public QDBusAbstractAdaptor
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.a11y.Status")
    Q_PROPERTY(bool IsEnabled READ isOn)
    Q_PROPERTY(bool ScreenReaderEnabled READ isOn)

public:
    explicit ReaderStatus(QObject* parent)
        : QDBusAbstractAdaptor(parent)
    {}

    [[nodiscard]] bool isOn() const { return true; }
};

/// What a desktop has where somebody has the screen read (org.a11y.Bus), on the session's bus; that
/// bus is the readers' own as well. On a thread of its own, because programs wait for its answers.
class ReaderService
{
public:
    explicit ReaderService(const QString& busAddress);
    ReaderService(const ReaderService&) = delete;
    ReaderService& operator=(const ReaderService&) = delete;
    ~ReaderService();

    /// It has its name on the bus.
    [[nodiscard]] bool isThere() const { return m_isThere; }

private:
    QThread m_thread;
    QObject* m_object; ///< ends with the thread
    QDBusConnection m_connection;
    bool m_isThere = false;
};

} // namespace sotto::test
