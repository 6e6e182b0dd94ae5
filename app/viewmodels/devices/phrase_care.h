#pragma once

#ifndef Q_MOC_RUN
#include "crypto/base/secret.h"
#endif

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace sotto::core {
struct Problem;
} // namespace sotto::core

namespace sotto::viewmodels {

class TwelveWords;
class WordEntry;

/// What is done with the twelve words later: checking that they are still there, and having new
/// ones, with the old words or, slowly, without them.
class PhraseCare : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.phraseCare is the one.")
    /// What stands below can be done at all; also without the old words.
    Q_PROPERTY(bool available READ available NOTIFY changed)
    Q_PROPERTY(bool canReplaceSlowly READ canReplaceSlowly NOTIFY changed)
    Q_PROPERTY(Task task READ task NOTIFY changed)
    Q_PROPERTY(Phase phase READ phase NOTIFY changed)
    /// A new device waits for approval, or a day, before anybody writes to it.
    Q_PROPERTY(bool newDeviceWaits READ newDeviceWaits NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString text READ text NOTIFY changed)
    Q_PROPERTY(QString errorTitle READ errorTitle NOTIFY changed)
    Q_PROPERTY(QString errorText READ errorText NOTIFY changed)

public:
    enum class Task
    {
        Nothing,
        Check,         ///< that they are still there
        Replace,       ///< with the old words
        ReplaceSlowly, ///< without them: in 14 days
        SetWaits,      ///< whether new devices wait
        Stop,          ///< a slow change that this device alone may not stop
    };
    Q_ENUM(Task)
    enum class Phase
    {
        Idle,
        AskWords,
        Question, ///< whether it is really to be done, where no words are asked for
        Busy,
        Right,    ///< these are the words
        NewWords, ///< TwelveWords has them, to be written down
        Done,
    };
    Q_ENUM(Phase)

    /// Both outlive it.
    PhraseCare(WordEntry& entry, TwelveWords& words, QObject* parent = nullptr);

    [[nodiscard]] bool available() const { return m_isAvailable; }
    [[nodiscard]] bool canReplaceSlowly() const { return m_canReplaceSlowly; }
    void setAvailable(bool available, bool slowly);
    [[nodiscard]] Task task() const { return m_task; }
    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] bool newDeviceWaits() const { return m_waits; }
    /// What SetWaits wants it to be.
    [[nodiscard]] bool wantsWaits() const { return m_wantsWaits; }
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString text() const;
    [[nodiscard]] QString errorTitle() const { return m_errorTitle; }
    [[nodiscard]] QString errorText() const { return m_errorText; }

    Q_INVOKABLE void begin(Task task);
    /// Asks for the words, which alone may change that.
    Q_INVOKABLE void setNewDeviceWaits(bool waits);
    /// What was typed; or yes, to the question.
    Q_INVOKABLE void submit();
    /// The words are not here: goes on without them.
    Q_INVOKABLE void withoutWords();
    /// Away from it. What is being done goes on.
    Q_INVOKABLE void leave();

    /// Once, after asked().
    [[nodiscard]] crypto::SecretBytes takeWords();
    void onChecked(bool areRight);
    void onWaitsSet();
    void onStopped();
    void showWaits(bool waits);
    /// @p words with one space between.
    void onReplaced(const crypto::SecretBytes& words);
    void onFailed(const core::Problem& problem);
    void clear();

Q_SIGNALS:
    void changed();
    /// What task() says, with takeWords() if words were asked for.
    void asked();

private:
    [[nodiscard]] QString doneTitle() const;
    [[nodiscard]] QString askText() const;
    [[nodiscard]] QString doneText() const;
    void setPhase(Phase phase);

    WordEntry& m_entry;
    TwelveWords& m_words;
    Task m_task = Task::Nothing;
    Phase m_phase = Phase::Idle;
    bool m_isAvailable = false;
    bool m_canReplaceSlowly = false;
    bool m_waits = false;
    bool m_wantsWaits = false;
    crypto::SecretBytes m_typed;
    QString m_errorTitle;
    QString m_errorText;
};

} // namespace sotto::viewmodels
