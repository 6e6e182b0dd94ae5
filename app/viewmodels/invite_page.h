#pragma once

#include <QList>
#include <QObject>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

namespace sotto::core {
class Clock;
struct OpenInvite;
} // namespace sotto::core

namespace sotto::viewmodels {

/// One invite as it is shown: link and code.
class InvitePage : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.invite is the one.")
    Q_PROPERTY(qint64 inviteId READ inviteId CONSTANT)
    Q_PROPERTY(QString link READ link CONSTANT)
    /// Its beginning and its end, for one line.
    Q_PROPERTY(QString shortLink READ shortLink CONSTANT)
    /// The modules of the QR code, row by row, true is dark; for the component QrCode.
    Q_PROPERTY(QList<bool> qr READ qr CONSTANT)
    Q_PROPERTY(QString expiresText READ expiresText NOTIFY changed)
    /// How often and how long it can be used, as one sentence.
    Q_PROPERTY(QString terms READ terms NOTIFY changed)
    /// The relay has it, so that it can be opened.
    Q_PROPERTY(bool published READ published NOTIFY changed)
    Q_PROPERTY(bool copied READ copied NOTIFY copiedChanged)
    Q_PROPERTY(QString error READ error NOTIFY changed)

public:
    InvitePage(const core::OpenInvite& invite, const core::Clock& clock, QObject* parent = nullptr);

    [[nodiscard]] qint64 inviteId() const { return m_inviteId; }
    [[nodiscard]] QString link() const { return m_link; }
    [[nodiscard]] QString shortLink() const;
    [[nodiscard]] QList<bool> qr() const { return m_qr; }
    [[nodiscard]] QString expiresText() const;
    [[nodiscard]] QString terms() const;
    [[nodiscard]] bool published() const { return m_published; }
    [[nodiscard]] bool copied() const { return m_copied; }
    [[nodiscard]] QString error() const { return m_error; }

    Q_INVOKABLE void withdraw();
    Q_INVOKABLE void copyLink();
    /// As a PNG image.
    Q_INVOKABLE void saveQr(const QUrl& file);

    void show(const core::OpenInvite& invite);
    void setError(const QString& error);

Q_SIGNALS:
    void changed();
    void copiedChanged();
    void withdrawAsked(qint64 inviteId);

private:
    const core::Clock& m_clock;
    qint64 m_inviteId;
    QString m_link;
    QList<bool> m_qr;
    qint64 m_expires = 0;
    int m_usesLeft = 0;
    bool m_published = false;
    bool m_copied = false;
    QString m_error;
};

} // namespace sotto::viewmodels
