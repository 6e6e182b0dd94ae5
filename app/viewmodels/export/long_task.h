#pragma once

#include <cstdint>
#include <filesystem>

#include <QObject>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

namespace sotto::core {
struct Problem;
} // namespace sotto::core

namespace sotto::viewmodels {

/// Something long that is done once, on a page of its own: what it needs is asked for, then it is
/// shown how far it has come, then what came of it. Whoever derives from it writes its whole name:
/// Qt's list of types for QML (6.4) knows it by no other.
class LongTask : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App has one of each kind.")
    Q_PROPERTY(Phase phase READ phase NOTIFY changed)
    /// Its page is shown.
    Q_PROPERTY(bool open READ isOpen NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString text READ text NOTIFY changed)
    /// 0 to 1.
    Q_PROPERTY(double share READ share NOTIFY changed)
    /// How far it is, as a sentence.
    Q_PROPERTY(QString progressText READ progressText NOTIFY changed)
    /// cancel() was called, and it has not ended yet.
    Q_PROPERTY(bool stopping READ stopping NOTIFY changed)
    /// What it made can be shown in the system's file manager.
    Q_PROPERTY(bool canShowResult READ canShowResult NOTIFY changed)
    /// Why the last try came to nothing; empty if there is nothing to speak of.
    Q_PROPERTY(QString errorTitle READ errorTitle NOTIFY changed)
    Q_PROPERTY(QString errorText READ errorText NOTIFY changed)
    /// It was the person who stopped it.
    Q_PROPERTY(bool stopped READ stopped NOTIFY changed)

public:
    enum class Phase
    {
        Closed,
        Ask,
        Running,
        Done,
    };
    Q_ENUM(Phase)

    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] bool isOpen() const { return m_phase != Phase::Closed; }
    [[nodiscard]] virtual QString title() const = 0;
    [[nodiscard]] virtual QString text() const = 0;
    [[nodiscard]] double share() const;
    [[nodiscard]] QString progressText() const;
    [[nodiscard]] bool stopping() const { return m_stopping; }
    [[nodiscard]] bool canShowResult() const { return !m_result.empty(); }
    [[nodiscard]] QString errorTitle() const { return m_errorTitle; }
    [[nodiscard]] QString errorText() const { return m_errorText; }
    [[nodiscard]] bool stopped() const { return m_stopped; }

    /// What runs ends as stopped.
    Q_INVOKABLE void cancel();
    /// Away from its page; not while it runs.
    Q_INVOKABLE void leave();
    Q_INVOKABLE void showResult();

    void onProgress(std::uint64_t done, std::uint64_t total);
    /// @p result: the folder or file that it made, if any.
    void onDone(std::filesystem::path result);
    virtual void onFailed(const core::Problem& problem);
    /// The profile is closed.
    void clear();

Q_SIGNALS:
    void changed();
    void cancelAsked();
    /// A folder, for the system's file manager.
    void showAsked(const QUrl& folder);

protected:
    explicit LongTask(QObject* parent)
        : QObject(parent)
    {}
    void ask();
    void run();
    void forgetError();
    [[nodiscard]] const std::filesystem::path& result() const { return m_result; }
    /// What is said before anything could be counted.
    [[nodiscard]] virtual QString beginningText() const = 0;
    /// What is left of one that the person stopped.
    [[nodiscard]] virtual QString stoppedText() const = 0;
    /// A page that goes forgets what was typed.
    virtual void forget() {}

private:
    void setPhase(Phase phase);

    Phase m_phase = Phase::Closed;
    std::uint64_t m_done = 0;
    std::uint64_t m_total = 0;
    bool m_stopping = false;
    bool m_stopped = false;
    std::filesystem::path m_result;
    QString m_errorTitle;
    QString m_errorText;
};

} // namespace sotto::viewmodels
