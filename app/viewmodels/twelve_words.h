#pragma once

#include <QList>
#include <QObject>
#include <QStringList>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

namespace sotto::crypto {
class Random;
class SecretBytes;
} // namespace sotto::crypto

namespace sotto::core {
class Clock;
enum class WordsState : std::uint8_t;
} // namespace sotto::core

namespace sotto::viewmodels {

class CoreThread;

/// The twelve words: offered, shown, written down, asked for.
class TwelveWords : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.words is the one.")
    Q_PROPERTY(State state READ state NOTIFY changed)
    /// Show the reminder: there is something to lose, and the words are not written down.
    Q_PROPERTY(bool offer READ offer NOTIFY changed)
    Q_PROPERTY(bool busy READ busy NOTIFY changed)
    Q_PROPERTY(QString error READ error NOTIFY changed)
    /// Empty unless they are being shown.
    Q_PROPERTY(QStringList words READ words NOTIFY wordsChanged)
    /// Three numbers of 1 to 12: these words are asked for.
    Q_PROPERTY(QList<int> challenge READ challenge NOTIFY wordsChanged)
    Q_PROPERTY(QString confirmError READ confirmError NOTIFY changed)

public:
    enum class State
    {
        None,
        Shown,
        Confirmed,
    };
    Q_ENUM(State)

    /// Both outlive it.
    TwelveWords(const core::Clock& clock, crypto::Random& random, QObject* parent = nullptr);
    ~TwelveWords() override;

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool offer() const;
    [[nodiscard]] bool busy() const { return m_busy; }
    [[nodiscard]] QString error() const { return m_error; }
    [[nodiscard]] QStringList words() const { return m_words; }
    [[nodiscard]] QList<int> challenge() const { return m_challenge; }
    [[nodiscard]] QString confirmError() const { return m_confirmError; }

    Q_INVOKABLE void show();
    /// The words go from memory.
    Q_INVOKABLE void hide();
    /// Not today: the reminder rests for a day.
    Q_INVOKABLE void later();
    /// The three words that were asked for, in that order. True: they are right, and it is done.
    Q_INVOKABLE bool confirm(const QStringList& words);
    Q_INVOKABLE void savePdf(const QUrl& file);
    /// Printing is the desktop's: printAsked() comes, and it draws with drawWordsSheet().
    Q_INVOKABLE void print();
    /// A whole address.
    [[nodiscard]] QString relay() const { return m_relay; }

    /// New ones that the core made (with one space between): as after show().
    void showNew(const crypto::SecretBytes& words);
    /// The same for new ones that are not in force yet: those that are stay what they were.
    void showWaiting(const crypto::SecretBytes& words);

    void open(CoreThread* core, const QString& relay);
    void setState(core::WordsState state);
    void setSomethingToLose(bool something);
    void setRestsUntil(qint64 restsUntil);
    void clear();

Q_SIGNALS:
    void changed();
    void wordsChanged();
    void laterAsked(qint64 restsUntil);
    void confirmed();
    void printAsked();

private:
    void take(QStringList words);

    const core::Clock& m_clock;
    crypto::Random& m_random;
    CoreThread* m_core = nullptr;
    State m_state = State::None;
    bool m_known = false;
    bool m_somethingToLose = false;
    qint64 m_restsUntil = 0;
    bool m_busy = false;
    QString m_relay;
    QString m_error;
    QString m_confirmError;
    QStringList m_words;
    bool m_areWaiting = false; ///< m_words are not in force yet
    QList<int> m_challenge;
};

} // namespace sotto::viewmodels
