#pragma once

#include <functional>
#include <memory>
#include <string>

#include <QImage>
#include <QList>
#include <QObject>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

namespace sotto::viewmodels {

class WorkerThread;

using CaptureScreens = std::function<void(std::function<void(const QList<QImage>&)>)>;

/// Opening somebody's invite, wherever it comes from.
class InviteOpening : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.inviteOpening is the one.")
    Q_PROPERTY(bool busy READ busy NOTIFY changed)
    /// Of the last attempt: what happened, and what to do.
    Q_PROPERTY(QString errorTitle READ errorTitle NOTIFY changed)
    Q_PROPERTY(QString error READ error NOTIFY changed)
    /// The invite was read, and nobody was told: the person says yes (accept) or no (decline).
    Q_PROPERTY(bool deciding READ deciding NOTIFY changed)
    /// Who invites, as one sentence; the name is their own choice.
    Q_PROPERTY(QString invitation READ invitation NOTIFY changed)
    /// A link that the system handed over, until the person says yes or no; empty: none.
    Q_PROPERTY(QString linkFromOutside READ linkFromOutside NOTIFY linkFromOutsideChanged)
    /// The host of its relay.
    Q_PROPERTY(QString outsideRelay READ outsideRelay NOTIFY linkFromOutsideChanged)

public:
    explicit InviteOpening(QObject* parent = nullptr);
    ~InviteOpening() override;

    [[nodiscard]] bool busy() const { return m_busy; }
    [[nodiscard]] QString errorTitle() const { return m_errorTitle; }
    [[nodiscard]] QString error() const { return m_error; }
    [[nodiscard]] bool deciding() const { return !m_decided.isEmpty(); }
    [[nodiscard]] QString invitation() const;
    [[nodiscard]] QString linkFromOutside() const { return m_outside; }
    [[nodiscard]] QString outsideRelay() const;

    /// Reads it, and shows who invites.
    Q_INVOKABLE void open(const QString& link);
    /// Asks whoever made the invite that was read.
    Q_INVOKABLE void accept();
    Q_INVOKABLE void decline();
    /// The page goes: what it was about is over, unless it is being asked for.
    Q_INVOKABLE void leave();
    /// A picture with a QR code.
    Q_INVOKABLE void openImage(const QUrl& file);
    /// A link or a picture from the clipboard.
    Q_INVOKABLE void paste();
    /// Looks for a code on the screens.
    Q_INVOKABLE void scanScreen();
    Q_INVOKABLE void acceptOutsideLink();
    Q_INVOKABLE void dismissOutsideLink();
    Q_INVOKABLE void forgetError();

    void setCaptureScreens(CaptureScreens capture) { m_capture = std::move(capture); }
    void offerFromOutside(const QString& link);
    /// False once the person went on to something else: then its answer is nobody's.
    [[nodiscard]] bool isLookingAt(const QString& link) const { return link == m_link; }
    /// @p name is empty if the invite names nobody.
    void found(const std::string& name);
    void succeeded(qint64 conversationId);
    void failed(const QString& title, const QString& error);
    void clear();

Q_SIGNALS:
    void changed();
    void linkFromOutsideChanged();
    /// Asked: the conversation that waits for their answer.
    void opened(qint64 conversationId);
    void lookAsked(const QString& link);
    void openAsked(const QString& link);

private:
    void readCodeOf(const QList<QImage>& images);
    void setBusy();

    CaptureScreens m_capture;
    std::unique_ptr<WorkerThread> m_codeReader;
    bool m_busy = false;
    QString m_errorTitle;
    QString m_error;
    QString m_link;    ///< that was opened last
    QString m_decided; ///< that the person decides about
    QString m_inviter;
    QString m_outside;
};

} // namespace sotto::viewmodels
