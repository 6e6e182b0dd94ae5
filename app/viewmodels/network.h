#pragma once

#include <QObject>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

namespace sotto::core {
struct Connection;
}

namespace sotto::viewmodels {

/// The link to the relay, as far as people need to know.
class Network : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.network is the one.")
    Q_PROPERTY(State state READ state NOTIFY changed)
    /// For the banner: without the relay for five seconds or more, or refused.
    Q_PROPERTY(bool offline READ offline NOTIFY changed)
    /// What the banner says.
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString text READ text NOTIFY changed)
    /// Messages that wait at the relay to be received.
    Q_PROPERTY(int backlog READ backlog NOTIFY changed)
    /// The same as a sentence; empty below 50.
    Q_PROPERTY(QString backlogText READ backlogText NOTIFY changed)

public:
    enum class State
    {
        Stopped,
        Connecting,
        Online,
        Offline,
        Refused, ///< the relay is not the one that is known, or does not want us
    };
    Q_ENUM(State)

    explicit Network(QObject* parent = nullptr);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool offline() const { return m_offline; }
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString text() const;
    [[nodiscard]] int backlog() const { return m_backlog; }
    [[nodiscard]] QString backlogText() const;

    Q_INVOKABLE void reconnect();

    void show(const core::Connection& connection);
    void clear();

Q_SIGNALS:
    void changed();
    void reconnectAsked();

private:
    State m_state = State::Stopped;
    bool m_offline = false;
    QString m_explanation;
    int m_backlog = 0;
    QTimer m_patience;
};

} // namespace sotto::viewmodels
