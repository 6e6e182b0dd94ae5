#pragma once

#include <QByteArray>
#include <QObject>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

namespace sotto::core {
struct Account;
}

namespace sotto::viewmodels {

/// This person's own account.
class Me : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.me is the one.")
    Q_PROPERTY(QString name READ name NOTIFY changed)
    Q_PROPERTY(QString initials READ initials NOTIFY changed)
    Q_PROPERTY(int colorIndex READ colorIndex NOTIFY changed)
    Q_PROPERTY(QUrl picture READ picture NOTIFY changed)
    /// 64 hexadecimal digits.
    Q_PROPERTY(QString accountId READ accountId NOTIFY changed)
    Q_PROPERTY(bool busy READ busy NOTIFY stateChanged)
    Q_PROPERTY(QString error READ error NOTIFY stateChanged)

public:
    explicit Me(QObject* parent = nullptr);

    [[nodiscard]] QString name() const { return m_name; }
    [[nodiscard]] QString initials() const;
    [[nodiscard]] int colorIndex() const { return m_colorIndex; }
    [[nodiscard]] QUrl picture() const;
    [[nodiscard]] QString accountId() const { return m_accountId; }
    [[nodiscard]] bool busy() const { return m_busy; }
    [[nodiscard]] QString error() const { return m_error; }

    Q_INVOKABLE void setName(const QString& name);
    Q_INVOKABLE void choosePicture(const QUrl& file);
    Q_INVOKABLE void clearPicture();

    void show(const core::Account& account);
    void setState(bool busy, const QString& error);
    void clear();
    [[nodiscard]] QByteArray pictureBytes() const { return m_pictureBytes; }

Q_SIGNALS:
    void changed();
    void stateChanged();
    void profileAsked(const QString& name, const QByteArray& picture);

private:
    QString m_name;
    QString m_accountId;
    QByteArray m_pictureBytes;
    int m_colorIndex = 0;
    int m_pictureRevision = 0;
    bool m_busy = false;
    QString m_error;
};

} // namespace sotto::viewmodels
