#pragma once

#include "app/viewmodels/composer.h"
#include "app/viewmodels/contact_details.h"
#include "app/viewmodels/message_model.h"

#include <memory>

#include <QObject>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

namespace sotto::viewmodels {

struct OpenProfile;

/// A message that was jumped to keeps its ring for so long.
inline constexpr int kHighlightMs = 1'600;

/// The open conversation.
class Conversation : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.current is the one.")
    Q_PROPERTY(double conversationId READ conversationNumber CONSTANT)
    Q_PROPERTY(qint64 contactId READ contactId NOTIFY changed)
    Q_PROPERTY(QString name READ name NOTIFY changed)
    Q_PROPERTY(QString initials READ initials NOTIFY changed)
    Q_PROPERTY(int colorIndex READ colorIndex NOTIFY changed)
    Q_PROPERTY(QUrl picture READ picture NOTIFY changed)
    Q_PROPERTY(bool verified READ verified NOTIFY changed)
    Q_PROPERTY(bool isNotes READ isNotes NOTIFY changed)
    Q_PROPERTY(bool isRequest READ isRequest NOTIFY changed)
    Q_PROPERTY(bool isAsked READ isAsked NOTIFY changed)
    Q_PROPERTY(bool isBlocked READ isBlocked NOTIFY changed)
    Q_PROPERTY(QString requestTitle READ requestTitle NOTIFY changed)
    Q_PROPERTY(QString requestText READ requestText NOTIFY changed)
    /// The one line of the header; often empty.
    Q_PROPERTY(QString caption READ caption NOTIFY changed)
    Q_PROPERTY(Hold hold READ hold NOTIFY changed)
    Q_PROPERTY(QString holdTitle READ holdTitle NOTIFY changed)
    Q_PROPERTY(QString holdText READ holdText NOTIFY changed)
    Q_PROPERTY(bool typing READ typing NOTIFY typingChanged)
    Q_PROPERTY(QString typingText READ typingText NOTIFY typingChanged)
    Q_PROPERTY(bool pinned READ pinned WRITE setPinned NOTIFY changed)
    Q_PROPERTY(Mute mute READ mute WRITE setMute NOTIFY changed)
    Q_PROPERTY(QString mutedText READ mutedText NOTIFY changed)

    Q_PROPERTY(sotto::viewmodels::MessageModel* messages READ messages CONSTANT)
    Q_PROPERTY(sotto::viewmodels::Composer* composer READ composer CONSTANT)
    Q_PROPERTY(sotto::viewmodels::ContactDetails* contact READ contact CONSTANT)
    Q_PROPERTY(int unreadCount READ unreadCount NOTIFY unreadChanged)
    /// Row of the unread line; -1: none in the window.
    Q_PROPERTY(int firstUnreadRow READ firstUnreadRow NOTIFY unreadChanged)
    /// Written by the page: the view shows the newest message.
    Q_PROPERTY(bool atNewest READ atNewest WRITE setAtNewest NOTIFY atNewestChanged)
    /// How many came while the view was elsewhere.
    Q_PROPERTY(int newestBelow READ newestBelow NOTIFY unreadChanged)
    /// A clicked link that waits for the person's word; empty: none.
    Q_PROPERTY(QString linkToConfirm READ linkToConfirm NOTIFY linkToConfirmChanged)
    /// Its host as it really is, in ASCII where it could deceive.
    Q_PROPERTY(QString linkHost READ linkHost NOTIFY linkToConfirmChanged)
    Q_PROPERTY(QString linkWarning READ linkWarning NOTIFY linkToConfirmChanged)
    /// Why the last action on a message or on the person did not happen; empty: it did.
    Q_PROPERTY(QString error READ error NOTIFY errorChanged)

public:
    enum class Hold
    {
        None,
        Unvouched,
        Forked,
        NumberChanged,
        ByPerson,
        AccountDeleted,
    };
    Q_ENUM(Hold)
    enum class Mute
    {
        Off,
        Hour,
        Day,
        Forever,
    };
    Q_ENUM(Mute)

