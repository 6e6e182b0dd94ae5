#pragma once

#include "app/storage/row_id.h"

#include <optional>
#include <string>
#include <vector>

#include <QByteArray>
#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace sotto::core {
class Clock;
struct Problem;
} // namespace sotto::core

namespace sotto::viewmodels {

class PhraseCare;

/// Something happened to the account that only the person can judge. Its page lies over everything
/// until it is answered, here or on another device. alarm_text.cpp has its sentences.
class Alarm : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.alarm is the one.")
    Q_PROPERTY(bool shown READ shown NOTIFY changed)
    Q_PROPERTY(Kind kind READ kind NOTIFY changed)
    Q_PROPERTY(Phase phase READ phase NOTIFY changed)
    /// Empty if no device is in question.
    Q_PROPERTY(QString deviceName READ deviceName NOTIFY changed)
    Q_PROPERTY(QString detail READ detail NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString text READ text NOTIFY changed)
    /// The two answers: what each means, and its button.
    Q_PROPERTY(QString keepTitle READ keepTitle NOTIFY changed)
    Q_PROPERTY(QString keepText READ keepText NOTIFY changed)
    Q_PROPERTY(QString keepButton READ keepButton NOTIFY changed)
    Q_PROPERTY(QString removeTitle READ removeTitle NOTIFY changed)
    Q_PROPERTY(QString removeText READ removeText NOTIFY changed)
    Q_PROPERTY(QString removeButton READ removeButton NOTIFY changed)
    /// Below them, for who is not sure.
    Q_PROPERTY(QString doubtText READ doubtText NOTIFY changed)
    /// New words can be made on this device, with the old ones.
    Q_PROPERTY(bool canReplace READ canReplace NOTIFY changed)
    Q_PROPERTY(bool busy READ busy NOTIFY changed)
    Q_PROPERTY(QString error READ error NOTIFY changed)

public:
    enum class Kind
    {
        DeviceAdded,
        WordsUsed,
        RemovalAsked,
        WordsReplacing,
    };
    Q_ENUM(Kind)
    enum class Phase
    {
        Question,
        ShuttingOut,  ///< being done
        AskWords,     ///< PhraseCare takes over: old words in, new words out
        WithoutWords, ///< what is safe already, and what is left to do
        Done,
    };
    Q_ENUM(Phase)

    /// One alarm as the core knows it.
    struct Event
    {
        QByteArray id;
        Kind kind = Kind::DeviceAdded;
        std::string deviceName;
        bool isThis = false; ///< the device in question is this one
        storage::Milliseconds when = 0;

        bool operator==(const Event&) const = default;
    };

    /// Both outlive it.
    Alarm(const core::Clock& clock, PhraseCare& care, QObject* parent = nullptr);

    [[nodiscard]] bool shown() const { return m_event.has_value(); }
    [[nodiscard]] Kind kind() const { return m_event ? m_event->kind : Kind::DeviceAdded; }
    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] QString deviceName() const;
    [[nodiscard]] QString detail() const;
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString text() const;
    [[nodiscard]] QString keepTitle() const;
    [[nodiscard]] QString keepText() const;
    [[nodiscard]] QString keepButton() const;
    [[nodiscard]] QString removeTitle() const;
    [[nodiscard]] QString removeText() const;
    [[nodiscard]] QString removeButton() const;
    [[nodiscard]] QString doubtText() const;
    [[nodiscard]] bool canReplace() const;
    /// Of the one that is shown; empty without.
    [[nodiscard]] QByteArray id() const { return m_event ? m_event->id : QByteArray(); }
    [[nodiscard]] bool busy() const { return m_isBusy; }
    [[nodiscard]] QString error() const { return m_error; }

    Q_INVOKABLE void wasMe();
    Q_INVOKABLE void wasNotMe();
    /// The old words are not at hand.
    Q_INVOKABLE void withoutWords();
    /// Back to typing them.
    Q_INVOKABLE void withWords();
    /// All is done, or is left for later. An answer that is on its way goes on: if it comes to
    /// nothing, the alarm is back.
    Q_INVOKABLE void close();

    /// What is unanswered, the oldest first.
    void show(const std::vector<Event>& unanswered);
    /// What came of answerAsked().
    void onAnswered(const QByteArray& id);
    void onFailed(const QByteArray& id, const core::Problem& problem);
    void retellTimes();
    void clear();

Q_SIGNALS:
    void changed();
    void answerAsked(const QByteArray& id, bool wasMe);

private:
    [[nodiscard]] bool isChange() const;
    [[nodiscard]] QString withoutWordsText() const;
    [[nodiscard]] QString questionTitle() const;
    [[nodiscard]] QString questionText() const;
    [[nodiscard]] bool isAwaited(const QByteArray& id) const;
    [[nodiscard]] bool isUnanswered(const QByteArray& id) const;
    void setPhase(Phase phase);
    void next();

    const core::Clock& m_clock;
    PhraseCare& m_care;
    std::vector<Event> m_unanswered;
    std::optional<Event> m_event;
    QByteArray m_put; ///< aside: its answer is on its way
    Phase m_phase = Phase::Question;
    bool m_wasMe = false;
    bool m_isBusy = false;
    QString m_error;
};

} // namespace sotto::viewmodels
