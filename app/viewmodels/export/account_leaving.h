#pragma once

#ifndef Q_MOC_RUN
#include "crypto/base/secret.h"
#endif

#include <QObject>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

namespace sotto::core {
struct Problem;
} // namespace sotto::core

namespace sotto::viewmodels {

class TwelveWords;
class WordEntry;

/// The account is deleted: what goes is said, its words are typed, and then it is shown how far
/// it is. From there on there is no way back.
class AccountLeaving : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.leaving is the one.")
    Q_PROPERTY(Phase phase READ phase NOTIFY changed)
    /// The page that asks is shown.
    Q_PROPERTY(bool open READ isOpen NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString text READ text NOTIFY changed)
    /// An account that never had words is deleted without.
    Q_PROPERTY(bool needsWords READ needsWords NOTIFY changed)
    Q_PROPERTY(bool tellContacts READ tellContacts WRITE setTellContacts NOTIFY changed)
    Q_PROPERTY(QString errorTitle READ errorTitle NOTIFY changed)
    Q_PROPERTY(QString errorText READ errorText NOTIFY changed)
    /// Once it is being done: the steps, and the one of them that it is at.
    Q_PROPERTY(QStringList stepTexts READ stepTexts NOTIFY changed)
    Q_PROPERTY(int stepIndex READ stepIndex NOTIFY changed)
    /// Why it does not go on for now; empty if it does.
    Q_PROPERTY(QString troubleTitle READ troubleTitle NOTIFY changed)
    Q_PROPERTY(QString troubleText READ troubleText NOTIFY changed)
    /// It is over, and it was not this window that began it.
    Q_PROPERTY(bool endedElsewhere READ endedElsewhere NOTIFY changed)

public:
    enum class Phase
    {
        Closed,
        Explain,
        AskWords,
        Checking, ///< the words; nothing was deleted yet
        Telling,
        Erasing,
    };
    Q_ENUM(Phase)

    /// Both outlive it.
    AccountLeaving(WordEntry& entry, TwelveWords& words, QObject* parent = nullptr);

    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] bool isOpen() const
    {
        return m_phase == Phase::Explain || m_phase == Phase::AskWords ||
               m_phase == Phase::Checking;
    }
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString text() const;
    [[nodiscard]] bool needsWords() const;
    [[nodiscard]] bool tellContacts() const { return m_tellContacts; }
    void setTellContacts(bool tell);
    [[nodiscard]] QString errorTitle() const { return m_errorTitle; }
    [[nodiscard]] QString errorText() const { return m_errorText; }
    [[nodiscard]] QStringList stepTexts() const;
    [[nodiscard]] int stepIndex() const;
    [[nodiscard]] QString troubleTitle() const { return m_troubleTitle; }
    [[nodiscard]] QString troubleText() const;
    [[nodiscard]] bool endedElsewhere() const { return m_endedElsewhere; }

    Q_INVOKABLE void begin();
    /// From what goes to the words.
    Q_INVOKABLE void goOn();
    /// Deletes it. After the words, if it needs them.
    Q_INVOKABLE void start();
    /// One page back, or away; not once the words are being checked.
    Q_INVOKABLE void goBack();
    /// Wipes this computer, whatever the relay still keeps.
    Q_INVOKABLE void stopWaiting();

    /// Once, after deleteAsked(): with one space between; empty if it needs none.
    [[nodiscard]] crypto::SecretBytes takeWords();
    /// What the client says of it. @p trouble may be null.
    void show(bool isTelling, const core::Problem* trouble);
    void onFailed(const core::Problem& problem);
    /// This window began it.
    [[nodiscard]] bool isOwn() const { return m_isOwn; }
    void setEndedElsewhere(bool ended);
    void clear();

Q_SIGNALS:
    void changed();
    /// Enter behind the last word.
    void wordsTyped();
    void deleteAsked();
    void wipeAsked();

private:
    void setPhase(Phase phase);

    WordEntry& m_entry;
    TwelveWords& m_words;
    Phase m_phase = Phase::Closed;
    bool m_tellContacts = true;
    bool m_isOwn = false;
    bool m_hasTold = false; ///< there was somebody to tell
    bool m_endedElsewhere = false;
    crypto::SecretBytes m_typed;
    QString m_errorTitle;
    QString m_errorText;
    QString m_troubleTitle;
};

} // namespace sotto::viewmodels
