#pragma once

#ifndef Q_MOC_RUN
#include "crypto/base/secret.h"
#endif

#include <QByteArray>
#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace sotto::core {
struct Problem;
} // namespace sotto::core

namespace sotto::viewmodels {

class TwelveWords;
class WordEntry;

/// What is done with the twelve words later: checking that they are still there, having new ones,
/// and what only they may do. phrase_care_text.cpp has its sentences.
class PhraseCare : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.phraseCare is the one.")
    /// What stands below can be done at all: not on a device that is shut out.
    Q_PROPERTY(bool available READ available NOTIFY changed)
    /// Only the oldest device has new words made.
    Q_PROPERTY(bool canReplace READ canReplace NOTIFY changed)
    /// What Replace does, or where it can be done.
    Q_PROPERTY(QString replaceHint READ replaceHint NOTIFY changed)
    Q_PROPERTY(Task task READ task NOTIFY changed)
    Q_PROPERTY(Phase phase READ phase NOTIFY changed)
    /// A new device waits for approval, or a day, before anybody writes to it.
    Q_PROPERTY(bool newDeviceWaits READ newDeviceWaits NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString text READ text NOTIFY changed)
    /// On the button that does it.
    Q_PROPERTY(QString submitText READ submitText NOTIFY changed)
    Q_PROPERTY(QString errorTitle READ errorTitle NOTIFY changed)
    Q_PROPERTY(QString errorText READ errorText NOTIFY changed)

public:
    enum class Task
    {
        Nothing,
        Check,    ///< that they are still there
        Replace,  ///< with the old words
        SetWaits, ///< whether new devices wait
        Stop,     ///< a slow change that this device alone may not stop
        Remove,   ///< a device, at once
        Lose,     ///< new words without the old ones, which are lost
        Finish,   ///< those come into force
    };
    Q_ENUM(Task)
    enum class Phase
    {
        Idle,
        Explain, ///< what Lose means, before it is done
        AskWords,
        Busy,
        Right,    ///< these are the words
        NewWords, ///< TwelveWords has them, to be written down
        Done,
    };
    Q_ENUM(Phase)

    /// Where this device stands among those of the account.
    struct Standing
    {
        bool isShutOut = false;
        bool isEldest = true;
        QString eldest = {}; ///< what the oldest one is called; empty if nobody has said
        bool newDeviceWaits = false;
    };

    /// Both outlive it.
    PhraseCare(WordEntry& entry, TwelveWords& words, QObject* parent = nullptr);

    [[nodiscard]] bool available() const { return m_isOpen && !m_standing.isShutOut; }
    [[nodiscard]] bool canReplace() const { return m_standing.isEldest; }
    [[nodiscard]] QString replaceHint() const;
    /// Where new words are made, if not here: a whole sentence.
    [[nodiscard]] QString elsewhere() const;
    [[nodiscard]] const Standing& standing() const { return m_standing; }
    [[nodiscard]] Task task() const { return m_task; }
    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] bool newDeviceWaits() const { return m_standing.newDeviceWaits; }
    /// What SetWaits wants it to be.
    [[nodiscard]] bool wantsWaits() const { return m_wantsWaits; }
    /// What Remove is about.
    [[nodiscard]] QByteArray device() const { return m_device; }
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString text() const;
    [[nodiscard]] QString submitText() const;
    [[nodiscard]] QString errorTitle() const { return m_errorTitle; }
    [[nodiscard]] QString errorText() const { return m_errorText; }

    Q_INVOKABLE void begin(Task task);
    /// Asks for the words, which alone may change that.
    Q_INVOKABLE void setNewDeviceWaits(bool waits);
    /// Asks for the words, with which a younger device goes at once.
    Q_INVOKABLE void removeDevice(const QString& deviceId, const QString& name);
    /// What Lose means was read.
    Q_INVOKABLE void goOn();
    /// The words that Lose has made, once more, until they are confirmed.
    Q_INVOKABLE void showLost();
    /// What was typed.
    Q_INVOKABLE void submit();
    /// Away from it. What is being done goes on.
    Q_INVOKABLE void leave();

    void show(const Standing& standing);
    /// Another one with each begin(): an answer to an earlier one is nobody's.
    [[nodiscard]] int run() const { return m_run; }
    /// Once, after asked().
    [[nodiscard]] crypto::SecretBytes takeWords();
    void onChecked(bool areRight);
    /// SetWaits, Stop, Remove or Finish is done.
    void onDone();
    /// @p words with one space between.
    void onReplaced(const crypto::SecretBytes& words);
    void onFailed(const core::Problem& problem);
    void clear();

Q_SIGNALS:
    void changed();
    /// What task() says, with takeWords().
    void asked();

private:
    [[nodiscard]] QString doneTitle() const;
    [[nodiscard]] QString askText() const;
    [[nodiscard]] QString doneText() const;
    [[nodiscard]] QString busyTitle() const;
    void setPhase(Phase phase);

    WordEntry& m_entry;
    TwelveWords& m_words;
    Task m_task = Task::Nothing;
    Phase m_phase = Phase::Idle;
    int m_run = 0;
    bool m_isOpen = false;
    Standing m_standing;
    bool m_wantsWaits = false;
    QByteArray m_device;
    QString m_deviceName;
    crypto::SecretBytes m_typed;
    QString m_errorTitle;
    QString m_errorText;
};

} // namespace sotto::viewmodels
