#pragma once

#include <functional>
#include <memory>

#include <QList>
#include <QObject>
#include <QStringList>
#include <QUrl>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

namespace sotto::storage {
struct Contact;
}

namespace sotto::viewmodels {

struct OpenProfile;
class WorkerThread;

/// The person of a conversation: names, safety number, devices, block.
class ContactDetails : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Conversation.contact is the one.")
    Q_PROPERTY(qint64 contactId READ contactId NOTIFY changed)
    Q_PROPERTY(QString name READ name NOTIFY changed)
    Q_PROPERTY(QString theirOwnName READ theirOwnName NOTIFY changed)
    /// Empty: none. Writing one stores it.
    Q_PROPERTY(QString nickname READ nickname WRITE setNickname NOTIFY changed)
    Q_PROPERTY(QString initials READ initials NOTIFY changed)
    Q_PROPERTY(int colorIndex READ colorIndex NOTIFY changed)
    Q_PROPERTY(QUrl picture READ picture NOTIFY changed)
    Q_PROPERTY(bool verified READ verified NOTIFY changed)
    Q_PROPERTY(bool isBlocked READ isBlocked NOTIFY changed)
    Q_PROPERTY(QString addedText READ addedText NOTIFY changed)
    /// Objects {added, active}; read by loadDetails().
    Q_PROPERTY(QVariantList devices READ devices NOTIFY detailsChanged)
    /// Twelve groups of five digits; read by loadDetails().
    Q_PROPERTY(QStringList safetyNumber READ safetyNumber NOTIFY detailsChanged)
    /// The modules of the QR code, row by row, true is dark; for the component QrCode.
    Q_PROPERTY(QList<bool> safetyQr READ safetyQr NOTIFY detailsChanged)
    Q_PROPERTY(Comparison comparison READ comparison NOTIFY comparisonChanged)
    Q_PROPERTY(QString comparisonTitle READ comparisonTitle NOTIFY comparisonChanged)
    Q_PROPERTY(QString comparisonText READ comparisonText NOTIFY comparisonChanged)
    Q_PROPERTY(bool busy READ busy NOTIFY comparisonChanged)

public:
    enum class Comparison
    {
        None,
        Match,
        Mismatch,
        NotACode,
        OwnCode,
        OtherVersion,
    };
    Q_ENUM(Comparison)

    explicit ContactDetails(QObject* parent = nullptr);
    ~ContactDetails() override;

    [[nodiscard]] qint64 contactId() const { return m_contactId; }
    [[nodiscard]] QString name() const;
    [[nodiscard]] QString theirOwnName() const { return m_theirOwnName; }
    [[nodiscard]] QString nickname() const { return m_nickname; }
    void setNickname(const QString& nickname);
    [[nodiscard]] QString initials() const;
    [[nodiscard]] int colorIndex() const { return m_colorIndex; }
    [[nodiscard]] QUrl picture() const { return m_picture; }
    [[nodiscard]] bool verified() const { return m_verified; }
    [[nodiscard]] bool isBlocked() const { return m_blocked; }
    [[nodiscard]] QString addedText() const;
    [[nodiscard]] QVariantList devices() const { return m_devices; }
    [[nodiscard]] QStringList safetyNumber() const { return m_safetyNumber; }
    [[nodiscard]] QList<bool> safetyQr() const { return m_safetyQr; }
    [[nodiscard]] Comparison comparison() const { return m_comparison; }
    [[nodiscard]] QString comparisonTitle() const;
    [[nodiscard]] QString comparisonText() const;
    [[nodiscard]] bool busy() const { return m_busy; }

    /// Reads devices and safety number; call it when the details are shown.
    Q_INVOKABLE void loadDetails();
    /// The numbers were compared by eye, or on another way: they are the same, or not.
    Q_INVOKABLE void theyMatch();
    Q_INVOKABLE void theyDiffer();
    Q_INVOKABLE void removeMark();
    Q_INVOKABLE void compareImage(const QUrl& file);
    Q_INVOKABLE void compareScreen();
    Q_INVOKABLE void forgetComparison();
    Q_INVOKABLE void block();
    Q_INVOKABLE void unblock();

    void open(OpenProfile& profile);
    void show(const storage::Contact& contact);

Q_SIGNALS:
    void changed();
    void detailsChanged();
    void comparisonChanged();

private:
    void judge(std::function<QByteArray()> scan);
    void setComparison(Comparison comparison);
    template <class Call> void ask(Call call);

    OpenProfile* m_profile = nullptr;
    std::unique_ptr<WorkerThread> m_codeReader;
    qint64 m_contactId = 0;
    qint64 m_added = 0;
    QString m_theirOwnName;
    QString m_nickname;
    QUrl m_picture;
    int m_colorIndex = 0;
    bool m_verified = false;
    bool m_blocked = false;
    bool m_busy = false;
    QVariantList m_devices;
    QStringList m_safetyNumber;
    QList<bool> m_safetyQr;
    Comparison m_comparison = Comparison::None;
};

} // namespace sotto::viewmodels
