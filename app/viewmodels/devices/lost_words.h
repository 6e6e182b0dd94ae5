#pragma once

#ifndef Q_MOC_RUN
#include "app/core/changes.h"
#endif

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace sotto::core {
class Clock;
struct Problem;
} // namespace sotto::core

namespace sotto::viewmodels {

/// New words that were made without the old ones and are not in force yet: how far they are, and
/// stopping them. PhraseCare makes them, and puts them into force.
class LostWords : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.lostWords is the one.")
    /// There are some.
    Q_PROPERTY(bool waiting READ waiting NOTIFY changed)
    /// The time is over, or begins anew: they are to be typed.
    Q_PROPERTY(bool ready READ ready NOTIFY changed)
    /// They can still be shown: nobody has said that they are written down.
    Q_PROPERTY(bool unwritten READ unwritten NOTIFY changed)
    /// They ended, and not by this device.
    Q_PROPERTY(bool endedElsewhere READ endedElsewhere NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString text READ text NOTIFY changed)
    /// They are being stopped.
    Q_PROPERTY(bool busy READ busy NOTIFY changed)
    Q_PROPERTY(QString error READ error NOTIFY changed)

public:
    /// @p clock outlives it.
    explicit LostWords(const core::Clock& clock, QObject* parent = nullptr);

    [[nodiscard]] bool waiting() const { return m_info.stage != core::LostWords::Stage::None; }
    [[nodiscard]] bool ready() const
    {
        return m_info.stage == core::LostWords::Stage::Ready || isInterrupted();
    }
    [[nodiscard]] bool unwritten() const { return waiting() && m_info.areShown; }
    [[nodiscard]] bool endedElsewhere() const { return m_hasEndedElsewhere; }
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString text() const;
    [[nodiscard]] bool busy() const { return m_isBusy; }
    [[nodiscard]] QString error() const { return m_error; }

    Q_INVOKABLE void stop();
    /// The person has seen that they ended, or what went wrong.
    Q_INVOKABLE void forget();
    /// Reads all again: the page is shown.
    Q_INVOKABLE void refresh();

    void show(const core::LostWords& info);
    /// They are being put into force: if they are gone then, nobody has stopped them.
    void onFinishing();
    void onFinished(bool areInForce);
    void onStopped();
    void onStopFailed(const core::Problem& problem);
    /// The time may be over, as far as the clock here knows.
    [[nodiscard]] bool isDue() const;
    void retellTimes();
    void clear();

Q_SIGNALS:
    void changed();
    void stopAsked();
    void refreshAsked();

private:
    [[nodiscard]] QString waitingTitle() const;
    [[nodiscard]] bool isInterrupted() const
    {
        return m_info.stage == core::LostWords::Stage::Stopped;
    }

    const core::Clock& m_clock;
    core::LostWords m_info;
    bool m_isBusy = false;
    bool m_isFinishing = false;
    bool m_hasEndedElsewhere = false;
    QString m_error;
};

} // namespace sotto::viewmodels
