#pragma once

#include <functional>
#include <memory>

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
    [[nodiscard]] QString linkFromOutside() const { return m_outside; }
    [[nodiscard]] QString outsideRelay() const;

    Q_INVOKABLE void open(const QString& link);
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
    void succeeded(qint64 conversationId);
    void failed(const QString& title, const QString& error);
    void clear();

Q_SIGNALS:
    void changed();
    void linkFromOutsideChanged();
    /// Asked: the conversation that waits for their answer.
    void opened(qint64 conversationId);
    void openAsked(const QString& link);

private:
    void readCodeOf(const QList<QImage>& images);
    void setBusy();

    CaptureScreens m_capture;
    std::unique_ptr<WorkerThread> m_codeReader;
    bool m_busy = false;
    QString m_errorTitle;
    QString m_error;
    QString m_outside;
};

} // namespace sotto::viewmodels
