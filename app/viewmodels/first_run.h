#pragma once

#include <QByteArray>
#include <QObject>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

namespace sotto::viewmodels {

/// The first page: a name, a picture if wanted, a relay if another one is wanted.
class FirstRun : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.firstRun is the one.")
    /// The host of the relay that is used when nothing is chosen; empty if there is none.
    Q_PROPERTY(QString defaultRelay READ defaultRelay NOTIFY defaultRelayChanged)
    /// A whole address; empty takes the default one.
    Q_PROPERTY(QString relayText READ relayText WRITE setRelayText NOTIFY relayTextChanged)
    Q_PROPERTY(QString relayError READ relayError NOTIFY relayTextChanged)
    /// To show the chosen picture; empty without one.
    Q_PROPERTY(QUrl picture READ picture NOTIFY pictureChanged)
    Q_PROPERTY(QString pictureError READ pictureError NOTIFY pictureChanged)
    Q_PROPERTY(bool busy READ busy NOTIFY stateChanged)
    Q_PROPERTY(QString error READ error NOTIFY stateChanged)

public:
    explicit FirstRun(QObject* parent = nullptr);

    [[nodiscard]] QString defaultRelay() const { return m_defaultRelay; }
    [[nodiscard]] QString relayText() const { return m_relayText; }
    void setRelayText(const QString& text);
    [[nodiscard]] QString relayError() const { return m_relayError; }
    [[nodiscard]] QUrl picture() const { return m_picture; }
    [[nodiscard]] QString pictureError() const { return m_pictureError; }
    [[nodiscard]] bool busy() const { return m_busy; }
    [[nodiscard]] QString error() const { return m_error; }

    /// A sentence that says what is wrong with a name; empty if nothing is.
    Q_INVOKABLE QString checkName(const QString& name) const;
    Q_INVOKABLE void choosePicture(const QUrl& file);
    Q_INVOKABLE void clearPicture();
    Q_INVOKABLE void start(const QString& name);

    void setDefaultRelay(const QString& address);
    /// The address in use: chosen or default.
    [[nodiscard]] QString relayAddress() const;
    [[nodiscard]] QByteArray pictureBytes() const { return m_pictureBytes; }
    void setState(bool busy, const QString& error);
    void clear();

Q_SIGNALS:
    void defaultRelayChanged();
    void relayTextChanged();
    void pictureChanged();
    void stateChanged();
    /// Name and relay are sound: make the account.
    void started(const QString& name);

private:
    QString m_defaultAddress;
    QString m_defaultRelay;
    QString m_relayText;
    QString m_relayError;
    QUrl m_picture;
    QString m_pictureError;
    QByteArray m_pictureBytes;
    bool m_busy = false;
    QString m_error;
};

} // namespace sotto::viewmodels