    /// @p profile outlives it.
    Conversation(OpenProfile& profile, qint64 id, QObject* parent = nullptr);
    ~Conversation() override;

    /// As QML counts: exact up to 2^53.
    [[nodiscard]] double conversationNumber() const
    {
        return static_cast<double>(conversationId());
    }
    [[nodiscard]] qint64 conversationId() const;
    [[nodiscard]] qint64 contactId() const;
    [[nodiscard]] QString name() const;
    [[nodiscard]] QString initials() const;
    [[nodiscard]] int colorIndex() const;
    [[nodiscard]] QUrl picture() const;
    [[nodiscard]] bool verified() const;
    [[nodiscard]] bool isNotes() const;
    [[nodiscard]] bool isRequest() const;
    [[nodiscard]] bool isAsked() const;
    [[nodiscard]] bool isBlocked() const;
    [[nodiscard]] QString requestTitle() const;
    [[nodiscard]] QString requestText() const;
    [[nodiscard]] QString caption() const;
    [[nodiscard]] Hold hold() const;
    [[nodiscard]] QString holdTitle() const;
    [[nodiscard]] QString holdText() const;
    [[nodiscard]] bool typing() const;
    [[nodiscard]] QString typingText() const;
    [[nodiscard]] bool pinned() const;
    void setPinned(bool pinned);
    [[nodiscard]] Mute mute() const;
    void setMute(Mute mute);
    [[nodiscard]] QString mutedText() const;
    [[nodiscard]] MessageModel* messages() const;
    [[nodiscard]] Composer* composer() const;
    [[nodiscard]] ContactDetails* contact() const;
    [[nodiscard]] int unreadCount() const;
    [[nodiscard]] int firstUnreadRow() const;
    [[nodiscard]] bool atNewest() const;
    void setAtNewest(bool atNewest);
    [[nodiscard]] int newestBelow() const;
    [[nodiscard]] QString linkToConfirm() const;
    [[nodiscard]] QString linkHost() const;
    [[nodiscard]] QString linkWarning() const;
    [[nodiscard]] QString error() const;

    void apply(const core::Changes& changes);
    void setTyping(bool active);
    void setWindowActive(bool active);
    void retellTimes();

    // messages
    Q_INVOKABLE void reply(qint64 messageId);
    Q_INVOKABLE void copy(qint64 messageId);
    Q_INVOKABLE void removeHere(qint64 messageId);
    Q_INVOKABLE void takeBack(qint64 messageId);
    Q_INVOKABLE void edit(qint64 messageId);
    Q_INVOKABLE void editLast();
    Q_INVOKABLE void sendAgain(qint64 messageId);
    /// jumped(row) comes when it is in the window.
    Q_INVOKABLE void jumpTo(qint64 messageId);
    Q_INVOKABLE void jumpToNewest();
    /// The newest row in sight; what is seen while the window is active is read.
    Q_INVOKABLE void seen(int row);
    Q_INVOKABLE void askLink(const QString& link);
    Q_INVOKABLE void openConfirmedLink();
    Q_INVOKABLE void copyConfirmedLink();
    Q_INVOKABLE void dismissLink();
    Q_INVOKABLE void dismissError();

    // the person
    Q_INVOKABLE void accept();
    /// A request, or a whole contact, goes with its conversation.
    Q_INVOKABLE void decline();
    Q_INVOKABLE void block();
    Q_INVOKABLE void unblock();
    /// The conversation goes, the contact stays.
    Q_INVOKABLE void remove();
    Q_INVOKABLE void pauseSending();
    Q_INVOKABLE void goOn();
    /// Asks the relay again what held sending.
    Q_INVOKABLE void checkAgain();

Q_SIGNALS:
    void changed();
    void typingChanged();
    void unreadChanged();
    void atNewestChanged();
    void linkToConfirmChanged();
    void errorChanged();
    /// Scroll there; it is highlighted for a moment.
    void jumped(int row);
    /// It was removed: leave the page.
    void gone();

private:
    class Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace sotto::viewmodels
