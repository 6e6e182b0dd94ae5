#pragma once

#ifndef Q_MOC_RUN
#include "app/core/devices/link_request.h"
#endif

#include <memory>
#include <optional>

#include <QObject>
#include <QStringList>
#include <QTimer>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

namespace sotto::core {
struct Problem;
} // namespace sotto::core

namespace sotto::viewmodels {

class WordEntry;
class WorkerThread;

/// The page on which twelve words make this computer a device of an account: which relay, which
/// name, how far it has come, and what went wrong.
class LinkPage : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.linkPage is the one.")
    /// The page is shown instead of the first one.
    Q_PROPERTY(bool open READ isOpen NOTIFY changed)
    Q_PROPERTY(Step step READ step NOTIFY changed)
    /// It is under way: `stepTexts` are shown, the one of number `stepIndex` is being done.
    Q_PROPERTY(bool running READ running NOTIFY changed)
    Q_PROPERTY(QStringList stepTexts READ stepTexts CONSTANT)
    Q_PROPERTY(int stepIndex READ stepIndex NOTIFY changed)
    /// Not any more once it is being joined.
    Q_PROPERTY(bool canCancel READ canCancel NOTIFY changed)
    /// What stands below the steps; empty mostly.
    Q_PROPERTY(QString stepNote READ stepNote NOTIFY changed)

    /// The host of the relay that is asked; empty if none is known.
    Q_PROPERTY(QString relayHost READ relayHost NOTIFY relayChanged)
    /// A whole address; empty takes the default one.
    Q_PROPERTY(QString relayText READ relayText WRITE setRelayText NOTIFY relayChanged)
    Q_PROPERTY(QString relayError READ relayError NOTIFY relayChanged)
    /// A picture is being read.
    Q_PROPERTY(bool relayBusy READ relayBusy NOTIFY relayChanged)
    Q_PROPERTY(QString deviceName READ deviceName WRITE setDeviceName NOTIFY deviceNameChanged)
    Q_PROPERTY(QString deviceNameError READ deviceNameError NOTIFY deviceNameChanged)

    /// Of the last try; empty if there is none to speak of.
    Q_PROPERTY(QString errorTitle READ errorTitle NOTIFY changed)
    Q_PROPERTY(QString errorText READ errorText NOTIFY changed)
    /// What may help.
    Q_PROPERTY(bool offersRelay READ offersRelay NOTIFY changed)
    Q_PROPERTY(bool offersPassphrase READ offersPassphrase NOTIFY changed)
    Q_PROPERTY(bool offersRetry READ offersRetry NOTIFY changed)
    Q_PROPERTY(bool offersNewWords READ offersNewWords NOTIFY changed)
    /// Before the next try; 0 if it may be now.
    Q_PROPERTY(int waitSeconds READ waitSeconds NOTIFY changed)

public:
    enum class Step
    {
        Words,
        Deriving,
        Looking,
        Opening,
        Joining,
        Failed,
    };
    Q_ENUM(Step)

    /// @p words outlives it.
    explicit LinkPage(WordEntry& words, QObject* parent = nullptr);
    ~LinkPage() override;

    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    [[nodiscard]] Step step() const { return m_step; }
    [[nodiscard]] bool running() const { return m_step != Step::Words && m_step != Step::Failed; }
    [[nodiscard]] QStringList stepTexts() const;
    [[nodiscard]] int stepIndex() const;
    [[nodiscard]] bool canCancel() const { return running() && m_step != Step::Joining; }
    [[nodiscard]] QString stepNote() const;
    [[nodiscard]] QString relayHost() const;
    [[nodiscard]] QString relayText() const { return m_relayText; }
    void setRelayText(const QString& text);
    [[nodiscard]] QString relayError() const { return m_relayError; }
    [[nodiscard]] bool relayBusy() const { return m_isReadingCode; }
    [[nodiscard]] QString deviceName() const { return m_deviceName; }
    void setDeviceName(const QString& name);
    [[nodiscard]] QString deviceNameError() const;
    [[nodiscard]] QString errorTitle() const;
    [[nodiscard]] QString errorText() const;
    [[nodiscard]] bool offersRelay() const { return m_offers.relay; }
    [[nodiscard]] bool offersPassphrase() const { return m_offers.passphrase; }
    [[nodiscard]] bool offersRetry() const { return m_offers.retry; }
    [[nodiscard]] bool offersNewWords() const { return m_offers.newWords; }
    [[nodiscard]] int waitSeconds() const { return m_waitSeconds; }

    Q_INVOKABLE void show();
    /// Back to the first page; the words are wiped.
    Q_INVOKABLE void leave();
    /// @p passphrase is the optional one beside the words; empty for none.
    Q_INVOKABLE void start(const QString& passphrase);
    /// Gives up what is under way, and shows the words again.
    Q_INVOKABLE void cancel();
    /// The code of a recovery sheet, in a picture.
    Q_INVOKABLE void readRelayFromImage(const QUrl& file);
    /// An address or a picture of the code from the clipboard.
    Q_INVOKABLE void pasteRelay();

    void setDefaultRelay(const QString& address);
    /// What start() asked for; nothing if it cannot be.
    [[nodiscard]] std::optional<core::LinkRequest> takeRequest();
    void onStep(core::LinkStep step);
    void onFailed(const core::Problem& problem);
    /// What was interrupted goes on.
    void onResumed();
    void onDone();
    /// A second less to wait.
    void countDown();

Q_SIGNALS:
    void changed();
    void relayChanged();
    void deviceNameChanged();
    void startAsked();
    void cancelAsked();
    /// Enter behind the last word.
    void wordsTyped();

private:
    struct Offers
    {
        bool relay = false;
        bool passphrase = false;
        bool retry = false;
        bool newWords = false;
    };

    void setStep(Step step);
    void forgetError();
    void setRelayError(const QString& error);
    void readCodeOf(const QImage& image);
    void wait(int seconds);

    WordEntry& m_words;
    bool m_isOpen = false;
    Step m_step = Step::Words;
    QString m_defaultAddress;
    QString m_relayText;
    QString m_relayError;
    bool m_isReadingCode = false;
    std::unique_ptr<WorkerThread> m_codeReader;
    QString m_deviceName;
    crypto::SecretBytes m_passphrase;
    QString m_errorTitle;
    QString m_errorText;
    Offers m_offers;
    int m_found = 0; ///< tries in a row that found nothing
    int m_waitSeconds = 0;
    QTimer m_countdown;
};

} // namespace sotto::viewmodels
